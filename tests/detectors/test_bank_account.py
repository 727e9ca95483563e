"""Bank account numbers by their words: 6 to 17 digits beside "account"."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US
from tests.detectors.national_ids.world_numbers import scored
from tidegate.detectors.bank_account import BankAccount
from tidegate.spans import MEDIUM

DETECTOR = BankAccount(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("my account number is 12345678", [("12345678", MEDIUM)]),
        ("acct# 1234567890", [("1234567890", MEDIUM)]),
        ("Acct#: GRM-998877", [("GRM-998877", MEDIUM)]),
        ("12345678 is my account", [("12345678", MEDIUM)]),
        ("accounts 12345678 and 87654321", [("12345678", MEDIUM), ("87654321", MEDIUM)]),
        ("Kontonummer 12345678", [("12345678", MEDIUM)]),
        ("account 123-456-789", [("123-456-789", MEDIUM)]),
        ("12345678", []),
        ("account 12345", []),  # too short
        ("account 123456789012345678", []),  # too long
        ("account 12.345678", []),
        ("call 555-123-4567 about your account", []),  # written like a telephone number
        ("account opened 2021, ticket 12345678", []),  # another number stands between
        ("the accountant wrote 12345678", []),
    ],
)
def test_bank_account_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Digits beside a word for an account."""
    assert scored(DETECTOR, text) == claimed


@pytest.mark.parametrize(
    ("name", "expected", "claimed"),
    [
        ("accountNumber", "", ["12345678"]),
        ("bank_account", "", ["12345678"]),
        ("checking", "", ["12345678"]),
        ("", "bank_account", ["12345678"]),
        ("", "iban", ["12345678"]),  # a child of the type
        ("order_number", "", []),
        ("", "email", []),
    ],
)
def test_a_name_and_a_question_speak_for_it(name: str, expected: str, claimed: list[str]) -> None:
    """The field's name and the question count like a word beside it."""
    assert [value for value, _ in scored(DETECTOR, "12345678", name=name, expected=expected)] == claimed
