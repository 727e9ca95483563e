"""Indian permanent account numbers: five letters, four digits, a letter."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.in_pan import InPan
from tidegate.spans import MEDIUM, WEAK

DETECTOR = InPan(region("IN"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("PAN: ABCPD1234Z", [("ABCPD1234Z", MEDIUM)]),
        ("ABCND1234Z", [("ABCND1234Z", WEAK)]),
        ("abcpd1234z", [("abcpd1234z", WEAK)]),
        ("ABCPD12345", []),
        ("ABCPD1234ZZ", []),
        ("ABCP1234Z", []),
    ],
)
def test_in_pan_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """The letter of the holder's kind makes it; another is weak."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(InPan(region("DE")), "PAN: ABCPD1234Z") == []
