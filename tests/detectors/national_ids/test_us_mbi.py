"""US Medicare beneficiary identifiers: eleven characters, each of a kind fixed by its place."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.us_mbi import UsMbi
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = UsMbi(region("US"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Medicare ID: 1EG4-TE5-MK73", [("1EG4-TE5-MK73", STRONG)]),
        ("1EG4TE5MK73", [("1EG4TE5MK73", MEDIUM)]),
        ("1eg4te5mk73", [("1eg4te5mk73", WEAK)]),
        ("1EG4-TE5MK73", []),  # one dash
        ("1EG4-SE5-MK73", []),  # S is not used
        ("0EG4-TE5-MK73", []),  # begins with zero
        ("1EG4TE5MK7", []),
        ("1EG4TE5MK734", []),
    ],
)
def test_us_mbi_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Each place has its kind of character; the dashes make it sure."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(UsMbi(region("DE")), "Medicare ID: 1EG4-TE5-MK73") == []
