"""Austrian tax account numbers: office, account, Luhn."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    digits,
    generated,
    luhn_digit,
    region,
    seen,
)
from tidegate.detectors.national_ids.at_abgabenkontonummer import AtAbgabenkontonummer

DETECTOR = AtAbgabenkontonummer(region("AT"))

# python-stdnum, stdnum.at.tin and its tests (59-119/9013, 98-123/4560, 12-987/6546).
EXAMPLES = ("59-119/9013", "591199013", "98-123/4560", "12-987/6546")


def number(random: Random) -> str:
    body = f"{random.randint(3, 98):02}{digits(random, 6)}"
    return body + luhn_digit(body)


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
        ("59 1199013", [("59 1199013", "bare")]),
        ("59-119/9012", [("59-119/9012", "grouped_failed")]),
        ("591199012", []),
        ("59-1199013", []),
        ("5911990130", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(AtAbgabenkontonummer(region("ZZ")), EXAMPLES[0]) == []
