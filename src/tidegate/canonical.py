"""Canonical values: two ways to write one thing become one, so that the same person gets the same code.

``Dr. Ada Byron's`` and ``byron, ada`` are one person, ``4111-1111 1111 1111`` and ``4111111111111111`` one card. The
rules are few and stated here; what they do not join stays apart, because two people who share a code are worse than
one person who has two.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable

NUMBER_TYPES = frozenset(
    {
        "phone_number", "credit_card_number", "ssn", "routing_number", "cvv", "pin", "bank_account", "account_number",
        "national_id", "tax_id", "health_plan_number",
    }
)  # fmt: skip
CODE_TYPES = frozenset(
    {
        "iban", "swift_bic", "mac_address", "passport_number", "driver_license", "license_number", "vehicle_id", "uuid",
        "device_id", "medical_record_number", "company_id", "numerical_pii",
    }
)  # fmt: skip
# What upper and lower case tell apart. An address of a page does so behind its host.
CASE_TYPES = frozenset({"password", "api_key", "private_key", "crypto_wallet", "url", "filename"})
NAME_TYPES = frozenset({"person", "first_name", "last_name", "medical_professional"})
TITLES = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "dame", "lord", "lady", "rev",
        "reverend", "hon", "capt", "captain", "col", "sgt", "lt", "fr", "sr",
    }
)  # fmt: skip

_SPACES = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"(?:(?<=\w)['\u2019\u02bc]s|(?<=s)['\u2019\u02bc])(?!\w)")
# Scheme and host of a page; a wallet in hexadecimal or Bech32: there case says nothing.
_CASELESS = {
    "url": re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*"),
    "crypto_wallet": re.compile(r"(?:0[xX][0-9A-Fa-f]+|(?:[bB][cC]|[tT][bB])1[0-9A-Za-z]+)\Z"),
}
_NAME_PART = re.compile(r"[^\W_]+(?:['\u2019\u02bc-][^\W_]+)*")


def canonical_value(entity_type: str, value: str) -> str:
    """The form of a value that decides whether two values are the same.

    NFKC, case-folded, invisible characters off, white space collapsed; then by type: the digits of a number, the
    letters and digits of a code, the sorted parts of a name without titles and possessives, the shortest form of an IP
    address. Secrets, wallets, files and what stands behind a page's host are not case-folded: there case tells two
    values apart. Where a rule would leave nothing, the folded text itself counts. Idempotent.
    """
    if entity_type in CASE_TYPES:
        return _unfolded(entity_type, value)
    folded = _fold(value)
    special = ""
    if entity_type in NUMBER_TYPES and not any(character.isalpha() for character in folded):
        special = "".join(str(unicodedata.decimal(character)) for character in folded if character.isdecimal())
    elif entity_type in NUMBER_TYPES or entity_type in CODE_TYPES:
        special = "".join(character for character in folded if character.isalnum())
    elif entity_type in NAME_TYPES:
        parts = _NAME_PART.findall(_POSSESSIVE.sub("", folded))
        special = " ".join(sorted(part for part in parts if part not in TITLES))
    elif entity_type == "ip_address":
        special = _ip_address(folded)
    return special or folded


def _unfolded(entity_type: str, value: str) -> str:
    kept = _fold(value, str)
    head = _CASELESS[entity_type].match(kept) if entity_type in _CASELESS else None
    return kept if head is None else head[0].lower() + kept[head.end() :]


def _fold(value: str, fold: Callable[[str], str] = str.casefold) -> str:
    for _ in range(4):  # folding may undo a composition and composing may undo a folding; two rounds settle it
        folded = unicodedata.normalize("NFKC", fold(unicodedata.normalize("NFKC", value)))
        folded = "".join(character for character in folded if unicodedata.category(character) != "Cf")
        folded = _SPACES.sub(" ", folded).strip()
        if folded == value:
            break
        value = folded
    return value


def _ip_address(folded: str) -> str:
    try:
        return ipaddress.ip_address(folded).compressed
    except ValueError:
        return ""
