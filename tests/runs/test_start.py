"""Where runs start."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tidegate.errors import RunConflict, RunInvalid
from tidegate.runs.requests import CreateDataset, CreateRun
from tidegate.runs.start import (
    LogRange,
    Positions,
    bounded_ranges,
    continuous_ranges,
    dataset_ranges,
    refuse_published_twice,
)
from tidegate.wire import Output, PartitionRange, PartitionSummary, Results, RunKind, RunStatus, RunSummary

LOG = {0: LogRange(5, 20), 1: LogRange(0, 0)}


def start(value: Any) -> Any:
    return CreateRun.parse({"topic": "raw.t", "start": value}).start


def starts(ranges: dict[str, PartitionRange]) -> list[int]:
    return [part.start for part in ranges.values()]


@pytest.mark.parametrize(
    ("asked", "committed", "expected"),
    [
        (None, {}, [5, 0]),  # earliest
        ("earliest", {}, [5, 0]),
        ("latest", {}, [20, 0]),
        ({"timestamp": 1}, {}, [9, 0]),  # partition 1 has no record that young: its end
        ({"offsets": {"0": 7}}, {}, [7, 0]),
        ({"offsets": {"0": 5}}, {}, [5, 0]),
        ({"offsets": {"0": 20}}, {}, [20, 0]),
        ("earliest", {0: 5, 1: 0}, [5, 0]),  # it was created before, as far as that: asking again is no other start
        ({"offsets": {"0": 7}}, {0: 7, 1: 0}, [7, 0]),
        (None, {0: 12}, [12, 0]),  # where the flow stopped; a new partition at its first record
        (None, {0: 3}, [3, 0]),  # it stopped before the log begins: the lane says that this has expired
    ],
)
def test_a_flow_starts_where_it_stopped_else_where_it_is_told(
    asked: Any, committed: dict[int, int], expected: list[int]
) -> None:
    positions = Positions(LOG, committed, {0: 9})
    request = start(asked) if asked is not None else None
    assert starts(continuous_ranges(request, positions, flow="t", allow_duplicates=False)) == expected


def test_another_start_for_a_flow_that_ran_needs_leave_to_publish_twice() -> None:
    positions = Positions(LOG, {0: 12}, {})
    with pytest.raises(RunConflict, match="goes on where it stopped"):
        continuous_ranges("earliest", positions, flow="t", allow_duplicates=False)
    assert starts(continuous_ranges("earliest", positions, flow="t", allow_duplicates=True)) == [5, 0]


def test_a_flow_that_stopped_behind_the_log_is_not_guessed() -> None:
    """The topic was deleted and made anew: going on at its end would skip every record."""
    with pytest.raises(RunConflict, match="not the log that it read"):
        continuous_ranges(None, Positions(LOG, {0: 21}, {}), flow="t", allow_duplicates=False)


@pytest.mark.parametrize("offsets", [{"0": 4}, {"0": 21}, {"2": 0}])
def test_an_offset_that_the_log_does_not_have_is_refused(offsets: dict[str, int]) -> None:
    with pytest.raises(RunInvalid) as caught:
        continuous_ranges(start({"offsets": offsets}), Positions(LOG, {}, {}), flow="t", allow_duplicates=False)
    assert caught.value.field == "start"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"0": (5, 20), "1": (0, 0)}),  # the whole topic as it is now
        ({"from": {"0": 8}}, {"0": (8, 20), "1": (0, 0)}),
        ({"from": {"0": 8}, "to": {"0": 8}}, {"0": (8, 8), "1": (0, 0)}),
        ({"to": {"0": 10}}, {"0": (5, 10), "1": (0, 0)}),
        ({"from": {"0": 4}}, "from"),  # expired
        ({"from": {"0": 21}}, "from"),
        ({"from": {"0": 8}, "to": {"0": 7}}, "to"),
        ({"to": {"0": 21}}, "to"),
        ({"to": {"9": 1}}, "to"),
    ],
)
def test_a_dataset_is_a_range_that_the_log_holds(body: dict[str, Any], expected: Any) -> None:
    request = CreateDataset.parse({"topic": "raw.t", **body})
    if isinstance(expected, str):
        with pytest.raises(RunInvalid) as caught:
            dataset_ranges(request, LOG)
        assert caught.value.field == expected
        return
    assert {name: (part.start, part.end) for name, part in dataset_ranges(request, LOG).items()} == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, [(5, 20)]),
        ("latest", [(20, 20)]),
        ({"timestamp": 1}, [(9, 20)]),
        ({"offsets": {"0": 11}}, [(11, 20)]),
        ({"offsets": {"0": 21}}, None),
        ({"offsets": {"1": 0}}, None),
    ],
)
def test_a_bounded_run_starts_within_its_dataset(asked: Any, expected: list[tuple[int, int]] | None) -> None:
    dataset = {"0": PartitionRange(start=5, end=20)}
    request = start(asked) if asked is not None else None
    if expected is None:
        with pytest.raises(RunInvalid):
            bounded_ranges(dataset, request, {0: 9})
        return
    ranges = bounded_ranges(dataset, request, {0: 9})
    assert [(part.start, part.end) for part in ranges.values()] == expected


@pytest.mark.parametrize(
    ("first", "end", "output", "topic", "refused"),
    [
        (0, 5, "clean.t", "raw.t", True),
        (9, None, "clean.t", "raw.t", True),  # one offset is enough
        (10, None, "clean.t", "raw.t", False),  # where the other stopped
        (0, 2, "clean.t", "raw.t", False),  # before the other began
        (0, None, "clean.u", "raw.t", False),
        (0, None, "clean.t", "raw.u", False),
    ],
)
def test_an_offset_is_published_once_to_an_output(
    first: int, end: int | None, output: str, topic: str, refused: bool
) -> None:
    """By a finished run too; the conflict names it."""
    run = RunSummary(
        id="other",
        status=RunStatus.ABORTED,
        kind=RunKind.CONTINUOUS,
        flow="t",
        topic="raw.t",
        outputs=(Output(topic="clean.t"),),
        policy_hash="h",
        detection_method="heuristics",
        threshold=0.3,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        results=Results(partitions={"0": PartitionSummary(from_=2, next=10), "1": PartitionSummary(from_=0, next=0)}),
    )
    ranges = {"0": PartitionRange(start=first, end=end), "1": PartitionRange(start=0)}
    if not refused:
        refuse_published_twice(topic, [Output(topic=output)], ranges, [run])
        return
    with pytest.raises(RunConflict, match="run other has published"):
        refuse_published_twice(topic, [Output(topic=output)], ranges, [run])
