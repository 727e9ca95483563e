"""Addresses behind what is said of them, and flats on lines of their own. All are made up."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.street_address import StreetAddress
from tidegate.spans import MEDIUM, WEAK

DETECTOR = StreetAddress(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("Address:     84184 Petra 84", "84184 Petra 84", WEAK),
        ("Address:\t84 Petra", "84 Petra", WEAK),
        ("Billing address:\n 84 Petra", "84 Petra", WEAK),
        ("new address 84 a vincenza behind the school", "84 a vincenza behind the school", WEAK),
        ("address 84 petra gardens phone 555 0100", "84 petra gardens", WEAK),
        ("my address is 84 petra gardens and my email is below", "84 petra gardens", WEAK),
        ("Ann Smith lives at 84 Petra 7", "84 Petra 7", WEAK),
        ("I live at the mill, 84 Petra", "the mill, 84 Petra", WEAK),
        ("The address is 84, Jalan Petra", "84, Jalan Petra", WEAK),
        ("ship it to 84 petra hill dr please", "84 petra hill dr", MEDIUM),
        ("we moved to 84 petra colony", "84 petra colony", MEDIUM),
    ],
)
def test_a_label_claims_what_follows(text: str, value: str, score: float) -> None:
    """Up to the next thing that is told."""
    assert found(DETECTOR, text) == [(value, score)]


def test_a_label_claims_more_than_the_street() -> None:
    """The town behind it has no form of its own in small letters."""
    text = "delivery address no 84 petra street acorn garden fl"
    assert found(DETECTOR, text) == [("no 84 petra street acorn garden fl", WEAK), ("84 petra street", MEDIUM)]


@pytest.mark.parametrize(
    "text",
    [
        "we need to address 3 issues today",
        "please address 12 open tickets",
        "the address 12 is wrong",
        "memory address 1000 is free",
        "address 5",
        "moved to 3 people",
        "we moved to 2 weeks later",
        "send it to 3 people on the street",
        "ship to 5 addresses",
        "he lives at 3 km from here",
        "it lives at home",
    ],
)
def test_figures_behind_other_words_are_none(text: str) -> None:
    """Tasks, counts, distances."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("Apt. 184", "Apt. 184", MEDIUM),
        ("Apt 4", "Apt 4", MEDIUM),
        ("apt b4", "apt b4", MEDIUM),
        ("Suite C\nSpringfield", "Suite C", MEDIUM),
        ("84 Petra 7\n Suite 184\n Acorn", "Suite 184", MEDIUM),
        ("> 84 Petra 7\n> Unit 12B\n> Acorn", "Unit 12B", MEDIUM),
        ("Unit 12B\n84 Petra", "Unit 12B", MEDIUM),
        ("84 Petra 7, Apt. 384, Acorn", "Apt. 384", MEDIUM),
        ("Ann Smith Suite 184 84 Petra 7", "Suite 184", MEDIUM),
        ("Unit 12B", "Unit 12B", WEAK),
    ],
)
def test_a_flat_is_found_by_itself_or_beside_a_house(text: str, value: str, score: float) -> None:
    """A unit or a flat alone may be one of a book."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft Office Suite 2019",
        "the test suite 5 failed",
        "There are 10 apartments. One is free",
        "Unit 3\nIntroduction to Chemistry",
        "the unit 5 test",
        "step 12 of it",
        "5 suites, 3 apartments",
        "an apt remark",
        "flat 5 percent",
    ],
)
def test_other_units_are_none(text: str) -> None:
    """Programs, chapters, counts."""
    assert found(DETECTOR, text) == []
