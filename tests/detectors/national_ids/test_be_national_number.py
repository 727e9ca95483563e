"""Belgian national register numbers: date of birth, serial, 97 less the remainder."""

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
)
from tidegate.detectors.national_ids.be_national_number import BeNationalNumber

DETECTOR = BeNationalNumber(region("BE"))

# python-stdnum, stdnum.be.nn (85.07.30-033 28, 17073003384, born in 2017); stdnum-js, be/nn (88022999990).
EXAMPLES = ("85.07.30-033 28", "17073003384", "88022999990")


def number(random: Random) -> str:
    day, month, _ = birthday(random)
    body = f"{random.randint(50, 99)}{month}{day}{random.randint(1, 998):03}"
    return f"{body}{97 - int(body) % 97:02}"


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The algorithm promises it; another decade may be another century, with a key of its own."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50), places=slice(1, None))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("850730-033.28", [("850730-033.28", "bare")]),
        ("85.07.30-033.29", [("85.07.30-033.29", "grouped_failed")]),
        ("85073003329", []),
        ("85133003328", []),  # month 13
        ("85.07.32-033.28", []),
        ("8507300332", []),
        ("850730033280", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(BeNationalNumber(region("ZZ")), EXAMPLES[0]) == []
