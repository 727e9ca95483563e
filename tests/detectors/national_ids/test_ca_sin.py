"""Canadian social insurance numbers: nine digits with Luhn's check digit."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    changes_are_noticed,
    generated_are_found,
    luhn_digit,
    published_are_valid,
    region,
    scored,
    some,
)
from tidegate.detectors.national_ids.ca_sin import CaSin
from tidegate.spans import MEDIUM, WEAK

DETECTOR = CaSin(region("CA"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "123-456-782",  # python-stdnum
    "193-456-787",  # worked example of payroll guides
    "999 999 998",  # invented
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 1, "12345679") + some(seeded, 7)
    number = body + luhn_digit(body)
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("my SIN is 123-456-782", [("123-456-782", MEDIUM)]),
        ("123 456 782", [("123 456 782", MEDIUM)]),
        ("123456782", [("123456782", WEAK)]),
        ("123-456-789", []),  # failed
        ("123456789", []),
        ("046 454 286", []),  # 0 is not given to persons
        ("812 345 674", []),  # nor is 8
        ("123 456-782", []),
        ("12 123 456 782", []),  # a part of a longer number
        ("1234567820", []),
    ],
)
def test_ca_sin_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Nine digits with a good check digit, best in three groups."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make)


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(CaSin(region("DE")), "my SIN is 123-456-782") == []
