"""German registration plates: district, letters, digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.de_license_plate import DeLicensePlate

DETECTOR = DeLicensePlate(region("DE"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("M-AB 1234", [("M-AB 1234", "hyphen")]),
        ("B-X123E", [("B-X123E", "hyphen")]),
        ("HH AB 123", [("HH AB 123", "spaces")]),
        ("KÖN-A 1", [("KÖN-A 1", "hyphen")]),
        ("m ab 1234", []),  # spaces only: upper case
        ("HHHH AB 4071", []),
        ("M-AB 0123", []),
        ("M-AB 12345", []),
        ("ABC-DE 1234E", []),  # nine characters
        ("AB 1234", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DeLicensePlate(region("ZZ")), "M-AB 1234") == []
