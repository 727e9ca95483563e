"""German driving licence numbers: authority, serial, check digit, copy."""

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
from tidegate.detectors.national_ids.de_fuehrerschein import DeFuehrerschein

DETECTOR = DeFuehrerschein(region("DE"))

# Kraftfahrt-Bundesamt, specimen card (B072RRE2I55); it is the only one that is published with its check digit.
EXAMPLES = ("B072RRE2I55",)


def number(random: Random) -> str:
    body = random.choice("ABCDEFGHIJKLMNOP") + digits(random, 3)
    body += "".join(random.choices("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=5))
    return f"{body}{'0123456789X'[weighted(body, range(9, 0, -1)) % 11]}{random.randint(1, 9)}"


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The algorithm promises it, but for the number of the copy behind the check digit."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50), places=slice(0, 10))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("B072RRE2I45", [("B072RRE2I45", "card_failed")]),
        ("B072 RRE2I 5 5", [("B072 RRE2I 5 5", "card")]),
        ("Q072RRE2I55", []),  # there are sixteen states
        ("B072RRE2I5", []),
        ("B072RRE2I", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DeFuehrerschein(region("ZZ")), EXAMPLES[0]) == []
