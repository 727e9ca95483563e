"""The loop that id numbers share: forms, checks, and where a number begins and ends."""

from __future__ import annotations

import pytest
import regex

from tidegate.detectors.numbers import (
    END,
    END_ASCII,
    LONE_END,
    LONE_START,
    START,
    START_ASCII,
    Form,
    day_exists,
    only_valid,
    read,
)
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum


def even(number: str) -> bool | None:
    """Not a check that anyone uses; three zeros are no number at all."""
    return None if number == "000" else int(number) % 2 == 0


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("124", [(0, 3, STRONG, Checksum.VALID)]),
        ("123", [(0, 3, WEAK, Checksum.FAILED)]),
        ("000", []),
        ("1-2-4", [(0, 5, STRONG, Checksum.VALID)]),  # the check sees the digits alone
        ("12", []),
    ],
)
def test_a_check_decides_the_claim(text: str, claimed: list[tuple[int, int, float, Checksum]]) -> None:
    """Valid, failed, or no such number."""
    forms = (Form("even", regex.compile("[0-9]-?[0-9]-?[0-9]"), "tax_id", STRONG, even),)
    found = read(forms, TextBatch.of([text]), detector="even", chars_min=3)
    assert [(claim.start, claim.end, claim.score, claim.checksum) for claim in found] == claimed


def test_only_valid_numbers_of_bare_digits_are_claims() -> None:
    """A form that follows may still claim them."""
    digits = regex.compile("[0-9]{3}")
    forms = (Form("even", digits, "tax_id", STRONG, only_valid(even)), Form("any", digits, "tax_id", MEDIUM))
    found = read(forms, TextBatch.of(["124 and 123"]), detector="even")
    assert [(claim.start, claim.pattern) for claim in found] == [(0, "even"), (8, "any")]


@pytest.mark.parametrize(
    ("start", "end", "text", "found"),
    [
        (START, END, "no 123.", True),
        (START, END, "x-123", True),
        (START, END, "1.123", False),
        (START, END, "123,5", False),
        (START, END, "123-4", False),
        (START, END, "a123", False),
        (START, END, "123\u00e9", False),
        (START, END, "123\uac00", True),  # of a script that writes no blanks
        (START_ASCII, END_ASCII, "\uac00123\uac00", True),  # a particle right behind the number
        (START_ASCII, END_ASCII, "a123", False),
        (START_ASCII, END_ASCII, "123_", False),
        (LONE_START, LONE_END, "no 123 yet", True),
        (LONE_START, LONE_END, "4 123", False),
        (LONE_START, LONE_END, "123 4", False),
    ],
)
def test_a_number_begins_and_ends_at_a_boundary(start: str, end: str, text: str, found: bool) -> None:
    """Not inside a word, a decimal, a date or a longer number."""
    assert (regex.search(start + "123" + end, text) is not None) is found


@pytest.mark.parametrize(
    ("day", "exists"),
    [
        ((2024, 2, 29), True),
        ((2023, 2, 29), False),
        ((1900, 2, 29), False),
        ((2000, 2, 29), True),
        ((2000, 13, 1), False),
        ((2000, 0, 1), False),
        ((2000, 4, 31), False),
        ((0, 1, 1), False),
    ],
)
def test_the_calendar_knows_its_days(day: tuple[int, int, int], exists: bool) -> None:
    """Leap years as the Gregorian calendar has them."""
    assert day_exists(*day) is exists
