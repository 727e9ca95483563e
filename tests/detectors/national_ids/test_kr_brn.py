"""Korean business registration numbers: ten digits, in groups of 3-2-5, the last a check digit."""

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
from tidegate.detectors.national_ids.kr_brn import KrBrn
from tidegate.spans import MEDIUM, WEAK

DETECTOR = KrBrn(region("KR"))

# Source: python-stdnum; numbers of businesses are public.
KNOWN = (
    "116-82-00276",
    "209-82-06382",
    "317-81-11175",
)


def make(seeded: random.Random) -> str:
    body = f"{seeded.randint(101, 999)}{some(seeded, 6)}"
    total = weighted(body, 1, 3, 7, 1, 3, 7, 1, 3, 5) + int(body[8]) * 5 // 10
    return f"{body[:3]}-{body[3:5]}-{body[5:]}{-total % 10}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("BRN 116-82-00276", [("116-82-00276", MEDIUM)]),
        ("1168200276", [("1168200276", WEAK)]),
        ("116-82-00277", []),  # failed
        ("1168200277", []),
        ("116-82-002766", []),
        ("1116-82-00276", []),
        ("000-00-00000", []),
    ],
)
def test_kr_brn_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Ten digits in groups of 3-2-5 with a good check digit."""
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
    assert scored(KrBrn(region("DE")), "BRN 116-82-00276") == []
