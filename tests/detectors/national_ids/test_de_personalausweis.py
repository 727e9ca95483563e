"""German identity card numbers: nine characters, and a check digit behind them."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    generated,
    region,
    seen,
    weighted,
)
from tidegate.detectors.national_ids.de_personalausweis import DePersonalausweis

DETECTOR = DePersonalausweis(region("DE"))

# Bundesministerium des Innern, specimen cards (T220001293, L01X00T471, LZ6311T475).
EXAMPLES = ("T220001293", "L01X00T471", "LZ6311T475")


def number(random: Random) -> str:
    first = random.choice("LMNPRTVWXYZ")
    body = first + "".join(random.choices("0123456789CFGHJKLMNPRTVWXYZ", k=8))
    return body + str(weighted(body, (7, 3, 1) * 3) % 10)


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
        ("L01X00T471D", [("L01X00T471D", "tenth_is_check")]),
        ("LZ6311T48", [("LZ6311T48", "ninth_is_check")]),
        ("L01X00T47", [("L01X00T47", "nine")]),
        ("T22000129", [("T22000129", "first_cards")]),
        ("L01X00T472", []),
        ("A01X00T47", []),  # vowels are not used
        ("LLLLLLLLL", []),
        ("123456789", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DePersonalausweis(region("ZZ")), EXAMPLES[0]) == []
