"""US employer identification numbers: two digits of a campus, a dash, seven digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.us_ein import UsEin
from tidegate.spans import MEDIUM

DETECTOR = UsEin(region("US"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("EIN 12-3456789.", [("12-3456789", MEDIUM)]),
        ("95-1234567", [("95-1234567", MEDIUM)]),
        ("employer identification number 123456789", [("123456789", MEDIUM)]),
        ("123456789", []),  # nothing says what it is
        ("07-1234567", []),  # a prefix that was never given out
        ("112-3456789", []),
        ("12-34567890", []),
        ("12-345-6789", []),
    ],
)
def test_us_ein_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """The dash and the prefix make it; bare digits need a word."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(UsEin(region("DE")), "EIN 12-3456789.") == []
