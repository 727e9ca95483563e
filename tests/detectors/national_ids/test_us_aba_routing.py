"""US bank routing numbers: nine digits in the ranges of the Federal Reserve, with weights 3, 7, 1."""

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
from tidegate.detectors.national_ids.us_aba_routing import UsAbaRouting
from tidegate.spans import MEDIUM, WEAK

DETECTOR = UsAbaRouting(region("US"))

# Source: Federal Reserve, E-Payments Routing Directory (routing numbers of banks are public).
KNOWN = (
    "011000015",  # Federal Reserve Bank of Boston
    "091000019",
    "122105155",
)


def make(seeded: random.Random) -> str:
    body = seeded.choice(["01", "12", "21", "32", "61", "72", "80"]) + some(seeded, 6)
    return body + str(-weighted(body, 3, 7, 1, 3, 7, 1, 3, 7) % 10)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("routing 021000021", [("021000021", WEAK)]),
        ("0210-0002-1", [("0210-0002-1", MEDIUM)]),
        ("021000022", []),
        ("0210-0002-2", []),  # failed
        ("931000029", []),  # no such prefix
        ("000000000", []),
        ("0210000211", []),
        ("021-000021", []),
    ],
)
def test_us_aba_routing_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Nine digits of a prefix in use that pass the check."""
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
    assert scored(UsAbaRouting(region("DE")), "routing 021000021") == []
