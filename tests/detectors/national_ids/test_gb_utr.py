"""British unique taxpayer references: the first digit checks the other nine."""

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
from tidegate.detectors.national_ids.gb_utr import GbUtr

DETECTOR = GbUtr(region("GB"))

# python-stdnum, stdnum.gb.utr (1955839661); HM Revenue & Customs, reference-checker (2234567890, 2234567890K).
EXAMPLES = ("1955839661", "2234567890", "2234567890K")


def number(random: Random) -> str:
    body = digits(random, 9)
    return "21987654321"[weighted(body, (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] + body


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The check digits 1 and 2 each stand for two remainders; the others promise it."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50), guaranteed=lambda text: text[0] not in "12")


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("22345 67890", [("22345 67890", "spaced")]),
        ("K2234567890", [("K2234567890", "lettered")]),
        ("12345 67890", [("12345 67890", "spaced_failed")]),
        ("1234567890", []),
        ("2234567890L", []),
        ("22345678901", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(GbUtr(region("ZZ")), EXAMPLES[0]) == []
