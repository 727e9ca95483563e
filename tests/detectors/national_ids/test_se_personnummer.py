"""Swedish personal identity numbers: date of birth, serial, Luhn."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    birthday,
    digits,
    generated,
    luhn_digit,
    region,
    seen,
)
from tidegate.detectors.national_ids.se_personnummer import SePersonnummer

DETECTOR = SePersonnummer(region("SE"))

# python-stdnum, stdnum.se.personnummer and its tests (880320-0016, 121212-1212, 121212+1212, 191705120424);
# Skatteverket, SKV 704 (640823-3234).
EXAMPLES = ("880320-0016", "121212+1212", "191705120424", "640823-3234")


def number(random: Random) -> str:
    day, month, year = birthday(random)
    body = f"{year}{month}{int(day) + random.choice([0, 60])}".rjust(6, "0") if int(day) > 9 else f"{year}{month}{day}"
    serial = digits(random, 3)
    return f"{body}-{serial}{luhn_digit(body + serial)}"


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
        ("8803200016", [("8803200016", "ten")]),
        ("198803200016", [("198803200016", "twelve")]),
        ("19880320-0016", [("19880320-0016", "signed")]),
        ("880320-0018", [("880320-0018", "signed_failed")]),
        ("881320-0016", []),  # month 13
        ("8803200018", []),
        ("178803200016", []),
        ("88-03-20-0016", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(SePersonnummer(region("ZZ")), EXAMPLES[0]) == []
