"""Nigerian number plates: three letters of the place, three digits, two letters."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.ng_vehicle_registration import NgVehicleRegistration
from tidegate.spans import MEDIUM, WEAK

DETECTOR = NgVehicleRegistration(region("NG"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("plate ABJ-123XY", [("ABJ-123XY", MEDIUM)]),
        ("ABJ 123 XY", [("ABJ 123 XY", MEDIUM)]),
        ("ABJ123XY", [("ABJ123XY", WEAK)]),
        ("AB-1234CD", []),
        ("123-456AB", []),
        ("ABJ-123XYZ", []),
    ],
)
def test_ng_vehicle_registration_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Three letters, three digits, two letters."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(NgVehicleRegistration(region("DE")), "plate ABJ-123XY") == []
