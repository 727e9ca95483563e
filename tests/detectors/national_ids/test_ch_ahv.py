"""Swiss insured persons' numbers: 756, and the check digit of EAN-13."""

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
from tidegate.detectors.national_ids.ch_ahv import ChAhv

DETECTOR = ChAhv(region("CH"))

# Bundesamt fuer Sozialversicherungen, sample card (756.1234.5678.97); python-stdnum, stdnum.ch.ssn (756.9217.0769.85,
# 7569217076985); Swissdec's test person Aebi Anna, as in Odoo's l10n_ch payroll tests (756.3047.5009.62).
EXAMPLES = ("756.1234.5678.97", "756.9217.0769.85", "7569217076985", "756.3047.5009.62")


def number(random: Random) -> str:
    body = "756" + digits(random, 9)
    return f"{body}{-weighted(body, (1, 3) * 6) % 10}"


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The algorithm promises it; another country's digits are no such number at all."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50), places=slice(3, None))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("756 9217 0769 85", [("756 9217 0769 85", "grouped")]),
        ("756.9217.0769.84", [("756.9217.0769.84", "grouped_failed")]),
        ("7569217076984", [("7569217076984", "bare_failed")]),
        ("123.4567.8910.19", []),
        ("756.9217 0769.85", []),
        ("75692170769850", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ChAhv(region("ZZ")), EXAMPLES[0]) == []
