"""Apache Kafka behind TLS and passwords: one node, a SASL_SSL listener with SCRAM beside the plain one.

The certificate authority and the node's certificate are made for each node and die with its folder. The plain loopback
listener stays, for the broker itself and for the tests' own administration: there everyone is ``ANONYMOUS``, which is a
super user where an authorizer is asked for.
"""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.broker.apache_kafka import ApacheKafka, missing_tool
from tidegate.kafka.embedded import HOST, free_port
from tidegate.settings import KafkaSettings

MECHANISM = "SCRAM-SHA-512"
PROPERTIES = """\
listeners=PLAINTEXT://{host}:{port},SASL_SSL://{host}:{secure_port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port},SASL_SSL://{host}:{secure_port}
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
sasl.enabled.mechanisms={mechanism}
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={truststore}
ssl.client.auth=none
"""
AUTHORIZER = """\
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
allow.everyone.if.no.acl.found=false
"""


class Authority:
    """A certificate authority for one test.

    Attributes:
        file: Its certificate, PEM.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self._builder(self._name, self._key.public_key(), authority=True)
        self._certificate = builder.sign(self._key, hashes.SHA256())
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, authority: bool
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )

    def issue_keystore(self, path: Path, address: str) -> None:
        """Write a private key and a certificate for an IP address as Kafka's PEM keystore."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tidegate test node")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = self._builder(subject, key.public_key(), authority=False).add_extension(names, critical=False)
        certificate = builder.sign(self._key, hashes.SHA256())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))


class SecureKafka(ApacheKafka):
    """One node with users.

    Args:
        users: Passwords by user name.
        authorizer: Whether users may do only what an ACL allows.
    """

    kind = "apache-secure"

    def __init__(self, users: Mapping[str, str], *, authorizer: bool = False) -> None:
        arguments: list[str] = []
        for name, password in users.items():
            arguments += ["--add-scram", f"{MECHANISM}=[name={name},password={password}]"]
        super().__init__(format_arguments=arguments)
        self.users = dict(users)
        self.authority = Authority(self.folder, "authority")
        self.stranger = Authority(self.folder, "stranger")
        self._authorizer = authorizer
        self.secure_port = 0

    @property
    def secure_bootstrap(self) -> str:
        return f"{HOST}:{self.secure_port}"

    def _format(self) -> None:
        keystore = self.folder / "node.pem"
        self.authority.issue_keystore(keystore, HOST)
        self.secure_port = free_port()
        self._properties = PROPERTIES.format(
            host=HOST,
            port=self.port,
            secure_port=self.secure_port,
            controller_port=self._controller_port,
            mechanism=MECHANISM,
            keystore=keystore,
            truststore=self.authority.file,
        )
        if self._authorizer:
            self._properties += AUTHORIZER
        super()._format()

    def settings(self, user: str, *, password: str | None = None, authority: Authority | None = None) -> KafkaSettings:
        """How a user connects, under librdkafka's names; the password comes from a file, as it should."""
        secret = self.folder / f"{user}.password"
        secret.write_text((self.users[user] if password is None else password) + "\n")
        return KafkaSettings.model_validate(
            {
                "bootstrap.servers": self.secure_bootstrap,
                "security.protocol": "SASL_SSL",
                "sasl.mechanism": MECHANISM,
                "sasl.username": user,
                "sasl.password.file": secret,
                "ssl.ca.location": (authority or self.authority).file,
            }
        )


def start_or_skip(users: Mapping[str, str], *, authorizer: bool = False) -> SecureKafka:
    """A started node, or a skipped test that says why."""
    reason = missing_tool()
    if reason is not None:
        pytest.skip(reason)
    node = SecureKafka(users, authorizer=authorizer)
    try:
        node.start()
    except BaseException:
        node.close()
        raise
    return node
