"""British National Insurance numbers: prefixes that are given out, six digits, a suffix."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.gb_nino import GbNino

DETECTOR = GbNino(region("GB"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("AB123456C", [("AB123456C", "bare")]),
        ("AB 12 34 56 C", [("AB 12 34 56 C", "spaced")]),
        ("ab 123456 d", [("ab 123456 d", "spaced")]),
        ("NINO: JG-12-13-16-A.", [("JG-12-13-16-A", "spaced")]),
        ("QQ123456C", []),  # the example of the forms: Q is never given out
        ("DA123456C", []),
        ("AO123456C", []),  # O is never second
        ("GB123456A", []),
        ("ZZ 12 34 56 A", []),
        ("AB123456E", []),  # suffixes end with D
        ("AB12345C", []),
        ("XAB123456C", []),
        ("AB123456CD", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(GbNino(region("ZZ")), "AB123456C") == []
