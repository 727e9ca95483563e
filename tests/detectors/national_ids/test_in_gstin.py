"""Indian goods and services tax numbers: a state, a PAN, an entity, Z and a check character."""

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
from tidegate.detectors.national_ids.in_gstin import InGstin
from tidegate.spans import MEDIUM, STRONG

DETECTOR = InGstin(region("IN"))

# Source: as said beside each; numbers of companies are public.
KNOWN = (
    "27AAPFU0939F1ZV",  # python-stdnum
    "37AADCB2230M2ZR",  # test number of many GST clients
    "24AAACC1206D1ZM",  # the same
)


def make(seeded: random.Random) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    body = f"{seeded.randint(1, 38):02}{some(seeded, 5, letters)}{some(seeded, 4)}{some(seeded, 1, letters)}1Z"
    total = 0
    for place, sign in enumerate(reversed(body)):
        tens, ones = divmod(int(sign, 36) * (1 if place % 2 else 2), 36)
        total += tens + ones
    return body + ("0123456789" + letters)[(36 - total % 36) % 36]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("27AAPFU0939F1ZV", [("27AAPFU0939F1ZV", STRONG)]),
        ("27AAPFU0939F1ZA", [("27AAPFU0939F1ZA", MEDIUM)]),  # failed, but nothing else is written like this
        ("38AAPFU0939F1ZA", []),  # the newest state must pass
        ("40AAPFU0939F1ZV", []),  # no such state
        ("27AAPFU0939F1YV", []),  # no Z
        ("27AAPFU0939F1ZVV", []),
    ],
)
def test_in_gstin_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A state, a PAN, a Z; checked it is sure."""
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
    assert scored(InGstin(region("DE")), "27AAPFU0939F1ZV") == []
