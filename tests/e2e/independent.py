"""A producer and a reader that know nothing of Tidegate but the names of its topics and headers.

What counts is what a downstream consumer sees: `read_committed`, from the first offset to the last stable one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tidegate.kafka import aborted

# The embedded broker names transactions that were aborted long before a fetch begins, and aiokafka then hides what the
# same producer committed later: without this a reader of it sees losses that are none.
aborted.install()


class Record(NamedTuple):
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, bytes]

    @property
    def source(self) -> tuple[str, int, int]:
        """Topic, partition and offset of the input record, as `tidegate-source` states it."""
        topic, partition, offset = self.headers["tidegate-source"].decode().rsplit("/", 2)
        return topic, int(partition), int(offset)


class Sent(NamedTuple):
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    headers: Sequence[tuple[str, bytes]] = ()
    timestamp_ms: int | None = None


async def publish(bootstrap: str, topic: str, records: Iterable[Sent]) -> int:
    """Publish records with acks=all; returns how many."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", linger_ms=5, max_batch_size=262_144)
    await producer.start()
    count = 0
    try:
        futures = []
        for count, record in enumerate(records, 1):
            futures.append(
                await producer.send(
                    topic,
                    record.value,
                    key=record.key,
                    partition=record.partition,
                    headers=list(record.headers),
                    timestamp_ms=record.timestamp_ms,
                )
            )
            if count % 5_000 == 0:
                await asyncio.gather(*futures)
                futures.clear()
        await asyncio.gather(*futures)
        return count
    finally:
        await producer.stop()


async def read_all(bootstrap: str, topic: str, *, deadline_seconds: float = 60) -> list[Record]:
    """Every record that a `read_committed` consumer sees in a topic now, by partition and offset."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=4_194_304,
    )
    await consumer.start()
    try:
        async with asyncio.timeout(deadline_seconds):
            return await _read_to_end(consumer, topic)
    finally:
        await consumer.stop()


async def _read_to_end(consumer: AIOKafkaConsumer, topic: str) -> list[Record]:
    numbers = consumer.partitions_for_topic(topic)
    while not numbers:
        await consumer._client.force_metadata_update()
        await consumer._client.add_topic(topic)
        numbers = consumer.partitions_for_topic(topic)
    partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    ends = await consumer.end_offsets(partitions)
    records: list[Record] = []
    while True:
        waiting = [partition for partition in partitions if await consumer.position(partition) < ends[partition]]
        if not waiting:
            return sorted(records, key=lambda record: (record.partition, record.offset))
        batches = await consumer.getmany(*waiting, timeout_ms=200, max_records=10_000)
        for batch in batches.values():
            records.extend(
                Record(item.partition, item.offset, item.timestamp, item.key, item.value, dict(item.headers))
                for item in batch
            )
