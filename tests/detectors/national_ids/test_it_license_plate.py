"""Italian registration plates since 1994."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.it_license_plate import ItLicensePlate

DETECTOR = ItLicensePlate(region("IT"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("AB 123 CD", [("AB 123 CD", "spaced")]),
        ("AB123CD", [("AB123CD", "bare")]),
        ("AB-123-CD", [("AB-123-CD", "bare")]),
        ("AQ 123 CD", []),  # Q is not used
        ("ab 123 cd", [("ab 123 cd", "small")]),
        ("aq 123 cd", []),
        ("AB 12 CD", []),
        ("AB 1234 CD", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ItLicensePlate(region("ZZ")), "AB 123 CD") == []
