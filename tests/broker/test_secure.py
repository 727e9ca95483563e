"""TLS and passwords end to end: settings under librdkafka's names open a SASL_SSL listener, and nothing else does."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.broker import secure_node
from tests.broker.secure_node import SecureKafka
from tests.conftest import TopicName, create_topics_at
from tidegate.errors import AuthorizationFault, ClientFault, KafkaFault
from tidegate.kafka import reach
from tidegate.kafka.child import ChildProcess
from tidegate.kafka.connection import client_options
from tidegate.kafka.producer import TransactionalProducer
from tidegate.settings import KafkaSettings, check_settings

PASSWORD = "correct-horse-battery"
WRONG = "wrong-staple-battery"


@pytest.fixture(scope="module")
def node() -> Iterator[SecureKafka]:
    started = secure_node.start_or_skip({"worker": PASSWORD})
    yield started
    started.close()


async def fault_of(settings: KafkaSettings) -> KafkaFault:
    """What is said of a broker that lets nobody in."""
    with pytest.raises(KafkaFault) as caught:
        await reach.require(client_options(settings))
    return caught.value


@pytest.mark.deadline(180)
async def test_a_transaction_goes_round_over_sasl_ssl(node: SecureKafka, topic_name: TopicName) -> None:
    """The right password and authority are all that it takes to produce and to consume."""
    topic = topic_name("clean.secure")
    await create_topics_at(node.bootstrap, topic)
    options = client_options(node.settings("worker"))
    producer = TransactionalProducer(options, f"{topic}.0")
    await producer.start()
    try:
        await producer.begin()
        await producer.send_batch(topic, 0, [(b"k", b"v", None, [("h", b"1")])])
        await producer.send_offsets("group", {(topic, 0): 1})
        await producer.commit()
    finally:
        await producer.close()
    consumer = AIOKafkaConsumer(**options, group_id="group", enable_auto_commit=False, isolation_level="read_committed")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        assert await consumer.committed(TopicPartition(topic, 0)) == 1
        consumer.seek(TopicPartition(topic, 0), 0)
        record = await consumer.getone()
        assert (record.key, record.value, record.headers) == (b"k", b"v", (("h", b"1"),))
    finally:
        await consumer.stop()


@pytest.mark.deadline(120)
async def test_a_wrong_password_is_denied_and_not_shown(node: SecureKafka, caplog: pytest.LogCaptureFixture) -> None:
    """The fault says that access was denied, which is a matter for a person."""
    with caplog.at_level(logging.DEBUG):
        fault = await fault_of(node.settings("worker", password=WRONG))
    assert isinstance(fault, AuthorizationFault)
    assert str(fault) == f"broker {node.secure_bootstrap} refuses this user and password"
    assert WRONG not in caplog.text
    assert PASSWORD not in caplog.text


@pytest.mark.deadline(120)
async def test_a_node_of_another_authority_is_not_spoken_to(
    node: SecureKafka, caplog: pytest.LogCaptureFixture
) -> None:
    """A certificate that our authority did not sign ends the connection before anything is sent."""
    with caplog.at_level(logging.DEBUG):
        fault = await fault_of(node.settings("worker", authority=node.stranger))
    assert isinstance(fault, ClientFault)
    assert str(fault).endswith("shows a certificate that no authority of ours has signed")
    assert PASSWORD not in caplog.text
    assert "SaslHandShake" not in caplog.text


@pytest.mark.deadline(120)
async def test_an_unencrypted_client_gets_nothing_from_the_encrypted_port(node: SecureKafka) -> None:
    """Nor does an encrypted one from the plain port; both are told to look at security.protocol."""
    plain = KafkaSettings.model_validate({"bootstrap.servers": node.secure_bootstrap})
    encrypted = node.settings("worker").model_copy(update={"bootstrap_servers": node.bootstrap})
    for settings in (plain, encrypted):
        [found] = await reach.look(client_options(settings), seconds=5)
        assert isinstance(found, reach.Unreached)
        assert found.setting == "kafka.security.protocol"


@pytest.mark.parametrize("command", ["worker", "control"])
def test_a_process_that_is_not_let_in_says_why(node: SecureKafka, tmp_path: Path, command: str) -> None:
    """It goes on trying, since a user may be made while it waits; its log names the setting, and no secret."""
    settings = node.settings("worker", password=WRONG)
    environment = {
        "TIDEGATE_BOOTSTRAP_SERVERS": node.secure_bootstrap,
        "TIDEGATE_KAFKA_SECURITY_PROTOCOL": settings.security_protocol,
        "TIDEGATE_KAFKA_SASL_MECHANISM": settings.sasl_mechanism,
        "TIDEGATE_KAFKA_SASL_USERNAME": "worker",
        "TIDEGATE_KAFKA_SASL_PASSWORD": WRONG,
        "TIDEGATE_KAFKA_SSL_CA_LOCATION": str(settings.ssl_ca_location),
        "TIDEGATE_HTTP_PORT": "0",
        "TIDEGATE_WORKER_PORT": "0",
        "TIDEGATE_LOG_LEVEL": "DEBUG",
        "TIDEGATE_CONFIG": "",
    }
    child = ChildProcess([sys.executable, "-m", "tidegate", command], output=tmp_path / "log", environment=environment)
    child.start()
    try:
        deadline = time.monotonic() + 40
        while "refuses this user and password" not in child.printed() and time.monotonic() < deadline:
            assert child.alive, child.printed()
            time.sleep(0.2)
    finally:
        child.stop(15.0)
    assert "kafka.sasl.username" in child.printed()
    assert WRONG not in child.printed()


async def test_who_is_let_in_finds_all_that_transactions_need(node: SecureKafka) -> None:
    reached = await reach.require(client_options(node.settings("worker")))
    assert reached.address == node.secure_bootstrap
    assert reached.lacking() == []


@pytest.mark.parametrize(
    ("environment", "refused"),
    [
        ({"TIDEGATE_BOOTSTRAP_SERVERS": "kafka.example:9092"}, True),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": "127.0.0.1:9092,kafka.example:9092"}, True),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": "kafka.example:9092", "TIDEGATE_KAFKA_INSECURE": "true"}, False),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": "kafka.example:9092", "TIDEGATE_KAFKA_SECURITY_PROTOCOL": "SSL"}, False),
        ({"TIDEGATE_BOOTSTRAP_SERVERS": "127.0.0.1:9092"}, False),
    ],
)
def test_an_open_connection_to_another_machine_must_be_asked_for(
    tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str], refused: bool
) -> None:
    settings, problems = check_settings(environment, tmp_path_factory.mktemp("empty"))
    assert (settings is None) is refused
    assert ["insecure: true" in str(problem) for problem in problems] == [True] * refused
