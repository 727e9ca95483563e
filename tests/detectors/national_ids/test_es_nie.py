"""Spanish foreigners' numbers: X, Y or Z, seven digits, a letter."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import assert_valid, assert_wrong_digits_fail, digits, generated, region, seen
from tidegate.detectors.national_ids.es_nie import EsNie

DETECTOR = EsNie(region("ES"))

# python-stdnum, stdnum.es.nie and its tests (x-2482300w, X1111111G); X1234567L, the Agencia Tributaria's sample.
EXAMPLES = ("x-2482300w", "X1111111G", "X1234567L")


def number(random: Random) -> str:
    first, body = random.randrange(3), digits(random, 7)
    return f"{'XYZ'[first]}{body}{'TRWAGMYFPDXBNJZSQVHLCKE'[int(f'{first}{body}') % 23]}"


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
        ("X-2482300-W", [("X-2482300-W", "lettered")]),
        ("X2482300A", [("X2482300A", "lettered_failed")]),
        ("W2482300A", []),
        ("X248230W", []),
        ("XX2482300W", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(EsNie(region("ZZ")), EXAMPLES[0]) == []
