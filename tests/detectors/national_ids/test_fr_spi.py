"""French tax numbers: thirteen digits, a key modulo 511."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import assert_valid, assert_wrong_digits_fail, digits, generated, region, seen
from tidegate.detectors.national_ids.fr_spi import FrSpi

DETECTOR = FrSpi(region("FR"))

# python-stdnum, stdnum.fr.nif (3023217600053, 30 23 217 600 053 in the form of the tax office); stdnum-js, fr/nif
# (0701987765493).
EXAMPLES = ("3023217600053", "30 23 217 600 053", "0701987765493")


def number(random: Random) -> str:
    body = random.choice("0123") + digits(random, 9)
    return f"{body}{int(body) % 511:03}"


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
        ("3023217600054", []),
        ("30 23 217 600 054", [("30 23 217 600 054", "grouped_failed")]),
        ("9701987765432", []),  # begins with 0 to 3
        ("0000000000000", []),
        ("302321760005", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(FrSpi(region("ZZ")), EXAMPLES[0]) == []
