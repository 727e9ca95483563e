"""Records that were committed after an abort are read, wherever a fetch begins."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tidegate.kafka.aborted import Marker, install, over_before
from tidegate.kafka.producer import TransactionalProducer


@pytest.mark.parametrize(
    ("aborted", "markers", "over", "unclear"),
    [
        ([], [], set(), set()),
        ([(7, 12)], [Marker(7, 14, True)], set(), set()),  # within the fetch
        ([(7, 2)], [Marker(7, 14, True)], set(), set()),  # reaches into it
        ([(7, 2)], [Marker(7, 14, False)], {(7, 2)}, set()),  # a later one was committed
        ([(7, 2), (7, 12)], [Marker(7, 14, True)], {(7, 2)}, set()),  # the marker ends another one
        ([(7, 2), (7, 15)], [Marker(7, 14, True), Marker(7, 16, True)], set(), set()),
        ([(7, 2)], [Marker(8, 14, False)], set(), {7}),  # the fetch does not tell
        ([(7, 2)], [], set(), {7}),
        ([(7, 2)], [Marker(7, 3, True)], set(), {7}),  # a marker from before the fetch (of a compressed batch)
        ([(7, 2), (8, 3)], [Marker(8, 14, True), Marker(7, 15, False)], {(7, 2)}, set()),
    ],
)
def test_the_next_marker_of_its_producer_tells_whether_an_aborted_transaction_was_over(
    aborted: list[tuple[int, int]], markers: list[Marker], over: set[tuple[int, int]], unclear: set[int]
) -> None:
    """A fetch that begins at offset 10."""
    assert over_before(aborted, 10, markers) == (over, unclear)


async def read_from(bootstrap: str, topic: str, offset: int, **options: Any) -> list[int]:
    place, found = TopicPartition(topic, 0), []
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", enable_auto_commit=False, **options
    )
    await consumer.start()
    try:
        consumer.assign([place])
        end = (await consumer.end_offsets([place]))[place]
        consumer.seek(place, offset)
        while await consumer.position(place) < end:
            for records in (await consumer.getmany(timeout_ms=100)).values():
                found += [record.offset for record in records]
    finally:
        await consumer.stop()
    return found


@pytest.mark.parametrize("fetch_bytes", [100, 400, 1_000_000])
async def test_a_fetch_that_begins_behind_an_abort_finds_what_was_committed_there(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics, fetch_bytes: int
) -> None:
    """Also in fetches so small that a transaction and its marker come in different ones."""
    install()
    topic = topic_name("raw.aborts")
    await create_topics(topic)
    producer = TransactionalProducer({"bootstrap_servers": broker.bootstrap}, f"p-{topic}", call_seconds=30)
    await producer.start()
    committed: list[int] = []
    offset = 0
    for commit in (True, False, True, False, False, True, True):
        await producer.begin()
        await producer.send_batch(topic, 0, [(None, b"x" * 40, None, ()) for _ in range(3)])
        await (producer.commit() if commit else producer.abort())
        committed += range(offset, offset + 3) if commit else []
        offset += 4  # three records and the marker
    await producer.close()
    async with asyncio.timeout(40):
        for start in range(offset):
            found = await read_from(broker.bootstrap, topic, start, max_partition_fetch_bytes=fetch_bytes)
            assert found == [one for one in committed if one >= start], f"from {start}"
