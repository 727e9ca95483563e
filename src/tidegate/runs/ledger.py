"""The offset ledger of one partition: what makes "every record was processed" a fact and not a hope.

Each transaction of a lane leaves a delta that says from which position to which it went and what became of the records
between. A delta counts only if it starts where the last one ended, so deltas that are read twice change nothing, and
one that is missing is seen at once:

    wholly behind       read before: ignored
    starts at ``next``  counted
    starts beyond       a gap: it waits until the missing ones have been read again, or the gap is shown as unproven
    anything else       two lanes did the same work, or a delta lies: the ledger is broken, and the run with it

The proof of a partition: ``records.in = clean + quarantined + dropped + suppressed``, and no range in ``unproven``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from tidegate.wire import Counts, Delta, Expired, PartitionSummary

WAITING_MAX = 10_000  # deltas kept while a gap is repaired; more are read again later
RANGES_MAX = 100  # ranges listed as expired, or as unproven; beyond, the last one grows and so claims less


class Fold(StrEnum):
    """What became of a delta."""

    FOLDED = "folded"
    REPEATED = "repeated"
    GAP = "gap"
    BROKEN = "broken"


class Flaw(StrEnum):
    """Why a ledger is broken; a closed list, shown as the run's error."""

    OVERLAP = "ledger_overlap"
    UNBALANCED = "ledger_unbalanced"
    BEYOND_END = "ledger_beyond_end"
    UNKNOWN_PARTITION = "ledger_unknown_partition"


def balanced(counts: Counts) -> bool:
    """Whether every record that came in has exactly one outcome."""
    return counts.in_ == counts.clean + counts.quarantined + counts.dropped + counts.suppressed


def sound(delta: Delta) -> bool:
    """Whether a delta can be true: it goes forward, is balanced, and has no more records than offsets."""
    if delta.to <= delta.from_ or not balanced(delta.counts):
        return False
    return delta.counts.in_ == 0 if delta.expired else delta.counts.in_ <= delta.to - delta.from_


@dataclass(slots=True)
class PartitionLedger:
    """Positions and outcomes of one input partition. ``end`` is None in a continuous run.

    ``waiting`` holds deltas beyond a gap, by their start. ``flaw`` is set once and for good.
    """

    start: int
    next: int
    end: int | None = None
    counts: Counts = field(default_factory=Counts)
    expired: tuple[Expired, ...] = ()
    unproven: tuple[Expired, ...] = ()
    waiting: dict[int, Delta] = field(default_factory=dict)
    flaw: Flaw | None = None

    @classmethod
    def of(cls, summary: PartitionSummary) -> PartitionLedger:
        """Go on from what a summary says."""
        return cls(
            start=summary.from_,
            next=summary.next,
            end=summary.end,
            counts=summary.records,
            expired=summary.expired,
            unproven=summary.unproven,
        )

    @property
    def done(self) -> bool:
        """Whether a bounded partition has been read to its end."""
        return self.end is not None and self.next >= self.end

    @property
    def proven(self) -> bool:
        """Whether every offset from ``start`` to ``next`` is accounted for."""
        return self.flaw is None and not self.unproven and balanced(self.counts)

    def fold(self, delta: Delta) -> tuple[Fold, list[Delta]]:
        """Take in a delta of this partition.

        Returns:
            What became of it, and the deltas that were counted by this call, in order: none, itself, or itself and
            those that had waited for it.
        """
        fold = self._place(delta)
        if fold is Fold.GAP:
            if len(self.waiting) < WAITING_MAX:
                self.waiting.setdefault(delta.from_, delta)
            return fold, []
        if fold is not Fold.FOLDED:
            return fold, []
        self._count(delta)
        counted = [delta, *self._count_waiting()]
        return (Fold.BROKEN if self.flaw else fold), counted

    def skip_gap(self) -> list[Delta]:
        """Give up on a gap: show it as unproven, and count what waits behind it.

        Returns:
            The deltas that were counted; empty if none waits.
        """
        if not self.waiting or self.flaw:
            return []
        found = min(self.waiting)
        self.unproven = _with_range(self.unproven, self.next, found)
        self.next = found
        return self._count_waiting()

    def skip_to(self, position: int) -> None:
        """Show everything from ``next`` to ``position`` as unproven: it was committed, and no delta says how."""
        if position > self.next:
            self.unproven = _with_range(self.unproven, self.next, position)
            self.next = position

    def _place(self, delta: Delta) -> Fold:
        if self.flaw:
            return Fold.BROKEN
        if not sound(delta):
            self.flaw = Flaw.UNBALANCED
        elif self.end is not None and delta.to > self.end:
            self.flaw = Flaw.BEYOND_END
        elif delta.to <= self.next:
            return Fold.REPEATED
        elif delta.from_ < self.next:
            self.flaw = Flaw.OVERLAP
        else:
            return Fold.FOLDED if delta.from_ == self.next else Fold.GAP
        return Fold.BROKEN

    def _count(self, delta: Delta) -> None:
        self.counts = self.counts.plus(delta.counts)
        self.next = delta.to
        if delta.expired:
            self.expired = _with_range(self.expired, delta.from_, delta.to)

    def _count_waiting(self) -> list[Delta]:
        counted: list[Delta] = []
        for start in sorted(self.waiting):
            delta = self.waiting[start]
            fold = self._place(delta)
            if fold is Fold.GAP:
                break
            del self.waiting[start]
            if fold is Fold.BROKEN:
                break
            if fold is Fold.FOLDED:
                self._count(delta)
                counted.append(delta)
        return counted


def _with_range(ranges: tuple[Expired, ...], start: int, end: int) -> tuple[Expired, ...]:
    """Add a range behind the others, joined with the last one if they touch or the list is full."""
    if ranges and (ranges[-1].to >= start or len(ranges) >= RANGES_MAX):
        return (*ranges[:-1], Expired(from_=ranges[-1].from_, to=max(end, ranges[-1].to)))
    return (*ranges, Expired(from_=start, to=end))
