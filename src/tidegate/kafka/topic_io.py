"""Write records to a topic, and read a topic to its end: what the demo does as a producer and as a consumer.

A reader sees what any consumer of a clean topic sees: committed records only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tidegate.errors import ClientFault
from tidegate.kafka.faults import classify
from tidegate.kafka.records_io import let_go
from tidegate.records import Headers

LINGER_MS = 20
POLL_MS = 200
DEADLINE_SECONDS = 30.0


class NewRecord(NamedTuple):
    """A record to publish; a value of None is a tombstone, and needs a key."""

    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class ReadRecord(NamedTuple):
    """A record as a consumer sees it; ``timestamp`` in milliseconds since the epoch."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def coordinates(self) -> str:
        """``topic/partition/offset``, as ``tidegate-source`` has it."""
        return f"{self.topic}/{self.partition}/{self.offset}"

    def header(self, name: str) -> bytes | None:
        """The first header of this name, or None."""
        return next((value for key, value in self.headers if key == name), None)


async def publish(
    options: Mapping[str, Any], topic: str, records: Iterable[NewRecord], *, seconds: float = DEADLINE_SECONDS
) -> int:
    """Publish records with the partition that their keys choose, and wait until the broker has them all.

    Args:
        options: Of a client, from ``tidegate.kafka.connection``.
        topic: A topic that exists.
        records: In order; records of one key stay in it.
        seconds: Deadline.

    Returns:
        How many there were.

    Raises:
        KafkaFault: The broker refused one, or did not answer in time.
    """
    producer = AIOKafkaProducer(**options, enable_idempotence=True, linger_ms=LINGER_MS)
    try:
        async with asyncio.timeout(seconds):
            await producer.start()
            pending = [
                await producer.send(topic, record.value, key=record.key, headers=list(record.headers))
                for record in records
            ]
            await producer.flush()
            for future in pending:
                await future
    except Exception as error:
        raise classify(f"publish to {topic}", error) from error
    finally:
        await let_go(producer.stop())
    return len(pending)


async def read_topics(
    options: Mapping[str, Any], topics: Sequence[str], *, seconds: float = DEADLINE_SECONDS
) -> dict[str, list[ReadRecord]]:
    """Everything that is committed in these topics now, by topic, partition by partition in order.

    Raises:
        KafkaFault: The broker did not answer in time.
    """
    consumer = AIOKafkaConsumer(
        **options,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    found: dict[str, list[ReadRecord]] = {topic: [] for topic in topics}
    try:
        async with asyncio.timeout(seconds):
            await consumer.start()
            partitions = [one for topic in topics for one in await _partitions(consumer, topic)]
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            await consumer.seek_to_beginning(*partitions)
            while any([await consumer.position(one) < ends[one] for one in partitions]):
                for one, records in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                    found[one.topic] += [_read(record) for record in records]
    except Exception as error:
        raise classify("read topics", error) from error
    finally:
        await let_go(consumer.stop())
    for records in found.values():
        records.sort(key=lambda record: (record.partition, record.offset))
    return found


async def _partitions(consumer: Any, topic: str) -> list[TopicPartition]:
    # A consumer that knows no topic yet answers None until it has asked for this one.
    consumer._client.add_topic(topic)
    await consumer._client.force_metadata_update()
    numbers = consumer.partitions_for_topic(topic)
    if not numbers:
        raise ClientFault(f"the topic {topic} is not on the broker")
    return [TopicPartition(topic, number) for number in sorted(numbers)]


def _read(record: Any) -> ReadRecord:
    return ReadRecord(
        record.topic, record.partition, record.offset, record.timestamp, record.key, record.value, tuple(record.headers)
    )
