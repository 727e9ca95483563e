"""Whether a broker took back commits that it had acknowledged.

Apache Kafka 4.3.0 that is told to end (SIGTERM) acknowledges the commit of a transaction whose partitions have no
leader any more, and then takes them for deleted: it writes no marker anywhere (read in its logs, and in its source: the
metadata cache answers "no such partition" where earlier versions answered "no node now"). After the restart the records
and the offset are neither committed nor aborted, and the next marker of the same producer decides, for each partition
on its own. A lane that commits every few milliseconds may be told so several times before the broker is gone (seen:
twice within 30 ms). So a lane's opening ends them all alike, by a transaction that takes part in every partition that
the lane writes to, and is aborted. Then those commits never were: the next reader of the committed offset starts before
them. Only the lane that was told "committed" is wrong, and this is how it finds out: by looking for the records.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Protocol

Place = tuple[str, int, int]
"""Topic, partition and offset of a record that was written."""


REMEMBERED = 256  # transactions of one lane; two was the most that a broker was seen to take back


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A transaction that the broker called committed: input ``[start, end)``, and where its outputs lie."""

    start: int
    end: int
    places: Sequence[Place]


class Acknowledgements:
    """The last transactions of one lane that the broker called committed, without a gap between them."""

    def __init__(self) -> None:
        self._all: deque[Acknowledged] = deque(maxlen=REMEMBERED)

    @property
    def last(self) -> Acknowledged | None:
        return self._all[-1] if self._all else None

    def add(self, one: Acknowledged) -> None:
        """Note what was acknowledged just now."""
        if self._all and self._all[-1].end != one.start:
            self._all.clear()
        self._all.append(one)

    def forget(self) -> None:
        """They never were."""
        self._all.clear()

    def between(self, start: int, end: int) -> Sequence[Acknowledged]:
        """Those that account for input ``[start, end)`` as a whole; none if they do not."""
        found = list(dropwhile(lambda one: one.start < start, self._all))
        return found if found and (found[0].start, found[-1].end) == (start, end) else ()


class Looks(Protocol):
    """What can tell whether a record is to be seen."""

    async def is_committed(self, place: Place) -> bool: ...


async def were_taken_back(known: Acknowledgements, committed: int, position: int, source: Looks) -> bool:
    """Whether the committed offset is behind because the last commits were taken back as a whole.

    Args:
        known: What was acknowledged.
        committed: The committed offset, read after the lane's partitions were ended alike.
        position: What the lane believes to be committed.
        source: Looks for the records.

    Returns:
        True only if none of the transactions' records can be seen, now or ever. A part of them, or an offset that these
        transactions do not explain, is not for us to judge.
    """
    transactions = known.between(committed, position)
    if not transactions or not all(one.places for one in transactions):
        return False
    for one in transactions:
        for place in one.places:
            if await source.is_committed(place):
                return False
    return True
