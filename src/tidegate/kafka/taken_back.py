"""Whether a broker took back a commit that it had acknowledged.

Apache Kafka 4.3.0 that is told to end (SIGTERM) acknowledges the commit of a transaction whose partitions have no
leader any more, and then takes them for deleted: it writes no marker anywhere (read in its logs, and in its source: the
metadata cache answers "no such partition" where earlier versions answered "no node now"). After the restart the records
and the offset are neither committed nor aborted, and the next marker of the same producer decides, for each partition
on its own. So a lane's opening ends them all alike, by a transaction that takes part in every partition that the lane
writes to, and is aborted. Then the commit never was: the next reader of the committed offset starts before it. Only the
lane that was told "committed" is wrong, and this is how it finds out: by looking for the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Place = tuple[str, int, int]
"""Topic, partition and offset of a record that was written."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The last transaction that the broker called committed: input ``[start, end)``, and where its outputs lie."""

    start: int
    end: int
    places: Sequence[Place]


class Looks(Protocol):
    """What can tell whether a record is to be seen."""

    async def is_committed(self, place: Place) -> bool: ...


async def was_taken_back(last: Acknowledged | None, committed: int, position: int, source: Looks) -> bool:
    """Whether the committed offset is behind because the last commit was taken back as a whole.

    Args:
        last: What was acknowledged last, None if nothing was.
        committed: The committed offset, read after the lane's partitions were ended alike.
        position: What the lane believes to be committed.
        source: Looks for the records.

    Returns:
        True only if none of the transaction's records can be seen, now or ever. A part of them, or an offset that this
        transaction does not explain, is not for us to judge.
    """
    if last is None or not last.places or (last.start, last.end) != (committed, position):
        return False
    return not any([await source.is_committed(place) for place in last.places])
