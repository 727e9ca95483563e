"""German tax identification numbers: a check digit, and a rule for repeats."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import assert_valid, assert_wrong_digits_fail, generated, region, seen
from tidegate.detectors.national_ids.de_steuer_id import DeSteuerId

DETECTOR = DeSteuerId(region("DE"))

# Bundeszentralamt fuer Steuern (86 095 742 719); python-stdnum, stdnum.de.idnr and its tests (36574261809, 11234567890,
# 11123456786).
EXAMPLES = ("86 095 742 719", "36574261809", "11234567890", "11123456786")


def number(random: Random) -> str:
    kinds = random.sample("0123456789", 9)
    body = [*kinds, kinds[0]]
    random.shuffle(body)
    if body[0] == "0":
        return number(random)
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return "".join(body) + str((11 - product) % 10)


@pytest.mark.parametrize("text", EXAMPLES)
def test_published_examples_are_valid(text: str) -> None:
    """Their sources stand above."""
    assert_valid(DETECTOR, [text])


def test_generated_numbers_are_valid() -> None:
    """A thousand, the same in every run."""
    assert_valid(DETECTOR, generated(number))


def test_one_wrong_digit_is_never_valid() -> None:
    """The algorithm promises it."""
    assert_wrong_digits_fail(DETECTOR, generated(number, 50))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("11112345678", [("11112345678", "check_digit_only")]),
        ("36574261890", []),  # two digits changed places
        ("36 574 261 890", [("36 574 261 890", "grouped_failed")]),
        ("06574261809", []),
        ("136574261809", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DeSteuerId(region("ZZ")), EXAMPLES[0]) == []
