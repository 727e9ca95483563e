"""Australian tax file numbers: nine digits (early ones eight) with a sum divisible by 11."""

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
from tidegate.detectors.national_ids.au_tfn import AuTfn
from tidegate.spans import MEDIUM, WEAK

DETECTOR = AuTfn(region("AU"))

# Source: test tax file numbers that Australian payroll software is tried with (no person has them).
KNOWN = (
    "648 188 480",
    "648 188 499",
    "648 188 519",
)


def make(seeded: random.Random) -> str:
    check = 10
    while check == 10:
        body = some(seeded, 1, "123456789") + some(seeded, 7)
        check = weighted(body, 1, 4, 3, 7, 5, 8, 6, 9) % 11
    number = body + str(check)
    return f"{number[:3]} {number[3:6]} {number[6:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("TFN 648 188 480", [("648 188 480", MEDIUM)]),
        ("648188480", [("648188480", WEAK)]),
        ("37 118 629", [("37 118 629", MEDIUM)]),  # eight digits
        ("648 188 481", []),  # failed
        ("648188481", []),
        ("51 824 753 556", []),  # eleven digits
        ("000 000 000", []),
        ("648 188-480", []),
    ],
)
def test_au_tfn_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Nine digits, or eight in groups, with a good sum."""
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
    assert scored(AuTfn(region("DE")), "TFN 648 188 480") == []
