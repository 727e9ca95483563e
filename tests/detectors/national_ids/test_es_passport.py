"""Spanish passport numbers: three letters and six digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.es_passport import EsPassport

DETECTOR = EsPassport(region("ES"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("AAA123456", [("AAA123456", "lettered")]),
        ("xyz987654", [("xyz987654", "lettered")]),
        ("AA123456", []),
        ("AAAA12345", []),
        ("AAA1234567", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(EsPassport(region("ZZ")), "AAA123456") == []
