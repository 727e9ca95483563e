"""South African identity numbers: a birth date, four digits, citizenship, one more and Luhn's check digit."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    birth_date,
    changes_are_noticed,
    generated_are_found,
    luhn_digit,
    published_are_valid,
    region,
    scored,
    some,
)
from tidegate.detectors.national_ids.za_id import ZaId
from tidegate.spans import MEDIUM

DETECTOR = ZaId(region("ZA"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "7503305044089",  # python-stdnum
    "8001015009087",  # placeholder of many South African forms
    "7801010001083",  # invented
)


def make(seeded: random.Random) -> str:
    body = birth_date(seeded) + some(seeded, 4) + some(seeded, 1, "012") + some(seeded, 1, "89")
    return body + luhn_digit(body)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("ID 8001015009087", [("8001015009087", MEDIUM)]),
        ("800101 5009 087", [("800101 5009 087", MEDIUM)]),
        ("8001015009088", []),
        ("800101 5009 088", []),  # failed
        ("8013015009084", []),  # no such month
        ("80010150090", []),
        ("80010150090871", []),
    ],
)
def test_za_id_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A birth date, four digits, citizenship and a good check digit."""
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
    assert scored(ZaId(region("DE")), "ID 8001015009087") == []
