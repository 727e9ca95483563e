"""German health insurance numbers: a letter, eight digits, a check digit."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import assert_valid, assert_wrong_digits_fail, digits, generated, region, seen
from tidegate.detectors.national_ids.de_kvnr import DeKvnr

DETECTOR = DeKvnr(region("DE"))

# gematik, test insured persons (A990000048, J012345677, A990000012).
EXAMPLES = ("A990000048", "J012345677", "A990000012")


def number(random: Random) -> str:
    letter, body = random.randrange(26), digits(random, 8)
    whole = f"{letter + 1:02}{body}"
    total = sum(sum(map(int, str(int(digit) * weight))) for digit, weight in zip(whole, (1, 2) * 5, strict=True))
    return f"{chr(65 + letter)}{body}{total % 10}"


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
        ("J 012 345 677", [("J 012 345 677", "spaced")]),
        ("J012345678", [("J012345678", "bare_failed")]),
        ("1012345677", []),
        ("AJ012345677", []),
        ("J0123456770", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DeKvnr(region("ZZ")), EXAMPLES[0]) == []
