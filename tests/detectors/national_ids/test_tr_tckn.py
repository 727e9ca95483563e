"""Turkish identity numbers: two check digits."""

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
from tidegate.detectors.national_ids.tr_tckn import TrTckn

DETECTOR = TrTckn(region("TR"))

# python-stdnum, stdnum.tr.tckimlik (17291716060); 10000000146, the sample of the population office; Faker, its
# documentation (85420031070).
EXAMPLES = ("17291716060", "10000000146", "85420031070")


def number(random: Random) -> str:
    body = random.choice("123456789") + digits(random, 8)
    body += str(weighted(body, (7, -1, 7, -1, 7, -1, 7, -1, 7)) % 10)
    return f"{body}{weighted(body, (1,) * 10) % 10}"


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
        ("17291716050", []),
        ("07291716092", []),  # begins with 0
        ("1729171606", []),
        ("172917160600", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(TrTckn(region("ZZ")), EXAMPLES[0]) == []
