"""Korean passport numbers: a letter for the kind, then eight digits or three digits, a letter and four digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.kr_passport import KrPassport
from tidegate.spans import MEDIUM, WEAK

DETECTOR = KrPassport(region("KR"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("여권번호는 M123A4567입니다", [("M123A4567", MEDIUM)]),
        ("m123a4567", [("m123a4567", MEDIUM)]),
        ("M12345678", [("M12345678", WEAK)]),
        ("M1234567", []),
        ("M123AB567", []),
        ("MM123A4567", []),
        ("M123 A4567", []),
        ("A12345678", []),
    ],
)
def test_kr_passport_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """The letter in its middle makes the new form."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(KrPassport(region("DE")), "여권번호는 M123A4567입니다") == []
