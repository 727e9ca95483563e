"""Canadian driving licences: grouped forms of their own, the others beside a word."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.ca_driver_license import CaDriverLicense

DETECTOR = CaDriverLicense(region("CA"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("A1234-56789-01234", [("A1234-56789-01234", "grouped")]),  # Ontario
        ("A1234 56789 01234", [("A1234 56789 01234", "grouped")]),
        ("A1234-567890-12", [("A1234-567890-12", "grouped")]),  # Quebec
        ("A12345678901234", [("A12345678901234", "bare")]),
        ("My driver's licence is 1234567", [("1234567", "beside")]),  # British Columbia
        ("Driver's licence: 123456-789", [("123456-789", "beside")]),  # Alberta
        ("driver's license DOEJO-123-456-789", [("DOEJO-123-456-789", "beside")]),  # Nova Scotia
        ("permis de conduire A1234-567890-12", [("A1234-567890-12", "grouped")]),
        ("1234567", []),
        ("A1234-56789 01234", []),
        ("A1234-56789-012345", []),
        ("", []),
    ],
)
def test_ca_driver_license_is_claimed_by_its_form(text: str, claimed: list[tuple[str, str]]) -> None:
    """Ontario's and Quebec's stand for themselves."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(CaDriverLicense(region("US")), "A1234-56789-01234") == []
