"""Australian company numbers: nine digits with a check digit modulo 10."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    changes_are_noticed,
    generated_are_found,
    published_are_valid,
    region,
    scored,
    some,
    weighted,
)
from tidegate.detectors.national_ids.au_acn import AuAcn
from tidegate.spans import MEDIUM, WEAK

DETECTOR = AuAcn(region("AU"))

# Source: ASIC, list of numbers to test the check digit with.
KNOWN = (
    "000 000 019",
    "000 250 000",
    "000 500 005",
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 1, "123456789") + some(seeded, 7)
    number = body + str(-weighted(body, 8, 7, 6, 5, 4, 3, 2, 1) % 10)
    return f"{number[:3]} {number[3:6]} {number[6:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("ACN 004 085 616", [("004 085 616", MEDIUM)]),
        ("004085616", [("004085616", WEAK)]),
        ("004 085 617", []),  # failed
        ("004085617", []),
        ("53 004 085 616", []),  # a business number holds it
        ("000 000 000", []),
    ],
)
def test_au_acn_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Nine digits with a good check digit."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(
        DETECTOR, make, lambda number, place, digit: place == 8 or (8 - place) * (int(number[place]) - digit) % 10 != 0
    )


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(AuAcn(region("DE")), "ACN 004 085 616") == []
