"""What lane tests share: a policy that is a few lines of Python, and topics with records on a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, OffsetAndMetadata, TopicPartition

from tidegate.kafka.ports import LaneOptions
from tidegate.kafka.quarantine import SOURCE_HEADER, Quarantiner, coordinates
from tidegate.records import Failure, OutcomeKind, Outcomes, OutputRecord, RawBatch, Reason, Stage
from tidegate.wire import Delta, Names, Output, PartitionRange, RunKind, RunSpecification

HASH = "ab" * 32
UNDECODABLE = Failure(Stage.DECODE, Reason.UNDECODABLE_SYNTAX)


def specification(
    topic: str = "raw.a",
    *,
    partitions: dict[str, PartitionRange] | None = None,
    kind: RunKind = RunKind.CONTINUOUS,
    outputs: Sequence[str] = ("clean.a",),
    quarantine_topic: str = "quarantine.a",
    prefix: str = "tidegate",
    **changes: Any,
) -> RunSpecification:
    """A run on ``topic``; by default continuous, partition 0 from 0."""
    work = Names(prefix).work(kind, "a", "run-1")
    return RunSpecification(
        **{
            "run_id": "run-1",
            "kind": kind,
            "flow": "a",
            "group": work,
            "lanes": work,
            "topic": topic,
            "format": "text",
            "outputs": tuple(Output(topic=name) for name in outputs),
            "quarantine_topic": quarantine_topic,
            "partitions": {"0": PartitionRange(start=0)} if partitions is None else partitions,
            "policy": {"policy": "a"},
            "policy_hash": HASH,
            "created_at": datetime(2026, 1, 1, tzinfo=UTC),
            **changes,
        }
    )


def outcomes_of(batch: RawBatch, outputs: Sequence[str]) -> Outcomes:
    """The whole policy: ``bad`` is quarantined, ``drop`` dropped, everything else is written in capitals."""
    kinds: list[OutcomeKind] = []
    written: list[tuple[OutputRecord, ...]] = []
    failures: dict[int, Failure] = {}
    for index, value in enumerate(batch.values):
        if value is not None and value.startswith(b"bad"):
            failures[index] = UNDECODABLE
            kinds.append(OutcomeKind.QUARANTINED)
            written.append(())
        elif value == b"drop":
            kinds.append(OutcomeKind.DROPPED)
            written.append(())
        else:
            headers = (*batch.headers[index], (SOURCE_HEADER, coordinates(batch, index).encode()))
            text = None if value is None else value.upper()
            record = [OutputRecord(t, batch.keys[index], text, headers, batch.timestamps[index]) for t in outputs]
            kinds.append(OutcomeKind.CLEAN)
            written.append(tuple(record))
    found = {("word", "test"): kinds.count(OutcomeKind.CLEAN)}
    return Outcomes(batch, kinds, written, failures, {k: v for k, v in found.items() if v}, ())


@dataclass
class CapitalsWork:
    """A `Work` without threads. Its context is the (offset, value) pairs within reach, so that warming is visible."""

    specification: RunSpecification
    blocks: bool = False
    reach_records: int = 0
    gives_up: bool = False
    raises: list[BaseException] = field(default_factory=list)
    contexts: list[object] = field(default_factory=list)

    @property
    def quarantiner(self) -> Quarantiner:
        return Quarantiner(
            self.specification.run_id, self.specification.policy_hash, self.blocks, gives_up=self.gives_up
        )

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        self.contexts.append(context)
        if self.raises:
            raise self.raises.pop(0)
        return outcomes_of(batch, [o.topic for o in self.specification.outputs]), self._remember(context, batch)

    async def warm(self, context: object, batch: RawBatch) -> object:
        return self._remember(context, batch)

    def empty_context(self, partition: int) -> object:
        return ()

    def _remember(self, context: object, batch: RawBatch) -> object:
        assert isinstance(context, tuple)
        seen = (*context, *zip(batch.offsets, batch.values, strict=True))
        return tuple(pair for pair in seen if pair[0] >= batch.position_to - self.reach_records)


@dataclass
class CountingMeter:
    """A `Meter` that keeps what it was told."""

    deltas: list[Delta] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def committed(self, flow: str, delta: Delta, outcomes: Outcomes | None, now_ms: int) -> None:
        self.deltas.append(delta)

    def transaction_failed(self, flow: str, result: str) -> None:
        self.failed.append(result)


def options(prefix: str = "tidegate", **changes: Any) -> LaneOptions:
    settings = {"worker": "w-0", "progress_topic": Names(prefix).progress, "poll_seconds": 0.1, **changes}
    return LaneOptions(**settings)


async def publish(bootstrap: str, topic: str, values: Sequence[bytes | None], partition: int = 0) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=8 * 1024 * 1024)
    await producer.start()
    try:
        for number, value in enumerate(values):
            await producer.send(topic, value, key=str(number).encode(), partition=partition)
        await producer.flush()
    finally:
        await producer.stop()


async def commit_start(bootstrap: str, group: str, topic: str, starts: dict[int, int]) -> None:
    """What control does before it publishes a specification: the start of each partition, in the empty group."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, number) for number in starts])
        await consumer.commit(
            {TopicPartition(topic, number): OffsetAndMetadata(offset, "") for number, offset in starts.items()}
        )
    finally:
        await consumer.stop()


async def committed(bootstrap: str, group: str, topic: str, partition: int = 0) -> int | None:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        offset: int | None = await consumer.committed(TopicPartition(topic, partition))
        return offset
    finally:
        await consumer.stop()


@asynccontextmanager
async def reader(bootstrap: str, topic: str, isolation: str = "read_committed") -> AsyncIterator[Any]:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level=isolation,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        numbers = sorted(consumer.partitions_for_topic(topic) or await consumer._client._wait_on_metadata(topic))
        places = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        yield consumer
    finally:
        await consumer.stop()


async def read_all(bootstrap: str, topic: str, isolation: str = "read_committed") -> list[Any]:
    """Every record of a topic up to its present end, by partition and offset."""
    async with reader(bootstrap, topic, isolation) as consumer:
        places = sorted(consumer.assignment())
        ends = await consumer.end_offsets(places)
        records: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for found in (await consumer.getmany(timeout_ms=100)).values():
                records.extend(found)
        return sorted(records, key=lambda record: (record.partition, record.offset))


async def eventually(condition: Any, seconds: float = 20.0) -> None:
    """Wait until an async condition holds."""
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110  the condition lies in another process
            await asyncio.sleep(0.05)
