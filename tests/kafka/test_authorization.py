"""What the broker denies is said as such: a lane pauses and readiness turns red, nothing is retried in silence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from aiokafka.protocol.admin import CreateAclsRequest

from tests.broker import apache_kafka
from tests.broker.apache_kafka import ApacheKafka
from tests.conftest import TopicName, create_topics_at
from tidegate.errors import AuthorizationFault, ClientFault
from tidegate.kafka.connection import client_options
from tidegate.kafka.embedded import HOST, free_port
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.topics import admin_client
from tidegate.settings import KafkaSettings

# Kafka's numbers: resource types, pattern type, operation, permission.
TOPIC, GROUP, TRANSACTIONAL_ID = 2, 3, 5
LITERAL, ALL_OPERATIONS, ALLOW = 3, 2, 3

PROPERTIES = """
listeners=PLAINTEXT://{{host}}:{{port}},CONTROLLER://{{host}}:{{controller_port}},USERS://{{host}}:{users_port}
advertised.listeners=PLAINTEXT://{{host}}:{{port}},USERS://{{host}}:{users_port}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,USERS:SASL_PLAINTEXT
listener.name.users.sasl.enabled.mechanisms=PLAIN
listener.name.users.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
user_worker="fake";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""


class TransactionalProducerFactory:
    """Producers that log in as ``worker``."""

    def __init__(self, port: int) -> None:
        lines = {
            "bootstrap.servers": f"{HOST}:{port}",
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.username": "worker",
            "sasl.password": "fake",
        }
        self.options = client_options(KafkaSettings.model_validate(lines))

    def __call__(self, name: str) -> TransactionalProducer:
        return TransactionalProducer(self.options, name, call_seconds=5.0)


@pytest.fixture(scope="module")
def node() -> Iterator[tuple[ApacheKafka, TransactionalProducerFactory]]:
    """Apache Kafka with an authorizer, where the user ``worker`` may do nothing yet."""
    port = free_port()
    node = apache_kafka.start_or_skip(properties=PROPERTIES.format(users_port=port))
    yield node, TransactionalProducerFactory(port)
    node.close()


async def allow(node: ApacheKafka, resource: int, name: str) -> None:
    """Grant ``worker`` every operation on one resource."""
    right = CreateAclsRequest(resource, name, LITERAL, "User:worker", "*", ALL_OPERATIONS, ALLOW)
    async with admin_client({"bootstrap_servers": node.bootstrap}) as admin:
        answer = await admin._client.send(admin._client.get_random_node(), right)
    assert [code for code, _ in answer.creation_responses] == [0]
    await asyncio.sleep(0.5)  # the broker learns of it from its controller a moment later


@pytest.mark.deadline(180)
async def test_each_denied_right_is_an_authorization_fault(
    node: tuple[ApacheKafka, TransactionalProducerFactory], topic_name: TopicName
) -> None:
    """Transactional id, then topic, then group: each is denied until it is granted, well before the deadline."""
    broker, producer_of = node
    topic, group, name = topic_name("clean.a"), topic_name("group"), topic_name("id")
    await create_topics_at(broker.bootstrap, topic)

    producer = producer_of(name)
    with pytest.raises(AuthorizationFault, match="TransactionalIdAuthorizationFailed"):
        await producer.start()
    await producer.close()
    await allow(broker, TRANSACTIONAL_ID, name)

    producer = producer_of(name)
    await producer.start()
    await producer.begin()
    began = time.monotonic()
    with pytest.raises(AuthorizationFault, match="TopicAuthorizationFailedError"):
        await producer.send_batch(topic, 0, [(None, b"denied", None, ())])
    assert time.monotonic() - began < 4
    await producer.close()
    await allow(broker, TOPIC, topic)

    producer = producer_of(name)
    await producer.start()
    await producer.begin()
    await producer.send_batch(topic, 0, [(None, b"without its offsets", None, ())])
    with pytest.raises(AuthorizationFault, match="GroupAuthorizationFailedError"):
        await producer.send_offsets(group, {(topic, 0): 1})
    with pytest.raises(ClientFault):
        await producer.commit()
    await producer.abort()
    await producer.close()
    await allow(broker, GROUP, group)

    producer = producer_of(name)
    await producer.start()
    await producer.begin()
    await producer.send_batch(topic, 0, [(None, b"allowed", None, ())])
    await producer.send_offsets(group, {(topic, 0): 1})
    await producer.commit()
    await producer.close()
