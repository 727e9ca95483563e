"""Match what was found to what is there, one to one.

Strict: the same label and the same offsets. Relaxed: labels that share a group, and an intersection over union of at
least one half, because a label's exact edges ("Dr. Ada Novak" or "Ada Novak") are a convention of its set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tidegate.evaluation.labels import Groups

OVERLAP_MIN = 0.5  # intersection over union of a relaxed match


class Span(Protocol):
    """Anything with ``[start, end)`` in code points and a label."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...


class Match(NamedTuple):
    """Places in the two sequences that were matched."""

    gold: int
    found: int


def strict(gold: Sequence[Span], found: Sequence[Span]) -> list[Match]:
    """Pairs of the same label and offsets. Both sequences are disjoint, so no more than one fits."""
    places = {(span.start, span.end, span.label): place for place, span in enumerate(found)}
    pairs: list[Match] = []
    for index, span in enumerate(gold):
        place = places.get((span.start, span.end, span.label))
        if place is not None:
            pairs.append(Match(index, place))
    return pairs


def relaxed(gold: Sequence[Span], found: Sequence[Span], groups: Groups) -> list[Match]:
    """Pairs of alike labels that overlap by half, the best overlap first, each span once.

    Taking the best first leaves nothing out that another choice would match: among disjoint spans one can overlap two
    others by half only if it is made of exactly these two.

    Args:
        gold: Disjoint, sorted by start.
        found: Disjoint, sorted by start.
        groups: Which labels are alike.
    """
    pairs: list[tuple[float, int, int]] = []
    first = 0
    for index, span in enumerate(gold):
        while first < len(found) and found[first].end <= span.start:
            first += 1
        place = first
        while place < len(found) and found[place].start < span.end:
            other = found[place]
            common = min(span.end, other.end) - max(span.start, other.start)
            union = span.end - span.start + other.end - other.start - common
            if common >= OVERLAP_MIN * union and groups.alike(span.label, other.label):
                pairs.append((-common / union, index, place))
            place += 1
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    matched: list[Match] = []
    for _, index, place in sorted(pairs):
        if index not in taken_gold and place not in taken_found:
            taken_gold.add(index)
            taken_found.add(place)
            matched.append(Match(index, place))
    return sorted(matched)


def overlaps(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether ``[start, end)`` has a character in common with any of these."""
    return any(start < other_end and other_start < end for other_start, other_end in ranges)


def uncovered(start: int, end: int, ranges: Sequence[tuple[int, int]]) -> int:
    """How many characters of ``[start, end)`` lie in none of these ranges, which may overlap."""
    left, position = 0, start
    for other_start, other_end in sorted(ranges):
        if other_end <= position or other_start >= end:
            continue
        left += max(0, other_start - position)
        position = max(position, min(end, other_end))
    return left + end - position
