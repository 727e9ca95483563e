"""Numbers of cards, accounts and social security as people say them: in part, or with a mistake."""

from __future__ import annotations

import pytest
import re2

from tests.detectors.claims import US, found
from tidegate.detectors.bank_account import BankAccount
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.national_ids.us_ssn import UsSsn
from tidegate.detectors.payment_card import PaymentCard
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM, STRONG, WEAK

SSN, CARD, ACCOUNT = UsSsn(US), PaymentCard(US), BankAccount(US)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ssn 8547", ["8547"]),
        ("my ssn is 8547", ["8547"]),
        ("SSN: 8547", ["8547"]),
        ("ssn no. 8547 and more", ["8547"]),
        ("the last four of my social are 8547", ["8547"]),
        ("last 4 digits of the ssn 8547", ["8547"]),
        ("the last 4 digit ssn is 8547", ["8547"]),
        ("My social ends in 8547.", ["8547"]),
        ("social security number ending with 8547", ["8547"]),
        ("8547 is the ssn", ["8547"]),
        ("8547 are the last four of my ssn", ["8547"]),
        ("8547 ssn", ["8547"]),
        ("ssn 857", ["857"]),
        ("ssn is 98638751", ["98638751"]),
        ("ssn_last4=8547 ok", ["8547"]),
        ("customer_ssn: 8547", ["8547"]),
        ("SSN:\n8547", ["8547"]),
        ("SSN ***-**-8547", ["***-**-8547"]),
        ("ssn xxx-xx-8547", ["xxx-xx-8547"]),
    ],
)
def test_a_part_of_a_social_security_number_is_found_where_it_is_called_one(text: str, values: list[str]) -> None:
    """In front of it or behind."""
    assert found(SSN, text) == [(value, MEDIUM) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "8547",
        "ssn is needed since 2024",
        "social media 2024",
        "a social 2024 event",
        "antisocial 8547",
        "ssn.8547.example",
        "ssn 8547%",
        "the ssn of 3 people",
        "",
    ],
)
def test_other_digits_near_those_words_are_none(text: str) -> None:
    """A year, a share, a count."""
    assert found(SSN, text) == []


def test_a_whole_number_is_claimed_by_its_form() -> None:
    """Once, and as surely as without the word."""
    assert found(SSN, "my ssn is 536-90-4399") == [("536-90-4399", STRONG)]
    assert found(SSN, "my ssn is 000-90-4399") == [("000-90-4399", MEDIUM)]  # said, though never given out


@pytest.mark.parametrize("name", ["ssn", "ssn_last4", "customerSSN", "social_security_number"])
def test_a_field_for_it_holds_a_part_of_it(name: str) -> None:
    """Also masked."""
    assert found(SSN, "8547", name=name) == [("8547", WEAK)]
    assert found(SSN, "XXX-XX-8547", name=name) == [("XXX-XX-8547", WEAK)]
    assert found(SSN, "8547", name="session") == []
    assert found(SSN, "8547", expected="ssn") == [("8547", WEAK)]


def test_no_other_country_has_it() -> None:
    """The words are of the United States."""
    assert found(UsSsn(DetectorConfig(regions=("DE",), languages=("de",))), "ssn 8547") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("credit card number 1234 5678 9012 3456", ["1234 5678 9012 3456"]),
        ("my card no is 9876543219876543", ["9876543219876543"]),
        ("cc number: 2563-5451-5622-2235", ["2563-5451-5622-2235"]),
        ("use my card 4111 1111 1111 1112 please", ["4111 1111 1111 1112"]),
        ("card number 678512349876", ["678512349876"]),
        ("credit no 2589785236987412", ["2589785236987412"]),
        ("card ending in 4242", ["4242"]),
        ("Visa ending 4242", ["4242"]),
        ("the card that ends with 4242", ["4242"]),
        ("last four digits of my card: 4242", ["4242"]),
        ("the last 4 of the credit card is 4242", ["4242"]),
        ("card no 4242", ["4242"]),
        ("debit card 4242", ["4242"]),
        ("4242 is my card number", ["4242"]),
        ("card last 4242", ["4242"]),
        ("card_last4=4242 ok", ["4242"]),
        ("card number:\n1234 5678 9012 3456", ["1234 5678 9012 3456"]),
    ],
)
def test_what_is_called_a_card_number_is_one(text: str, values: list[str]) -> None:
    """Whole with a wrong check digit or prefix, or its last four digits."""
    assert [value for value, score in found(CARD, text) if score == MEDIUM] == values


@pytest.mark.parametrize(
    "text",
    [
        "graphics card 4090",
        "gift card 2024",
        "credit card 5000 dollars",
        "a credit card limit of 5000",
        "the card from 2019",
        "discard 4242",
        "my card has 3 corners",
        "credit 2024",
        "scorecard 4242 ending",
        "card number",
    ],
)
def test_other_digits_near_a_card_are_none(text: str) -> None:
    """A model, an amount, a year."""
    assert found(CARD, text) == []


def test_a_field_for_its_end_holds_a_part_of_a_card() -> None:
    """As payment services name it."""
    assert found(CARD, "4242", name="card_last4") == [("4242", WEAK)]
    assert found(CARD, "4242", name="cardLastFour") == [("4242", WEAK)]
    assert found(CARD, "4242", name="card_count") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("account number 4562", ["4562"]),
        ("account number:\n4562", ["4562"]),
        ("my acct no. is 4562", ["4562"]),
        ("acc no 4562", ["4562"]),
        ("ac no 1000089562345612", ["1000089562345612"]),
        ("a/c number 4562", ["4562"]),
        ("account ending in 4321", ["4321"]),
        ("last 4 of my account is 7890", ["7890"]),
        ("last four digits of your savings account 7789", ["7789"]),
        ("transfer it from account 4432 to account 1234", ["4432", "1234"]),
        ("please close account 7890, thank you", ["7890"]),
        ("the savings account is 64261 and the checking is 89074", ["64261", "89074"]),
        ("4562 is my account number", ["4562"]),
    ],
)
def test_four_digits_of_an_account_are_found_where_they_are_called_its_number(text: str, values: list[str]) -> None:
    """Fewer than an account has by itself."""
    assert [value for value, _ in found(ACCOUNT, text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "I'm checking 1000 items",
        "my account 2000 dollars",
        "an account since 2019",
        "account manager 1234",
        "AC 5000 BTU",
        "account for 1000 users",
        "on account of 4 people",
    ],
)
def test_other_digits_near_an_account_are_none(text: str) -> None:
    """A count, an amount, a year."""
    assert found(ACCOUNT, text) == []


@pytest.mark.parametrize("name", ["card_last4", "pan_last4_value", "pan_end4s", "cc_last_four_digits_hash"])
def test_a_field_that_is_named_for_the_end_of_a_card_holds_what_the_detector_needs(name: str) -> None:
    """Whatever its name goes on with, it passed unread where it did not end so."""
    assert found(CARD, "4242", name=name) == [("4242", WEAK)]
    assert re2.search(str(CARD.needs), as_member(name, "4242")) is not None
