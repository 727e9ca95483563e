"""Italian driving licence numbers."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.it_driver_license import ItDriverLicense

DETECTOR = ItDriverLicense(region("IT"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("MI4071823K", [("MI4071823K", "province")]),
        ("U1H407B82K", [("U1H407B82K", "central")]),
        ("u1h407b82k", [("u1h407b82k", "central")]),
        ("MI407182K", []),
        ("U1ABCDEFGH", []),  # a word, not a number
        ("U2H407B82K", []),
        ("MI40718234K", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ItDriverLicense(region("ZZ")), "MI4071823K") == []
