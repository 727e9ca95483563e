"""French identity card numbers: twelve digits, or nine characters."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.fr_cni import FrCni

DETECTOR = FrCni(region("FR"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("880692310285", [("880692310285", "until_2021")]),
        ("X4RTBPFW4", [("X4RTBPFW4", "since_2021")]),
        ("881392310285", []),  # month 13
        ("x4rtbpfw4", []),  # upper case only
        ("ABCDEFGHI", []),
        ("A12345678", []),  # no card has eight digits
        ("123456789", []),
        ("8806923102850", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(FrCni(region("ZZ")), "880692310285") == []
