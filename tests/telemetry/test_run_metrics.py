"""Run metrics: what an alarm sees of summaries, above all a lane that should move and does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tidegate.telemetry.run_metrics import STALLED_SECONDS, run_registry
from tidegate.wire import RunSummary


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def run(partitions: dict[str, dict[str, Any]], **more: Any) -> RunSummary:
    document: dict[str, Any] = {
        "id": "r1",
        "status": "PROCESSING",
        "kind": "continuous",
        "flow": "chat",
        "topic": "raw.chat",
        "policy_hash": "0",
        "detection_method": "heuristics",
        "threshold": 0.3,
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
        "results": {"partitions": partitions},
        **more,
    }
    return RunSummary.model_validate(document)


def part(next: int, *, lag: int | None = None, end: int | None = None, **more: Any) -> dict[str, Any]:
    return {"from": 0, "next": next, "lag": lag, "end": end, **more}


@pytest.mark.parametrize(
    ("before", "after", "stalled"),
    [
        (part(5, lag=9, lane="open"), part(5, lag=9, lane="open"), {"not_moving": 1.0}),
        (part(5, lag=9), part(5, lag=9), {"no_lane": 1.0, "not_moving": 0.0}),
        (part(5, end=9), part(5, end=9), {"no_lane": 1.0, "not_moving": 0.0}),
        (
            part(5, lag=9, lane="paused", reason="blocked"),
            part(5, lag=9, lane="paused", reason="blocked"),
            {"blocked": 1.0, "not_moving": 0.0},
        ),
        (part(5, lag=9, lane="open"), part(6, lag=9, lane="open"), {"not_moving": 0.0}),  # slow, but it moves
        (part(5, lag=0), part(5, lag=0), {"not_moving": 0.0}),  # nothing to do
        (part(9, end=9), part(9, end=9), {"not_moving": 0.0}),  # done
    ],
)
def test_a_lane_is_stalled_when_it_has_work_and_does_not_move(
    before: dict[str, Any], after: dict[str, Any], stalled: dict[str, float]
) -> None:
    clock, shown = Clock(), [run({"0": before})]
    registry = run_registry(lambda: shown, clock)

    def seen() -> dict[str, float]:
        families = {family.name: family for family in registry.collect()}
        return {sample.labels["reason"]: sample.value for sample in families["tidegate_stalled_lanes"].samples}

    assert sum(seen().values()) == 0  # the first look cannot tell
    clock.seconds += STALLED_SECONDS / 2
    assert sum(seen().values()) == 0
    shown[0] = run({"0": after})
    clock.seconds += STALLED_SECONDS / 2
    assert seen() == stalled


def value(registry: Any, name: str, **labels: str) -> float | None:
    found: float | None = registry.get_sample_value(name, labels)
    return found


def test_sums_are_by_flow_and_finished_runs_keep_their_gaps() -> None:
    """A gap does not close by ending the run; its lag does."""
    unproven = [{"from": 3, "to": 10}]
    runs = [
        run({"0": part(5, lag=2), "1": part(0, lag=1)}),
        run({"0": part(5, end=8)}, id="r2"),
        run({"0": part(10, end=99, unproven=unproven, expired=[{"from": 0, "to": 2}])}, id="r3", status="FAILED"),
    ]
    registry = run_registry(lambda: runs, Clock())
    assert value(registry, "tidegate_lag_records", flow="chat", partition="0") == 2 + 3
    assert value(registry, "tidegate_lag_records", flow="chat", partition="1") == 1
    assert value(registry, "tidegate_unproven_offsets", flow="chat") == 7
    assert value(registry, "tidegate_expired_offsets", flow="chat") == 2
    assert value(registry, "tidegate_runs", status="FAILED") == 1
    assert value(registry, "tidegate_runs", status="PAUSED") == 0


def test_no_label_holds_a_run_id() -> None:
    """Labels are closed sets: a run id would grow for ever."""
    registry = run_registry(lambda: [run({"0": part(5, lag=2)}, id="the-run-id")], Clock())
    labels = {text for family in registry.collect() for sample in family.samples for text in sample.labels.values()}
    assert "the-run-id" not in labels


def test_an_open_run_says_which_policy_it_has() -> None:
    """By the digits that its records carry; one that is over says nothing any more."""
    open_run = run({}, policy="chat", policy_hash="0123456789abcdef", status="PAUSED")
    over = run({}, id="r2", flow="old", policy="old", policy_hash="f" * 64, status="ABORTED")
    registry = run_registry(lambda: [open_run, over], lambda: 0.0)
    labels = [
        sample.labels for family in registry.collect() for sample in family.samples if "policy_info" in sample.name
    ]
    assert labels == [{"flow": "chat", "policy": "chat", "policy_hash": "0123456789ab"}]
