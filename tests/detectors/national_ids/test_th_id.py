"""Thai identity numbers: thirteen digits, a kind of person, a province, a check digit modulo 11."""

from __future__ import annotations

import random

import pytest

from tests.detectors.claims import claims
from tests.detectors.national_ids.world_numbers import (
    changes_are_noticed,
    generated_are_found,
    published_are_valid,
    region,
    scored,
    some,
    weighted,
)
from tidegate.detectors.national_ids.th_id import ThId
from tidegate.pipeline.score import final_score
from tidegate.spans import STRONG, WEAK

DETECTOR = ThId(region("TH"))

# Source: as said beside each; none is a person's.
KNOWN = (
    "1-2345-45678-78-1",  # python-stdnum
    "3100600445635",  # the same
    "1-1014-00000-00-6",  # invented
)


def make(seeded: random.Random) -> str:
    body = some(seeded, 1, "12345678") + seeded.choice(["10", "23", "34", "50", "67", "96"]) + some(seeded, 9)
    return body + str((11 - weighted(body, *range(13, 1, -1)) % 11) % 10)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("1-2345-45678-78-1", [("1-2345-45678-78-1", STRONG)]),
        ("3100600445635", [("3100600445635", WEAK)]),
        ("เลข3100600445635ครับ", [("3100600445635", WEAK)]),
        ("1-2345-45678-78-2", []),  # failed
        ("3100600445636", []),
        ("1294567890124", []),  # no such province
        ("9100600445635", []),  # no such kind
        ("31006004456351", []),
    ],
)
def test_th_id_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """A kind of person, a province, and a good check digit."""
    assert scored(DETECTOR, text) == claimed


def test_known_numbers_are_valid() -> None:
    """Each as its source writes it, alone and in a sentence."""
    published_are_valid(DETECTOR, KNOWN)


def test_a_thousand_generated_numbers_are_found() -> None:
    """Each whole, and valid."""
    generated_are_found(DETECTOR, make)


def test_a_changed_digit_is_noticed() -> None:
    """Wherever the algorithm promises it."""
    changes_are_noticed(DETECTOR, make, lambda number, place, digit: place == 12 or (place != 2 and number[12] != "1"))


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(ThId(region("DE")), "1-2345-45678-78-1") == []


@pytest.mark.parametrize(
    "text",
    ["เลขประจำตัวประชาชน: 3100600445635", "เลขบัตรประชาชน 3100600445635"],
)
def test_thai_words_speak_for_a_bare_number(text: str) -> None:
    """They are written without blanks, and their vowel signs part them."""
    (claim,) = claims(DETECTOR, text)
    assert final_score(claim, DETECTOR, text, "") == 1.0
