"""What is written about a record that may not pass: where it is, why it stopped, never what it says.

The payload stays in the raw topic, which has its own readers. Only where the policy names a public key does a copy
leave with the pointer, sealed so that the worker which wrote it cannot read it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from tidegate.errors import ConfigurationError
from tidegate.keys import Keyring, parse_key
from tidegate.policies import Quarantine
from tidegate.records import Failure, Headers, RawBatch
from tidegate.wire import QuarantineRecord

SOURCE_HEADER = "tidegate-source"
POLICY_HEADER = "tidegate-policy"
POLICY_HASH_SHOWN = 12  # hex digits of the policy's hash in a header


class Record(NamedTuple):
    """One record to be written; the order of fields is that of `TransactionalProducer.build`."""

    key: bytes | None
    value: bytes | None
    timestamp: int | None
    headers: Sequence[tuple[str, bytes | None]]


class Payload(NamedTuple):
    """A record as its producer wrote it."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


def coordinates(raw: RawBatch, index: int) -> str:
    """``topic/partition/offset`` of one record."""
    return f"{raw.topic}/{raw.partition}/{raw.offsets[index]}"


def payload(raw: RawBatch, index: int) -> bytes:
    """The whole record as JSON bytes, for sealing: key, value and headers in base64."""

    def text(part: bytes | None) -> str | None:
        return None if part is None else base64.b64encode(part).decode()

    headers: Headers = raw.headers[index]
    return orjson.dumps(
        {
            "key": text(raw.keys[index]),
            "value": text(raw.values[index]),
            "headers": [[name, text(value)] for name, value in headers],
        }
    )


def unseal_payload(message: QuarantineRecord, private_key: bytes) -> Payload:
    """Open what mode sealed put away.

    Raises:
        SealBroken: There is no sealed payload, or it was changed, or sealed for another key or record.
    """
    from tidegate.sealing import SealBroken, unseal

    if message.sealed is None:
        raise SealBroken("was put away without its payload")
    place = f"{message.topic}/{message.partition}/{message.offset}"
    try:
        closed = base64.b64decode(message.sealed, validate=True)
    except ValueError:
        raise SealBroken("this is not a sealed payload") from None
    document = orjson.loads(unseal(private_key, closed, context=place.encode()))

    def part(text: str | None) -> bytes | None:
        return None if text is None else base64.b64decode(text)

    headers = [(name, part(value)) for name, value in document["headers"]]
    return Payload(part(document["key"]), part(document["value"]), headers)


def digest_of(keyring: Keyring, value: bytes) -> str:
    """The keyed digest of a value, ``<key id>:<hex>``: says whether a record is the one that was put away."""
    return f"{keyring.key_id}:{keyring.digest('quarantine', value).hex()}"


@dataclass(frozen=True, slots=True)
class Quarantiner:
    """Writes quarantine records of one run.

    Args:
        run_id: The run.
        policy_hash: SHA-256 of its effective policy, hex.
        blocks: Mode block: such a record stops its partition instead of leaving it.
        public_key: Mode sealed: X25519 key of the payload's future reader, 32 bytes.
        keyring: For the keyed digest of the value; without one there is no digest.
        gives_up: Quarantine what a service that stays away left unread; else it is waited for.
    """

    run_id: str
    policy_hash: str
    blocks: bool = False
    public_key: bytes | None = None
    keyring: Keyring | None = None
    gives_up: bool = False

    @classmethod
    def of(cls, rule: Quarantine | None, *, run_id: str, policy_hash: str, keyring: Keyring | None) -> Quarantiner:
        """What the policy says.

        Raises:
            ConfigurationError: Mode sealed without a usable key: writing a mere pointer would lose what was promised.
        """
        mode = rule.mode if rule else "pointer"
        public_key = None
        if rule is not None and mode == "sealed":
            if rule.public_key is None:
                raise ConfigurationError("mode sealed needs a public_key", place="quarantine.public_key")
            public_key = parse_key(rule.public_key, place="quarantine.public_key")
        gives_up = rule is not None and rule.temporary_fault == "quarantine"
        return cls(run_id, policy_hash, mode == "block", public_key, keyring, gives_up)

    def record(self, raw: RawBatch, index: int, failure: Failure) -> Record:
        """The quarantine record of one input record; its key is the record's coordinates."""
        place = coordinates(raw, index)
        value = raw.values[index]
        digest = None
        if self.keyring is not None and value is not None:
            digest = digest_of(self.keyring, value)
        sealed = None
        if self.public_key is not None:
            from tidegate.sealing import seal  # few processes seal, and it takes 6 MB

            closed = seal(self.public_key, payload(raw, index), context=place.encode())
            sealed = base64.b64encode(closed).decode()
        message = QuarantineRecord(
            run_id=self.run_id,
            topic=raw.topic,
            partition=raw.partition,
            offset=raw.offsets[index],
            timestamp=max(raw.timestamps[index], 0),
            stage=failure.stage,
            reason=failure.reason,
            policy_hash=self.policy_hash,
            digest=digest,
            sealed=sealed,
        )
        headers = (
            (SOURCE_HEADER, place.encode()),
            (POLICY_HEADER, self.policy_hash[:POLICY_HASH_SHOWN].encode()),
        )
        # Dated now, not as the source: a short retention counts from the day somebody could have looked.
        return Record(place.encode(), message.to_bytes(), None, headers)
