"""Spanish company tax numbers: a letter, seven digits, a check digit or letter."""

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
from tidegate.detectors.national_ids.es_cif import EsCif

DETECTOR = EsCif(region("ES"))

# python-stdnum, stdnum.es.cif and its tests (J99216582, A13 585 625, A11111119); A58818501, Wikipedia's example.
EXAMPLES = ("J99216582", "A13 585 625", "A11111119", "A58818501")


def number(random: Random) -> str:
    body = digits(random, 7)
    check = luhn_digit(body)
    return random.choice("ABCDEFGHJNPQRSUVW") + body + random.choice([check, "JABCDEFGHI"[int(check)]])


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
        ("A-58818501", [("A-58818501", "lettered")]),
        ("J99216583", [("J99216583", "lettered_failed")]),
        ("O12345674", []),  # O is no form of company
        ("J9921658", []),
        ("J992165821", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(EsCif(region("ZZ")), EXAMPLES[0]) == []
