"""Spanish DNI and NIF numbers: the letter is the number modulo 23."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import assert_valid, assert_wrong_digits_fail, digits, generated, region, seen
from tidegate.detectors.national_ids.es_nif import EsNif

DETECTOR = EsNif(region("ES"))

# Ministerio del Interior (12345678Z); python-stdnum, stdnum.es.dni and its tests (54362315-K, 11111111H, L1111111G).
EXAMPLES = ("12345678Z", "54362315-K", "11111111H", "L1111111G")


def number(random: Random) -> str:
    body = digits(random, 8)
    return body + "TRWAGMYFPDXBNJZSQVHLCKE"[int(body) % 23]


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
        ("12.345.678-Z", [("12.345.678-Z", "dotted")]),
        ("1234567L", [("1234567L", "seven")]),
        ("12345678z", [("12345678z", "eight")]),
        ("12345678A", [("12345678A", "eight_failed")]),
        ("12345678U", []),  # U is not used
        ("12345678", []),
        ("123456789Z", []),
        ("A12345678Z", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(EsNif(region("ZZ")), EXAMPLES[0]) == []
