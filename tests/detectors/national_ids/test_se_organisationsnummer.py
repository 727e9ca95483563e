"""Swedish organisation numbers: the third digit is 2 or more; Luhn."""

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
from tidegate.detectors.national_ids.se_organisationsnummer import SeOrganisationsnummer

DETECTOR = SeOrganisationsnummer(region("SE"))

# python-stdnum, stdnum.se.orgnr (123456-7897); Stockholms stad (212000-0142); Skatteverket (202100-5448).
EXAMPLES = ("123456-7897", "1234567897", "212000-0142", "202100-5448")


def number(random: Random) -> str:
    body = f"{random.choice('12356789')}{random.randint(0, 9)}{random.randint(2, 9)}{digits(random, 6)}"
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
        ("162120000142", [("162120000142", "bare")]),
        ("123456-7891", [("123456-7891", "signed_failed")]),
        ("1234567891", []),
        ("880320-0016", []),  # a person's
        ("123456 7897", []),
        ("12345678970", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(SeOrganisationsnummer(region("ZZ")), EXAMPLES[0]) == []
