"""Korean driving licences: a region, a year, six digits, two more, in groups of 2-2-6-2."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.kr_driver_license import KrDriverLicense
from tidegate.spans import STRONG, WEAK

DETECTOR = KrDriverLicense(region("KR"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("11-19-123456-78", [("11-19-123456-78", STRONG)]),
        ("운전면허번호는 11-19-123456-78입니다", [("11-19-123456-78", STRONG)]),
        ("111912345678", [("111912345678", WEAK)]),
        ("29-19-123456-78", []),  # no such region
        ("11-19-12345-78", []),
        ("111-19-123456-78", []),
        ("11-19-123456-789", []),
    ],
)
def test_kr_driver_license_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A region, a year, six digits, two more."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(KrDriverLicense(region("DE")), "11-19-123456-78") == []
