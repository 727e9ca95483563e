"""Brazilian CNPJ numbers of companies: fourteen characters, the last two are check digits."""

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
)
from tidegate.detectors.national_ids.br_cnpj import BrCnpj
from tidegate.spans import STRONG, WEAK

DETECTOR = BrCnpj(region("BR"))

# Source: as said beside each; numbers of companies are public.
KNOWN = (
    "16.727.230/0001-97",  # python-stdnum
    "12.ABC.345/01DE-35",  # Receita Federal, alphanumeric CNPJ
    "00.000.000/0001-91",  # Banco do Brasil
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 12, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for first in (5, 6):
        weights = [*range(first, 1, -1), *range(9, 1, -1)]
        remainder = sum((ord(sign) - 48) * weight for sign, weight in zip(body, weights, strict=True)) % 11
        body += str(0 if remainder < 2 else 11 - remainder)
    return f"{body[:2]}.{body[2:5]}.{body[5:8]}/{body[8:12]}-{body[12:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("CNPJ 16.727.230/0001-97", [("16.727.230/0001-97", STRONG)]),
        ("12.ABC.345/01DE-35", [("12.ABC.345/01DE-35", STRONG)]),
        ("16727230000197", [("16727230000197", WEAK)]),
        ("12ABC34501DE35", [("12ABC34501DE35", WEAK)]),
        ("16.727.230/0001-98", []),  # failed
        ("16727230000198", []),
        ("16.727.230.0001-97", []),
        ("00000000000000", []),
    ],
)
def test_br_cnpj_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Old ones of digits, new ones with letters."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: number[12] != "0")


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(BrCnpj(region("DE")), "CNPJ 16.727.230/0001-97") == []
