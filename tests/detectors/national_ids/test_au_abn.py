"""Australian business numbers: eleven digits, the first two of which are check digits."""

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
from tidegate.detectors.national_ids.au_abn import AuAbn
from tidegate.spans import STRONG, WEAK

DETECTOR = AuAbn(region("AU"))

# Source: as said beside each; numbers of businesses are public.
KNOWN = (
    "51 824 753 556",  # Australian Business Register, Format of the ABN
    "83 914 571 673",  # python-stdnum
    "53 004 085 616",  # the same
)


def make(seeded: random.Random) -> str:
    prefix = None
    while prefix is None:
        body = some(seeded, 9)
        rest = weighted(body, 3, 5, 7, 9, 11, 13, 15, 17, 19)
        fitting = [two for two in range(10, 100) if ((two // 10 - 1) * 10 + two % 10 + rest) % 89 == 0]
        prefix = fitting[0] if fitting else None
    return f"{prefix} {body[:3]} {body[3:6]} {body[6:]}"


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("ABN 51 824 753 556", [("51 824 753 556", STRONG)]),
        ("51824753556", [("51824753556", WEAK)]),
        ("51 824 753 557", []),  # failed
        ("51824753557", []),
        ("51 824 753 5564", []),
        ("05 182 475 355", []),
        ("51-824-753-556", []),
    ],
)
def test_au_abn_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Eleven digits with a sum divisible by 89."""
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
    assert scored(AuAbn(region("DE")), "ABN 51 824 753 556") == []
