"""The one writer of the run, status and dataset topics: a transactional producer with the id ``<prefix>.control``.

There is one control because there is one id: a second control fences the first, whose next write fails, and which then
ends. An idle control writes too (its position in the command topic), so that it learns of its end in seconds and does
not go on answering from a memory that is out of date.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from tidegate.errors import ClientFault, LaneFenced
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.records_io import partition_of_key
from tidegate.wire import Names, Wire


class ControlFenced(ClientFault):
    """Another control plane has taken over: this process ends."""


class Entry(NamedTuple):
    """One record to write; None is a tombstone."""

    topic: str
    key: str
    value: Wire | None


class ControlWriter:
    """Writes in transactions, one at a time.

    Args:
        options: Keyword arguments for aiokafka's clients.
        names: Names of our own topics and ids.
    """

    def __init__(self, options: Mapping[str, Any], names: Names, *, transaction_timeout_ms: int = 12_000) -> None:
        self._options, self._names, self._timeout_ms = options, names, transaction_timeout_ms
        self._producer: TransactionalProducer | None = None
        self._partitions: dict[str, int] = {}
        self._lock = asyncio.Lock()
        self.fenced = False
        self.epoch = 0

    @property
    def usable(self) -> bool:
        return self._producer is not None and self._producer.usable and not self.fenced

    async def start(self, partitions: Mapping[str, int]) -> None:
        """Take the id over: whoever wrote before can write no more, and its open transaction is gone.

        Args:
            partitions: Partition counts of the topics that are written to.

        Raises:
            ControlFenced: Another control took it over at the same time.
        """
        async with self._lock:
            await self._close()
            self.epoch += 1
            self._partitions = dict(partitions)
            producer = TransactionalProducer(
                self._options, self._names.control, transaction_timeout_ms=self._timeout_ms
            )
            try:
                await producer.start()
            except LaneFenced as error:
                await producer.close()
                self.fenced = True
                raise ControlFenced("another control plane has taken over") from error
            except BaseException:
                await producer.close()
                raise
            self._producer = producer

    async def write(
        self,
        entries: Iterable[Entry] = (),
        *,
        epoch: int,
        group: str | None = None,
        offsets: Mapping[tuple[str, int], int] | None = None,
    ) -> None:
        """Write all or nothing; returns when it is committed.

        Args:
            epoch: The writer's epoch when the caller read what it builds on; an older one is refused, because what is
                written has been read anew since.
            group: Consumer group whose ``offsets`` are set in the same transaction.

        Raises:
            ControlFenced: Another control has taken over.
            KafkaFault: Whether it was written is unknown: take the id over again and read what is there.
        """
        async with self._lock:
            producer = self._producer
            if self.fenced:
                raise ControlFenced("another control plane has taken over")
            if producer is None or not producer.usable or epoch != self.epoch:
                raise ClientFault("control is not connected to the broker")
            try:
                await self._write(producer, entries, group, offsets)
            except LaneFenced as error:
                self.fenced = True
                raise ControlFenced("another control plane has taken over") from error
            except BaseException:
                await self._close()
                raise

    async def _write(
        self,
        producer: TransactionalProducer,
        entries: Iterable[Entry],
        group: str | None,
        offsets: Mapping[tuple[str, int], int] | None,
    ) -> None:
        rows: dict[tuple[str, int], list[tuple[bytes | None, bytes | None, int | None, tuple[()]]]] = {}
        for entry in entries:
            place = (entry.topic, partition_of_key(entry.key, self._partitions[entry.topic]))
            value = None if entry.value is None else entry.value.to_bytes()
            rows.setdefault(place, []).append((entry.key.encode(), value, None, ()))
        batches = [
            batch for (topic, number), records in rows.items() for batch in producer.build(topic, number, records)
        ]
        await producer.begin()
        await producer.send(batches)
        if group is not None and offsets:
            await producer.send_offsets(group, offsets)
        await producer.commit()

    async def close(self) -> None:
        async with self._lock:
            await self._close()

    async def _close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.close()
