"""NHS numbers: ten digits, modulo eleven."""

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
from tidegate.detectors.national_ids.gb_nhs_number import GbNhsNumber

DETECTOR = GbNhsNumber(region("GB"))

# NHS Data Model and Dictionary (943 476 5919); python-stdnum, stdnum.gb.nhs (943-476-5870); NHS England,
# test patients of the sandbox (9693632109).
EXAMPLES = ("943 476 5919", "943-476-5870", "9693632109")


def number(random: Random) -> str:
    body = digits(random, 9)
    check = -weighted(body, range(10, 1, -1)) % 11
    return f"{body}{check}" if check < 10 and body != body[0] * 9 else number(random)


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
        ("943 476 5918", [("943 476 5918", "grouped_failed"), ("943 476 5918", "grouped_failed")]),
        ("9434765918", []),  # ten bare digits that fail say nothing
        ("1111111111", []),  # passes, and is nobody's
        ("943 4765919", []),
        ("943.476-5919", []),
        ("19434765919", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(GbNhsNumber(region("ZZ")), EXAMPLES[0]) == []
