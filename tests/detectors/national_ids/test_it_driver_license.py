"""Italian driving licence numbers."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.it_driver_license import ItDriverLicense

DETECTOR = ItDriverLicense(region("IT"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("AA0123456B", [("AA0123456B", "province")]),
        ("U1K711J11M", [("U1K711J11M", "central")]),
        ("u1k711j11m", [("u1k711j11m", "central")]),
        ("AA012345B", []),
        ("U1ABCDEFGH", []),  # a word, not a number
        ("U2K711J11M", []),
        ("AA01234567B", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ItDriverLicense(region("ZZ")), "AA0123456B") == []
