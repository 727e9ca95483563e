"""The embedded broker starts, answers, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName, create_topics_at
from tidegate.kafka.child import wait_gone
from tidegate.kafka.embedded import HOST, BrokerNotReady, EmbeddedBroker, answers_metadata, free_port


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def test_a_stopped_broker_leaves_no_process_no_port_and_no_file() -> None:
    """What make demo promises about Ctrl-C begins here."""
    with EmbeddedBroker() as broker:
        pid, port, folder = broker.child.pid, broker.port, broker.data_folder
        assert answers_metadata(HOST, port)
        assert is_open(port)
    assert wait_gone(pid, 1.0)
    assert not is_open(port)
    assert not folder.exists()


async def test_the_async_form_leaves_nothing_either() -> None:
    async with EmbeddedBroker() as broker:
        pid, port = broker.child.pid, broker.port
        assert is_open(port)
    assert wait_gone(pid, 1.0)
    assert not is_open(port)


def test_a_folder_of_ones_own_is_kept(tmp_path: Path) -> None:
    with EmbeddedBroker(data_folder=tmp_path / "mine"):
        pass
    assert (tmp_path / "mine" / "broker.out").exists()


def test_a_taken_port_is_an_error_and_not_the_other_broker() -> None:
    """Another broker on the port would answer in this one's place."""
    with EmbeddedBroker() as first:
        second = EmbeddedBroker(port=first.port)
        with pytest.raises(BrokerNotReady, match="already in use"), second:
            pass
        assert not second.data_folder.exists()
        assert first.child.alive


@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death signal is Linux's")
def test_a_broker_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    """kill -9 of the parent runs no clean-up code; the kernel ends the child."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import time\n"
        "from tidegate.kafka.embedded import EmbeddedBroker\n"
        f"broker = EmbeddedBroker(data_folder=__import__('pathlib').Path({str(tmp_path / 'data')!r}))\n"
        "broker.start()\n"
        "print(broker.child.pid, broker.port, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, port = map(int, parent.stdout.readline().split())
        assert is_open(port)
        parent.kill()
    deadline = time.monotonic() + 5
    while is_open(port) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_open(port)
    assert wait_gone(pid, 5.0)


def test_a_closed_port_does_not_answer_metadata() -> None:
    assert not answers_metadata(HOST, free_port(), timeout_seconds=0.2)


def test_a_listener_that_is_no_broker_does_not_answer_metadata() -> None:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        assert not answers_metadata(HOST, listener.getsockname()[1], timeout_seconds=0.2)


async def produce(bootstrap: str, topic: str, value: bytes, timestamp_ms: int | None = None) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    try:
        await producer.send_and_wait(topic, value, partition=0, timestamp_ms=timestamp_ms)
    finally:
        await producer.stop()


async def values(bootstrap: str, topic: str) -> list[bytes | None]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        batches = await consumer.getmany(timeout_ms=1_500)
        return [record.value for batch in batches.values() for record in batch]
    finally:
        await consumer.stop()


async def test_records_survive_a_restart_on_the_same_port() -> None:
    async with EmbeddedBroker() as broker:
        await create_topics_at(broker.bootstrap, "raw.kept")
        await produce(broker.bootstrap, "raw.kept", b"kept")
        broker.stop()
        assert not is_open(broker.port)
        await broker.start_async()
        assert await values(broker.bootstrap, "raw.kept") == [b"kept"]


@pytest.mark.parametrize(("configuration", "kept"), [({"retention.ms": "-1"}, True), ({}, False)])
async def test_old_records_are_kept_only_without_retention(
    embedded_broker: Broker,
    topic_name: TopicName,
    create_topics: CreateTopics,
    configuration: dict[str, str],
    kept: bool,
) -> None:
    """A sample whose records are a month old is gone within seconds from a topic with the broker's own retention."""
    topic = topic_name("raw.old")
    await create_topics(topic, configuration=configuration)
    month_ms = 30 * 24 * 3600 * 1000
    await produce(embedded_broker.bootstrap, topic, b"old", timestamp_ms=int(time.time() * 1000) - month_ms)
    partition = TopicPartition(topic, 0)
    consumer = AIOKafkaConsumer(bootstrap_servers=embedded_broker.bootstrap)
    await consumer.start()
    try:
        deadline = time.monotonic() + (8 if kept else 20)
        while time.monotonic() < deadline:
            first = (await consumer.beginning_offsets([partition]))[partition]
            if first:
                break
            await asyncio.sleep(0.2)
    finally:
        await consumer.stop()
    assert first == (0 if kept else 1)


async def test_its_limit_a_silent_member_keeps_its_partitions_until_somebody_joins(
    topic_name: TopicName,
) -> None:
    """What docs/guarantees.md says does not hold there; Apache Kafka puts such a member out after its session."""
    topic, group, session_seconds = topic_name(), topic_name(), 6.0

    def member() -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            topic,
            bootstrap_servers=broker.bootstrap,
            group_id=group,
            session_timeout_ms=int(session_seconds * 1000),
            heartbeat_interval_ms=200,
            rebalance_timeout_ms=2_000,
            enable_auto_commit=False,
        )

    async def shares(*members: AIOKafkaConsumer) -> list[int]:
        return [len(one.assignment()) for one in members]

    async def wait_for(wanted: list[int], *members: AIOKafkaConsumer) -> None:
        async with asyncio.timeout(20):
            while await shares(*members) != wanted:  # noqa: ASYNC110  aiokafka has no event for it
                await asyncio.sleep(0.05)

    with EmbeddedBroker() as broker:
        await create_topics_at(broker.bootstrap, topic, partitions=4)
        stays, silent, newcomer = member(), member(), member()
        try:
            await stays.start()
            await silent.start()
            await wait_for([2, 2], stays, silent)
            # Gone without a word, as after a kill -9: no heartbeat, no LeaveGroup.
            coordinator = silent._coordinator
            coordinator._coordination_task.cancel()
            coordinator._heartbeat_task.cancel()
            await silent._client.close()
            await asyncio.sleep(2 * session_seconds)
            assert await shares(stays) == [2]
            await newcomer.start()
            await wait_for([2, 2], stays, newcomer)
        finally:
            for one in (newcomer, stays):
                await one.stop()
            silent._closed = True


async def test_its_limit_a_fetch_is_answered_with_all_there_is(embedded_broker: Broker, topic_name: TopicName) -> None:
    """Why memory over a long backlog says more about this broker than about a worker: Kafka keeps to the limits."""
    topic, records, size = topic_name("raw.long"), 200, 1_000
    await create_topics_at(embedded_broker.bootstrap, topic)
    producer = AIOKafkaProducer(bootstrap_servers=embedded_broker.bootstrap, max_batch_size=20 * size)
    await producer.start()
    try:
        for _ in range(records):
            await producer.send(topic, b"x" * size, partition=0)
        await producer.flush()
    finally:
        await producer.stop()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=embedded_broker.bootstrap,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=50 * size,
        fetch_max_bytes=50 * size,
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        first = await consumer.getmany(timeout_ms=5_000)
    finally:
        await consumer.stop()
    assert sum(map(len, first.values())) == records
