"""Blood types: the eight types beside a word for blood."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.blood_type import BloodType
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = BloodType(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("blood type O+", "O+", STRONG),
        ("Blood group: AB negative", "AB negative", STRONG),
        ("blood type is A", "A", STRONG),
        ("Blutgruppe B Rh-", "B Rh-", STRONG),
        ("O negative blood", "O negative", STRONG),
        ("we need B neg donors", "B neg", STRONG),
        ("type O positive", "O positive", MEDIUM),
    ],
)
def test_a_blood_type_is_found_beside_its_word(text: str, value: str, score: float) -> None:
    """Before or behind it."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "A+",
        "grade A+",
        "A positive attitude",
        "O-",
        "type A personality",
        "blood pressure 120/80",
        "blood type unknown",
        "B2B",
        "plan B",
        "",
    ],
)
def test_other_letters_are_none(text: str) -> None:
    """Grades, ratings, plans."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("O-", "bloodType", "", ["O-"]),
        ("AB", "blood_group", "", ["AB"]),
        ("AB+", "", "blood_type", ["AB+"]),
        ("A+", "grade", "", []),
    ],
)
def test_a_name_or_a_question_makes_a_type(text: str, name: str, expected: str, values: list[str]) -> None:
    """A field named so, or the answer."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]
