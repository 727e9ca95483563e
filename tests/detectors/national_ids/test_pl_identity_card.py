"""Polish identity card numbers: three letters, a check digit, five digits."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    digits,
    generated,
    region,
    seen,
    weighted,
)
from tidegate.detectors.national_ids.pl_identity_card import PlIdentityCard

DETECTOR = PlIdentityCard(region("PL"))

# validate-polish-id-card, its README (ABS 123456); id-pl, its README (ABA300000); polish-validators, its tests
# (ABC412345).
EXAMPLES = ("ABS 123456", "ABA300000", "ABC412345")


def number(random: Random) -> str:
    letters = "".join(random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=3))
    tail = digits(random, 5)
    return f"{letters}{weighted(letters + tail, (7, 3, 1, 7, 3, 1, 7, 3)) % 10}{tail}"


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The algorithm promises it."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("abs123456", [("abs123456", "bare")]),
        ("ABS523456", [("ABS523456", "bare_failed")]),
        ("ABS 523456", []),
        ("AB123456", []),
        ("ABS1234567", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(PlIdentityCard(region("ZZ")), EXAMPLES[0]) == []
