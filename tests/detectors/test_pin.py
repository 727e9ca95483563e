"""PINs: digits and the word for them."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.pin import Pin
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = Pin(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("My PIN is 7402.", "7402", STRONG),
        ("with a PIN of 1596", "1596", STRONG),
        ("My PIN number is 3100.  Just", "3100", STRONG),
        ("pin:123456", "123456", STRONG),
        ("passcode 4711", "4711", STRONG),
        ("1596 is my pin", "1596", STRONG),
        ("what the pin might be. It was 3941", "3941", STRONG),
        ("PIN, if I remember my notes, is 3941", "3941", MEDIUM),
    ],
)
def test_a_pin_is_found_near_its_word(text: str, value: str, score: float) -> None:
    """Behind it, before it, or a few words away."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "7402",
        "pin 3",
        "pinned 1234",
        "spin 1234",
        "pin 12/24",
        "PIN is 1234%",
        "opinion 1234",
        "pin 123456789",
        "order 7402",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Connectors, other words, other lengths."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("3100 ", "", "pin", ["3100"]),
        ("try 3941 or 7402", "", "pin", ["3941", "7402"]),
        ("Your balance is 6335 in credit.", "", "pin", []),
        ("$6335", "", "pin", []),
        ("1234", "pin", "", ["1234"]),
        ("1234", "cardPin", "", ["1234"]),
        ("1234", "spin", "", []),
        ("1234", "shipping", "", []),
    ],
)
def test_a_name_or_a_question_makes_digits_a_pin(text: str, name: str, expected: str, values: list[str]) -> None:
    """Amounts that an agent names in between are left out."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]


@pytest.mark.parametrize(
    "text",
    ["my PIN is either 1596 or 0314", "the pin was... 1596? 0314? one of those", "My PIN's either 1596, or 0314."],
)
def test_two_may_be_named_in_one_breath(text: str) -> None:
    """People who do not remember name both."""
    assert [value for value, _ in found(DETECTOR, text)] == ["1596", "0314"]
