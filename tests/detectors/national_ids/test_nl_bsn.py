"""Dutch citizen service numbers: the eleven test with a negative last weight."""

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
from tidegate.detectors.national_ids.nl_bsn import NlBsn

DETECTOR = NlBsn(region("NL"))

# python-stdnum, stdnum.nl.bsn (1112.22.333); the government's test persons and samples (123456782, 999993653).
EXAMPLES = ("1112.22.333", "111222333", "123456782", "999993653")


def number(random: Random) -> str:
    body = digits(random, 8)
    check = weighted(body, range(9, 1, -1)) % 11
    return f"{body}{check}" if check < 10 and body.strip("0") else number(random)


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
        ("123 456 782", [("123 456 782", "bare")]),
        ("1112.52.333", [("1112.52.333", "dotted_failed")]),
        ("123456789", []),
        ("000000000", []),
        ("123-456-782", []),
        ("1112 22.333", []),
        ("1234567820", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(NlBsn(region("ZZ")), EXAMPLES[0]) == []
