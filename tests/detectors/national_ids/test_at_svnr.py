"""Austrian social insurance numbers: serial, check digit, date of birth."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    birthday,
    generated,
    region,
    seen,
    weighted,
)
from tidegate.detectors.national_ids.at_svnr import AtSvnr

DETECTOR = AtSvnr(region("AT"))

# python-stdnum, stdnum.at.vnr (1237 010180); fuzzdb, regex/pii (1788011550); HTL Leonding, tests of a course
# (1230290204).
EXAMPLES = ("1237 010180", "1788011550", "1230290204")


def number(random: Random) -> str:
    date, serial = "".join(birthday(random)), f"{random.randint(100, 999)}"
    check = weighted(serial + date, (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11
    return f"{serial}{check}{date}" if check < 10 else number(random)


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
        ("1237 01.01.80", [("1237 01.01.80", "grouped")]),
        ("2237 010180", [("2237 010180", "grouped_failed")]),
        ("2237010180", []),
        ("1237 320180", []),  # day 32
        ("1237 011680", []),  # month 16
        ("0237 010180", []),
        ("12370101800", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(AtSvnr(region("ZZ")), EXAMPLES[0]) == []


@pytest.mark.parametrize("word", ["svnummer", "svnr", "sv"])
def test_what_austrians_call_it_speaks_for_it(word: str) -> None:
    """In the text or as the field's name."""
    assert word in DETECTOR.context
