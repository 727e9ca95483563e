"""Italian passport numbers: two letters and seven digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.it_passport import ItPassport

DETECTOR = ItPassport(region("IT"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("YA1234567", [("YA1234567", "lettered")]),
        ("ya1234567", [("ya1234567", "lettered")]),
        ("Y1234567", []),
        ("YA12345678", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(ItPassport(region("ZZ")), "YA1234567") == []
