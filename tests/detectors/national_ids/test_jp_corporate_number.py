"""Japanese corporate numbers: thirteen digits, the first is a check digit modulo 9."""

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
from tidegate.detectors.national_ids.jp_corporate_number import JpCorporateNumber
from tidegate.spans import MEDIUM, WEAK

DETECTOR = JpCorporateNumber(region("JP"))

# Source: as said beside each; numbers of companies are public.
KNOWN = (
    "7000012050002",  # the National Tax Agency itself
    "8700110005901",  # its example of the calculation
    "5835678256246",  # python-stdnum
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 12)
    return str(9 - sum(int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(body))) % 9) + body


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("法人番号は7000012050002です", [("7000012050002", WEAK)]),
        ("7-0000-1205-0002", [("7-0000-1205-0002", MEDIUM)]),
        ("T7000012050002", [("T7000012050002", MEDIUM)]),
        ("6000012050002", []),
        ("6-0000-1205-0002", []),  # failed
        ("0000012050002", []),
        ("70000120500021", []),
    ],
)
def test_jp_corporate_number_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """The check digit stands in front."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: place == 0 or abs(int(number[place]) - digit) != 9)


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(JpCorporateNumber(region("DE")), "法人番号は7000012050002です") == []
