"""Canadian passport numbers: two letters and six digits, or a letter, six digits and two letters."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.ca_passport import CaPassport
from tidegate.spans import MEDIUM

DETECTOR = CaPassport(region("CA"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("passport AB123456", [("AB123456", MEDIUM)]),
        ("passeport no A123456AA", [("A123456AA", MEDIUM)]),
        ("AB123456", []),
        ("passport ABC123456", []),
        ("passport AB1234567", []),
    ],
)
def test_ca_passport_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Only beside a word for the document."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(CaPassport(region("DE")), "passport AB123456") == []
