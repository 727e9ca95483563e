"""Keys: derivation against published vectors, codes, the key file, and the sealed box."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate import keys
from tidegate.errors import ConfigurationError
from tidegate.keys import Keyring, crockford, hkdf_sha256, parse_key

SECRET = bytes(range(32))
RING = Keyring(active="k1", keys={"k1": SECRET})
PINNED = "CCVFXKDVEA58"


@pytest.mark.parametrize(
    ("secret", "salt", "info", "length", "expected"),
    [
        (  # RFC 5869, A.1
            "0b" * 22,
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (  # RFC 5869, A.2
            "".join(f"{byte:02x}" for byte in range(0x50)),
            "".join(f"{byte:02x}" for byte in range(0x60, 0xB0)),
            "".join(f"{byte:02x}" for byte in range(0xB0, 0x100)),
            82,
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
        ),
        (  # RFC 5869, A.3
            "0b" * 22,
            "",
            "",
            42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_hkdf_agrees_with_its_standard(secret: str, salt: str, info: str, length: int, expected: str) -> None:
    """The test vectors of RFC 5869."""
    derived = hkdf_sha256(bytes.fromhex(secret), salt=bytes.fromhex(salt), info=bytes.fromhex(info), length=length)
    assert derived.hex() == expected


@pytest.mark.parametrize("length", [0, 255 * 32 + 1])
def test_hkdf_has_a_longest_output(length: int) -> None:
    """RFC 5869, section 2.3."""
    with pytest.raises(ValueError, match="1 to 8160"):
        hkdf_sha256(b"x", salt=b"", info=b"", length=length)


@pytest.mark.parametrize(
    ("key", "data", "expected"),
    [
        (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ],
)
def test_a_digest_is_hmac_sha_256_of_length_prefixed_parts(key: bytes, data: bytes, expected: str) -> None:
    """HMAC against RFC 4231 (cases 1 and 2), and ours against HMAC."""
    assert hmac.digest(key, data, hashlib.sha256).hex() == expected
    own = hmac.digest(RING.derive("p", "t"), len(data).to_bytes(8, "big") + data, hashlib.sha256)
    assert RING.digest("p", data, tenant="t") == own


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_no_two_lists_of_parts_share_a_digest(left: list[str], right: list[str]) -> None:
    """("ab", "c") is not ("a", "bc")."""
    assert (RING.digest("p", *left) == RING.digest("p", *right)) == (left == right)


def test_every_purpose_tenant_and_key_has_a_key_of_its_own() -> None:
    """None of them says anything about another."""
    rotated = Keyring(active="k2", keys={"k1": SECRET, "k2": SECRET})
    purposes = [("a", ""), ("b", ""), ("a", "t"), ("at", ""), ("", "at")]
    derived = {rotated.derive("a"), *(RING.derive(purpose, tenant) for purpose, tenant in purposes)}
    assert len(derived) == 6
    assert all(len(key) == 32 for key in derived)
    assert RING.derive("a") == Keyring(active="k1", keys={"k1": SECRET, "k0": bytes(32)}).derive("a")


def test_derived_keys_are_bounded() -> None:
    """A tenant for each record does not fill the memory, and the keys stay the same."""
    ring = Keyring(active="k1", keys={"k1": SECRET})
    first = ring.derive("p", "0")
    for tenant in range(keys.DERIVED_KEYS_MAX + 5):
        ring.derive("p", str(tenant))
    assert len(ring._derived) <= keys.DERIVED_KEYS_MAX
    assert ring.derive("p", "0") == first


def test_codes_are_pinned() -> None:
    """A change of these is a change of every pseudonym ever published: it needs a new key id and a changelog entry."""
    assert RING.code("email", "global", "Bob@Example.com", 12) == PINNED
    assert RING.code("email", "global", "bob@example.com", 8) == PINNED[:8]
    assert RING.key_id == "k1"


def test_a_code_depends_on_type_scope_and_tenant() -> None:
    """Each keeps codes apart that must not be linked."""
    codes = {
        RING.code("email", "global", "x", 12),
        RING.code("url", "global", "x", 12),
        RING.code("email", "conversation:1", "x", 12),
        RING.code("email", "conversation:2", "x", 12),
        RING.code("email", "global", "x", 12, tenant="t"),
        RING.code("email", "global", "y", 12),
    }
    assert len(codes) == 6


@pytest.mark.parametrize(
    ("data", "length", "code"), [(b"\x00" * 5, 8, "00000000"), (b"\xff" * 5, 8, "ZZZZZZZZ"), (b"\x08\x86", 2, "12")]
)
def test_crockfords_alphabet_has_no_lookalikes(data: bytes, length: int, code: str) -> None:
    """Five bits a character, the first bits first; no I, L, O, U."""
    assert crockford(data, length) == code
    assert not set("ILOU") & set(keys._CROCKFORD)
    assert len(set(keys._CROCKFORD)) == 32


@pytest.mark.parametrize("length", [3, 52])
def test_a_code_has_a_least_and_a_greatest_length(length: int) -> None:
    """255 bits are what there is."""
    with pytest.raises(ValueError, match="4 to 51"):
        RING.code("email", "global", "x", length)


def test_a_key_file_is_written_and_read_back(tmp_path: Path) -> None:
    """For its owner alone; a second key is never written over a first."""
    path = tmp_path / "keys.json"
    ring = Keyring.generate()
    ring.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keyring.load(path) == ring
    assert Keyring.from_environment({"TIDEGATE_KEY_FILE": str(path)}) == ring
    assert Keyring.from_environment({}) is None
    with pytest.raises(FileExistsError):
        Keyring.generate().save(path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o610])
def test_a_key_file_that_others_may_open_is_refused(tmp_path: Path, mode: int) -> None:
    """And the error says what to do."""
    path = tmp_path / "keys.json"
    Keyring.generate().save(path)
    path.chmod(mode)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        Keyring.load(path)


GOOD = base64.b64encode(SECRET).decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        ("", "is not"),
        ("[]", "is not"),
        ('{"active": "k1"}', "is not"),
        (json.dumps({"active": 1, "keys": {}}), "is not"),
        (json.dumps({"active": "k2", "keys": {"k1": GOOD}}), "not among"),
        (json.dumps({"active": "k1", "keys": {"k1": "c2hvcnQ="}}), "32 bytes"),
        (json.dumps({"active": "k1", "keys": {"k1": GOOD + "!"}}), "32 bytes"),
        (json.dumps({"active": "k1", "keys": {"k1": 7}}), "32 bytes"),
        (json.dumps({"active": "k_1", "keys": {"k_1": GOOD}}), "letters and digits"),
        (" " * (keys.KEY_FILE_BYTES_MAX + 1), "is not"),
    ],
)
def test_a_wrong_key_file_is_refused_without_showing_it(tmp_path: Path, content: str | None, message: str) -> None:
    """The error names the file, never what it holds."""
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)
        path.chmod(0o600)
    with pytest.raises(ConfigurationError, match=message) as caught:
        Keyring.load(path)
    assert str(path) in str(caught.value)
    assert GOOD not in str(caught.value)
    assert "c2hvcnQ" not in str(caught.value)


def test_no_secret_stands_in_a_repr() -> None:
    """Keyrings are held by objects that are shown in errors."""
    RING.derive("p")
    assert repr(RING) == "Keyring(active='k1')"


@pytest.mark.parametrize("text", ["", "x", "c2hvcnQ=", "not base64 at all!"])
def test_a_wrong_public_key_is_refused_with_its_place(text: str) -> None:
    """When the policy is read."""
    with pytest.raises(ConfigurationError, match=r"quarantine\.public_key: a key is 32 bytes"):
        parse_key(text, place="quarantine.public_key")
