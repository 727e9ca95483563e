"""Italian identity card numbers of three kinds of card."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.it_identity_card import ItIdentityCard

DETECTOR = ItIdentityCard(region("IT"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("AA1234567", [("AA1234567", "paper")]),
        ("4071823Kl", [("4071823Kl", "electronic")]),
        ("CA12345AA", [("CA12345AA", "since_2016")]),
        ("aa1234567", []),  # paper cards: upper case
        ("DA12345AA", []),
        ("AA123456", []),
        ("AA12345678", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ItIdentityCard(region("ZZ")), "AA1234567") == []
