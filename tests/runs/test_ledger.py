"""The offset ledger: any order, any repetition, every gap."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.runs.ledger import RANGES_MAX, WAITING_MAX, Flaw, Fold, PartitionLedger, balanced, sound
from tidegate.wire import Counts, Delta, Expired, PartitionSummary


def delta(start: int, end: int, counts: Counts | None = None, **more: Any) -> Delta:
    count = end - start
    fields = {"run_id": "r", "topic": "raw.t", "partition": 0, "policy_hash": "h", "worker": "w", **more}
    return Delta(from_=start, to=end, counts=counts or Counts(in_=count, clean=count), **fields)


@st.composite
def logs(draw: st.DrawFn) -> list[Delta]:
    """The deltas of one partition as its lanes wrote them: they join, and some offsets are markers, not records."""
    position, found = draw(st.integers(0, 50)), []
    for _ in range(draw(st.integers(1, 12))):
        span = draw(st.integers(1, 20))
        parts = [draw(st.integers(0, span // 4)) for _ in range(4)]
        counts = Counts(in_=sum(parts), clean=parts[0], quarantined=parts[1], dropped=parts[2], suppressed=parts[3])
        found.append(delta(position, position + span, counts))
        position += span
    return found


def total(deltas: list[Delta]) -> Counts:
    counts = Counts()
    for one in deltas:
        counts = counts.plus(one.counts)
    return counts


@given(logs(), st.data())
def test_any_order_and_any_repetition_give_the_same_ledger(log: list[Delta], data: st.DataObject) -> None:
    """Each delta counts once, however often and in whatever order it is read."""
    read = data.draw(st.permutations(log + data.draw(st.lists(st.sampled_from(log), max_size=10))))
    ledger = PartitionLedger(start=log[0].from_, next=log[0].from_)
    counted = [one for each in read for one in ledger.fold(each)[1]]
    assert counted == log
    assert (ledger.next, ledger.counts, ledger.waiting, ledger.proven) == (log[-1].to, total(log), {}, True)


@given(logs(), st.data())
def test_a_lost_delta_is_shown_as_unproven_and_nothing_else_is(log: list[Delta], data: st.DataObject) -> None:
    """What is left is counted; the ranges that were lost stand in the ledger, joined where they touch."""
    lost = data.draw(st.sets(st.integers(0, len(log) - 2))) if len(log) > 1 else set()
    ledger = PartitionLedger(start=log[0].from_, next=log[0].from_)
    for index, each in enumerate(log):
        if index not in lost:
            ledger.fold(each)
    while ledger.waiting:
        ledger.skip_gap()
    assert ledger.next == log[-1].to
    assert ledger.counts == total([each for index, each in enumerate(log) if index not in lost])
    shown = {offset for one in ledger.unproven for offset in range(one.from_, one.to)}
    assert shown == {offset for index in lost for offset in range(log[index].from_, log[index].to)}
    assert ledger.proven is not bool(lost)


@given(logs(), st.data())
def test_a_ledger_goes_on_from_what_its_summary_says(log: list[Delta], data: st.DataObject) -> None:
    """Control may be killed between any two deltas."""
    cut = data.draw(st.integers(0, len(log)))
    ledger = PartitionLedger(start=log[0].from_, next=log[0].from_)
    for each in log[:cut]:
        ledger.fold(each)
    summary = PartitionSummary(from_=ledger.start, next=ledger.next, records=ledger.counts, unproven=ledger.unproven)
    again = PartitionLedger.of(summary)
    for each in log:  # read from the beginning: what was counted is behind
        again.fold(each)
    assert (again.next, again.counts, again.proven) == (log[-1].to, total(log), True)


@pytest.mark.parametrize(
    ("wrong", "flaw"),
    [
        (delta(5, 15), Flaw.OVERLAP),  # half of it was counted
        (delta(0, 11), Flaw.OVERLAP),  # all of it but one
        (delta(10, 20, Counts(in_=5, clean=4)), Flaw.UNBALANCED),  # a record without an outcome
        (delta(10, 20, Counts(in_=4, clean=5)), Flaw.UNBALANCED),  # an outcome without a record
        (delta(10, 12, Counts(in_=3, clean=3)), Flaw.UNBALANCED),  # more records than offsets
        (delta(10, 10), Flaw.UNBALANCED),  # goes nowhere
        (delta(12, 11, Counts()), Flaw.UNBALANCED),  # goes back
        (delta(10, 20, Counts(in_=1, clean=1), expired=True), Flaw.UNBALANCED),  # read what was gone
        (delta(10, 31), Flaw.BEYOND_END),  # behind the end of the bounded range
    ],
)
def test_a_delta_that_cannot_be_true_breaks_the_ledger_for_good(wrong: Delta, flaw: Flaw) -> None:
    """It is not counted, and neither is anything after it."""
    ledger = PartitionLedger(start=0, next=0, end=30)
    ledger.fold(delta(0, 10))
    assert ledger.fold(wrong) == (Fold.BROKEN, [])
    assert ledger.fold(delta(10, 20)) == (Fold.BROKEN, [])
    assert (ledger.flaw, ledger.next, ledger.counts.in_, ledger.proven) == (flaw, 10, 10, False)


def test_a_waiting_delta_that_overlaps_breaks_the_ledger_when_its_turn_comes() -> None:
    """The gap before it is closed by a delta that reaches into it."""
    ledger = PartitionLedger(start=0, next=0)
    assert ledger.fold(delta(5, 10)) == (Fold.GAP, [])
    fold, counted = ledger.fold(delta(0, 7))
    assert (fold, len(counted), ledger.flaw) == (Fold.BROKEN, 1, Flaw.OVERLAP)


def test_expired_offsets_are_listed_and_count_no_record() -> None:
    """They are accounted for, not read; ranges that touch are one."""
    ledger = PartitionLedger(start=0, next=0)
    for start, end in ((0, 3), (3, 5)):
        ledger.fold(delta(start, end, Counts(), expired=True))
    ledger.fold(delta(5, 7))
    ledger.fold(delta(7, 9, Counts(), expired=True))
    assert ledger.expired == (Expired(from_=0, to=5), Expired(from_=7, to=9))
    assert (ledger.next, ledger.counts.in_, ledger.proven) == (9, 2, True)


def test_what_was_committed_without_a_delta_is_unproven() -> None:
    """Only forwards: a position behind says nothing."""
    ledger = PartitionLedger(start=0, next=10)
    ledger.skip_to(10)
    ledger.skip_to(4)
    assert (ledger.next, ledger.unproven) == (10, ())
    ledger.skip_to(15)
    assert (ledger.next, ledger.unproven, ledger.proven) == (15, (Expired(from_=10, to=15),), False)


def test_the_list_of_ranges_is_bounded_and_then_claims_less() -> None:
    """The last range grows over what was proven, never the other way round."""
    ledger = PartitionLedger(start=0, next=0)
    for number in range(RANGES_MAX + 5):
        ledger.skip_to(ledger.next + 1)
        ledger.fold(delta(ledger.next, ledger.next + 1))
        assert ledger.counts.in_ == number + 1
    assert len(ledger.unproven) == RANGES_MAX
    assert ledger.unproven[-1].to == ledger.next - 1


def test_the_room_for_waiting_deltas_is_bounded() -> None:
    """Beyond it they are read again later."""
    ledger = PartitionLedger(start=0, next=0)
    for number in range(1, WAITING_MAX + 10):
        ledger.fold(delta(number * 2, number * 2 + 1))
    assert len(ledger.waiting) == WAITING_MAX


@pytest.mark.parametrize(
    ("end", "next_", "done"), [(10, 10, True), (10, 9, False), (0, 0, True), (None, 10, False), (None, 0, False)]
)
def test_only_a_bounded_partition_is_ever_done(end: int | None, next_: int, done: bool) -> None:
    """An empty one is done before it begins."""
    assert PartitionLedger(start=0, next=next_, end=end).done is done


def test_amended_records_are_counted_beside_the_balance() -> None:
    """An amendment is a second record for an input that has its outcome already."""
    counts = Counts(in_=2, clean=2, amended=5)
    assert balanced(counts)
    assert sound(delta(0, 2, counts))
