"""Polish tax numbers: ten digits, modulo eleven."""

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
from tidegate.detectors.national_ids.pl_nip import PlNip

DETECTOR = PlNip(region("PL"))

# python-stdnum, stdnum.pl.nip (PL 8567346215, 856-734-62-15); 123-456-32-18, the usual sample; 526-025-02-74, the
# Ministry of Finance.
EXAMPLES = ("PL 8567346215", "856-734-62-15", "123-456-32-18", "5260250274")


def number(random: Random) -> str:
    body = digits(random, 9)
    check = weighted(body, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
    return f"{body}{check}" if check < 10 and body.strip("0") else number(random)


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
        ("856-73-46-215", [("856-73-46-215", "grouped")]),
        ("PL 856-734-62-15", [("PL 856-734-62-15", "grouped")]),
        ("856-734-62-16", [("856-734-62-16", "grouped_failed")]),
        ("8567346216", []),  # bare digits that fail say nothing
        ("0000000000", []),
        ("85673462150", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(PlNip(region("ZZ")), EXAMPLES[0]) == []
