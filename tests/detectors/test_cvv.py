"""Card security codes: three or four digits and the word for them."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.cvv import Cvv
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = Cvv(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("cvv 123", "123", STRONG),
        ("CVC: 1234", "1234", STRONG),
        ("my security code is 123", "123", STRONG),
        ("the 3 digits on the back are 123", "123", STRONG),
        ("CVV2=123", "123", STRONG),
        ("exp 05/27 123", "123", MEDIUM),
    ],
)
def test_a_code_is_found_behind_its_word(text: str, value: str, score: float) -> None:
    """Straight behind it, or behind the expiry date."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "123",
        "code 123",
        "cvv12345",
        "cvv is 12345",
        "cvv 12",
        "error 404",
        "room 123",
        "cvv 123.45",
        "cid1234567",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Three digits say nothing by themselves."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("123", "", "cvv", ["123"]),
        ("it's 1234", "", "cvv", ["1234"]),
        ("123", "cvv", "", ["123"]),
        ("123", "cardSecurityCode", "", ["123"]),
        ("123", "code", "", []),
        ("12345", "", "cvv", []),
    ],
)
def test_a_name_or_a_question_makes_digits_a_code(text: str, name: str, expected: str, values: list[str]) -> None:
    """A field named so, or the answer."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]
