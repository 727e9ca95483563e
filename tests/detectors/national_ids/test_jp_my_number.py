"""Japanese individual numbers (My Number): twelve digits, the last is a check digit modulo 11."""

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
from tidegate.detectors.national_ids.jp_my_number import JpMyNumber
from tidegate.spans import MEDIUM, WEAK

DETECTOR = JpMyNumber(region("JP"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "6214 9832 0257",  # python-stdnum
    "1234 5678 9018",  # sample cards
    "1111 1111 1118",  # invented
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 11)
    remainder = sum(int(sign) * (n + 1 if n <= 6 else n - 5) for n, sign in enumerate(reversed(body), start=1)) % 11
    number = body + str(0 if remainder <= 1 else 11 - remainder)
    return f"{number[:4]} {number[4:8]} {number[8:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("My Number 6214 9832 0257", [("6214 9832 0257", MEDIUM)]),
        ("621498320257", [("621498320257", WEAK)]),
        ("マイナンバーは621498320257です", [("621498320257", WEAK)]),
        ("6214 9832 0258", []),  # failed
        ("621498320258", []),
        ("6214 9832-0257", []),
        ("6214 9832 0257 1234", []),
        ("000000000000", []),
    ],
)
def test_jp_my_number_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Twelve digits with a good check digit."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: place == 11 or number[11] != "0")


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(JpMyNumber(region("DE")), "My Number 6214 9832 0257") == []
