"""Medical record numbers by their words: what stands behind "MRN"."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US
from tests.detectors.national_ids.world_numbers import scored
from tidegate.detectors.medical_record_number import MedicalRecordNumber
from tidegate.spans import MEDIUM

DETECTOR = MedicalRecordNumber(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("(MRN: 112-45-789)", [("112-45-789", MEDIUM)]),
        ("MRN: UCSF-12345", [("UCSF-12345", MEDIUM)]),
        ("MRN 12345XJ", [("12345XJ", MEDIUM)]),
        ("with MRN 8765-4321?", [("8765-4321", MEDIUM)]),
        ("MRN-1234567", [("MRN-1234567", MEDIUM)]),
        ("medical record number is 5581234", [("5581234", MEDIUM)]),
        ("Patient ID: ABCD1234", [("ABCD1234", MEDIUM)]),
        ("on September 10, 2023 (MRN: 112-45-789)", [("112-45-789", MEDIUM)]),
        ("MRN 1234567, 7654321", [("1234567", MEDIUM), ("7654321", MEDIUM)]),
        ("MRN 1234567, seen 2024-02-11", [("1234567", MEDIUM)]),
        ("mrn 2280", [("2280", MEDIUM)]),
        ("MRN is 2280.", [("2280", MEDIUM)]),
        ("patient number: 417", [("417", MEDIUM)]),
        ("His MRN is 007-654321.", [("007-654321", MEDIUM)]),
        ("MRN: 98765-43210?", [("98765-43210", MEDIUM)]),
        ("(MRN: 789-45-67)", [("789-45-67", MEDIUM)]),
        ("with MRN: UCX-T1D-2023", [("UCX-T1D-2023", MEDIUM)]),
        ("MRN: unknown", []),
        ("the medical record of 2023", []),  # a year
        ("chart 2024 shows", []),
        ("MRN was changed in 2023", []),
        ("MRN 12", []),
        ("5581234", []),
        ("a broken record: 5581234", []),
        ("5581234 MRN", []),  # the word comes first
    ],
)
def test_medical_record_number_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """What stands behind a word for a record."""
    assert scored(DETECTOR, text) == claimed


def test_the_fields_name_speaks_for_it() -> None:
    """In a structured record the name is the only word."""
    assert scored(DETECTOR, "5581234", name="medicalRecordNumber") == [("5581234", MEDIUM)]
    assert scored(DETECTOR, "5581234", name="mrn") == [("5581234", MEDIUM)]
    assert scored(DETECTOR, "2280", name="mrn") == [("2280", MEDIUM)]
    assert scored(DETECTOR, "5581234", name="recordId") == []
