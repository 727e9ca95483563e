"""Spanish passport numbers: three letters and six digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.es_passport import EsPassport

DETECTOR = EsPassport(region("ES"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("PAB407182", [("PAB407182", "lettered")]),
        ("pab407182", [("pab407182", "lettered")]),
        ("PA407182", []),
        ("PABC40718", []),
        ("PAB4071827", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(EsPassport(region("ZZ")), "PAB407182") == []
