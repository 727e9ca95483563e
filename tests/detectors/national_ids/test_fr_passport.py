"""French passport numbers: two digits, two letters, five digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.fr_passport import FrPassport

DETECTOR = FrPassport(region("FR"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("09AA12345", [("09AA12345", "bare")]),
        ("09 AA 12345", [("09 AA 12345", "spaced")]),
        ("09aa12345", [("09aa12345", "bare")]),
        ("09A123456", []),
        ("09AA1234", []),
        ("109AA12345", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(FrPassport(region("ZZ")), "09AA12345") == []
