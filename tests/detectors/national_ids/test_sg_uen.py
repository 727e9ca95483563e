"""Singaporean unique entity numbers: three forms, each with a check letter of its own."""

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
from tidegate.detectors.national_ids.sg_uen import SgUen
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = SgUen(region("SG"))

# Source: python-stdnum; numbers of companies are public.
KNOWN = (
    "00192200M",
    "197401143C",
    "S16FC0121D",
)


def make(seeded: random.Random) -> str:
    form = seeded.randint(1, 3)
    if form == 1:
        body = some(seeded, 8)
        return body + "XMKECAWLJDB"[weighted(body, 10, 4, 9, 3, 8, 2, 7, 1) % 11]
    if form == 2:
        body = f"{seeded.randint(1960, 2025)}{some(seeded, 5)}"
        return body + "ZKCMDNERGWH"[weighted(body, 10, 8, 6, 4, 9, 7, 5, 3, 1) % 11]
    signs = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
    body = f"{seeded.choice('RST')}{some(seeded, 2)}{seeded.choice(['LL', 'CC', 'SS', 'TU'])}{some(seeded, 4)}"
    places = [signs.index(sign) for sign in body]
    total = sum(place * weight for place, weight in zip(places, (4, 3, 5, 3, 10, 2, 2, 5, 7), strict=True))
    return body + signs[(total - 5) % 11]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("00192200M", [("00192200M", WEAK)]),
        ("UEN 197401143C", [("197401143C", MEDIUM)]),
        ("S16FC0121D", [("S16FC0121D", STRONG)]),
        ("00192200C", []),
        ("197401143D", []),  # failed
        ("S16FC0121E", []),  # failed
        ("S16QQ0121D", []),  # no such kind of entity
        ("S16FC0121DD", []),
    ],
)
def test_sg_uen_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Three forms, each with its check letter."""
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
    assert scored(SgUen(region("DE")), "00192200M") == []
