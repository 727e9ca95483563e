"""Amounts of money, by sign, code, name or the word in front of them."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.money import Money
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = Money(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("it was $1,234.56.", "$1,234.56", STRONG),
        ("US$ 50", "US$ 50", STRONG),
        ("12,50 \u20ac", "12,50 \u20ac", STRONG),
        ("\u00a33m", "\u00a33m", STRONG),
        ("$5k", "$5k", STRONG),
        ("R$ 1.234,56", "R$ 1.234,56", STRONG),
        ("Rs. 500", "Rs. 500", STRONG),
        ("USD 100", "USD 100", STRONG),
        ("100 usd", "100 usd", STRONG),
        ("CHF 1'000.-", "CHF 1'000.-", STRONG),
        ("25 dollars", "25 dollars", MEDIUM),
        ("5 million dollars", "5 million dollars", MEDIUM),
        ("50 cents", "50 cents", MEDIUM),
        ("an amount of 230", "230", WEAK),
        (
            "transfer one thousand three hundred and ten dollars to me",
            "one thousand three hundred and ten dollars",
            STRONG,
        ),
        ("sixty bucks", "sixty bucks", STRONG),
        ("a hundred euros", "a hundred euros", STRONG),
        ("please transfer 150 to savings", "150", WEAK),
        ("the cost is 470", "470", WEAK),
        ("expenses of 2000", "2000", WEAK),
    ],
)
def test_an_amount_is_found_by_what_names_its_currency(text: str, value: str, score: float) -> None:
    """Sign and code are surer than a name, and a name than a word alone."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "470",
        "order 500",
        "pen 5",
        "mad 3",
        "$HOME",
        "my two cents",
        "two pounds of flour",
        "someone dollars",
        "EUR-5",
        "total 2024-05-06",
        "version 2.10",
        "4111 1111 1111 1111",
        "paid 3 times",
        "cost 20%",
        "transfer to 4th",
        "3:10",
        "978-3-16-148410-0",
        "a1b2-4cad-90ef",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Orders, versions, cards, dates, percentages, pieces of identifiers."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("470", "", "money", ["470"]),
        ("it is 1,500 I think", "", "money", ["1,500"]),
        ("470", "amount", "", []),
        ("2024-05-06", "", "money", []),
    ],
)
def test_after_the_question_a_number_is_an_amount(text: str, name: str, expected: str, values: list[str]) -> None:
    """Without one it is like any other number; a field named amount says nothing about a person."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]
