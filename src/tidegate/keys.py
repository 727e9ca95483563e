"""Keys: one keyring, from which every pseudonym, hash and code is derived, and the box in which a payload is sealed.

A consistent pseudonym is a function of a secret, not a shared map: HMAC(key, tenant, scope, type, canonical value)
gives the same code on every worker, replay and partition. So the keyring is the only state there is, and whoever holds
it can link records; its file must be readable by its owner alone, and no secret stands in a `repr`, an error or a log.

Quarantined payloads are sealed to a public key, so that a worker can put them away but not open them again.

Sources: RFC 2104 (HMAC), RFC 5869 (HKDF), RFC 7748 (X25519), RFC 8439 (ChaCha20-Poly1305), Crockford's base32.
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

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tidegate.canonical import canonical_value
from tidegate.errors import ConfigurationError, TidegateError

__all__ = ["Keyring", "SealBroken", "canonical_value", "hkdf_sha256", "new_sealing_pair", "parse_key", "seal", "unseal"]

KEY_FILE_VARIABLE = "TIDEGATE_KEY_FILE"
KEY_BYTES = 32
KEY_FILE_BYTES_MAX = 1_000_000
DERIVED_KEYS_MAX = 1024  # derived keys held by one keyring: a purpose and tenant each
CODE_LENGTH_CONVERSATION = 8
CODE_LENGTH_GLOBAL = 12  # 60 bits: no collision expected among a million values

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: none is mistaken for a digit, none makes a word
_KEY_ID = re.compile(r"[A-Za-z0-9]{1,16}")
_SEAL_MAGIC = b"TGS1"


class SealBroken(TidegateError):
    """A sealed payload was changed, cut, or sealed for another key or place."""


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
        name = str(path)
        try:
            with open(path, "rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                if mode & 0o077:
                    raise ConfigurationError(
                        f"the key file is open to others (mode {mode:04o}); chmod 600 it", file=name
                    )
                content = file.read(KEY_FILE_BYTES_MAX + 1)
        except OSError as error:
            raise ConfigurationError(f"the key file cannot be read: {error.strerror}", file=name) from None
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
        descriptor = os.open(Path(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.write("\n")

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


def new_sealing_pair() -> tuple[str, str]:
    """A new (private, public) pair for sealed quarantine, both base64 of 32 bytes. The private one stays with the
    operator.
    """
    private = X25519PrivateKey.generate()
    secret = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(secret).decode(), base64.b64encode(public).decode()


def parse_key(text: str, *, place: str = "") -> bytes:
    """Base64 of 32 bytes, as a policy or file holds it; raises `ConfigurationError` on anything else."""
    key = _decode(text.strip())
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"a key is {KEY_BYTES} bytes, base64", place=place)
    return key


def seal(public_key: bytes, payload: bytes, *, context: bytes = b"") -> bytes:
    """Encrypt so that only the holder of the private key can read it, and the sealer cannot.

    Args:
        public_key: Raw X25519 public key, 32 bytes.
        payload: Any bytes.
        context: Where the payload belongs (``topic/partition/offset``): it must be given again to open it.

    Returns:
        52 bytes more than the payload: ``TGS1``, the ephemeral public key, the ciphertext with its tag. Two calls
        differ.
    """
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = _box_key(ephemeral, public_key, own, public_key)
    # The key serves one message only, so a constant nonce is never used twice with it.
    return _SEAL_MAGIC + own + ChaCha20Poly1305(key).encrypt(bytes(12), payload, _SEAL_MAGIC + context)


def unseal(private_key: bytes, sealed: bytes, *, context: bytes = b"") -> bytes:
    """Open what `seal` closed; raises `SealBroken`."""
    own = sealed[4:36]
    if sealed[:4] != _SEAL_MAGIC or len(sealed) < 52:
        raise SealBroken("this is not a sealed payload")
    try:
        private = X25519PrivateKey.from_private_bytes(private_key)
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        key = _box_key(private, own, own, public)
        return ChaCha20Poly1305(key).decrypt(bytes(12), sealed[36:], _SEAL_MAGIC + context)
    except (InvalidTag, ValueError):
        raise SealBroken("the payload was changed, or sealed for another key or place") from None


def _box_key(private: X25519PrivateKey, peer: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    shared = private.exchange(X25519PublicKey.from_public_bytes(peer))
    return hkdf_sha256(shared, salt=ephemeral + recipient, info=b"tidegate seal 1")
