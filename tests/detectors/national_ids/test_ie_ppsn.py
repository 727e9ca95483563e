"""Irish personal public service numbers: a check letter, and a second letter since 2013."""

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
from tidegate.detectors.national_ids.ie_ppsn import IePpsn

DETECTOR = IePpsn(region("IE"))

# python-stdnum, stdnum.ie.pps and its tests.
EXAMPLES = ("6433435F", "6433435OA", "1234567FA", "1234567TW")


def number(random: Random) -> str:
    body, second = digits(random, 7), random.choice(["", "A", "B", "H", "W", "T"])
    total = weighted(body, range(8, 1, -1)) + 9 * {"A": 1, "B": 2, "H": 8}.get(second, 0)
    return f"{body}{'WABCDEFGHIJKLMNOPQRSTUV'[total % 23]}{second}"


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
        ("6433435f", [("6433435f", "one_letter")]),
        ("6433435E", [("6433435E", "one_letter_failed")]),
        ("6433435VH", [("6433435VH", "two_letters_failed")]),
        ("6433435X", []),  # X is no check letter
        ("6433435FZ", []),
        ("643343F", []),
        ("16433435F", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(IePpsn(region("ZZ")), EXAMPLES[0]) == []
