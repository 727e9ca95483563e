"""Payment cards: issuer, length, check digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US, claims, values
from tidegate.detectors.numbers import FAINT
from tidegate.detectors.payment_card import PaymentCard, issued, luhn
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum

DETECTOR = PaymentCard(US)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4111111111111111", ["4111111111111111"]),
        ("4111 1111 1111 1111", ["4111 1111 1111 1111"]),
        ("4111-1111-1111-1111.", ["4111-1111-1111-1111"]),
        ("3782 822463 10005", ["3782 822463 10005"]),
        ("6011111111111117 and 5555555555554444", ["6011111111111117", "5555555555554444"]),
        ("order 12 4111111111111111 3", ["4111111111111111"]),  # other numbers beside it
        ("card4111111111111111x", ["4111111111111111"]),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", ["4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"]),
        ("2223000048400011", ["2223000048400011"]),
        ("3566002020360505", ["3566002020360505"]),
        ("30569309025904", ["30569309025904"]),
    ],
)
def test_cards_are_found_in_every_spelling(text: str, found: list[str]) -> None:
    """Bare, grouped, dashed, and next to other numbers."""
    assert values(DETECTOR, text, at_least=STRONG) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789012",
        "9999999999999995",  # Luhn is right, but nobody issues it
        "04111111111111111",  # one digit too many in front
        "41111111111111110",  # and behind
        "4111 1111 1111",
    ],
)
def test_other_numbers_are_no_cards(text: str) -> None:
    """A check digit alone passes for every tenth number."""
    assert claims(DETECTOR, text) == []


def test_a_wrong_check_digit_stays_a_claim_for_context_to_lift() -> None:
    """After "your card number?" a typing error is still a card."""
    (claim,) = claims(DETECTOR, "4111-1111-1111-1112")
    assert (claim.score, claim.checksum) == (WEAK, Checksum.FAILED)


def test_the_decimals_of_a_number_are_a_medium_claim() -> None:
    """Hidden, but not treated as certain."""
    (claim,) = claims(DETECTOR, "0.4111111111111111")
    assert (claim.score, claim.checksum, claim.distinctive) == (MEDIUM, Checksum.NONE, False)


@pytest.mark.parametrize(
    ("text", "name", "score"),
    [
        ("4.111111111111111", "", MEDIUM),
        ("41.11111111111111", "", MEDIUM),
        ("score=4.111111111111111", "", FAINT),
        ('{"x": 0.4111111111111111}', "", FAINT),
        ("0.4111111111111111", "loss", FAINT),
        ("-4.111111111111111", "x", FAINT),
        ("4.111111111111111E15", "x", STRONG),  # what Java makes of a card number
        ("4.111111111111111e-01", "x", FAINT),
        ("5.2338 8.0651 3.6437 7.3644", "", FAINT),
        ("4111 1111 1111 1111", "x", STRONG),
        ("4.111111111111111e2", "x", FAINT),
        ("4111.111111111111", "x", STRONG),
        ("4111.1111.1111.1111", "x", STRONG),
        ("card=4111111111111111", "x", STRONG),
    ],
)
def test_a_float_is_no_card(text: str, name: str, score: float) -> None:
    """Where a program put it, a word for a card is needed."""
    assert [claim.score for claim in claims(DETECTOR, text, name=name)] == [score]


@pytest.mark.parametrize(("digits", "good"), [("79927398713", True), ("79927398710", False), ("0", True), ("18", True)])
def test_luhn_agrees_with_the_worked_example(digits: str, good: bool) -> None:
    """The example number of the patent's usual explanation."""
    assert luhn(digits) is good


@given(st.text("0123456789", min_size=1, max_size=19))
def test_exactly_one_last_digit_is_right(digits: str) -> None:
    """Of the ten numbers that differ in the last digit one passes."""
    assert sum(luhn(digits + last) for last in "0123456789") == 1


def test_an_issuer_gives_out_certain_lengths_only() -> None:
    """A Visa prefix with American Express's length is neither."""
    assert issued("4111111111111111")
    assert not issued("411111111111111")


def test_odd_groups_behind_letters_are_no_card() -> None:
    """A wrong IBAN holds one by chance."""
    assert claims(DETECTOR, "TL38 0080 0123 4567 8910 158") == []
    assert [claim.start for claim in claims(DETECTOR, "card4111 1111 1111 1111")] == [4]
