"""Singaporean identity numbers (NRIC, FIN): a letter, seven digits, a check letter."""

from __future__ import annotations

import random

import pytest

from tests.detectors.national_ids.world_numbers import (
    changes_are_noticed,
    generated_are_found,
    published_are_valid,
    region,
    scored,
    some,
    weighted,
)
from tidegate import Engine
from tidegate.detectors.national_ids.sg_nric import SgNric
from tidegate.policies import Policy
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK

DETECTOR = SgNric(region("SG"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "S1234567D",  # Government of Singapore, forms
    "S9812381D",  # Myinfo, test profiles
    "S9812382B",  # the same
)


def make(seeded: random.Random) -> str:
    letter, body = seeded.choice("STFGM"), some(seeded, 7)
    total = weighted(body, 2, 7, 6, 5, 4, 3, 2) + {"T": 4, "G": 4, "M": 3}.get(letter, 0)
    place = 10 - total % 11  # the check digit counts backwards from eleven
    return (
        letter
        + body
        + {"S": "ABCDEFGHIZJ", "F": "KLMNPQRTUWX", "M": "KLJNPQRTUWX"}[{"T": "S", "G": "F"}.get(letter, letter)][place]
    )


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("NRIC S1234567D.", [("S1234567D", STRONG)]),
        ("s1234567d", [("s1234567d", STRONG)]),
        ("S1234567A", [("S1234567A", WEAK)]),  # failed: mistyped, or a new rule
        ("A1234567Z", [("A1234567Z", WEAK)]),  # a letter not yet given out
        ("X1234567L", []),  # Spain's
        ("s1234567a", []),
        ("S1234567", []),
        ("SS1234567D", []),
    ],
)
def test_sg_nric_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """The letter in front chooses the table of the check letter."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make)


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(SgNric(region("DE")), "NRIC S1234567D.") == []


def test_a_long_s_is_no_letter_of_a_number() -> None:
    """Case is folded for it, and no check knows it; the text without its disguise is read beside it."""
    assert DETECTOR.detect(TextBatch.of(["\u017f1234567D"])) == []
    found = Engine.from_policy(Policy.model_validate({"policy": "p", "regions": ["SG"]}), format="text").process(
        ["my NRIC is \u017f1234567D"]
    )
    assert [entity.entity_type for entity in found[0].entities] == ["national_id"]
