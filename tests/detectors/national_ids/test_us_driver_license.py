"""US driving licences: each state has its own form, most of them a letter and digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.us_driver_license import UsDriverLicense
from tidegate.spans import MEDIUM, WEAK

DETECTOR = UsDriverLicense(region("US"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("A1234567", [("A1234567", WEAK)]),  # California
        ("H12345678", [("H12345678", WEAK)]),
        ("F123456789012", [("F123456789012", WEAK)]),
        ("S530-460-66-837-0", [("S530-460-66-837-0", MEDIUM)]),  # Florida's sample
        ("D400-7836-0001", [("D400-7836-0001", MEDIUM)]),  # Illinois's sample
        ("my driver's license number is 6941234", [("6941234", MEDIUM)]),
        ("driver license: 2270-66-1234", [("2270-66-1234", MEDIUM)]),
        ("DL number 123456789", [("123456789", MEDIUM)]),
        ("6941234", []),
        ("A12T345672", []),
        ("A123456789", []),  # nine digits: no state's
        ("software license 6941234", []),
    ],
)
def test_us_driver_license_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A letter and digits are weak, groups medium; digits alone need a word."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(UsDriverLicense(region("DE")), "A1234567") == []
