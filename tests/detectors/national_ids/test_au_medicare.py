"""Australian Medicare card numbers: eight digits, a check digit, an issue number, perhaps a person's place."""

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
from tidegate.detectors.national_ids.au_medicare import AuMedicare
from tidegate.spans import MEDIUM, WEAK

DETECTOR = AuMedicare(region("AU"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "2123 45670 1",  # NEHTA
    "32788511952",  # HL7 Australia, AU Base examples
    "2428 77813 2",  # test number of many Australian clients
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 1, "23456") + some(seeded, 7)
    check = weighted(body, 1, 3, 7, 9, 1, 3, 7, 9) % 10
    return f"{body[:4]} {body[4:]}{check} {seeded.randint(1, 9)}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Medicare 2123 45670 1", [("2123 45670 1", MEDIUM)]),
        ("2123 45670 1-2", [("2123 45670 1-2", MEDIUM)]),
        ("2123456701", [("2123456701", WEAK)]),
        ("21234567012", [("21234567012", WEAK)]),
        ("2123 45671 1", []),  # failed
        ("2123456711", []),
        ("1123 45670 1", []),  # begins with 1
        ("212345670123", []),
    ],
)
def test_au_medicare_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Ten digits, or eleven with the person's place on the card."""
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
    assert scored(AuMedicare(region("DE")), "Medicare 2123 45670 1") == []
