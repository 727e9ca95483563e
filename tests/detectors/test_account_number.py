"""Numbers of customers, members and contracts by their words."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US
from tests.detectors.national_ids.world_numbers import scored
from tidegate.detectors.account_number import AccountNumber
from tidegate.spans import MEDIUM

DETECTOR = AccountNumber(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("customer number 4711234", [("4711234", MEDIUM)]),
        ("Customer ID: AB-123456", [("AB-123456", MEDIUM)]),
        ("member no. 12345", [("12345", MEDIUM)]),
        ("Kundennummer 1234567", [("1234567", MEDIUM)]),
        ("contract number 77-1234", []),  # too short for the form
        ("customer 4711234", [("4711234", MEDIUM)]),
        ("4711234", []),
        ("12345 customers", []),
        ("customer number 2024-01-15", []),  # a date
    ],
)
def test_account_number_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A number beside a word for a customer, a member or a contract."""
    assert scored(DETECTOR, text) == claimed
