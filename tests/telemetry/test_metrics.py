"""What is counted, and that no label can grow without end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tidegate.records import Failure, OutcomeKind, Outcomes, RawBatch, Reason, Stage
from tidegate.telemetry.metrics import Metrics
from tidegate.telemetry.observe import StageTimer
from tidegate.wire import Counts, Delta, LaneRefusal, LaneState, LaneStatus

NAMES = {
    "tidegate_records": {"flow", "outcome"},
    "tidegate_entities": {"flow", "entity_type", "detector"},
    "tidegate_quarantined": {"flow", "stage", "reason"},
    "tidegate_noted": {"flow", "name"},
    "tidegate_batch_seconds": {"flow", "stage"},
    "tidegate_end_to_end_seconds": {"flow"},
    "tidegate_lag_records": {"flow", "partition"},
    "tidegate_transactions": {"flow", "result"},
    "tidegate_lanes": {"flow", "state", "reason"},
    "tidegate_loop_lag_seconds": set(),
    "tidegate_build_info": {"version", "role"},
}


def committed(metrics: Metrics) -> None:
    count = 40
    raw = RawBatch("raw.a", 0, 0, 40, range(count), [0] * count, [None] * count, [b"x"] * count, [()] * count)
    failure = Failure(Stage.DECODE, Reason.UNDECODABLE_UTF8)
    kinds = [OutcomeKind.QUARANTINED, *[OutcomeKind.CLEAN] * 39]
    outcomes = Outcomes(raw, kinds, [()] * count, {0: failure}, {("email", "email_address"): 3}, (), {"keys_hashed": 2})
    delta = Delta(
        run_id="run-1",
        topic="raw.a",
        partition=0,
        from_=0,
        to=40,
        counts=Counts(in_=40, clean=39, quarantined=1),
        policy_hash="ab",
        worker="w",
    )
    metrics.committed("a", delta, outcomes, now_ms=2_000)


def test_the_names_and_labels_are_the_promised_ones() -> None:
    """Dashboards are built on them; a label outside the list may be a value or a run id."""
    metrics = Metrics("worker")
    committed(metrics)
    found = {family.name: family for family in metrics.registry.collect()}
    assert set(found) == set(NAMES)
    for name, family in found.items():
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        assert labels <= NAMES[name]


@pytest.mark.parametrize(
    ("name", "labels", "value"),
    [
        ("tidegate_records_total", {"flow": "a", "outcome": "clean"}, 39),
        ("tidegate_records_total", {"flow": "a", "outcome": "quarantined"}, 1),
        ("tidegate_entities_total", {"flow": "a", "entity_type": "email", "detector": "email_address"}, 3),
        ("tidegate_quarantined_total", {"flow": "a", "stage": "decode", "reason": "undecodable_utf8"}, 1),
        ("tidegate_noted_total", {"flow": "a", "name": "keys_hashed"}, 2),
        ("tidegate_transactions_total", {"flow": "a", "result": "committed"}, 1),
        ("tidegate_end_to_end_seconds_count", {"flow": "a"}, 16),
        ("tidegate_end_to_end_seconds_sum", {"flow": "a"}, 32.0),
    ],
)
def test_a_commit_counts_what_was_committed(name: str, labels: dict[str, str], value: float) -> None:
    metrics = Metrics("worker")
    committed(metrics)
    assert metrics.registry.get_sample_value(name, labels) == value


def test_the_lag_of_a_lane_that_went_elsewhere_is_forgotten() -> None:
    """Two workers that both show a lag of one partition would count it twice."""
    metrics = Metrics("worker")
    at = datetime(2026, 1, 1, tzinfo=UTC)

    def state(partition: int) -> LaneState:
        return LaneState(
            run_id="run-1", topic="raw.a", partition=partition, worker="w", state=LaneStatus.OPEN, lag=7, at=at
        )

    metrics.set_lags([state(0), state(1)], {"run-1": "a"}.get)
    metrics.set_lags([state(1)], {"run-1": "a"}.get)
    lag = metrics.registry.get_sample_value
    assert lag("tidegate_lag_records", {"flow": "a", "partition": "1"}) == 7
    assert lag("tidegate_lag_records", {"flow": "a", "partition": "0"}) is None


def test_runs_of_one_flow_are_summed_and_lanes_counted_by_state() -> None:
    metrics = Metrics("worker")
    at = datetime(2026, 1, 1, tzinfo=UTC)

    def state(run: str, partition: int, status: LaneStatus, reason: LaneRefusal | None = None) -> LaneState:
        return LaneState(
            run_id=run, topic="raw.a", partition=partition, worker="w", state=status, reason=reason, lag=7, at=at
        )

    flows = {"run-1": "a", "run-2": "a"}.get
    refused = state("run-2", 1, LaneStatus.REFUSED, LaneRefusal.OFFSET_LOST)
    metrics.set_lags([state("run-1", 0, LaneStatus.OPEN), state("run-2", 0, LaneStatus.OPEN), refused], flows)
    value = metrics.registry.get_sample_value
    assert value("tidegate_lag_records", {"flow": "a", "partition": "0"}) == 14
    assert value("tidegate_lanes", {"flow": "a", "state": "open", "reason": ""}) == 2
    assert value("tidegate_lanes", {"flow": "a", "state": "refused", "reason": "offset_lost"}) == 1
    metrics.set_lags([], flows)
    assert value("tidegate_lanes", {"flow": "a", "state": "open", "reason": ""}) is None


def test_a_stage_is_timed_also_when_it_raises() -> None:
    """A stage that fails slowly is the one that somebody looks for."""
    metrics = Metrics("worker")
    now = iter([0.0, 1.0, 5.0, 8.0])
    timer = StageTimer(metrics, "a", now=lambda: next(now))
    assert timer("decode", len)("abc") == 3
    with pytest.raises(ValueError):
        timer("decode", int)("x")
    assert metrics.registry.get_sample_value("tidegate_batch_seconds_sum", {"flow": "a", "stage": "decode"}) == 4.0
