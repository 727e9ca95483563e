"""French registration plates of today and before 2009."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.fr_license_plate import FrLicensePlate

DETECTOR = FrLicensePlate(region("FR"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("AA-229-AA", [("AA-229-AA", "hyphens")]),
        ("aa-229-bb", [("aa-229-bb", "hyphens")]),
        ("AA229AA", [("AA229AA", "bare")]),
        ("AA 229 AA", [("AA 229 AA", "bare")]),
        ("1234 AB 75", [("1234 AB 75", "until_2009")]),
        ("12 ABC 2A", [("12 ABC 2A", "until_2009")]),
        ("AI-229-AA", []),  # I is not used
        ("AA-22-AA", []),
        ("0123 AB 75", []),
        ("1234 AB 7", []),
        ("XAA-229-AA", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(FrLicensePlate(region("ZZ")), "AA-229-AA") == []
