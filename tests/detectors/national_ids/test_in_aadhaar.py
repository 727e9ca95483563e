"""Indian Aadhaar numbers: twelve digits with Verhoeff's check digit."""

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
)
from tidegate.detectors.national_ids.in_aadhaar import InAadhaar
from tidegate.spans import MEDIUM, WEAK

DETECTOR = InAadhaar(region("IN"))

# Source: UIDAI, Aadhaar authentication API, test numbers for developers.
KNOWN = (
    "9999 4105 7058",
    "9999 7165 8847",
    "9999 3311 9405",
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 1, "23456789") + some(seeded, 10)
    number = body + next(digit for digit in "0123456789" if _state(body + digit) == 0)
    return f"{number[:4]} {number[4:8]} {number[8:]}"


def _state(number: str) -> int:
    """Verhoeff's state from the dihedral group's own law: 0 to 4 turn, 5 to 9 turn and flip."""
    state = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign)
        for _ in range(place):
            digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
        turn = state + digit if state < 5 else state - digit
        state = turn % 5 + (5 if (state < 5) != (digit < 5) else 0)
    return state


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Aadhaar 9999 4105 7058", [("9999 4105 7058", MEDIUM)]),
        ("9999-4105-7058", [("9999-4105-7058", MEDIUM)]),
        ("999941057058", [("999941057058", WEAK)]),
        ("9999 4105 7059", []),  # failed
        ("999941057059", []),
        ("9999 4105 7058 1234", []),  # sixteen digits: a card
        ("1234 1234 1234", []),  # begins with 1
        ("222222222222", []),  # a palindrome
        ("9999 4105-7058", []),
    ],
)
def test_in_aadhaar_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Twelve digits with Verhoeff's check digit."""
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
    assert scored(InAadhaar(region("DE")), "Aadhaar 9999 4105 7058") == []
