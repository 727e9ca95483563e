"""British passport numbers: nine digits, or two letters and seven digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.gb_passport import GbPassport

DETECTOR = GbPassport(region("GB"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("925665416", [("925665416", "digits")]),
        ("KL4071823", [("KL4071823", "lettered")]),
        ("12345678", []),
        ("1234567890", []),
        ("123456789.5", []),
        ("KLM4071823", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(GbPassport(region("ZZ")), "925665416") == []
