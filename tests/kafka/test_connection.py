"""Settings become a connection: encrypted and authenticated against a real broker, and nothing of a record in a log."""

from __future__ import annotations

import datetime
import ipaddress
import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.broker import apache_kafka
from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tidegate.errors import ConfigurationError, KafkaFault
from tidegate.kafka.connection import CHATTY_LOGGERS, LINES_MAX, Once, clamp_loggers, client_options
from tidegate.kafka.embedded import HOST, free_port
from tidegate.kafka.topics import admin_client
from tidegate.settings import KafkaSettings

PASSWORD = "hunter2-secret"


def settings(**lines: Any) -> KafkaSettings:
    return KafkaSettings.model_validate({name.replace("_", "."): value for name, value in lines.items()})


@dataclass(frozen=True)
class Certificates:
    """PEM files: a CA, a stranger's CA, a server's chain with key for 127.0.0.1, a client's with an encrypted key."""

    ca: Path
    other_ca: Path
    server: Path
    client: Path
    client_key: Path


def _issue(
    name: str, issuer: x509.Certificate | None, issuer_key: ec.EllipticCurvePrivateKey | None
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
    )
    return builder.sign(issuer_key or key, hashes.SHA256()), key


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    folder = tmp_path_factory.mktemp("certificates")
    pem = serialization.Encoding.PEM
    pkcs8 = serialization.PrivateFormat.PKCS8
    ca, ca_key = _issue("Tidegate test CA", None, None)
    other, _ = _issue("Somebody else", None, None)
    server, server_key = _issue("broker", ca, ca_key)
    client, client_key = _issue("tidegate", ca, ca_key)
    plain, locked = serialization.NoEncryption(), serialization.BestAvailableEncryption(PASSWORD.encode())
    files = {
        "ca": ca.public_bytes(pem),
        "other_ca": other.public_bytes(pem),
        "server": server_key.private_bytes(pem, pkcs8, plain) + server.public_bytes(pem) + ca.public_bytes(pem),
        "client": client.public_bytes(pem),
        "client_key": client_key.private_bytes(pem, pkcs8, locked),
    }
    for name, content in files.items():
        (folder / f"{name}.pem").write_bytes(content)
    return Certificates(**{name: folder / f"{name}.pem" for name in files})


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n")
    return path


def test_a_plain_connection_has_nothing_secret() -> None:
    assert client_options(settings(bootstrap_servers="127.0.0.1:1, localhost,[::1]:3")) == {
        "bootstrap_servers": ["127.0.0.1:1", "localhost:9092", "[::1]:3"],
        "client_id": "tidegate",
        "security_protocol": "PLAINTEXT",
    }


@pytest.mark.parametrize("source", ["environment", "file"])
def test_a_password_comes_from_the_environment_or_a_file(password_file: Path, source: str) -> None:
    """A file written with an editor ends with a newline, which is not part of the password."""
    secret = {"sasl_password": PASSWORD} if source == "environment" else {"sasl_password_file": password_file}
    found = client_options(
        settings(security_protocol="sasl_ssl", sasl_mechanism="scram-sha-512", sasl_username="user", **secret)
    )
    assert found["security_protocol"] == "SASL_SSL"
    assert found["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (found["sasl_plain_username"], found["sasl_plain_password"]) == ("user", PASSWORD)
    assert found["ssl_context"].check_hostname is True
    assert found["ssl_context"].verify_mode is ssl.CERT_REQUIRED


def test_a_name_that_is_not_checked_still_needs_a_trusted_certificate() -> None:
    context = client_options(settings(security_protocol="SSL", ssl_endpoint_identification_algorithm="none"))[
        "ssl_context"
    ]
    assert (context.check_hostname, context.verify_mode) == (False, ssl.CERT_REQUIRED)


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "cannot be read: No such file"), (b"", "is empty"), (b"\n", "is empty"), (b"\xff", "is not UTF-8")],
)
def test_a_password_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=words) as caught:
        client_options(settings(security_protocol="SASL_PLAINTEXT", sasl_username="u", sasl_password_file=path))
    assert (caught.value.place, caught.value.file) == ("kafka.sasl.password.file", str(path))


@pytest.mark.parametrize("which", ["missing", "no certificate", "wrong password", "no password"])
def test_a_certificate_that_cannot_be_used_is_named(certificates: Certificates, tmp_path: Path, which: str) -> None:
    lines: dict[str, Any] = {"security_protocol": "SSL"}
    if which in ("missing", "no certificate"):
        lines["ssl_ca_location"] = tmp_path / "ca.pem"
        if which == "no certificate":
            (tmp_path / "ca.pem").write_text("nothing\n")
    else:
        lines |= {"ssl_certificate_location": certificates.client, "ssl_key_location": certificates.client_key}
        if which == "wrong password":
            lines["ssl_key_password"] = PASSWORD + "x"
    with pytest.raises(ConfigurationError, match="cannot be used") as caught:
        client_options(settings(**lines))
    assert caught.value.place in ("kafka.ssl.ca.location", "kafka.ssl.certificate.location")
    assert PASSWORD not in str(caught.value)


SECURE = """
listeners=PLAINTEXT://{{host}}:{{port}},CONTROLLER://{{host}}:{{controller_port}},SECURE://{{host}}:{secure_port}
advertised.listeners=PLAINTEXT://{{host}}:{{port}},SECURE://{{host}}:{secure_port}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL
listener.name.secure.ssl.keystore.type=PEM
listener.name.secure.ssl.keystore.location={server}
listener.name.secure.ssl.truststore.type=PEM
listener.name.secure.ssl.truststore.location={ca}
listener.name.secure.ssl.client.auth=required
listener.name.secure.sasl.enabled.mechanisms=PLAIN
listener.name.secure.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
user_tidegate="{password}";
"""


