"""What the libraries alone find in a text: the yardstick that knows nothing of our detectors.

Forms are deliberately plain, and each is confirmed by its library or check digit: phonenumbers' own matcher (region US,
leniency VALID), Luhn with issuer prefixes, ISO 7064 mod 97, `ipaddress`, and the usual e-mail and URL forms.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
import phonenumbers

_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![\w-])")
_URL = re.compile(r"(?:https?://|www\.)[^\s\"'<>\\]+", re.IGNORECASE)
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){11,18}(?![\d])")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:.])")
_ISSUERS = re.compile(r"4|5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720)|3[47]|36|38|30[0-5]|6011|65|64[4-9]|35(?:2[89]|[3-8])")
_LENGTHS = {"4": (13, 16, 19), "5": (16,), "2": (16,), "3": (14, 15, 16), "6": (16, 19)}


class Found(NamedTuple):
    kind: str
    value: str


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit (ISO/IEC 7812-1) of the others."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        digit = int(char) * (1 + place % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def mod97(iban: str) -> bool:
    """Whether an IBAN without spaces passes ISO 7064 mod 97-10."""
    return int("".join(str(int(char, 36)) for char in iban[4:] + iban[:4])) % 97 == 1


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def direct_pass(text: str) -> Iterator[Found]:
    """Everything that the libraries confirm in one text."""
    for match in _EMAIL.finditer(text):
        yield Found("email", match[0])
    for match in _URL.finditer(text):
        yield Found("url", match[0].rstrip(".,;:!?)]}"))
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _ISSUERS.match(digits) and len(digits) in _LENGTHS[digits[0]] and luhn(digits):
            yield Found("credit_card_number", match[0])
    for match in _IBAN.finditer(text):
        if mod97(match[0].replace(" ", "")):
            yield Found("iban", match[0])
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(text):
            if _is_address(match[0]) and match[0] != "::":
                yield Found("ip_address", match[0])
    for number in phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.VALID):
        yield Found("phone_number", number.raw_string)


def leaves(value: bytes) -> list[str]:
    """The texts of a record: the strings and numbers of a JSON document, else the record as one text."""
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        return [value.decode()]
    texts: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, str):
            texts.append(node)
        elif node is not None and not isinstance(node, bool):
            texts.append(str(node))

    walk(document)
    return texts if isinstance(document, dict | list) else [value.decode()]
