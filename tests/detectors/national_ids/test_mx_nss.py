"""Mexican social security numbers (NSS): eleven digits with Luhn's check digit."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    changes_are_noticed,
    generated_are_found,
    luhn_digit,
    published_are_valid,
    region,
    scored,
    some,
)
from tidegate.detectors.national_ids.mx_nss import MxNss
from tidegate.spans import MEDIUM, WEAK

DETECTOR = MxNss(region("MX"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "12345678903",  # a description of the rule
    "98765432103",  # invented
    "01020304059",  # invented
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 10)
    return body + luhn_digit(body)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("NSS 12-34-56-7890-3", [("12-34-56-7890-3", MEDIUM)]),
        ("12345678903", [("12345678903", WEAK)]),
        ("12-34-56-7890-4", []),  # failed
        ("12345678904", []),
        ("00000000000", []),
        ("123456789031", []),
    ],
)
def test_mx_nss_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Eleven digits with a good check digit."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make)


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(MxNss(region("DE")), "NSS 12-34-56-7890-3") == []
