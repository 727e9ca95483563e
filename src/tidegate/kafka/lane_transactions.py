"""The transactions of one lane: one producer at a time, whose transactional id belongs to the partition.

Starting it fences whoever held the lane before. Everything is built before a transaction begins, which then only sends,
adds the offset and commits; whatever fails aborts. After a fault the producer is not used again: `drop` it and `start`
another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tidegate.errors import KafkaFault
from tidegate.kafka.commit import TopicLimits, Transaction
from tidegate.kafka.ports import Hold, OpenProducer, Producer
from tidegate.kafka.taken_back import Acknowledged, Acknowledgements, Place
from tidegate.wire import Delta, RunSpecification, transactional_id


class LaneOver(Exception):
    """The lane's assignment is over, or its run is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Built:
    """A transaction that only has to be sent: its records are encoded. ``position`` is committed with it."""

    batches: Sequence[Any]
    delta: Delta
    position: int


class LaneTransactions:
    """What a lane writes through.

    Args:
        partition: Number of the input partition.
        open_producer: Makes the transactional producer.
        hold: Ties the lane to its assignment; once it is lost nothing is written any more.
    """

    def __init__(self, partition: int, open_producer: OpenProducer, hold: Hold) -> None:
        self._partition = partition
        self._open_producer = open_producer
        self._hold = hold
        self._producer: Producer | None = None
        self._specification: RunSpecification | None = None
        self.acknowledged = Acknowledgements()

    @property
    def started(self) -> bool:
        """Whether there is a producer."""
        return self._producer is not None

    async def start(self, specification: RunSpecification, limits: Mapping[str, TopicLimits]) -> None:
        """A new producer, which fences every other one with the lane's id.

        Args:
            specification: The run; names the id, the topic and the group.
            limits: Of every topic that is written to: no batch exceeds the smallest.
        """
        identity = transactional_id(specification.lanes, specification.topic, self._partition)
        bytes_max = min(limit.message_bytes_max for limit in limits.values())
        self._specification = specification
        self._producer = self._open_producer(identity, bytes_max)
        await self._producer.start()

    async def drop(self) -> None:
        """Let go of the producer. An open transaction is ended by the next one with this id, or by its timeout."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.close()

    async def settle(self, known: int | None, written_to: Sequence[tuple[str, int]]) -> None:
        """Take part in every partition that the lane writes to, the group's log too, and take it back.

        What a broker left undecided there ends alike everywhere, in an abort (`tidegate.kafka.taken_back`). And what it
        answers about the group is up to date then: Apache Kafka 4.3.0, started again, answered for seconds that the
        group had no offsets, or older ones, until the next write there; the fence alone writes elsewhere (measured).

        Args:
            known: What is known to be committed, or None. It is aborted, so it need not be right.
            written_to: Every (topic, partition) that the lane writes to.
        """
        producer, specification = self._started()
        bounds = specification.partitions.get(str(self._partition))
        position = known if known is not None else bounds.start if bounds else 0
        await producer.begin()
        try:
            producer.touch(written_to)
            await producer.send_offsets(specification.group, {(specification.topic, self._partition): position})
        except KafkaFault:
            await _abort(producer)
            raise
        await producer.abort()

    def build(self, transaction: Transaction) -> Built:
        """Encode everything; nothing is sent.

        Raises:
            OutputRejected: A record cannot be encoded.
        """
        producer, _ = self._started()
        batches: list[Any] = []
        for send in transaction.sends:
            batches.extend(producer.build(send.topic, send.partition, send.records))
        return Built(batches, transaction.delta, transaction.position)

    async def commit(self, built: Built, metadata: str) -> None:
        """Begin, send, send the offset with a word beside it, commit. Any failure: abort."""
        places = await self._write(built.batches, built.position, metadata)
        self.acknowledged.add(Acknowledged(built.delta.from_, built.position, places))

    async def mark(self, position: int, metadata: str) -> None:
        """Commit the offset where the lane stands once more, with a word beside it."""
        await self._write([], position, metadata)

    async def _write(self, batches: Sequence[Any], position: int, metadata: str) -> Sequence[Place]:
        producer, specification = self._started()
        if self._hold.lost:
            raise LaneOver
        try:
            await producer.begin()
            last = self.acknowledged.last
            if batches and last is not None:
                # Should the broker not have ended the one before everywhere, this one's end ends it alike.
                producer.touch(sorted({(topic, partition) for topic, partition, _ in last.places}))
            places = await producer.send(batches) if batches else ()
            place = (specification.topic, self._partition)
            await producer.send_offsets(specification.group, {place: position}, metadata=metadata)
            await producer.commit()
        except KafkaFault:
            await _abort(producer)
            raise
        return places

    def _started(self) -> tuple[Producer, RunSpecification]:
        assert self._producer is not None
        assert self._specification is not None
        return self._producer, self._specification


async def _abort(producer: Producer) -> None:
    """End a transaction that failed. One left open holds back every reader of its topics until it times out."""
    if producer.in_transaction:
        with suppress(KafkaFault):
            await producer.abort()
