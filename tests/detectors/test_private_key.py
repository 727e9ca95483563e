"""Private keys: whole blocks and cut ones. The key material is made up."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, values
from tidegate.detectors.private_key import PrivateKey

DETECTOR = PrivateKey(US)
BEGIN, END = "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"a {BEGIN}\nMIIE\n{END} b", [f"{BEGIN}\nMIIE\n{END}"]),
        (f"{BEGIN}\nA\n{END}\n{BEGIN}\nB\n{END}", [f"{BEGIN}\nA\n{END}", f"{BEGIN}\nB\n{END}"]),
        (f"a {BEGIN}\nMIIE", [f"{BEGIN}\nMIIE"]),  # cut behind
        (f"MIIE\n{END} b", [f"MIIE\n{END}"]),  # cut in front
        (f"{BEGIN} A {BEGIN} B {END} c", [f"{BEGIN} A {BEGIN} B {END}"]),
        (f"{BEGIN}\\nMIIE\\n{END}", [f"{BEGIN}\\nMIIE\\n{END}"]),  # newlines escaped once more
        (BEGIN.lower() + "x", [BEGIN.lower() + "x"]),
        (
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\nx\n-----END PGP PRIVATE KEY BLOCK-----",
            ["-----BEGIN PGP PRIVATE KEY BLOCK-----\nx\n-----END PGP PRIVATE KEY BLOCK-----"],
        ),
        ("PuTTY-User-Key-File-2: ssh-rsa\nx", ["PuTTY-User-Key-File-2: ssh-rsa\nx"]),
        ("", []),
        ("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----", []),
        ("-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----", []),
        ("a private key --- and more", []),
    ],
)
def test_blocks_are_claimed_to_their_end_or_the_texts(text: str, found: list[str]) -> None:
    """Half a key is still a secret; a public key is none."""
    assert values(DETECTOR, text) == found
