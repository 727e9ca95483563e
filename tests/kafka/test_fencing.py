"""Fencing lanes."""

from __future__ import annotations

import asyncio

import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tidegate.errors import KafkaFault, LaneFenced
from tidegate.kafka.embedded import free_port
from tidegate.kafka.fencing import CONCURRENT_MAX, fence_lanes
from tidegate.kafka.producer import TransactionalProducer
from tidegate.wire import transactional_id


async def test_every_lane_is_fenced_and_no_other(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """More lanes than are fenced at once, each in an open transaction."""
    topic, lanes = topic_name(), topic_name("lanes")
    count = CONCURRENT_MAX + 2
    await create_topics(topic, partitions=count)
    options = {"bootstrap_servers": broker.bootstrap}
    producers = [TransactionalProducer(options, transactional_id(lanes, topic, n)) for n in range(count + 1)]
    try:
        for number, producer in enumerate(producers):
            await producer.start()
            await producer.begin()
            await producer.send_batch(topic, number % count, [(None, b"v", None, ())])
        await fence_lanes(options, lanes=lanes, topic=topic, partitions=range(count))
        for producer in producers[:count]:
            with pytest.raises(LaneFenced):
                await producer.commit()
        await producers[count].commit()
    finally:
        await asyncio.gather(*(producer.close() for producer in producers))


async def test_a_lane_that_cannot_be_fenced_is_a_fault_in_bounded_time() -> None:
    """Then the stop begins again; it is never shown as reached."""
    options = {"bootstrap_servers": f"127.0.0.1:{free_port()}"}
    async with asyncio.timeout(20):
        with pytest.raises(KafkaFault):
            await fence_lanes(options, lanes="l", topic="t", partitions=[0, 1], start_seconds=1)
