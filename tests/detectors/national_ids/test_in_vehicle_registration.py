"""Indian vehicle registrations: a state, a district, a series and four digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.in_vehicle_registration import InVehicleRegistration
from tidegate.detectors.numbers import FAINT
from tidegate.spans import MEDIUM

DETECTOR = InVehicleRegistration(region("IN"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("KA01AB1234", [("KA01AB1234", MEDIUM)]),
        ("MH 12 DE 1433", [("MH 12 DE 1433", MEDIUM)]),
        ("DL-3C-AB-0001", [("DL-3C-AB-0001", MEDIUM)]),
        ("DL 3C DF 4784", [("DL 3C DF 4784", MEDIUM)]),
        ("DL 3CX DF 4784", []),
        ("DL-3-CAB-0001", [("DL-3-CAB-0001", MEDIUM)]),
        ("22 BH 1234 AA", [("22 BH 1234 AA", MEDIUM)]),
        ("XX01AB1234", []),
        ("KA01AB12345", []),
        ("ka01ab1234", [("ka01ab1234", FAINT)]),  # in small letters only beside a word, or in a field for it
    ],
)
def test_in_vehicle_registration_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """The state's letters make it."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(InVehicleRegistration(region("DE")), "KA01AB1234") == []
