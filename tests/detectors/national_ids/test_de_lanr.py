"""German physician numbers: weights 4 and 9, modulo ten."""

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
from tidegate.detectors.national_ids.de_lanr import DeLanr
from tidegate.spans import WEAK

DETECTOR = DeLanr(region("DE"))

# KBV's and gematik's examples of prescriptions (KBV_PR_FOR_Practitioner, KBV_NS_Base_ANR; github.com/gematik/
# eRezept-Examples): Dr. Topp-Gluecklich, Ben Schulz, Joergen Meier; 999999900 is the pseudo number for none.
KNOWN = ("838382202", "754236701", "838382210", "999999900")


def make(seeded: random.Random) -> str:
    body = seeded.choice("123456789") + some(seeded, 5)
    return f"{body}{-weighted(body, 4, 9, 4, 9, 4, 9) % 10}{some(seeded, 2)}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("LANR 838382202", [("838382202", WEAK)]),
        ("8383822-02", [("8383822-02", WEAK)]),
        ("838382302", []),  # failed
        ("000000000", []),
        ("8383822020", []),
        ("12 8383822 02", []),
        ("", []),
    ],
)
def test_de_lanr_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Nine digits are common, so a word must lift them."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Under a 9 and in the check digit always; under a 4 unless it changes by five; the specialty is not checked."""
    changes_are_noticed(
        DETECTOR,
        make,
        lambda number, place, digit: place < 7 and (place in (1, 3, 5, 6) or abs(int(number[place]) - digit) != 5),
    )


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(DeLanr(region("US")), "838382202") == []
