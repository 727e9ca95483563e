"""US national provider identifiers: ten digits of health care providers, with Luhn's check digit."""

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
from tidegate.detectors.national_ids.us_npi import UsNpi
from tidegate.spans import MEDIUM, WEAK

DETECTOR = UsNpi(region("US"))

# Source: CMS, "Requirements for NPI and NPI check digit" (the first); the examples of the R package provider
# (validate_npi) and of common validators' tests; the last is invented, for the numbers that begin with 2.
KNOWN = (
    "1234567893",  # the example of the standard
    "1528060837",
    "1245319599",
    "2987654326",
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 1, "12") + some(seeded, 8)
    return body + luhn_digit("80840" + body)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("NPI 1234567893", [("1234567893", WEAK)]),
        ("1234-567-893", [("1234-567-893", MEDIUM)]),
        ("1234 567 893", [("1234 567 893", MEDIUM)]),
        ("1234567890", []),
        ("1234-567-890", []),  # failed
        ("3234567893", []),  # begins with neither 1 nor 2
        ("1111111112", []),  # all one
        ("12345678934", []),
        ("1234-567 893", []),
    ],
)
def test_us_npi_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Ten digits that pass the check; a failed one is a claim only in groups."""
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
    assert scored(UsNpi(region("DE")), "NPI 1234567893") == []
