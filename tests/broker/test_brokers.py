"""What a test may do to a broker is really done to it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.broker import apache_kafka
from tests.broker.brokers import Broker, Embedded, External
from tests.conftest import _start, _with_deadline, create_topics_at
from tidegate.kafka.child import wait_gone
from tidegate.kafka.embedded import HOST, answers_metadata
from tidegate.kafka.topics import admin_client, found_topics


async def topics_of(broker: Broker) -> set[str]:
    async with admin_client({"bootstrap_servers": broker.bootstrap}) as admin:
        return set(await found_topics(admin))


@pytest.mark.deadline(180)
async def test_apache_kafka_is_killed_paused_restarted_and_gone() -> None:
    """A killed node keeps what it had; a closed one leaves no process, no port and no folder."""
    node = apache_kafka.start_or_skip()
    try:
        await create_topics_at(node.bootstrap, "raw.kept")
        for end in (node.kill, node.stop):
            old = node.child.pid
            end()
            assert wait_gone(old, 1.0)
            assert not answers_metadata(HOST, node.port)
            node.start()
            assert await topics_of(node) == {"raw.kept"}
        node.pause()
        assert not answers_metadata(HOST, node.port, timeout_seconds=0.5)
        assert node.child.alive
        node.resume()
        assert answers_metadata(HOST, node.port, timeout_seconds=10)
        node.pause()  # a paused node must be closed too
    finally:
        pid, folder = node.child.pid, node.folder
        node.close()
    assert wait_gone(pid, 1.0)
    assert not folder.exists()
    assert not answers_metadata(HOST, node.port)


async def test_the_embedded_broker_is_paused_and_restarted_and_not_killed() -> None:
    broker = Embedded()
    broker.start()
    try:
        await create_topics_at(broker.bootstrap, "raw.kept")
        broker.restart()
        assert await topics_of(broker) == {"raw.kept"}
        broker.pause()
        assert not answers_metadata(HOST, broker.broker.port, timeout_seconds=0.3)
        broker.resume()
        assert answers_metadata(HOST, broker.broker.port)
        with pytest.raises(pytest.skip.Exception, match="last three seconds"):
            broker.kill()
        assert broker.child.alive
    finally:
        broker.close()


@pytest.mark.parametrize("call", ["stop", "kill", "pause", "resume", "restart"])
def test_a_broker_that_is_not_ours_is_left_alone(call: str) -> None:
    with pytest.raises(pytest.skip.Exception, match="not ours"):
        getattr(External("127.0.0.1:9092"), call)()


def test_an_unknown_kind_of_broker_is_a_usage_error() -> None:
    with pytest.raises(pytest.UsageError, match="HOST:PORT"):
        _start("kafka")


async def test_an_async_test_that_hangs_fails_at_its_deadline() -> None:
    async def hangs() -> None:
        await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        await _with_deadline(hangs, 0.05)()


def test_the_jars_are_those_of_the_pom() -> None:
    """One place says which Kafka is tested."""
    pom = Path(apache_kafka.__file__).with_name("pom.xml").read_text()
    assert f"<kafka.version>{apache_kafka.DEFAULT_VERSION}</kafka.version>" in pom
