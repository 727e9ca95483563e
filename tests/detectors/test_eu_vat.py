"""European VAT numbers: the prefix, the country's form, its check digits."""

from __future__ import annotations

import random

import pytest
import re2

from tests.detectors.claims import claims
from tests.detectors.national_ids.world_numbers import (
    changes_are_noticed,
    generated_are_found,
    luhn_digit,
    published_are_valid,
    region,
    some,
    weighted,
)
from tidegate.detectors.eu_vat import EuVat
from tidegate.spans import Checksum

DETECTOR = EuVat(region("DE"))

# python-stdnum, tests/test_eu_vat.doctest ("found online"); for Britain and Switzerland tests/test_gb_vat.doctest
# and tests/test_ch_uid.doctest.
PUBLISHED = {
    "AT": ("ATU 142 43 102", "ATU57194903", "ATU13585627"),
    "BE": ("BE 0202.239.951", "BE 0408 299 922", "BE697449992"),
    "CH": ("CHE-101.415.551", "CHE-100.155.212", "CHE 113.042.942"),
    "DE": ("DE 118619592", "DE - 113866163", "DE 813 11 38 75"),
    "DK": ("DK 10 50 32 80", "DK: 21599336", "DK-27630308"),
    "EL": ("EL 094012834", "EL-082857563", "EL: 094279805"),
    "ES": ("ES A-28184661", "ES Q-2818015-F", "ES- A84409408"),
    "FI": ("FI 02459042", "FI 0982651-1", "FI-214 95 540"),
    "FR": ("FR 19 552 008 443", "FR K 7399859412", "FR23000047372"),
    "GB": ("GB 002 4257 28", "GB 100190874", "GB242338087388"),
    "IE": ("IE 632 3420 C", "IE6433435OA", "IE8D79739I"),
    "IT": ("IT 00 595 000 217", "IT - 01404480202", "IT00743110157"),
    "LU": ("LU 109 676 28", "LU: 20993674", "LU.248.70.640"),
    "NL": ("NL.8143.26.584.B.01", "NL001162938B28", "NL 8225.69.759 b01"),
    "PL": ("PL 764-23-05-489", "PL 5211355116", "PL-951-157-77-68"),
    "PT": ("PT 500135.495", "PT-505 856 468", "PT503038083"),
    "SE": ("SE 202 100-5000 01", "SE 55 67 59 32 48 01", "SE-556 644 662 001"),
}


@pytest.mark.parametrize("country", sorted(PUBLISHED))
def test_published_examples_are_valid(country: str) -> None:
    """Their source stands above."""
    published_are_valid(DETECTOR, PUBLISHED[country])
    assert all(re2.search(EuVat.needs, number) for number in PUBLISHED[country])


def _at(seeded: random.Random) -> str:
    body = some(seeded, 7)
    doubled = sum(int("0246813579"[int(digit)]) for digit in body[1::2])
    return f"ATU{body}{(96 - doubled - sum(map(int, body[::2]))) % 10}"


def _be(seeded: random.Random) -> str:
    body = seeded.choice("01") + some(seeded, 7)
    return f"BE{body}{97 - int(body) % 97:02}"


def _mod_11(prefix: str, weights: tuple[int, ...], *, first: str = "0123456789", tail: str = "") -> object:
    """The digit that makes the weighted sum a multiple of eleven; where it would be ten, another number."""

    def make(seeded: random.Random) -> str:
        while True:
            body = seeded.choice(first) + some(seeded, len(weights) - 1)
            check = -weighted(body, *weights) % 11
            if check < 10:
                return f"{prefix}{body}{check}{tail}"

    return make


def _de(seeded: random.Random) -> str:
    body = seeded.choice("123456789") + some(seeded, 7)
    return f"DE{body}{next(digit for digit in range(10) if _mod_11_10(f'{body}{digit}'))}"


def _mod_11_10(number: str) -> bool:
    product = 10
    for digit in number[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(number[-1])) % 10 == 1


def _el(seeded: random.Random) -> str:
    body = some(seeded, 8)
    return f"EL{body}{weighted(body, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10}"


def _es(seeded: random.Random) -> str:
    if seeded.random() < 0.5:
        body = some(seeded, 8)
        return f"ES{body}{'TRWAGMYFPDXBNJZSQVHLCKE'[int(body) % 23]}"
    body = some(seeded, 7)
    return f"ES{seeded.choice('ABFGJ')}{body}{luhn_digit(body)}"


def _fr(seeded: random.Random) -> str:
    body = seeded.choice("123456789") + some(seeded, 7)
    siren = body + luhn_digit(body)
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"


