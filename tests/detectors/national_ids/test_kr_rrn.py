"""Korean resident registration numbers: a birth date, a digit for century and sex, six more."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    birth_date,
    changes_are_noticed,
    generated_are_found,
    published_are_valid,
    region,
    scored,
    some,
    weighted,
)
from tidegate.detectors.national_ids.kr_rrn import KrRrn
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = KrRrn(region("KR"))

# Source: python-stdnum, tests/test_kr_rrn.doctest (generated online; no authority publishes an example). The last is
# invented by the rule, for the century that its examples lack.
KNOWN = (
    "880411-2238459",
    "760406-1679592",
    "861121-1967921",
    "010203-3345679",
)


def make(seeded: random.Random) -> str:
    body = birth_date(seeded) + some(seeded, 1, "12") + some(seeded, 5)
    check = (11 - weighted(body, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11) % 10
    return f"{body[:6]}-{body[6:]}{check}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("900101-1234568", [("900101-1234568", STRONG)]),
        ("9001011234568", [("9001011234568", MEDIUM)]),
        ("주민등록번호는 900101-1234568입니다", [("900101-1234568", STRONG)]),
        ("210315-3123456", [("210315-3123456", MEDIUM)]),  # born since the digits are random
        ("900101-1234567", [("900101-1234567", WEAK)]),  # failed, if it was not changed
        ("020101-1234567", []),  # born in 1902: the number was not changed in 2020
        ("900230-1234567", []),  # no such day
        ("9001011234567", []),
        ("901332-1234567", []),  # no such month
        ("900101-5234567", []),  # a foreigner's
        ("900101-12345678", []),
        ("1900101-1234568", []),
    ],
)
def test_kr_rrn_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A birth date, a digit for century and sex, six more."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: place == 12 or number[12] != "1")


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(KrRrn(region("DE")), "900101-1234568") == []
