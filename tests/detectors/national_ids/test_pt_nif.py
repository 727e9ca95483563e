"""Portuguese tax numbers: nine digits, modulo eleven, ten counts as zero."""

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
from tidegate.detectors.national_ids.pt_nif import PtNif

DETECTOR = PtNif(region("PT"))

# python-stdnum, stdnum.pt.nif (PT 501 964 843); 123456789 and 299999998, the samples that are valid by the rule of
# the tax authority.
EXAMPLES = ("PT 501 964 843", "501964843", "123456789", "299999998")


def number(random: Random) -> str:
    body = random.choice("12356") + digits(random, 7)
    return f"{body}{-weighted(body, range(9, 1, -1)) % 11 % 10}"


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
        ("501 964 843", [("501 964 843", "grouped")]),
        ("PT 501 964 842", [("PT 501 964 842", "prefixed_failed")]),
        ("501 964 842", []),
        ("012345679", []),  # no number begins with 0
        ("5019648430", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(PtNif(region("ZZ")), EXAMPLES[0]) == []