def _gb(seeded: random.Random) -> str:
    body = seeded.choice("123456789") + some(seeded, 6)
    total = weighted(body, 8, 7, 6, 5, 4, 3, 2) + seeded.choice((0, 55))
    return f"GB{body}{-total % 97:02}"


def _ie(seeded: random.Random) -> str:
    body, more = some(seeded, 7), seeded.choice(("", "A", "H"))
    total = weighted(body, 8, 7, 6, 5, 4, 3, 2) + (9 * (ord(more) - 64) if more else 0)
    return f"IE{body}{'WABCDEFGHIJKLMNOPQRSTUV'[total % 23]}{more}"


def _it(seeded: random.Random) -> str:
    body = f"{seeded.randint(1, 9_999_999):07}{seeded.randint(1, 100):03}"
    return f"IT{body}{luhn_digit(body)}"


def _lu(seeded: random.Random) -> str:
    body = some(seeded, 6)
    return f"LU{body}{int(body) % 89:02}" if body.strip("0") else _lu(seeded)


def _nl(seeded: random.Random) -> str:
    if seeded.random() < 0.5:
        while True:
            body = some(seeded, 8)
            check = weighted(body, 9, 8, 7, 6, 5, 4, 3, 2) % 11
            if check < 10:
                return f"NL{body}{check}B01"
    body = some(seeded, 9)
    check = next(digit for digit in range(2, 99) if int(f"2321{body}11{digit:02}") % 97 == 1)
    return f"NL{body}B{check:02}"


def _pt(seeded: random.Random) -> str:
    body = seeded.choice("1235689") + some(seeded, 7)
    return f"PT{body}{-weighted(body, 9, 8, 7, 6, 5, 4, 3, 2) % 11 % 10}"


def _se(seeded: random.Random) -> str:
    body = seeded.choice("123456789") + some(seeded, 8)
    return f"SE{body}{luhn_digit(body)}01"


MAKE = {
    "AT": _at,
    "BE": _be,
    "CH": _mod_11("CHE", (5, 4, 3, 2, 7, 6, 5, 4)),
    "DE": _de,
    "DK": _mod_11("DK", (2, 7, 6, 5, 4, 3, 2), first="123456789"),
    "EL": _el,
    "ES": _es,
    "FI": _mod_11("FI", (7, 9, 10, 5, 8, 4, 2)),
    "FR": _fr,
    "GB": _gb,
    "IE": _ie,
    "IT": _it,
    "LU": _lu,
    "NL": _nl,
    "PL": _mod_11("PL", (-6, -5, -7, -2, -3, -4, -5, -6, -7)),
    "PT": _pt,
    "SE": _se,
}
# Where the algorithm lets some changes pass: a remainder of ten is written 0 (Greece, Portugal), two remainders count
# (Britain), two algorithms do (the Netherlands), the key depends on the number (France), the century's letters (Spain).
NOT_ALWAYS = {"EL", "PT", "GB", "NL"}


@pytest.mark.parametrize("country", sorted(MAKE))
def test_a_thousand_generated_numbers_are_found(country: str) -> None:
    """Each whole, and valid; and the gate lets them through."""
    generated_are_found(DETECTOR, MAKE[country])  # type: ignore[arg-type]
    seeded = random.Random(7)
    assert all(re2.search(EuVat.needs, MAKE[country](seeded)) for _ in range(100))  # type: ignore[operator]


@pytest.mark.parametrize("country", sorted(MAKE.keys() - NOT_ALWAYS))
def test_a_changed_digit_is_noticed(country: str) -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, MAKE[country])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("Our VAT no. is DE118619592.", ["DE118619592"]),
        ("VAT DE118619592, ATU13585627", ["DE118619592", "ATU13585627"]),
        ("NO 995 525 828 MVA", ["NO 995 525 828"]),  # python-stdnum, stdnum.no.mva
        ("NO 995 525 828", []),  # without MVA it is a register's number
        ("GB 980 7806 84 001", ["GB 980 7806 84 001"]),  # a branch
        ("DE118619593", []),
        ("DE018619592", []),
        ("de118619592", []),  # "de", "it" and "se" are words
        ("XDE118619592", []),
        ("DE1186195921", []),
        ("ES T1234567A", []),
        ("IT 00743 110157 and more", ["IT 00743 110157"]),
        ("", []),
    ],
)
def test_forms(text: str, valid: list[str]) -> None:
    """A number of the country's length behind its letters."""
    assert [
        text[claim.start : claim.end] for claim in claims(DETECTOR, text) if claim.checksum is Checksum.VALID
    ] == valid


def test_it_sleeps_where_none_of_its_countries_is_on() -> None:
    """It counts where one is."""
    assert claims(EuVat(region("US")), "DE118619592") == []
    assert claims(EuVat(region("PL")), "DE118619592") != []
