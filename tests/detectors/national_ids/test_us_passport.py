"""US passport and passport card numbers: nine digits, or a letter and eight digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.us_passport import UsPassport
from tidegate.spans import MEDIUM

DETECTOR = UsPassport(region("US"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("my passport is 123456789", [("123456789", MEDIUM)]),
        ("Passport No. C12345678 expires", [("C12345678", MEDIUM)]),
        ("travel document: A12345678", [("A12345678", MEDIUM)]),
        ("A12345678 is my passport", [("A12345678", MEDIUM)]),
        ("A12345678", []),
        ("passport 12345678", []),  # a digit short
        ("passport AB1234567", []),
        ("the passport that I have asked you for so long 123456789", []),  # too far away
    ],
)
def test_us_passport_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Only beside a word for the document."""
    assert scored(DETECTOR, text) == claimed


@pytest.mark.parametrize(
    ("name", "expected", "claimed"),
    [
        ("passportNumber", "", [("A12345678", MEDIUM)]),
        ("passport_no", "", [("A12345678", MEDIUM)]),
        ("", "passport_number", [("A12345678", MEDIUM)]),
        ("order_id", "", []),
        ("", "phone_number", []),
    ],
)
def test_a_name_and_a_question_speak_for_it(name: str, expected: str, claimed: list[tuple[str, float]]) -> None:
    """The field's name and the question count like a word beside it."""
    assert scored(DETECTOR, "A12345678", name=name, expected=expected) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(UsPassport(region("DE")), "my passport is 123456789") == []
