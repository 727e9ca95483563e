"""Danish civil registration numbers: a date, and modulo eleven as evidence."""

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
    weighted,
)
from tidegate.detectors.national_ids.dk_cpr import DkCpr

DETECTOR = DkCpr(region("DK"))

# python-stdnum, stdnum.dk.cpr (211062-5629); CPR-kontoret, Personnummeret i CPR (070761-4285); Business::DK::CPR,
# t/Class/Business/DK/CPR/number.t (150172-9996); mimesis, tests of DenmarkSpecProvider (210609-4287).
EXAMPLES = ("211062-5629", "2110625629", "070761-4285", "150172-9996", "210609-4287")


def number(random: Random) -> str:
    day, month, year = birthday(random)
    body = day + month + year + digits(random, 3)
    check = -weighted(body, (4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return f"{body}{check}" if check < 10 else number(random)


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
        ("211062-5629", [("211062-5629", "grouped_modulus")]),
        ("211062-5628", [("211062-5628", "grouped")]),
        ("2110625629", [("2110625629", "bare_modulus")]),
        ("2110625628", [("2110625628", "bare")]),
        ("511062-5629", []),  # day 51
        ("310262-5629", []),  # 31 February
        ("211062-562", []),
        ("21106256290", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DkCpr(region("ZZ")), EXAMPLES[0]) == []
