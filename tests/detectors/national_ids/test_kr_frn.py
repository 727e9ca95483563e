"""Korean foreigner registration numbers: a birth date, a digit from 5 to 8, six more."""

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
from tidegate.detectors.national_ids.kr_frn import KrFrn
from tidegate.spans import MEDIUM, STRONG

DETECTOR = KrFrn(region("KR"))

# Source: invented by the rule; no authority publishes an example, and real ones are no example.
KNOWN = (
    "900101-5234561",
    "850515-6345672",
    "010203-7345672",
)


def make(seeded: random.Random) -> str:
    body = birth_date(seeded) + some(seeded, 1, "56") + some(seeded, 5)
    check = (13 - weighted(body, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11) % 10
    return f"{body[:6]}-{body[6:]}{check}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("900101-5234561", [("900101-5234561", STRONG)]),
        ("9001015234561", [("9001015234561", MEDIUM)]),
        ("900101-5234567", [("900101-5234567", MEDIUM)]),  # without a check digit since 2020
        ("020101-5234567", []),  # born in 1902: not registered since 2020
        ("9001015234567", []),
        ("901332-5234567", []),
        ("900101-1234567", []),  # a citizen's
        ("900101-52345678", []),
    ],
)
def test_kr_frn_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A birth date, a digit from 5 to 8, six more."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: place == 12 or number[12] != "3")


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(KrFrn(region("DE")), "900101-5234561") == []
