"""The judge of the chaos scenarios must see what is wrong, else a green table means nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from tests.chaos.verdict import (
    EXPECT_HEADER,
    Fault,
    Progress,
    judge_ledger,
    judge_progress,
    judge_records,
    percentile,
    recoveries,
)
from tests.e2e.independent import Record


def raw(offset: int, expect: str | None = None) -> Record:
    headers = {} if expect is None else {EXPECT_HEADER: expect.encode()}
    return Record(0, offset, 1_000 + offset, b"k", b"v", headers)


def clean(place: int, source: int, *, partition: int = 0, value: bytes = b"v") -> Record:
    return Record(partition, place, 1_000 + source, b"k", value, {"tidegate-source": f"raw/0/{source}".encode()})


def quarantined(source: int, reason: str) -> Record:
    return Record(0, 0, 0, None, orjson.dumps({"partition": 0, "offset": source, "reason": reason}), {})


RAW = [raw(0), raw(1), raw(2, "poison")]
RIGHT = [clean(0, 0), clean(1, 1)]


@pytest.mark.parametrize(
    ("output", "pointers", "lost", "doubled", "out_of_order", "problems"),
    [
        (RIGHT, [quarantined(2, "poison")], 0, 0, 0, 0),
        (RIGHT[:1], [quarantined(2, "poison")], 1, 0, 0, 0),
        (RIGHT, [], 1, 0, 0, 1),
        ([*RIGHT, clean(2, 1)], [quarantined(2, "poison")], 0, 1, 0, 0),
        (RIGHT, [quarantined(2, "poison"), quarantined(1, "poison")], 0, 1, 0, 1),  # clean and quarantined
        ([clean(0, 1), clean(1, 0)], [quarantined(2, "poison")], 0, 0, 1, 0),
        (RIGHT, [quarantined(2, "another")], 0, 0, 0, 1),
        ([clean(0, 0), clean(1, 1, partition=1)], [quarantined(2, "poison")], 0, 0, 0, 1),
        ([*RIGHT, clean(2, 9)], [quarantined(2, "poison")], 0, 0, 0, 2),  # an output of no input
        ([clean(0, 0), clean(1, 1, value=b"x@example.com")], [quarantined(2, "poison")], 0, 0, 0, 1),
    ],
)
def test_each_kind_of_damage_is_seen(
    output: list[Record], pointers: list[Record], lost: int, doubled: int, out_of_order: int, problems: int
) -> None:
    """Lost, doubled, out of order, wrongly quarantined, misplaced, leaked; and nothing where nothing is wrong."""
    verdict = judge_records(RAW, output, pointers)
    assert (verdict.lost, verdict.doubled, verdict.out_of_order) == (lost, doubled, out_of_order)
    assert len(verdict.problems) == problems
    assert verdict.holds is not any((lost, doubled, out_of_order, problems))


def ledger(start: int, end: int, **changes: Any) -> dict[str, Any]:
    counts = {"in": end - start, "clean": end - start, "quarantined": 0, "dropped": 0, "suppressed": 0}
    partition = {"from": start, "next": end, "records": counts, "unproven": [], "expired": [], **changes}
    return {"results": {"partitions": {"0": partition}}}


@pytest.mark.parametrize(
    ("ledgers", "gaps"),
    [
        ([ledger(0, 3)], 0),
        ([ledger(0, 2), ledger(2, 3)], 0),
        ([ledger(0, 2)], 1),  # does not reach the end
        ([ledger(0, 1), ledger(2, 3)], 1),  # a gap between two runs of a flow
        ([ledger(0, 2), ledger(1, 3)], 1),  # an overlap
        ([ledger(0, 3, unproven=[{"from": 1, "to": 2}])], 1),
        ([], 1),
    ],
)
def test_a_ledger_must_join_up_to_the_end(ledgers: list[dict[str, Any]], gaps: int) -> None:
    """Over one run or several of a flow."""
    assert judge_ledger(ledgers, {0: 3}, 3).ledger_gaps == gaps


@pytest.mark.parametrize(
    ("spans", "gaps"), [([(0, 2), (2, 3)], 0), ([(0, 1), (2, 3)], 1), ([(0, 2), (1, 3)], 1), ([(0, 2)], 1), ([], 1)]
)
def test_deltas_must_join_up_to_the_end(spans: list[tuple[int, int]], gaps: int) -> None:
    """Read from the progress topic itself, not from the summary."""
    assert judge_progress([Progress(0, "w", 0, *span) for span in spans], {0: 3}).ledger_gaps == gaps


def test_recovery_is_counted_for_the_partitions_of_the_victim() -> None:
    """Of each, up to its next commit; a fault without victims hits all."""
    deltas = [
        Progress(1_000, "a", 0, 0, 1),
        Progress(1_000, "b", 1, 0, 1),
        Progress(2_500, "b", 1, 1, 2),
        Progress(9_000, "b", 0, 1, 2),
    ]
    assert recoveries([Fault(2_000, frozenset({"a"}))], deltas) == [7.0]
    assert recoveries([Fault(2_000)], deltas) == [7.0, 0.5]
    assert recoveries([Fault(9_500, frozenset({"b"}))], deltas) == []


@pytest.mark.parametrize(
    ("values", "fraction", "wanted"), [([], 0.95, None), ([3.0], 0.95, 3.0), ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0)]
)
def test_percentile_is_the_nearest_rank(values: list[float], fraction: float, wanted: float | None) -> None:
    """No interpolation: it is a value that was measured."""
    assert percentile(values, fraction) == wanted


def test_two_verdicts_add_up() -> None:
    """A scenario may have several trials."""
    make: Callable[[], Any] = lambda: judge_records(RAW, RIGHT[:1], [])  # noqa: E731
    both = make().plus(make())
    assert (both.records, both.lost, len(both.problems)) == (6, 4, 2)
