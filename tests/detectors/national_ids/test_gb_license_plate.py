"""British registration marks since 2001, and those with a letter for the year."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.gb_license_plate import GbLicensePlate

DETECTOR = GbLicensePlate(region("GB"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("AB51 ABC", [("AB51 ABC", "aged")]),
        ("bd62xyz", [("bd62xyz", "aged")]),
        ("A123 ABC", [("A123 ABC", "year_in_front")]),
        ("ABC 123D", [("ABC 123D", "year_behind")]),
        ("AB49 ABC", []),  # no such age
        ("AB51 AIB", []),  # I is not used
        ("I123 ABC", []),
        ("ABC 123Z", []),
        ("ABC 0D", []),
        ("AB51 ABCD", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(GbLicensePlate(region("ZZ")), "AB51 ABC") == []
