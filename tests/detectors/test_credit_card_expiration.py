"""Expiry dates of cards: month and year beside a word for expiring."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.credit_card_expiration import CreditCardExpiration
from tidegate.spans import STRONG, WEAK

DETECTOR = CreditCardExpiration(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("exp 05/27", "05/27", STRONG),
        ("expires 05/2027", "05/2027", STRONG),
        ("Expiry date: 5-27", "5-27", STRONG),
        ("valid thru 0527", "0527", STRONG),
        ("expires March 2027", "March 2027", STRONG),
        ("exp. date is 05 / 27", "05 / 27", STRONG),
        ("05/27", "05/27", WEAK),
        ("4111 1111 1111 1111 05/27", "05/27", WEAK),
    ],
)
def test_an_expiry_date_is_found_behind_its_word_and_weakly_by_its_form(text: str, value: str, score: float) -> None:
    """The form alone may be a fraction or a day."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "13/27",
        "120/80",
        "5-27",
        "1/27/2024",
        "exp: 2027",
        "00/27",
        "v05.27",
        "expired yesterday",
        "05/27/24",
        "10/19",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Blood pressure, full dates, months that are none, years gone by."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("0527", "cardExpiry", "", ["0527"]),
        ("0527", "card_exp", "", ["0527"]),
        ("0527", "expiryDate", "", ["0527"]),
        ("0527", "expiry", "", ["0527"]),
        ("0527", "exp", "", ["0527"]),
        ("1516239022", "exp", "", []),  # seconds of a token
        ("5-27", "", "credit_card_expiration", ["5-27"]),
        ("March 27", "", "credit_card_expiration", ["March 27"]),
        ("0527", "order", "", []),
    ],
)
def test_a_name_or_a_question_makes_a_form_an_expiry_date(
    text: str, name: str, expected: str, values: list[str]
) -> None:
    """Also the four digits that a form field holds."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]
