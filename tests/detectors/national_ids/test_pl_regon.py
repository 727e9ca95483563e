"""Polish business register numbers of nine and of fourteen digits."""

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
from tidegate.detectors.national_ids.pl_regon import PlRegon

DETECTOR = PlRegon(region("PL"))

# python-stdnum, stdnum.pl.regon (192598184, 123456785, 12345678512347); id-pl, its README (975124224).
EXAMPLES = ("192598184", "123456785", "12345678512347", "975124224")


def number(random: Random) -> str:
    body = digits(random, 8)
    return f"{body}{weighted(body, (8, 9, 2, 3, 4, 5, 6, 7)) % 11 % 10}" if body.strip("0") else number(random)


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The check digit 0 stands for two remainders; the others promise it."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50), guaranteed=lambda text: text[8] != "0")


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("192598183", []),
        ("12345678512348", []),
        ("12345678612342", []),  # the ninth digit fails
        ("000000000", []),
        ("1925981840", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(PlRegon(region("ZZ")), EXAMPLES[0]) == []
