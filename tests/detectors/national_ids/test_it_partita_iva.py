"""Italian VAT numbers: eleven digits, an office, the Luhn check."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    generated,
    luhn_digit,
    region,
    seen,
)
from tidegate.detectors.national_ids.it_partita_iva import ItPartitaIva

DETECTOR = ItPartitaIva(region("IT"))

# python-stdnum, stdnum.it.iva (00743110157); numbers that companies must print on their pages (Telecom Italia
# 00488410010, Ferrari 00159560366).
EXAMPLES = ("IT 00743110157", "00743110157", "00488410010", "IT00159560366")


def number(random: Random) -> str:
    body = f"{random.randint(1, 9_999_999):07}{random.randint(1, 100):03}"
    return body + luhn_digit(body)


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
        ("IT00743110158", [("IT00743110158", "prefixed_failed")]),
        ("00743110158", []),
        ("00000000000", []),
        ("12345675555", []),  # no such office
        ("007431101570", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ItPartitaIva(region("ZZ")), EXAMPLES[0]) == []
