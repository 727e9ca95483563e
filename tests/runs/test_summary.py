"""A run's summary: what deltas and lanes say, added up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tidegate.runs.ledger import Fold
from tidegate.runs.summary import FOUND_BYTES_MAX, LANE_SILENT_SECONDS, RunState
from tidegate.wire import (
    Counts,
    Delta,
    EntityCount,
    EntityFound,
    LaneRefusal,
    LaneState,
    LaneStatus,
    PartitionSummary,
    Results,
    RunKind,
    RunStatus,
    RunSummary,
)

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def state(kind: RunKind = RunKind.BOUNDED, entities_max: int = 3, **ends: int) -> RunState:
    parts = ends or {"p0": 10, "p1": 10}
    bounded = kind is RunKind.BOUNDED
    summary = RunSummary(
        id="r",
        status=RunStatus.PENDING,
        kind=kind,
        flow="chat",
        topic="raw.chat",
        policy_hash="h",
        detection_method="heuristics",
        threshold=0.3,
        created_at=T0,
        results=Results(
            partitions={
                name[1:]: PartitionSummary(from_=0, next=0, end=end if bounded else None) for name, end in parts.items()
            }
        ),
    )
    return RunState.of(summary, entities_max=entities_max)


def delta(partition: int, start: int, end: int, **more: Any) -> Delta:
    counts = more.pop("counts", Counts(in_=end - start, clean=end - start))
    fields = {"run_id": "r", "topic": "raw.chat", "policy_hash": "h", "worker": "w", **more}
    return Delta(partition=partition, from_=start, to=end, counts=counts, **fields)


def lane(status: LaneStatus, reason: LaneRefusal | None = None, *, at: datetime = T0, **more: Any) -> LaneState:
    fields = {"run_id": "r", "topic": "raw.chat", "partition": 0, "worker": "w", **more}
    return LaneState(state=status, reason=reason, at=at, **fields)


def found(start: int) -> EntityFound:
    return EntityFound(start=start, end=start + 2, label="email", score=1.0, field="$.text", source="raw.chat/0/1")


def test_deltas_add_up_by_type_and_detector() -> None:
    """Outcomes, entities and the first few findings; the rest is a number."""
    run = state()
    run.fold(delta(0, 0, 4, entities={"email": {"email_address": 3}}, found=(found(1), found(4)), found_left_out=1), T0)
    counts = Counts(in_=2, clean=1, quarantined=1)
    run.fold(
        delta(1, 0, 5, counts=counts, entities={"email": {"x": 1}, "iban": {"iban": 2}}, found=(found(7), found(9))), T0
    )
    summary = run.render({0: 7})
    assert summary.results.entity_summary == {
        "email": EntityCount(count=4, by_detector={"email_address": 3, "x": 1}),
        "iban": EntityCount(count=2, by_detector={"iban": 2}),
    }
    assert summary.results.records == Counts(in_=6, clean=5, quarantined=1)
    assert [one.start for one in summary.results.entities_found] == [1, 4, 7]
    assert (summary.results.entities_left_out, summary.results.samples_processed) == (2, 6)
    assert (summary.progress, summary.progress_offsets, summary.status) == (0.45, {"0": 7}, RunStatus.PROCESSING)


def test_a_summary_is_all_the_memory_there_is() -> None:
    """A state made from a summary renders the same summary, one revision later."""
    run = state()
    run.fold(delta(0, 0, 4, entities={"email": {"email_address": 3}}, found=(found(1),)), T0)
    first = run.render({0: 5, 1: 6})
    again = RunState.of(first, entities_max=3).render({0: 5, 1: 6})
    assert again == first.model_copy(update={"revision": first.revision + 1})


def test_every_summary_has_a_higher_revision() -> None:
    """Even one in which nothing is new: it may carry newer progress offsets."""
    run = state()
    assert [run.render({}).revision for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(("read", "progress"), [((0, 0), 0.0), ((5, 0), 0.25), ((10, 9), 0.95), ((10, 10), 1.0)])
def test_progress_is_the_share_of_offsets_behind_us(read: tuple[int, int], progress: float) -> None:
    """It is 1 only when all of it is."""
    run = state()
    for partition, end in enumerate(read):
        if end:
            run.fold(delta(partition, 0, end), T0)
    assert run.render({}).progress == progress
    assert run.read_to_end is (progress == 1.0)


def test_progress_is_not_rounded_up_to_done() -> None:
    """Of very many offsets one is missing."""
    run = state(p0=10_000_000)
    run.fold(delta(0, 0, 9_999_999), T0)
    assert run.render({}).progress == 0.9999


def test_an_empty_dataset_is_read_to_its_end_at_once() -> None:
    run = state(p0=0)
    assert run.read_to_end
    assert run.render({}).progress == 1.0


def test_a_continuous_run_has_lag_and_no_progress() -> None:
    """Measured against the ends of the log, a partition without a delta too."""
    run = state(RunKind.CONTINUOUS)
    assert run.render({}).lag is None
    run.fold(delta(0, 0, 4), T0)
    run.measure_lag({0: 10, 1: 3})
    summary = run.render({})
    assert (summary.progress, summary.lag, run.read_to_end) == (None, 9, False)
    assert {name: part.lag for name, part in summary.results.partitions.items()} == {"0": 6, "1": 3}


def test_a_new_partition_of_a_continuous_run_begins_at_its_first_offset() -> None:
    run = state(RunKind.CONTINUOUS, p0=0)
    assert run.fold(delta(7, 0, 3), T0) is Fold.FOLDED
    assert run.render({}).results.partitions["7"].next == 3


def test_a_partition_that_is_not_part_of_a_bounded_run_breaks_it() -> None:
    """Nothing of it is counted."""
    run = state()
    assert run.fold(delta(7, 0, 3), T0) is Fold.BROKEN
    assert run.error == "ledger_unknown_partition: raw.chat/7"
    assert run.render({}).results.records == Counts()


def test_a_broken_ledger_says_where() -> None:
    run = state()
    run.fold(delta(0, 0, 5), T0)
    assert run.fold(delta(0, 3, 8), T0) is Fold.BROKEN
    assert run.error == "ledger_overlap: raw.chat/0 at 3"


@pytest.mark.parametrize(
    ("status", "reason", "expected", "error"),
    [
        (LaneStatus.OPEN, None, RunStatus.PROCESSING, None),
        (LaneStatus.IDLE, None, RunStatus.PROCESSING, None),
        (LaneStatus.PAUSED, LaneRefusal.TEMPORARY_FAULT, RunStatus.PENDING, None),
        (LaneStatus.REFUSED, LaneRefusal.NOT_AUTHORIZED, RunStatus.PENDING, None),
        (LaneStatus.REFUSED, LaneRefusal.BLOCKED, RunStatus.PENDING, None),
        (LaneStatus.REFUSED, LaneRefusal.OFFSET_LOST, RunStatus.PENDING, "lane_refused: offset_lost: raw.chat/0"),
        (LaneStatus.REFUSED, LaneRefusal.MISSING_KEY, RunStatus.PENDING, "lane_refused: missing_key: raw.chat/0"),
    ],
)
def test_the_first_open_lane_starts_a_run_and_a_lane_refused_for_good_ends_it(
    status: LaneStatus, reason: LaneRefusal | None, expected: RunStatus, error: str | None
) -> None:
    """What may pass by itself is waited for."""
    run = state()
    run.lane(lane(status, reason), T0)
    assert (run.status, run.error) == (expected, error)


def test_a_finished_run_hears_no_lane() -> None:
    run = state()
    run.advance(RunStatus.ABORTED, T0)
    run.lane(lane(LaneStatus.REFUSED, LaneRefusal.OFFSET_LOST), T0)
    run.break_off("too late")
    assert (run.status, run.error, run.lanes) == (RunStatus.ABORTED, None, {})


def test_a_silent_lane_is_shown_as_held_by_nobody() -> None:
    """After four reports that did not come; a fresh one stays."""
    run = state()
    run.lane(lane(LaneStatus.OPEN, held=5), T0)
    later = T0 + timedelta(seconds=15)
    run.lane(lane(LaneStatus.IDLE, partition=1, at=later), later)
    assert run.render({}).results.held == 5
    assert run.forget_silent_lanes(T0 + timedelta(seconds=LANE_SILENT_SECONDS)) == []
    assert run.forget_silent_lanes(T0 + timedelta(seconds=LANE_SILENT_SECONDS + 1)) == [0]
    parts = run.render({}).results.partitions
    assert [parts[name].lane for name in ("0", "1")] == [None, LaneStatus.IDLE]


@pytest.mark.parametrize("off", [timedelta(days=-1), timedelta(days=1)])
def test_a_worker_whose_clock_is_off_is_heard_like_any_other(off: timedelta) -> None:
    """Behind, its lanes would be called silent at each look; ahead, they would be believed for a day after its end."""
    run = state()
    run.lane(lane(LaneStatus.OPEN, at=T0 + off), T0)
    assert run.forget_silent_lanes(T0 + timedelta(seconds=LANE_SILENT_SECONDS)) == []
    assert run.forget_silent_lanes(T0 + timedelta(seconds=LANE_SILENT_SECONDS + 1)) == [0]


def test_the_duration_is_whole_seconds_from_the_first_lane_to_the_end() -> None:
    """Null until then."""
    run = state()
    run.lane(lane(LaneStatus.OPEN), T0 + timedelta(seconds=10))
    assert run.render({}).duration_seconds is None
    run.advance(RunStatus.SUCCEEDED, T0 + timedelta(seconds=12.9))
    summary = run.render({})
    assert (summary.started_at, summary.duration_seconds) == (T0 + timedelta(seconds=10), 2)


def test_a_run_is_changed_only_by_what_is_new() -> None:
    """A delta that is read again, and a lane that says the same again, publish nothing."""
    run = state()
    run.fold(delta(0, 0, 5), T0)
    run.lane(lane(LaneStatus.OPEN), T0)
    run.render({})
    run.fold(delta(0, 0, 5), T0)
    run.lane(lane(LaneStatus.OPEN, at=T0 + timedelta(seconds=5)), T0)
    assert not run.changed
    run.fold(delta(0, 5, 6), T0)
    assert run.changed


def test_a_gap_waits_and_is_shown_only_when_given_up() -> None:
    run = state()
    assert run.fold(delta(0, 4, 6, entities={"email": {"d": 1}}), T0) is Fold.GAP
    assert (run.gaps, run.entities) == ([0], {})
    run.skip_gap(0)
    part = run.render({}).results.partitions["0"]
    assert (run.gaps, part.next, [(one.from_, one.to) for one in part.unproven]) == ([], 6, [(0, 4)])
    assert run.entities == {"email": {"d": 1}}


def test_what_waits_behind_a_gap_is_counted_when_a_stop_gives_the_gap_up() -> None:
    """Only what has no delta is unproven; nothing waits any more, so summaries go on."""
    run = state()
    run.fold(delta(0, 4, 6, entities={"email": {"d": 1}}), T0)
    run.skip_to(0, 8)
    part = run.render({}).results.partitions["0"]
    assert (run.gaps, part.next, [(one.from_, one.to) for one in part.unproven]) == ([], 8, [(0, 4), (6, 8)])
    assert (part.records.in_, run.entities) == (2, {"email": {"d": 1}})


def test_a_summary_fits_a_record_however_many_findings_a_policy_lists() -> None:
    """Brokers take 1 MiB: a summary beyond it could never be written, and with it no other run's."""
    run = state(entities_max=10_000, p0=10_000)
    place = {"label": "phone_number", "score": 0.85, "field": "$.messages[*].text", "source": "raw.support-chat/0/123"}
    for number in range(100):
        listed = tuple(EntityFound(start=at, end=at + 12, **place) for at in range(1_000, 1_100))
        run.fold(delta(0, number * 100, number * 100 + 100, found=listed, found_left_out=1), T0)
    summary = run.render({})
    assert len(summary.to_bytes()) < FOUND_BYTES_MAX + 4_096
    assert len(summary.results.entities_found) > 3_000
    assert len(summary.results.entities_found) + summary.results.entities_left_out == 100 * 101
    again = RunState.of(summary, entities_max=10_000)
    again.fold(delta(0, 10_000, 10_001, found=(found(1),) * 100), T0)
    assert len(again.render({}).to_bytes()) < FOUND_BYTES_MAX + 4_096
