"""US DEA numbers: who may prescribe controlled substances; two letters, six digits, one check digit."""

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
from tidegate.detectors.national_ids.us_dea import UsDea
from tidegate.spans import WEAK

DETECTOR = UsDea(region("US"))

# Source: worked examples in descriptions of the DEA check (no real registrants).
KNOWN = (
    "AB1234563",
    "F91234563",
    "AP5836727",
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 6)
    check = weighted(body, 1, 2, 1, 2, 1, 2) % 10
    return some(seeded, 1, "ABFGMPRX") + some(seeded, 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + body + str(check)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("DEA: AB1234563", [("AB1234563", WEAK)]),
        ("f91234563", [("f91234563", WEAK)]),
        ("AB1234564", []),  # failed
        ("NB1234563", []),  # no such registrant
        ("AB12345633", []),
        ("AAB1234563", []),
    ],
)
def test_us_dea_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Two letters, seven digits; the claim is weak until a word or the check speaks for it."""
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
        DETECTOR, make, lambda number, place, digit: place % 2 == 0 or abs(int(number[place]) - digit) != 5
    )


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(UsDea(region("DE")), "DEA: AB1234563") == []
