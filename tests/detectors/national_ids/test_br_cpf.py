"""Brazilian CPF numbers of persons: eleven digits, the last two are check digits."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    changes_are_noticed,
    generated_are_found,
    published_are_valid,
    region,
    scored,
    some,
    weighted,
)
from tidegate.detectors.national_ids.br_cpf import BrCpf
from tidegate.spans import STRONG, WEAK

DETECTOR = BrCpf(region("BR"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "390.533.447-05",  # python-stdnum
    "111.444.777-35",  # worked example of many descriptions of the rule
    "123.456.789-09",  # the same
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 9)
    for first in (10, 11):
        remainder = weighted(body, *range(first, 1, -1)) % 11
        body += str(0 if remainder < 2 else 11 - remainder)
    return f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("CPF 390.533.447-05", [("390.533.447-05", STRONG)]),
        ("390533447-05", [("390533447-05", STRONG)]),
        ("39053344705", [("39053344705", WEAK)]),
        ("390.533.447-06", []),  # failed
        ("39053344706", []),
        ("111.111.111-11", []),  # all one
        ("390.533.44705", []),
        ("390.533.447-055", []),
    ],
)
def test_br_cpf_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Written with dots and dash it is sure; bare it must pass."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: number[9] != "0")


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(BrCpf(region("DE")), "CPF 390.533.447-05") == []
