"""British driving licence numbers: a surname, a date and initials in sixteen characters."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.gb_driving_licence import GbDrivingLicence

DETECTOR = GbDrivingLicence(region("GB"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("MORGA657054SM9IJ", [("MORGA657054SM9IJ", "dated")]),
        ("morga 657054 sm9ij", [("morga 657054 sm9ij", "dated")]),
        ("FOX99403116A99AA", [("FOX99403116A99AA", "dated")]),
        ("MORGA613054SM9IJ", []),  # month 13
        ("MORGA602304SM9IJ", []),  # 30 February
        ("MOR9A657054SM9IJ", []),  # 9 fills up the end only
        ("MORGA657054SM9I", []),
        ("XMORGA657054SM9IJ", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(GbDrivingLicence(region("ZZ")), "MORGA657054SM9IJ") == []
