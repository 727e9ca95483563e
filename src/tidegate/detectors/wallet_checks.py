"""Checks of wallet addresses: the check that each kind of ledger writes into its addresses.

Source:
    Base58Check: Bitcoin developer reference, "Address conversion"; the ripple alphabet: XRPL, "Base58 encodings".
    Bech32: BIP-173; bech32m: BIP-350; witness programs: BIP-141.
    Ethereum: EIP-55, "Mixed-case checksum address encoding".
"""

from __future__ import annotations

import hashlib

from tidegate.detectors.keccak import keccak_256

BITCOIN_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE_ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
BECH32_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

_BECH32 = 1
_BECH32M = 0x2BC830A3
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def base58_bytes(value: str, alphabet: str = BITCOIN_ALPHABET) -> bytes:
    """What a base58 text encodes, leading zeros included; empty where a character is not of the alphabet."""
    number = 0
    for character in value:
        digit = alphabet.find(character)
        if digit < 0:
            return b""
        number = number * 58 + digit
    zeros = len(value) - len(value.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def base58_payload(value: str, alphabet: str = BITCOIN_ALPHABET) -> bytes:
    """Version and payload of a Base58Check text; empty where its four check bytes do not hold."""
    decoded = base58_bytes(value, alphabet)
    payload, check = decoded[:-4], decoded[-4:]
    digest = hashlib.sha256(hashlib.sha256(payload).digest()).digest()
    return payload if len(decoded) > 4 and digest[:4] == check else b""


def is_segwit(value: str) -> bool:
    """Whether a text is a segregated witness address: its check, its version's kind of check, its program's length."""
    if value not in (value.lower(), value.upper()):
        return False
    prefix, _, data = value.lower().rpartition("1")
    numbers = [BECH32_ALPHABET.find(character) for character in data]
    if not prefix or len(numbers) < 7 or min(numbers) < 0:
        return False
    version, program = numbers[0], numbers[1:-6]
    bits = len(program) * 5
    length, spare = divmod(bits, 8)
    if version > 16 or spare > 4 or not 2 <= length <= 40 or (version == 0 and length not in (20, 32)):
        return False
    return _polymod(prefix, numbers) == (_BECH32M if version else _BECH32)


def is_bech32(value: str) -> bool:
    """Whether the check of a lower-case bech32 text holds, whatever it encodes (Cardano: CIP-19)."""
    prefix, _, data = value.rpartition("1")
    numbers = [BECH32_ALPHABET.find(character) for character in data]
    return bool(prefix) and len(numbers) > 6 and min(numbers) >= 0 and _polymod(prefix, numbers) == _BECH32


def _polymod(prefix: str, numbers: list[int]) -> int:
    codes = [ord(character) for character in prefix]
    check = 1
    for value in (*(code >> 5 for code in codes), 0, *(code & 31 for code in codes), *numbers):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            if top >> place & 1:
                check ^= generator
    return check


def is_mixed_case(value: str) -> bool:
    """Whether the letters' case of an Ethereum address (``0x`` and 40 digits) spells its digest."""
    digits = value[2:]
    digest = keccak_256(digits.lower().encode("ascii")).hex()
    return all(
        not character.isalpha() or character.isupper() == (digest[place] >= "8")
        for place, character in enumerate(digits)
    )
