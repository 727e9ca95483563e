"""British registration marks since 2001, and those with a letter for the year."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.gb_license_plate import GbLicensePlate

DETECTOR = GbLicensePlate(region("GB"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("WK51 HTR", [("WK51 HTR", "aged")]),
        ("wk08htr", [("wk08htr", "aged")]),
        ("A123 ABC", [("A123 ABC", "year_in_front")]),
        ("HTR 407D", [("HTR 407D", "year_behind")]),
        ("WK49 HTR", []),  # no such age
        ("WK51 HIR", []),  # I is not used
        ("I123 ABC", []),
        ("HTR 407Z", []),
        ("ABC 0D", []),
        ("WK51 HTRD", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(GbLicensePlate(region("ZZ")), "WK51 HTR") == []
