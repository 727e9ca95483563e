"""German passport numbers: nine characters, and a check digit behind them."""

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
from tidegate.detectors.national_ids.de_passport import DePassport

DETECTOR = DePassport(region("DE"))

# Bundesministerium des Innern, specimen passports (C01X0006H1, C01X00T478); PRADO, Council of the European Union, the
# specimen as validators quote it (CZ6311T472).
EXAMPLES = ("C01X0006H1", "C01X00T478", "CZ6311T472")


def number(random: Random) -> str:
    first = random.choice("CFGHJK")
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
        ("C01X00T478D", [("C01X00T478D", "tenth_is_check")]),
        ("C01X00064", [("C01X00064", "ninth_is_check")]),
        ("C01X00T47", [("C01X00T47", "nine")]),
        ("C01X00T479", []),
        ("L01X00T47", []),  # an identity card's
        ("CCCCCCCCC", []),
        ("904071823", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DePassport(region("ZZ")), EXAMPLES[0]) == []
