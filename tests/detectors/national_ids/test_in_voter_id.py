"""Indian voter identity numbers (EPIC): three letters and seven digits."""

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
from tidegate.detectors.national_ids.in_voter_id import InVoterId
from tidegate.spans import WEAK

DETECTOR = InVoterId(region("IN"))

# Source: as said beside each.
KNOWN = (
    "WKH1186253",  # python-stdnum
    "BEM0877563",  # invented
    "ABC1234566",  # invented
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 6)
    return some(seeded, 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + body + luhn_digit(body)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("WKH1186253", [("WKH1186253", WEAK)]),
        ("wkh1186253", [("wkh1186253", WEAK)]),
        ("WKH1186263", [("WKH1186263", WEAK)]),  # an older card keeps no check digit
        ("WK1186253", []),
        ("WKH11862531", []),
    ],
)
def test_in_voter_id_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Three letters and seven digits, weak in any case."""
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
    assert scored(InVoterId(region("DE")), "WKH1186253") == []
