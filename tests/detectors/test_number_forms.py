"""The loop of id numbers: what a form admits, how faint a claim is, and where a number ends."""

from __future__ import annotations

import pytest
import regex

from tidegate.detectors.numbers import END, FAINT, START, Form, day_exists, read
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Checksum

PATTERN = regex.compile(rf"{START}[0-9]{{3}}{END}")


def even(number: str) -> bool:
    return int(number) % 2 == 0


def claimed(form: Form, text: str) -> list[tuple[str, float, Checksum]]:
    found = read([form], TextBatch.of([text]), detector="d")
    return [(text[claim.start : claim.end], claim.score, claim.checksum) for claim in found]


def test_what_a_form_does_not_admit_is_no_claim() -> None:
    """A check alone makes a failed claim; the same rule as a condition makes none."""
    assert claimed(Form("f", PATTERN, "tax_id", FAINT, even), "122 123") == [
        ("122", FAINT, Checksum.VALID),
        ("123", WEAK, Checksum.FAILED),
    ]
    assert claimed(Form("f", PATTERN, "tax_id", FAINT, even, admits=even), "122 123") == [
        ("122", FAINT, Checksum.VALID)
    ]
    assert claimed(Form("f", PATTERN, "tax_id", FAINT, admits=even), "122 123") == [("122", FAINT, Checksum.NONE)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a 122.", ["122"]),
        ("(122)", ["122"]),
        ("122.5", []),
        ("1,122", []),
        ("01/122", []),
        ("122-1", []),
        ("x122", []),
        ("122_", []),
        ("1224", []),
    ],
)
def test_a_number_ends_where_no_other_number_goes_on(text: str, found: list[str]) -> None:
    """Decimals, dates and longer numbers are others' matter."""
    assert [part for part, _, _ in claimed(Form("f", PATTERN, "tax_id", WEAK), text)] == found


@pytest.mark.parametrize(
    ("day", "exists"), [((2000, 2, 29), True), ((2001, 2, 29), False), ((2000, 0, 1), False), ((2000, 1, 32), False)]
)
def test_days_are_those_of_the_calendar(day: tuple[int, int, int], exists: bool) -> None:
    """A leap day where there was one."""
    assert day_exists(*day) is exists
