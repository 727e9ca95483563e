"""Why a broker cannot be reached, in words that a person can act on.

aiokafka tries each bootstrap address, writes the reason into its log and then raises one error that has lost it: a
wrong password, a strange certificate and a broker that is down all read "Unable to bootstrap". So the first connection
is made here, by hand, and its error kept. Whatever is said names addresses and settings, never a secret.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import errors
from aiokafka.conn import AIOKafkaConnection

from tidegate.errors import AuthorizationFault, ClientFault, KafkaFault
from tidegate.kafka.faults import classify

logger = logging.getLogger("tidegate.reach")

CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 1.0
_CONNECTION_OPTIONS = (
    "client_id",
    "ssl_context",
    "security_protocol",
    "sasl_mechanism",
    "sasl_plain_username",
    "sasl_plain_password",
)
# What transactions and our own topics need, by Kafka's API key: (name, lowest version that we speak).
NEEDED = {
    0: ("Produce", 3),
    1: ("Fetch", 4),
    8: ("OffsetCommit", 2),
    9: ("OffsetFetch", 1),
    10: ("FindCoordinator", 1),
    22: ("InitProducerId", 0),
    24: ("AddPartitionsToTxn", 0),
    25: ("AddOffsetsToTxn", 0),
    26: ("EndTxn", 0),
    28: ("TxnOffsetCommit", 0),
}


@dataclass(frozen=True, slots=True)
class Reached:
    """An address that answered. ``versions`` are (lowest, highest) by API key."""

    address: str
    versions: Mapping[int, tuple[int, int]]

    def lacking(self) -> list[str]:
        """Names of what transactions need and this broker does not offer."""
        return [
            name
            for key, (name, version) in NEEDED.items()
            if key not in self.versions or not self.versions[key][0] <= version <= self.versions[key][1]
        ]


@dataclass(frozen=True, slots=True)
class Unreached:
    """An address that did not answer as it should: what is wrong, and which setting to look at."""

    address: str
    fault: KafkaFault
    setting: str


async def look(options: Mapping[str, Any], seconds: float = CONNECT_SECONDS) -> list[Reached | Unreached]:
    """Connect to each bootstrap address, one after the other.

    Args:
        options: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
        seconds: Deadline of each connection.
    """
    return [await _connect(address, options, seconds) for address in _addresses(options)]


async def require(options: Mapping[str, Any], seconds: float = CONNECT_SECONDS) -> Reached:
    """The first bootstrap address that answers.

    Raises:
        AuthorizationFault: None answers, and one refused the user.
        ClientFault: None answers.
    """
    failed: list[Unreached] = []
    for address in _addresses(options):
        found = await _connect(address, options, seconds)
        if isinstance(found, Reached):
            return found
        failed.append(found)
    denied = [one for one in failed if isinstance(one.fault, AuthorizationFault)]
    raise (denied or failed)[0].fault


@contextlib.asynccontextmanager
async def named(options: Mapping[str, Any]) -> AsyncIterator[None]:
    """Say of a fault inside also why no address lets us in, where none does.

    Raises:
        ClientFault: In the place of a `KafkaFault` that has lost its reason.
    """
    try:
        yield
    except KafkaFault as fault:
        found = await look(options)
        unreached = [one for one in found if isinstance(one, Unreached)]
        if len(unreached) < len(found):
            raise
        raise ClientFault(f"{unreached[0].fault} ({fault})") from fault


async def explain(options: Mapping[str, Any], seconds: float = CONNECT_SECONDS) -> None:
    """Say in the log why no address lets us in; nothing if one does.

    For the start of a process that goes on trying: its clients' own words do not tell a wrong password from a broker
    that is down.
    """
    found = await look(options, seconds)
    if any(isinstance(one, Reached) for one in found):
        return
    for one in found:
        if isinstance(one, Unreached):
            logger.error("%s: see %s; tidegate doctor says more", one.fault, one.setting)


def _addresses(options: Mapping[str, Any]) -> Sequence[str]:
    addresses: Sequence[str] = options["bootstrap_servers"]
    return addresses


async def _connect(address: str, options: Mapping[str, Any], seconds: float) -> Reached | Unreached:
    host, _, port = address.rpartition(":")
    chosen = {name: options[name] for name in _CONNECTION_OPTIONS if name in options}
    connection = AIOKafkaConnection(host.strip("[]"), int(port), request_timeout_ms=int(seconds * 1000), **chosen)
    try:
        async with asyncio.timeout(seconds):
            await connection.connect()
        return Reached(address, dict(connection._versions))
    except Exception as error:
        return _unreached(address, error)
    finally:
        closed = connection.close()
        if connection._protocol is not None:
            # The transport closes in the loop's next turns; left alone, it would be found open at exit.
            await asyncio.wait([closed], timeout=CLOSE_SECONDS)


def _unreached(address: str, error: Exception) -> Unreached:
    """What an error of the connection means. Its own text is not repeated: a broker's words are not ours."""
    if isinstance(error, errors.SaslAuthenticationFailed | errors.AuthenticationFailedError):
        message = "refuses this user and password"
        return Unreached(address, AuthorizationFault(f"broker {address} {message}"), "kafka.sasl.username")
    message, setting = _meaning(error)
    if not message:
        fault = classify(f"broker {address}", error)
        return Unreached(address, fault, "kafka.bootstrap.servers")
    return Unreached(address, ClientFault(f"broker {address} {message}"), setting)


def _meaning(error: Exception) -> tuple[str, str]:
    if isinstance(error, ssl.SSLCertVerificationError):
        # X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH
        if error.verify_code in (62, 64):
            return (
                "shows a certificate of another name or address",
                "kafka.ssl.endpoint.identification.algorithm",
            )
        return "shows a certificate that no authority of ours has signed", "kafka.ssl.ca.location"
    if isinstance(error, ssl.SSLError):
        return "does not speak TLS as we do; it may be its unencrypted port", "kafka.security.protocol"
    if isinstance(error, socket.gaierror):
        return "has a name that cannot be resolved", "kafka.bootstrap.servers"
    if isinstance(error, ConnectionRefusedError):
        return "does not listen", "kafka.bootstrap.servers"
    if isinstance(error, errors.UnsupportedSaslMechanismError):
        return "does not offer this mechanism", "kafka.sasl.mechanism"
    if isinstance(error, errors.KafkaConnectionError | ConnectionError):
        return "closed the connection; it may be its encrypted port", "kafka.security.protocol"
    if isinstance(error, TimeoutError):
        return "does not answer in time", "kafka.bootstrap.servers"
    return "", ""
