"""Read past aborted transactions as Kafka means it, also from a broker that goes on naming those that are over.

A fetch names the aborted transactions that reach into it, and the client drops what their producers wrote until it
meets the abort's marker. The embedded broker (noida-db 0.2.3) also names those that ended before the fetch begins:
their marker never comes, and the client drops everything that producer ever commits afterwards (measured: an abort at
offsets 2 to 3, commits at 4 and 6, a fetch from 4 returned nothing). Apache Kafka names only what reaches in, so
nothing changes there.

What tells the two apart is the next marker of the same producer. A transaction that reaches into the fetch ends with an
abort; if the next marker is a commit, or ends another transaction, the named one was over. Where the fetch ends before
any marker, it is cut there, so that the next one begins with the records in question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from aiokafka.consumer import fetcher
from aiokafka.record.control_record import ABORT_MARKER, ControlRecord

Aborted = tuple[int, int]
"""Producer id, first offset."""


class Marker(NamedTuple):
    """The end of a transaction, as it stands in the log."""

    producer: int
    offset: int
    aborts: bool


def over_before(aborted: Sequence[Aborted], start: int, markers: Iterable[Marker]) -> tuple[set[Aborted], set[int]]:
    """Which aborted transactions ended before a fetch.

    Args:
        aborted: What the broker names.
        start: Offset of the fetch.
        markers: Those in the fetch, in order.

    Returns:
        The transactions that were over, and producers of which the fetch does not tell.
    """
    following: dict[int, Marker] = {}
    for marker in markers:
        if marker.offset >= start:
            following.setdefault(marker.producer, marker)
    over: set[Aborted] = set()
    unclear: set[int] = set()
    for producer, first in aborted:
        if first >= start:
            continue
        next_marker = following.get(producer)
        if next_marker is None:
            unclear.add(producer)
        elif not next_marker.aborts or any(
            other == producer and start <= began < next_marker.offset for other, began in aborted
        ):
            over.add((producer, first))
    return over, unclear


class _ControlBatch:
    """A marker's batch that has been looked into, and gives its record once more."""

    def __init__(self, batch: Any) -> None:
        self._batch, self._record = batch, next(batch)

    @property
    def aborts(self) -> bool:
        return bool(ControlRecord.parse(self._record.key) == ABORT_MARKER)

    def __next__(self) -> Any:
        return self._record

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)


class _Batches:
    """Batches that have been looked through, as the fetcher reads them."""

    def __init__(self, batches: Sequence[Any]) -> None:
        self._batches = list(reversed(batches))

    def has_next(self) -> bool:
        return bool(self._batches)

    def next_batch(self) -> Any:
        return self._batches.pop()


class PartitionRecords(fetcher.PartitionRecords):  # type: ignore[misc]  # aiokafka is untyped here
    """A fetch's records, without the aborted transactions that were over before it."""

    def __init__(
        self, tp: Any, records: Any, aborted_transactions: Sequence[Aborted] | None, fetch_offset: int, *rest: Any
    ) -> None:
        aborted = list(aborted_transactions or ())
        if any(first < fetch_offset for _, first in aborted):
            aborted, records = _without_those_over(aborted, records, fetch_offset)
        super().__init__(tp, records, aborted, fetch_offset, *rest)


def _without_those_over(aborted: list[Aborted], records: Any, start: int) -> tuple[list[Aborted], _Batches]:
    batches: list[Any] = []
    while records.has_next():
        batch = records.next_batch()
        batches.append(_ControlBatch(batch) if batch.is_control_batch else batch)
    markers = [
        Marker(batch.producer_id, batch.base_offset, batch.aborts)
        for batch in batches
        if isinstance(batch, _ControlBatch)
    ]
    over, unclear = over_before(aborted, start, markers)
    for index, batch in enumerate(batches):
        # The first batch is never cut: a transaction larger than a fetch is then believed to be aborted, as named.
        if index and batch.producer_id in unclear:
            batches = batches[:index]
            break
    return [one for one in aborted if one not in over], _Batches(batches)


def install() -> None:
    """Let every consumer of this process read so."""
    fetcher.PartitionRecords = PartitionRecords
