"""Wallet addresses of crypto currencies: the ledger's own check where it has one, its form where it has none.

What passes a check of 32 bits is an address beyond doubt. What has the form and fails the check is kept as a weak
claim, as people mistype and cut. Ethereum's check is optional: all letters in one case say nothing, so the length and
the ``0x`` make a medium claim. Solana's addresses are any base58 of 32 bytes: only a word beside one makes it so.

Source:
    `wallet_checks`; version bytes: Bitcoin, Litecoin and Dogecoin ``chainparams.cpp``; Tron, "Account address"; XRPL,
    "Addresses" and X-address format (XLS-5d); Monero, "Addresses" (CryptoNote base58 in blocks of eleven characters);
    Cardano CIP-19; Solana, "Accounts".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.keccak import keccak_256
from tidegate.detectors.scan import EDGE, Taken, matches, words
from tidegate.detectors.wallet_checks import (
    BITCOIN_ALPHABET,
    RIPPLE_ALPHABET,
    base58_bytes,
    base58_payload,
    is_bech32,
    is_mixed_case,
    is_segwit,
)
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate, Checksum

# By first byte of the payload: pay to public key hash, pay to script hash; Bitcoin, its test net, Litecoin, Dogecoin,
# Dash, Tron, Bitcoin Gold, Zcash (two bytes, of which this is the first).
_VERSIONS = frozenset({0x00, 0x05, 0x6F, 0xC4, 0x30, 0x32, 0x3A, 0x1E, 0x16, 0x4C, 0x10, 0x41, 0x26, 0x17, 0x1C})

_58 = "[1-9A-HJ-NP-Za-km-z]"
_BEFORE, _AFTER = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"


def _is_base58(value: str) -> bool:
    payload = base58_payload(value)
    return (len(payload) == 21 and payload[0] in _VERSIONS) or (len(payload) == 22 and payload[0] == 0x1C)


def _is_ripple(value: str) -> bool:
    payload = base58_payload(value, RIPPLE_ALPHABET)
    return len(payload) == 21 and payload[0] == 0


def _is_monero(value: str) -> bool:
    """Blocks of eleven characters, eight bytes each; the last four bytes are Keccak's of the others."""
    decoded = b""
    for start in range(0, len(value), 11):
        block = value[start : start + 11]
        number = 0
        for character in block:
            number = number * 58 + BITCOIN_ALPHABET.index(character)
        size = {11: 8, 7: 5, 6: 4}.get(len(block), 0)
        if not size or number >= 1 << (8 * size):
            return False
        decoded += number.to_bytes(size, "big")
    return keccak_256(decoded[:-4])[:4] == decoded[-4:]


def _is_ethereum(value: str) -> bool | None:
    letters = [character for character in value[2:] if character.isalpha()]
    if len({character.isupper() for character in letters}) < 2:
        return None
    return is_mixed_case(value)


def _is_solana(value: str) -> bool | None:
    mixed = any(map(str.isdigit, value)) and any(map(str.isupper, value)) and any(map(str.islower, value))
    return None if mixed and len(base58_bytes(value)) == 32 else False


# Name, base score where nothing is checked, whether the form is claimed though its check failed, form, check.
_Check = Callable[[str], "bool | None"]
_FORMS: tuple[tuple[str, float, bool, regex.Pattern[str], _Check], ...] = (
    ("segwit", STRONG, True, lazy.compile(rf"{_BEFORE}(?i:bc|tb|bcrt|ltc)1[02-9A-Za-z]{{11,87}}{_AFTER}"), is_segwit),
    ("ethereum", MEDIUM, True, lazy.compile(rf"{_BEFORE}0[xX][0-9A-Fa-f]{{40}}{_AFTER}"), _is_ethereum),
    ("monero", STRONG, True, lazy.compile(rf"{_BEFORE}[48]{_58}{{94}}(?:{_58}{{11}})?{_AFTER}"), _is_monero),
    ("cardano", STRONG, True, lazy.compile(rf"{_BEFORE}addr1[02-9a-z]{{53,98}}{_AFTER}"), is_bech32),
    ("ripple", STRONG, True, lazy.compile(rf"{_BEFORE}r{_58}{{24,34}}{_AFTER}"), _is_ripple),
    ("base58", STRONG, True, lazy.compile(rf"{_BEFORE}[1237mnLMDA9TXGt]{_58}{{24,34}}{_AFTER}"), _is_base58),
    ("solana", WEAK, False, lazy.compile(rf"{_BEFORE}{_58}{{43,44}}{_AFTER}"), _is_solana),
)  # fmt: skip


class CryptoWallet:
    """Finds wallet addresses."""

    name = "crypto_wallet"
    version = "1"
    entity_types: tuple[str, ...] = ("crypto_wallet",)
    context = words(
        "wallet wallets crypto bitcoin btc ethereum eth litecoin ltc dogecoin doge tron trx usdt usdc xrp ripple monero"
        " xmr solana sol cardano ada blockchain coin coins token airdrop deposit withdraw metamask"
    )
    refute = words("commit sha sha1 sha256 hash checksum txid transaction block contract")
    # A run of base58 as long as the shortest address, or the prefix of one that is not base58.
    wide_needs = r"[1-9A-HJ-NP-Za-km-z]{25}|0[xX][0-9A-Fa-f]{40}|(?i:bc|tb|bcrt|ltc)1[0-9A-Za-z]{11}|addr1[0-9a-z]{11}"
    needs = f"{EDGE}(?:{wide_needs})"
    _needed = re2.compile(wide_needs)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if self._needed.search(text):
                found.extend(self._read(index, text))
        return sorted(found)

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        taken = Taken()
        for pattern, score, keeps_failed, form, check in _FORMS:
            for match in matches(form, text, detector=self.name):
                start, end = match.span()
                valid = check(match[0])
                if taken.overlaps(start, end) or (valid is False and not keeps_failed):
                    continue
                if valid:
                    taken.take(start, end)
                    yield Candidate(
                        index, start, end, "crypto_wallet", STRONG, self.name, pattern, Checksum.VALID, True
                    )
                elif valid is None:
                    yield Candidate(index, start, end, "crypto_wallet", score, self.name, pattern)
                elif any(map(str.isdigit, match[0])):
                    # Only what looks drawn by lot may be a mistyped address; a long word is just that.
                    failed = f"{pattern}_failed"
                    yield Candidate(index, start, end, "crypto_wallet", WEAK, self.name, failed, Checksum.FAILED)
