"""German practice numbers: nine digits beside a word."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.de_bsnr import DeBsnr
from tidegate.spans import WEAK

DETECTOR = DeBsnr(region("DE"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("BSNR: 391234511", [("391234511", WEAK)]),  # KBV, "Pruefpaket eDMP" (fictitious practice)
        ("190111100", [("190111100", WEAK)]),  # opta data, "Das Pflege-Lexikon"
        ("001234567", []),  # no region has 00
        ("3912345112", []),
        ("391 234 511", []),
        ("391234511.5", []),
        ("", []),
    ],
)
def test_de_bsnr_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """There is nothing to check but the region's key."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(DeBsnr(region("US")), "BSNR 391234511") == []
