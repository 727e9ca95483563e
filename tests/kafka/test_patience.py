"""A reader that is answered with nothing rests a moment, however soon the broker answers."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.consumer.fetcher import Fetcher

from tests.broker.brokers import Broker
from tests.conftest import TopicName, create_topics_at
from tidegate.kafka import connection, patience
from tidegate.settings import KafkaSettings

ASKED_SECONDS = 1.0


async def test_an_open_transaction_does_not_make_a_reader_ask_without_end(
    broker: Broker, topic_name: TopicName
) -> None:
    """The embedded broker answers some thousand times a second, Apache Kafka as often as it is allowed to."""
    connection.client_options(KafkaSettings())
    topic = topic_name("raw.open")
    await create_topics_at(broker.bootstrap, topic)
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap, transactional_id=topic)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker.bootstrap,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        fetch_max_wait_ms=100,
    )
    await producer.start()
    await consumer.start()
    asked, send = 0, consumer._client.send

    async def counted(node_id: Any, request: Any, **options: Any) -> Any:
        nonlocal asked
        asked += type(request).__name__.startswith("Fetch")
        return await send(node_id, request, **options)

    consumer._client.send = counted
    try:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"x", partition=0)
        consumer.assign([TopicPartition(topic, 0)])
        assert not await consumer.getmany(timeout_ms=int(ASKED_SECONDS * 1000))
        assert 0 < asked <= 1.5 * ASKED_SECONDS / patience.REST_SECONDS
        await producer.commit_transaction()
        found = await consumer.getmany(timeout_ms=5_000)
        assert [record.value for records in found.values() for record in records] == [b"x"]
    finally:
        await producer.stop()
        await consumer.stop()


@pytest.mark.parametrize(
    ("brought", "allowed_ms", "rests"),
    [(False, 100, patience.REST_SECONDS), (True, 100, 0.0), (False, 0, 0.0), (False, 4, 0.004)],
)
async def test_who_rests_and_for_how_long(
    monkeypatch: pytest.MonkeyPatch, brought: bool, allowed_ms: int, rests: float
) -> None:
    """Behind an answer that brought nothing before its time, and never beyond that time."""
    rested: list[float] = []

    async def answer(*_: object) -> bool:
        return brought

    async def sleep(seconds: float) -> None:
        rested.append(seconds)

    monkeypatch.setattr(patience, "_ask", answer)
    monkeypatch.setattr(patience, "_sleep", sleep)
    assert await patience.ask(SimpleNamespace(_fetch_max_wait_ms=allowed_ms), None, 0, None) is brought
    assert sum(rested) <= rests
    assert bool(rested) is bool(rests)


async def test_a_reader_that_rests_can_be_stopped(
    embedded_broker: Broker, topic_name: TopicName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, and in silence: aiokafka's ``stop`` awaits what it cancels, and the worker's end awaits that."""
    connection.client_options(KafkaSettings())
    topic = topic_name("raw.open")
    await create_topics_at(embedded_broker.bootstrap, topic)
    resting = asyncio.Event()

    async def rest(_: float) -> None:
        resting.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(patience, "_sleep", rest)
    producer = AIOKafkaProducer(bootstrap_servers=embedded_broker.bootstrap, transactional_id=topic)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=embedded_broker.bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await producer.start()
    await consumer.start()
    try:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"x", partition=0)
        consumer.assign([TopicPartition(topic, 0)])
        await asyncio.wait_for(resting.wait(), 10)
    finally:
        await asyncio.wait_for(consumer.stop(), 5)
        await producer.stop()
    assert not [task for task in asyncio.all_tasks() if "_fetch" in repr(task.get_coro())]


def test_every_consumer_does_so() -> None:
    connection.client_options(KafkaSettings())
    assert Fetcher._proc_fetch_request is patience.ask
