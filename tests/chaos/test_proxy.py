"""The proxy between workers and broker must play the trick that it is told, on commits alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest

from tests.broker.brokers import Broker
from tests.chaos.proxy import Proxy, Trick
from tests.conftest import CreateTopics, TopicName
from tidegate.errors import ClientFault
from tidegate.kafka.connection import client_options
from tidegate.kafka.producer import TransactionalProducer
from tidegate.settings import KafkaSettings

DELAY_SECONDS = 3.0
CALL_SECONDS = 4.0


@pytest.fixture
def proxy(broker: Broker) -> Iterator[Proxy]:
    host, port = broker.bootstrap.split(":")
    made = Proxy(host, int(port), delay_seconds=DELAY_SECONDS)
    made.start()
    yield made
    made.close()


def test_a_broker_that_names_itself_is_given_the_proxys_port() -> None:
    """Else a client would leave the proxy at the first metadata answer; the frame's length stays."""
    proxy = Proxy("127.0.0.1", 9092)
    proxy.port = 1234
    named = b"..\x00\x09127.0.0.1" + struct.pack(">i", 9092) + b".."
    assert proxy._with_own_port(named) == b"..\x00\x09127.0.0.1" + struct.pack(">i", 1234) + b".."


@pytest.mark.parametrize(("trick", "unclear"), [(Trick.SILENCE, True), (None, False)])
async def test_a_commit_without_an_answer_in_time_is_unclear_and_others_pass(
    proxy: Proxy, topic_name: TopicName, create_topics: CreateTopics, trick: Trick | None, unclear: bool
) -> None:
    """Everything but the one commit goes through; a new producer with the same id works on."""
    topic, identity = topic_name(), topic_name("lane")
    await create_topics(topic)
    connection = client_options(KafkaSettings.model_validate({"bootstrap.servers": proxy.bootstrap}))
    for armed in (trick, None):
        producer = TransactionalProducer(connection, identity, call_seconds=CALL_SECONDS)
        try:
            await producer.start()
            await producer.begin()
            await producer.send_batch(topic, 0, [(b"k", b"v", None, [])])
            if armed is not None:
                proxy.arm(armed)
            if armed is not None and unclear:
                with pytest.raises(ClientFault):
                    await producer.commit()
            else:
                await producer.commit()
        finally:
            await producer.close()
    assert [played for played, _ in proxy.played] == ([trick] if trick else [])
