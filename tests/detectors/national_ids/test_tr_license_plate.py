"""Turkish registration plates: province, letters, digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.tr_license_plate import TrLicensePlate

DETECTOR = TrLicensePlate(region("TR"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("35 HTR 4071", [("35 HTR 4071", "plate")]),
        ("06 a 12345", [("06 a 12345", "plate")]),
        ("34ABC123", [("34ABC123", "plate")]),
        ("34-ABC-123", [("34-ABC-123", "plate")]),
        ("34-ABC 123", []),
        ("12-may-2024", []),
        ("12 MAY 2024", []),  # a date
        ("82 AB 123", []),  # there are 81 provinces
        ("00 AB 123", []),
        ("34 AQ 123", []),  # Q is not used
        ("35 HTR 1", []),
        ("34 AB123", []),  # one space and none
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(TrLicensePlate(region("ZZ")), "35 HTR 4071") == []
