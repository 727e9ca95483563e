"""Polish PESEL numbers: date of birth with the century in the month, serial, check digit."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    birthday,
    digits,
    generated,
    region,
    seen,
    weighted,
)
from tidegate.detectors.national_ids.pl_pesel import PlPesel

DETECTOR = PlPesel(region("PL"))

# python-stdnum, stdnum.pl.pesel (44051401359); gov.pl, explanation of the number (02070803628); id-pl, its README
# (83071503434).
EXAMPLES = ("44051401359", "02070803628", "83071503434")


def number(random: Random) -> str:
    day, month, year = birthday(random)
    body = f"{year}{int(month) + random.choice([0, 20, 80]):02}{day}{digits(random, 4)}"
    return f"{body}{-weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10}"


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
        ("44051401358", []),
        ("44131401359", []),  # month 13
        ("4405140135", []),
        ("440514013590", []),
        ("44-05-14-01359", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(PlPesel(region("ZZ")), EXAMPLES[0]) == []
