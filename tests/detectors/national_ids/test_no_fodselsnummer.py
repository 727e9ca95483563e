"""Norwegian birth numbers and D-numbers: two check digits."""

from __future__ import annotations

from random import Random

import pytest

from tests.detectors.national_ids.numbers import (
    assert_valid,
    assert_wrong_digits_fail,
    birthday,
    digits,
    generated,
    region,
    seen,
    weighted,
)
from tidegate.detectors.national_ids.no_fodselsnummer import NoFodselsnummer

DETECTOR = NoFodselsnummer(region("NO"))

# python-stdnum, stdnum.no.fodselsnummer and its tests (151086 95088, 11111598403, 180615 92527); 01010750160, the
# sample of Digitaliseringsdirektoratet.
EXAMPLES = ("151086 95088", "11111598403", "180615 92527", "01010750160")


def number(random: Random) -> str:
    day, month, year = birthday(random)
    body = f"{int(day) + random.choice([0, 40]):02}{month}{year}{digits(random, 3)}"
    first = -weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -weighted(f"{body}0", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) - 2 * first
    return f"{body}{first}{second % 11}" if first < 10 and second % 11 < 10 else number(random)


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
        ("151086 95077", [("151086 95077", "grouped_failed")]),
        ("15108695077", []),
        ("151386 95088", []),  # month 13
        ("35108695088", []),  # day 35
        ("1510869508", []),
        ("151086950880", []),
        ("", []),
    ],
)
def test_forms_are_claimed_by_name(text: str, claimed: list[tuple[str, str]]) -> None:
    """What it is called, and what it is not."""
    assert seen(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(NoFodselsnummer(region("ZZ")), EXAMPLES[0]) == []
