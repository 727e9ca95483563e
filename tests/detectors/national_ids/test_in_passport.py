"""Indian passport numbers: a letter and seven digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.in_passport import InPassport
from tidegate.spans import WEAK

DETECTOR = InPassport(region("IN"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("passport J8369854", [("J8369854", WEAK)]),
        ("J83 69854", [("J83 69854", WEAK)]),
        ("Q8369854", []),
        ("J0369854", []),
        ("J8369850", []),
        ("J83698541", []),
        ("JJ8369854", []),
    ],
)
def test_in_passport_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A letter and seven digits, neither end a zero: weak."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(InPassport(region("DE")), "passport J8369854") == []
