"""Licence and certificate numbers of professions by their words."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US
from tests.detectors.national_ids.world_numbers import scored
from tidegate.detectors.medical_license import MedicalLicense
from tidegate.spans import MEDIUM

DETECTOR = MedicalLicense(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("the ordering provider license number is 1841001234", [("1841001234", MEDIUM)]),
        ("medical licence A-12345", [("A-12345", MEDIUM)]),
        ("certificate no. CX123456", [("CX123456", MEDIUM)]),
        ("driver's license number 1234567", []),
        ("driving licence number 1234567", []),
        ("software license number 1234567", []),
        ("1841001234", []),
    ],
)
def test_medical_license_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Licences of professions, not of drivers."""
    assert scored(DETECTOR, text) == claimed
