"""Australian passport numbers: a letter or two and seven digits, beside a word."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.au_passport import AuPassport

DETECTOR = AuPassport(region("AU"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("passport N1234567", ["N1234567"]),
        ("PA0940443", ["PA0940443"]),
        ("pa0940443", ["pa0940443"]),
        ("PY0940443", []),  # no such series
        ("Q1234567", []),
        ("N12345678", []),
        ("N123456", []),
        ("", []),
    ],
)
def test_au_passport_is_claimed_by_its_form(text: str, claimed: list[str]) -> None:
    """Only a word lifts it: other countries number alike."""
    assert [found for found, _ in seen(DETECTOR, text)] == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(AuPassport(region("US")), "passport N1234567") == []
