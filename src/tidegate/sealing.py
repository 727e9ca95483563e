"""The box in which a payload is sealed: a worker can put it away to a public key, and cannot open it again.

Sources: RFC 7748 (X25519), RFC 8439 (ChaCha20-Poly1305), RFC 5869 (HKDF).
"""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tidegate.errors import TidegateError
from tidegate.keys import hkdf_sha256

_SEAL_MAGIC = b"TGS1"


class SealBroken(TidegateError):
    """A sealed payload was changed, cut, or sealed for another key or place."""


def new_sealing_pair() -> tuple[str, str]:
    """A new (private, public) pair for sealed quarantine, both base64 of 32 bytes. The private one stays with the
    operator.
    """
    private = X25519PrivateKey.generate()
    secret = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(secret).decode(), base64.b64encode(public).decode()


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
