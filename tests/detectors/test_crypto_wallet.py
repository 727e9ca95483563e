"""Wallet addresses: published ones, a thousand generated ones, and what a wrong character makes of them."""

from __future__ import annotations

import hashlib
import random

import pytest
import re2

from tests.detectors.claims import US, claims, values
from tidegate.detectors.crypto_wallet import CryptoWallet
from tidegate.detectors.wallet_checks import BITCOIN_ALPHABET, RIPPLE_ALPHABET, base58_payload, is_segwit
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum

DETECTOR = CryptoWallet(US)

PUBLISHED = [
    # Bitcoin: the first block; Bitcoin wiki, "Address"; BIP-173; BIP-350 (a test vector, and one of the test net)
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    # Ethereum: EIP-55
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    # XRP Ledger documentation: the first account, and ACCOUNT_ZERO's neighbour "black hole"
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "rrrrrrrrrrrrrrrrrrrrBZbvji",
    # Tron: the contract of USDT, tether.to "Supported protocols"
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    # Monero: the project's own donation address, getmonero.org
    "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
    # Cardano: CIP-19, test vector of type 0
    "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
]


def base58(payload: bytes, alphabet: str = BITCOIN_ALPHABET) -> str:
    """Base58Check of a version and a payload."""
    data = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return alphabet[0] * (len(data) - len(data.lstrip(b"\0"))) + text


@pytest.mark.parametrize("address", PUBLISHED, ids=lambda address: address[:6])
@pytest.mark.parametrize(("before", "after"), [("", ""), ("send to ", "."), ("bitcoin:", "?amount=1")])
def test_published_addresses_are_found_with_their_check(address: str, before: str, after: str) -> None:
    """A check of 32 bits needs no word beside it."""
    (claim,) = [claim for claim in claims(DETECTOR, before + address + after) if claim.checksum is Checksum.VALID]
    assert (claim.start, claim.end, claim.distinctive) == (len(before), len(before + address), True)
    assert re2.search(DETECTOR.needs, as_member("", before + address + after)) is not None


# Bitcoin, test net, Litecoin, Dogecoin, Dash, Tron: pay to public key hash and to script hash.
@pytest.mark.parametrize("version", [0x00, 0x05, 0x6F, 0xC4, 0x30, 0x32, 0x1E, 0x16, 0x4C, 0x10, 0x41])
def test_generated_addresses_are_found(version: int) -> None:
    """A hundred of each version, so a thousand and more in all."""
    rng = random.Random(version)
    for _ in range(100):
        address = base58(bytes([version]) + rng.randbytes(20))
        assert values(DETECTOR, f"to {address}", at_least=STRONG) == [address]


def test_every_single_wrong_character_fails_the_check() -> None:
    """Base58Check catches all but 1 in 4 billion, bech32 every one."""
    rng = random.Random(7)
    ripple = base58(b"\0" + rng.randbytes(20), RIPPLE_ALPHABET)
    for address, alphabet in ((PUBLISHED[0], BITCOIN_ALPHABET), (ripple, RIPPLE_ALPHABET)):
        assert base58_payload(address, alphabet)
        for place, right in enumerate(address):
            wrong = rng.choice(alphabet.replace(right, ""))
            assert not base58_payload(address[:place] + wrong + address[place + 1 :], alphabet)
    segwit = PUBLISHED[4]
    for place in range(3, len(segwit)):
        for wrong in "qpzry9x8gf2tvdw0s3jn54khce6mua7l".replace(segwit[place], ""):
            assert not is_segwit(segwit[:place] + wrong + segwit[place + 1 :])


@pytest.mark.parametrize(
    "address",
    [
        # BIP-350, invalid: another prefix's check, bech32 where bech32m is due, mixed case, too short a program
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
        "bc1pw5dgrnzv",
        # BIP-173, invalid: a program of sixteen bytes in version 0
        "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    ],
)
def test_published_invalid_addresses_are_refused(address: str) -> None:
    """They stay weak claims with a failed check."""
    assert not is_segwit(address)
    assert all(claim.checksum is Checksum.FAILED for claim in claims(DETECTOR, address))


@pytest.mark.parametrize(
    ("text", "score", "checksum"),
    [
        ("0x" + "ab12" * 10, MEDIUM, Checksum.NONE),  # one case: nothing to check
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", WEAK, Checksum.FAILED),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", WEAK, Checksum.FAILED),
        ("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", WEAK, Checksum.NONE),  # Solana's token program
    ],
)
def test_what_cannot_be_checked_or_fails_is_a_lesser_claim(text: str, score: float, checksum: Checksum) -> None:
    """A word beside it decides."""
    assert {(claim.score, claim.checksum) for claim in claims(DETECTOR, text)} == {(score, checksum)}


@pytest.mark.parametrize(
    "text",
    ["", "bc1", "0x5aAeb6053F3E94C9", "x" + PUBLISHED[0], "Donaudampfschifffahrtsgesellschaft", "a" * 43, "9" * 40],
)
def test_long_words_and_numbers_are_left_alone(text: str) -> None:
    """Too short, glued to a letter, or not drawn by lot."""
    assert [claim for claim in claims(DETECTOR, text) if claim.checksum is not Checksum.FAILED] == []