@pytest.fixture(scope="module")
def secure_address(certificates: Certificates) -> Iterator[str]:
    """Apache Kafka that wants TLS, a client certificate and a password."""
    port = free_port()
    text = SECURE.format(secure_port=port, server=certificates.server, ca=certificates.ca, password=PASSWORD)
    node = apache_kafka.start_or_skip(properties=text)
    yield f"{HOST}:{port}"
    node.close()


@pytest.mark.parametrize(
    ("changed", "accepted"),
    [
        ({}, True),
        ({"ssl_endpoint_identification_algorithm": "none"}, True),
        ({"sasl_password": "wrong"}, False),
        ({"ssl_ca_location": "other_ca"}, False),
        ({"ssl_certificate_location": None, "ssl_key_location": None, "ssl_key_password": None}, False),
        ({"security_protocol": "SASL_PLAINTEXT"}, False),
    ],
    ids=["right", "name unchecked", "wrong password", "unknown CA", "no client certificate", "not encrypted"],
)
@pytest.mark.deadline(120)
async def test_an_encrypted_and_authenticated_connection(
    secure_address: str, certificates: Certificates, changed: dict[str, Any], accepted: bool
) -> None:
    """The right settings connect to a real broker; each wrong one alone does not, and no password shows."""
    lines: dict[str, Any] = {
        "bootstrap_servers": secure_address,
        "security_protocol": "SASL_SSL",
        "sasl_username": "tidegate",
        "sasl_password": PASSWORD,
        "ssl_ca_location": certificates.ca,
        "ssl_certificate_location": certificates.client,
        "ssl_key_location": certificates.client_key,
        "ssl_key_password": PASSWORD,
    }
    lines |= changed
    if lines["security_protocol"] == "SASL_PLAINTEXT":
        lines = {name: value for name, value in lines.items() if not name.startswith("ssl")}
    if lines.get("ssl_ca_location") == "other_ca":
        lines["ssl_ca_location"] = certificates.other_ca
    options = client_options(settings(**lines))
    if accepted:
        async with admin_client(options) as admin:
            assert await admin.describe_topics() == []
    else:
        with pytest.raises(KafkaFault) as caught:
            async with admin_client(options):
                pass
        assert PASSWORD not in str(caught.value)


@pytest.fixture
def untouched_loggers() -> Iterator[None]:
    levels = {name: logging.getLogger(name).level for name in [*logging.root.manager.loggerDict, *CHATTY_LOGGERS]}
    root = logging.root.level
    yield
    logging.root.setLevel(root)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def produce_and_read(broker: Broker, topic: str, key: bytes, value: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap)
    await producer.start()
    try:
        await producer.send_and_wait(topic, value, key=key, partition=0)
    finally:
        await producer.stop()
    consumer = AIOKafkaConsumer(bootstrap_servers=broker.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        assert (await consumer.getone()).value == value
    finally:
        await consumer.stop()


@pytest.mark.usefixtures("untouched_loggers")
@pytest.mark.parametrize("clamped", [True, False])
async def test_no_value_is_logged_even_at_debug(
    embedded_broker: Broker,
    topic_name: TopicName,
    create_topics: CreateTopics,
    caplog: pytest.LogCaptureFixture,
    clamped: bool,
) -> None:
    """With DEBUG asked for everywhere; unclamped, the client does print keys and values."""
    topic = topic_name("raw.canary")
    await create_topics(topic)
    logging.root.setLevel(logging.DEBUG)
    logging.getLogger("aiokafka.producer.producer").setLevel(logging.DEBUG)
    if clamped:
        clamp_loggers()
    await produce_and_read(embedded_broker, topic, b"canary-key", b"canary-value")
    assert ("canary-key" in caplog.text or "canary-value" in caplog.text) is not clamped


@pytest.mark.usefixtures("untouched_loggers")
def test_clamping_never_lowers_a_level() -> None:
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    clamp_loggers()
    assert logging.getLogger("aiokafka").level == logging.ERROR
    assert all(logging.getLogger(name).level >= logging.INFO for name in CHATTY_LOGGERS)


def test_a_client_s_line_at_each_retry_is_written_once_a_minute() -> None:
    """And what is remembered for it is bounded."""
    now = [0.0]
    once = Once(lambda: now[0])

    def said(words: str) -> bool:
        return once.filter(logging.LogRecord("aiokafka", logging.ERROR, "", 0, "Unable connect to %s", (words,), None))

    passed = []
    for second in range(121):
        now[0] = float(second)
        passed += [second] if said("a:1") else []
    assert passed == [0, 60, 120]
    assert said("b:1")
    for number in range(2 * LINES_MAX):
        said(str(number))
    assert len(once._said) <= LINES_MAX


@pytest.mark.usefixtures("untouched_loggers")
@pytest.mark.parametrize("name", ["aiokafka", "aiokafka.conn", "aiokafka.consumer.group_coordinator"])
def test_each_module_of_the_client_says_a_line_once_a_minute(name: str) -> None:
    """Each has a logger of its own, and a filter on the one above is not asked about what that one passes on."""
    clamp_loggers()
    record = logging.LogRecord(name, logging.ERROR, "", 0, f"Unable connect to {name}", (), None)
    logger = logging.getLogger(name)
    assert [bool(logger.filter(record)) for _ in range(3)] == [True, False, False]
    quiet = logging.LogRecord(name, logging.INFO, "", 0, f"Discovered {name}", (), None)
    assert all(logger.filter(quiet) for _ in range(3))
