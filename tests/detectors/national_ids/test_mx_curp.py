"""Mexican CURP: letters of the name, birth date, sex, state, consonants, a mark and a check digit."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    birth_date,
    changes_are_noticed,
    generated_are_found,
    published_are_valid,
    region,
    scored,
    some,
)
from tidegate.detectors.national_ids.mx_curp import MxCurp
from tidegate.spans import STRONG

DETECTOR = MxCurp(region("MX"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "HEGG560427MVZRRL04",  # Secretaria de Gobernacion, sample card
    "BOXW310820HNERXN09",  # python-stdnum
    "BEML920313HMCLNS09",  # the same
)


def make(seeded: random.Random) -> str:
    consonants = "BCDFGHJKLMNPQRSTVWXYZ"
    body = some(seeded, 1, consonants) + some(seeded, 1, "AEIOU") + some(seeded, 2, consonants) + birth_date(seeded)
    body += some(seeded, 1, "HM") + seeded.choice(["DF", "VZ", "JC", "NL"]) + some(seeded, 3, consonants)
    body += some(seeded, 1)
    total = sum("0123456789ABCDEFGHIJKLMN?OPQRSTUVWXYZ".index(sign) * (18 - place) for place, sign in enumerate(body))
    return body + str((10 - total % 10) % 10)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("CURP: HEGG560427MVZRRL04", [("HEGG560427MVZRRL04", STRONG)]),
        ("hegg560427mvzrrl04", [("hegg560427mvzrrl04", STRONG)]),
        ("HEGG560427MVZRRL05", []),  # failed
        ("HEGG561327MVZRRL04", []),  # no such month
        ("HEGG560427MQQRRL04", []),  # no such state
        ("HEGG560427AVZRRL04", []),  # no such sex
        ("HEGG560427MVZRRL044", []),
    ],
)
def test_mx_curp_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Eighteen characters, each of its kind."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(
        DETECTOR,
        make,
        lambda number, place, digit: place == 17 or (18 - place) * (int(number[place]) - digit) % 10 != 0,
    )


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(MxCurp(region("DE")), "CURP: HEGG560427MVZRRL04") == []
