"""Spanish registration plates of today and before 2000."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.es_license_plate import EsLicensePlate

DETECTOR = EsLicensePlate(region("ES"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("1234-BCD", [("1234-BCD", "hyphen")]),
        ("E-1234-BCD", [("1234-BCD", "hyphen")]),
        ("SN-4402-BLK", [("4402-BLK", "small")]),
        ("1234 BCD", [("1234 BCD", "bare")]),
        ("1234BCD", [("1234BCD", "bare")]),
        ("M-1234-AB", [("M-1234-AB", "provincial")]),
        ("XQ-1234-AB", [("XQ-1234-AB", "provincial_form")]),
        ("1234 ABC", []),  # vowels are not used
        ("1234 bcd", [("1234 bcd", "small")]),
        ("1234 abc", []),
        ("12345 BCD", []),
        ("123 BCD", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(EsLicensePlate(region("ZZ")), "1234-BCD") == []
