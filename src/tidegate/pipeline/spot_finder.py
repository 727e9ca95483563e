"""Where in a batch of records the gate's needs match, and in which values of them.

On records whose words are known, a few automata go through all records as one buffer. On others they are slow, so each
record is asked by itself which needs match in it, and those alone are looked for (`needs.Scanner`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from tidegate.codecs.text import is_binary
from tidegate.pipeline.needs import Scanner, Search
from tidegate.pipeline.spots import Spot, spot_at

SPOTS_BYTES_MAX = 4096  # a record that is longer is decoded: its quotes would be counted again for every match
SEPARATOR = b"\n"
# Between records stand two: one ends the record before, one begins the next, so an edge that a match takes along tells
# which of the two records it belongs to.
BORDER = b"\n\n"

_EDGES = frozenset(b'"\n :,[{')  # a match may have taken it along; what it is about stands behind it
_spot: Any = partial(tuple.__new__, Spot)

Spots = dict[int, Sequence[Spot] | None]


def joined(parts: Sequence[bytes]) -> tuple[bytes, Sequence[int]]:
    """Records as one buffer, and for each where the next one's edge begins."""
    buffer = b"".join((SEPARATOR, BORDER.join(parts), SEPARATOR))
    ends = list(accumulate((len(part) + 2 for part in parts), initial=0))
    del ends[0]
    return buffer, ends


class SpotFinder:
    """Says which records of a batch hold what a scanner looks for, and where.

    Args:
        scanner: Of all needs.
        is_json: Whether records are JSON documents; else each is one text.
        bytes_max: Records larger than that have no spots; 0: none has.
    """

    __slots__ = ("_bytes_max", "_is_json", "_scanner")

    def __init__(self, scanner: Scanner, *, is_json: bool, bytes_max: int) -> None:
        self._scanner, self._is_json, self._bytes_max = scanner, is_json, bytes_max

    def is_plain(self, part: bytes, value: bytes) -> bool:
        """Whether texts stand in a record's bytes as they are. ``part`` is all that is looked at of it."""
        return part.isascii() and b"\\" not in part and (self._is_json or not is_binary(value))

    def may_hold(self, buffer: bytes, ends: Sequence[int]) -> dict[int, Collection[int] | None]:
        """Which of these `joined` texts a need matches in; and what matches, where that is known."""
        size, position = len(buffer), 0
        found: dict[int, Collection[int] | None] = {}
        if not self._scanner.turns.first:
            for number, end in enumerate(ends):
                if needs := self._scanner.apart(buffer[position:end]):
                    found[number] = needs
                position = end
            return found
        first = self._scanner.search(buffer, 0, size).first
        while position < size and (start := first(position)) >= 0:
            number = bisect_right(ends, start)
            found[number] = None
            position = ends[number]
        return found

    def find(
        self, buffer: bytes, ends: Sequence[int], parts: Sequence[bytes], values: Sequence[bytes | None]
    ) -> tuple[Spots, Mapping[int, Collection[int]]]:
        """Every record in which a need matches; with its spots where it is plain, else None. And what matches, where
        that is known.
        """
        turns, clock = self._scanner.turns, self._scanner.clock
        if not turns.first:
            turns.passed(len(parts))
            return self._apart(buffer, ends, parts, values)
        before = clock() if clock is not None else 0.0
        found: Spots = {}
        size = len(buffer)
        search = self._scanner.search(buffer, 0, size)
        start = search.first(0)
        while start >= 0:
            record = bisect_right(ends, start)
            part, value, behind = parts[record], values[record], ends[record]
            found[record] = None
            if self._has_spots(part, value):
                begin = behind - 1 - len(part)  # of its own text; an edge stands before and behind it
                found[record], start = self._within(buffer, begin, begin + len(value or b""), behind, start, search)
            # Behind this record, not behind the match: a match may reach into the next record and hide another.
            if 0 <= start < behind:
                start = search.first(behind) if behind < size else -1
        if clock is not None:
            turns.took(clock() - before, len(parts), size)
        return found, {}

    def _apart(
        self, buffer: bytes, ends: Sequence[int], parts: Sequence[bytes], values: Sequence[bytes | None]
    ) -> tuple[Spots, Mapping[int, Collection[int]]]:
        """The same, record by record."""
        found: Spots = {}
        needs: dict[int, Collection[int]] = {}
        edge = 0  # before the record
        for record, (part, value, behind) in enumerate(zip(parts, values, ends, strict=True)):
            matching = self._scanner.apart(buffer[edge:behind])
            if matching:
                found[record], needs[record] = None, matching
                if self._has_spots(part, value):
                    search = self._scanner.search_for(matching, buffer, edge, behind)
                    ends_at = edge + 1 + len(value or b"")
                    found[record], _ = self._within(buffer, edge + 1, ends_at, behind, search.first(edge), search)
            edge = behind
        return found, needs

    def _has_spots(self, part: bytes, value: bytes | None) -> bool:
        """Whether a record is plain, and short."""
        return value is not None and 0 < len(value) <= self._bytes_max and self.is_plain(part, value)

    def _within(
        self, buffer: bytes, begin: int, value_end: int, behind: int, start: int, search: Search
    ) -> tuple[Sequence[Spot] | None, int]:
        """The spots of one record, from its first match on, relative to its start; and where the last search ended.

        That is -1 where nothing more matches in all of the buffer, a place ``behind`` this record, or one in it where
        the search has to begin anew.
        """
        spots: list[Spot] = []
        is_json = self._is_json
        while 0 <= start < behind:
            position = start + 1 if buffer[start] in _EDGES else start
            if position >= value_end:
                return None, start  # in the key or a header
            spot = spot_at(buffer, begin, value_end, position) if is_json else _whole(begin, value_end)
            if spot is None:
                return None, start
            spots.append(_spot((spot[0] - begin, spot[1] - begin, *spot[2:])))
            start = search.first(spot[1])
            if 0 <= start < behind:  # it may reach out of this record; what counts is what matches within
                within = search.within(spot[1], behind)
                if within < 0:
                    return spots, start
                start = within
        return spots, start


def _whole(begin: int, end: int) -> Spot:
    """A text record is one value."""
    return Spot(begin, end, b"", False, False)
