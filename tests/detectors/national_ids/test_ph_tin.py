"""Philippine taxpayer numbers: nine digits, the last a check digit, and a branch of three to five."""

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
from tidegate.detectors.national_ids.ph_tin import PhTin
from tidegate.spans import MEDIUM, WEAK

DETECTOR = PhTin(region("PH"))

# Source: Bureau of Internal Revenue (the first); the others are invented by the rule.
KNOWN = (
    "000-123-456-001",  # the sample of many forms
    "123-456-782",  # invented
    "200-300-404",  # invented
)


def make(seeded: random.Random) -> str:
    check = 10
    while check == 10:
        body = some(seeded, 1, "123456789") + some(seeded, 7)
        check = weighted(body, 9, 8, 7, 6, 5, 4, 3, 2) % 11
    number = body + str(check)
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("TIN 000-123-456", [("000-123-456", MEDIUM)]),
        ("000-123-456-001", [("000-123-456-001", MEDIUM)]),
        ("BIR TIN: 000123456001", [("000123456001", MEDIUM)]),
        ("000 123 456", [("000 123 456", WEAK)]),  # other countries' numbers look the same
        ("000-123-457", []),  # failed
        ("000123456001", []),
        ("600-000-000", []),  # a remainder of ten is not given out
        ("000-000-000", []),
        ("000-123 456", []),
    ],
)
def test_ph_tin_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Nine digits and a branch; bare ones beside a word."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: place < 9)


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(PhTin(region("DE")), "TIN 000-123-456") == []
