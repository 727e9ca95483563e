"""The least that any gate does: take records and write them again, with no work between.

It is what `tidegate bench stream` measures Tidegate against, in a process of its own: the same consumer, one
transactional producer for each partition, aiokafka's batch builder, a transaction a batch. Without transactions (the
same records, acknowledged by all replicas, then the offset) it says what exactly-once costs. Not a part of the product:
nothing here looks into a record.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tidegate.kafka.connection import client_options
from tidegate.kafka.producer import BATCH_BYTES_MAX, TransactionalProducer
from tidegate.kafka.records_io import stop_consumer
from tidegate.settings import KafkaSettings

RECORDS_MAX = 1_000  # a transaction, as a worker's default
POLL_MS = 250
EXACTLY_ONCE, AT_LEAST_ONCE = "exactly-once", "at-least-once"


async def pass_through(
    options: Mapping[str, Any], source: str, target: str, group: str, promise: str = EXACTLY_ONCE
) -> None:
    """Copy a topic until cancelled, partition by partition side by side, from its beginning."""
    lane = _lane if promise == EXACTLY_ONCE else _lane_at_least_once
    consumer = AIOKafkaConsumer(
        **options,
        group_id=group,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        fetch_max_wait_ms=100,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    await consumer.start()
    try:
        consumer._client.add_topic(source)
        await consumer._client.force_metadata_update()
        places = [TopicPartition(source, number) for number in sorted(consumer.partitions_for_topic(source) or ())]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        async with asyncio.TaskGroup() as lanes:
            for place in places:
                lanes.create_task(lane(consumer, place, options, target, group))
    finally:
        await stop_consumer(consumer)


async def _lane(consumer: Any, place: TopicPartition, options: Mapping[str, Any], target: str, group: str) -> None:
    async with AsyncExitStack() as stack:
        producer = TransactionalProducer(options, f"{group}.{place.partition}")
        stack.push_async_callback(producer.close)
        await producer.start()
        while True:
            answer = await consumer.getmany(place, timeout_ms=POLL_MS, max_records=RECORDS_MAX)
            records = answer.get(place)
            if not records:
                continue
            built = producer.build(
                target,
                place.partition,
                [(record.key, record.value, record.timestamp, record.headers) for record in records],
            )
            await producer.begin()
            await producer.send(built)
            await producer.send_offsets(group, {(place.topic, place.partition): records[-1].offset + 1})
            await producer.commit()


async def _lane_at_least_once(
    consumer: Any, place: TopicPartition, options: Mapping[str, Any], target: str, group: str
) -> None:
    """Write, wait until it is written, then commit the offset: a crash between the two writes records twice."""
    async with AIOKafkaProducer(**options, acks="all", max_batch_size=BATCH_BYTES_MAX) as producer:
        while True:
            answer = await consumer.getmany(place, timeout_ms=POLL_MS, max_records=RECORDS_MAX)
            records = answer.get(place)
            if not records:
                continue
            builder = producer.create_batch()
            sent = []
            for record in records:
                parts = {"timestamp": record.timestamp, "key": record.key, "value": record.value}
                if builder.append(**parts, headers=list(record.headers)) is None:
                    sent.append(await producer.send_batch(builder, target, partition=place.partition))
                    builder = producer.create_batch()
                    builder.append(**parts, headers=list(record.headers))
            sent.append(await producer.send_batch(builder, target, partition=place.partition))
            await asyncio.gather(*sent)
            await consumer.commit({place: records[-1].offset + 1})


def main() -> None:
    """``python -m tidegate.kafka.pass_through BOOTSTRAP SOURCE TARGET GROUP [PROMISE]``; ends with its parent or by
    SIGTERM.
    """
    bootstrap, source, target, group, *promise = sys.argv[1:6]
    settings = KafkaSettings.model_validate({"bootstrap.servers": bootstrap, "insecure": True})
    try:
        asyncio.run(pass_through(client_options(settings), source, target, group, *promise))
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    main()
