"""Phone numbers by their label, whatever the numbering plans of the policy's regions say."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.phone_number import PhoneNumber
from tidegate.spans import MEDIUM, STRONG

DETECTOR = PhoneNumber(US)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Phone: 72 128 827", "72 128 827"),
        ("Mobile: 432 03 163", "432 03 163"),
        ("Fax: 001-253-366-9781", "001-253-366-9781"),
        ("Desk: (898)666-3621x0135", "(898)666-3621x0135"),
        ("Fax: 345-899-3560x4587", "345-899-3560x4587"),
        ("my phone number is 897451269", "897451269"),
        ("phone no. 555 5551234", "555 5551234"),
        ("ph 9460094009", "9460094009"),
        ("contact no 615576351", "615576351"),
        ("home: 5551234567", "5551234567"),
        ("Tel. 0381 49 82 11", "0381 49 82 11"),
        ("Handynummer: 0151 2345", "0151 2345"),
        ("call me back on my mobile 0489 25 37 29", "0489 25 37 29"),
        ("655 437 108 office", "655 437 108"),
        ("28-64-66-98 fax\nnext line", "28-64-66-98"),
        ("99 577450 (mobile)", "99 577450"),
    ],
)
def test_figures_directly_beside_a_label_are_a_phone_number(text: str, value: str) -> None:
    """In front of it, or behind it at the end of a line."""
    assert found(DETECTOR, text) == [(value, MEDIUM)]


@pytest.mark.parametrize(
    "text",
    [
        "fax 2019-01-02",
        "fax of 12.05.2019",
        "office 2024",
        "the home 12345678 was sold",
        "work 12345678 hours",
        "phone order 12345678",
        "phone 4111 1111 1111 1111",
        "phone bill of 1,234,567.00",
        "phone 12 and 34",
        "telling 12345678",
        "headphone 1234 5678 9012",
        "12345678 office hours",
    ],
)
def test_other_figures_near_such_words_are_none(text: str) -> None:
    """Dates, cards, orders, and words that only begin or end like one."""
    assert [value for value, score in found(DETECTOR, text) if score >= MEDIUM] == []


def test_an_address_on_the_network_is_none() -> None:
    """Four groups with points between."""
    assert [score for _, score in found(DETECTOR, "mobile 192.168.10.11") if score >= MEDIUM] == []


def test_a_valid_number_is_claimed_as_surely_as_without_a_label() -> None:
    """Once."""
    assert found(DETECTOR, "Phone: 212-555-0123 please") == [("212-555-0123", STRONG)]
