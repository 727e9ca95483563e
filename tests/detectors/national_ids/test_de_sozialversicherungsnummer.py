"""German social insurance numbers: area, date of birth, initial, serial, check digit."""

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
)
from tidegate.detectors.national_ids.de_sozialversicherungsnummer import DeSozialversicherungsnummer

DETECTOR = DeSozialversicherungsnummer(region("DE"))

# Deutsche Rentenversicherung, worked example (65 170839 J 003); VKVV as quoted by stdnum-js, de/svnr (15070649C103);
# Presidio, tests of DeSocialSecurityRecognizer (65070803A019, 20151090B023).
EXAMPLES = ("65 170839 J 003", "65170839J003", "15070649C103", "65070803A019", "20151090B023")


def number(random: Random) -> str:
    day, month, year = birthday(random)
    letter, serial = random.randrange(26), digits(random, 2)
    area = f"{random.randint(2, 89):02}"
    body = f"{area}{day}{month}{year}{letter + 1:02}{serial}"
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(sum(map(int, str(int(digit) * weight))) for digit, weight in zip(body, weights, strict=True))
    return f"{area}{day}{month}{year}{chr(65 + letter)}{serial}{total % 10}"


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
        ("15070649C102", [("15070649C102", "dated_failed")]),
        ("15071349C103", []),  # month 13
        ("651708391003", []),
        ("01070649C103", []),  # areas begin with 02
        ("65170839J0030", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DeSozialversicherungsnummer(region("ZZ")), EXAMPLES[0]) == []
