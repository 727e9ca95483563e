"""The keyring, from which every pseudonym, hash and code is derived.

A consistent pseudonym is a function of a secret, not a shared map: HMAC(key, tenant, scope, type, canonical value)
gives the same code on every worker, replay and partition. So the keyring is the only state there is, and whoever holds
it can link records; its file must be readable by its owner alone, and no secret stands in a `repr`, an error or a log.

Sources: RFC 2104 (HMAC), RFC 5869 (HKDF), Crockford's base32.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tidegate.canonical import canonical_value
from tidegate.errors import ConfigurationError

__all__ = ["Keyring", "canonical_value", "hkdf_sha256", "parse_key"]

KEY_FILE_VARIABLE = "TIDEGATE_KEY_FILE"
KEY_BYTES = 32
KEY_FILE_BYTES_MAX = 1_000_000
DERIVED_KEYS_MAX = 1024  # derived keys held by one keyring: a purpose and tenant each
CODE_LENGTH_CONVERSATION = 8
CODE_LENGTH_GLOBAL = 12  # 60 bits: no collision expected among a million values

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: none is mistaken for a digit, none makes a word
_KEY_ID = re.compile(r"[A-Za-z0-9]{1,16}")


def hkdf_sha256(secret: bytes, *, salt: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """Derive ``length`` bytes (at most 8,160) from a secret.

    Source:
        RFC 5869, HKDF with SHA-256.
    """
    if not 0 < length <= 255 * 32:
        raise ValueError("length is not in 1 to 8160")
    pseudorandom = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    block, output, counter = b"", b"", 0
    while len(output) < length:
        counter += 1
        block = hmac.digest(pseudorandom, block + info + bytes([counter]), hashlib.sha256)
        output += block
    return output[:length]


@dataclass(frozen=True, slots=True)
class Keyring:
    """Master keys by id, of which one is active: new codes carry its id, older ones stay recognisable by theirs."""

    active: str
    keys: Mapping[str, bytes] = field(repr=False)
    _derived: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.active not in self.keys:
            raise ConfigurationError("the active key is not among the keys", place="active")
        for key_id, secret in self.keys.items():
            if not _KEY_ID.fullmatch(key_id):
                raise ConfigurationError("a key id is 1 to 16 letters and digits", place="keys")
            if len(secret) != KEY_BYTES:
                raise ConfigurationError(f"a key is {KEY_BYTES} bytes, base64", place=f"keys.{key_id}")

    @classmethod
    def generate(cls, key_id: str = "k1") -> Keyring:
        """A keyring with one new random key."""
        return cls(active=key_id, keys={key_id: secrets.token_bytes(KEY_BYTES)})

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Keyring:
        """Read a key file: ``{"active": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}``.

        Raises:
            ConfigurationError: If the file is missing, readable by group or others, or not of this form. Never shows
                what the file holds.
        """
        name, content = str(path), read_key_file(path)
        try:
            document = json.loads(content) if len(content) <= KEY_FILE_BYTES_MAX else None
        except ValueError:
            document = None
        keys = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(document, dict) or not isinstance(keys, dict) or not isinstance(document.get("active"), str):
            message = 'the key file is not {"active": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}'
            raise ConfigurationError(message, file=name) from None
        try:
            return cls(active=document["active"], keys={key_id: _decode(text) for key_id, text in keys.items()})
        except ConfigurationError as error:
            raise ConfigurationError(error.message, file=name) from None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Keyring | None:
        """The keyring that ``TIDEGATE_KEY_FILE`` names, or None where it names none."""
        path = environment.get(KEY_FILE_VARIABLE, "")
        return cls.load(path) if path else None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a new key file, readable by its owner alone; raises `FileExistsError` rather than lose a key."""
        document = {
            "active": self.active,
            "keys": {key_id: base64.b64encode(secret).decode() for key_id, secret in sorted(self.keys.items())},
        }
        write_key_file(path, json.dumps(document, indent=1) + "\n")

    @property
    def key_id(self) -> str:
        """The id of the active key; it stands in front of every hash, so that a rotation can be told."""
        return self.active

    def derive(self, purpose: str, tenant: str = "") -> bytes:
        """A key of 32 bytes for one purpose of one tenant, independent of every other."""
        derived = self._derived.get((purpose, tenant))
        if derived is None:
            if len(self._derived) >= DERIVED_KEYS_MAX:
                self._derived.clear()
            info = _join("tidegate", "1", self.active, purpose, tenant)
            derived = hkdf_sha256(self.keys[self.active], salt=b"tidegate keyring", info=info)
            self._derived[purpose, tenant] = derived
        return derived

    def digest(self, purpose: str, *parts: str | bytes, tenant: str = "") -> bytes:
        """HMAC-SHA-256 (32 bytes) of the parts. Each is prefixed by its length, so that ("ab", "c") is not ("a",
        "bc").
        """
        return hmac.digest(self.derive(purpose, tenant), _join(*parts), hashlib.sha256)

    def code(self, entity_type: str, scope: str, value: str, length: int, *, tenant: str = "") -> str:
        """The code of a value: the same value of the same type in the same scope has the same code.

        Args:
            entity_type: Canonical type name.
            scope: ``global``, ``conversation:<id>``, ``subject:<id>``, ...; codes of two scopes cannot be linked.
            value: The value as found; its canonical form is what counts.
            length: Characters of Crockford base32, 5 bits each, 4 to 51.
            tenant: Codes of two tenants cannot be linked.
        """
        if not 4 <= length <= 51:
            raise ValueError("length is not in 4 to 51")
        return crockford(
            self.digest("code", scope, entity_type, canonical_value(entity_type, value), tenant=tenant), length
        )


def read_key_file(path: str | os.PathLike[str]) -> bytes:
    """The first `KEY_FILE_BYTES_MAX` bytes of a file with a secret, and one more if there is one.

    Raises:
        ConfigurationError: If it is missing, or readable by group or others.
    """
    name = str(path)
    try:
        with open(path, "rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise ConfigurationError(f"the key file is open to others (mode {mode:04o}); chmod 600 it", file=name)
            return file.read(KEY_FILE_BYTES_MAX + 1)
    except OSError as error:
        raise ConfigurationError(f"the key file cannot be read: {error.strerror}", file=name) from None


def write_key_file(path: str | os.PathLike[str], text: str) -> None:
    """A new file, readable by its owner alone; raises `FileExistsError` rather than lose a key."""
    descriptor = os.open(Path(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def crockford(data: bytes, length: int) -> str:
    """The first ``length`` characters (5 bits each) of ``data`` in Crockford's base32."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    return "".join(_CROCKFORD[(number >> (bits - 5 * (place + 1))) & 31] for place in range(length))


def _join(*parts: str | bytes) -> bytes:
    encoded = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    return b"".join(len(part).to_bytes(8, "big") + part for part in encoded)


def _decode(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (ValueError, binascii.Error):
        return b""


def parse_key(text: str, *, place: str = "") -> bytes:
    """Base64 of 32 bytes, as a policy or file holds it; raises `ConfigurationError` on anything else."""
    key = _decode(text.strip())
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"a key is {KEY_BYTES} bytes, base64", place=place)
    return key
