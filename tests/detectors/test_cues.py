"""Words that speak for a number: how near, in which order, in the text and in the field's name."""

from __future__ import annotations

import pytest
import re2
import regex

from tidegate.detectors.cues import CHARS_NEAR, OFFICE_NUMBER, beside, cue, needs
from tidegate.detectors.numbers import Form, read
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM

CUES = cue("file|case (?:number|no)")
FORMS = (Form("digits", regex.compile("[0-9]{4,6}"), "account_number", MEDIUM),)


def kept(text: str, *, name: str = "", expected: str = "", behind: bool = False) -> list[str]:
    batch = TextBatch([text], [name], [expected], [()])
    claims = beside(read(FORMS, batch, detector="files"), batch, CUES, detector="files", behind=behind)
    return [text[claim.start : claim.end] for claim in claims]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("file 1234", ["1234"]),
        ("FILE#1234", ["1234"]),
        ("case no. 1234", ["1234"]),
        ("case-number: 1234", ["1234"]),
        ("file that we said is one 1234", ["1234"]),  # five words between
        ("file that we said is the one 1234", []),  # six
        ("file" + " " * CHARS_NEAR + "1234", ["1234"]),
        ("file" + " " * (CHARS_NEAR + 1) + "1234", []),
        ("file 1234 and 5678", ["1234", "5678"]),
        ("file 1234, 5678, 9012", ["1234", "5678", "9012"]),
        ("file 1234 cost 5678", ["1234"]),  # another number stands between
        ("profile 1234", []),  # not a word of its own
        ("case 1234", []),  # half a phrase
        ("1234 file", []),
        ("1234", []),
    ],
)
def test_a_cue_speaks_for_the_number_behind_it(text: str, numbers: list[str]) -> None:
    """For the first, and for those that are joined to it."""
    assert kept(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1234 is the file", ["1234"]),
        ("1234 is all of our file", []),
        ("1234 or 5678 is the file", ["5678"]),
        ("1234 profile", []),
    ],
)
def test_a_cue_may_follow_where_the_detector_says_so(text: str, numbers: list[str]) -> None:
    """People write it both ways."""
    assert kept(text, behind=True) == numbers


@pytest.mark.parametrize(
    ("name", "expected", "numbers"),
    [
        ("caseNumber", "", ["1234"]),
        ("case_no", "", ["1234"]),
        ("FILE", "", ["1234"]),
        ("profile", "", []),
        ("", "account_number", ["1234"]),
        ("", "email", []),
    ],
)
def test_a_name_and_a_question_speak_too(name: str, expected: str, numbers: list[str]) -> None:
    """In a structured record the name is the only word."""
    assert kept("1234", name=name, expected=expected) == numbers


def test_many_numbers_and_cues_stay_linear() -> None:
    """A hostile text costs no more than its length."""
    assert len(kept("file 1234 " * 20_000)) == 20_000
    assert kept("1234 " * 40_000) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345", "12345"),
        ("AB-123456", "AB-123456"),
        ("123456XY", "123456XY"),
        ("112-45-789", "112-45-789"),
        ("8765-4321", "8765-4321"),
        ("ABCD1234", "ABCD1234"),
        ("HPX-77-40921", "HPX-77-40921"),
        ("2024-01-15", None),  # a date
        ("1234", None),
        ("A1234", None),
        ("12.34567", None),
        ("ABCDEFGH", None),
    ],
)
def test_an_office_number_has_letters_groups_and_digits(text: str, number: str | None) -> None:
    """Dates and decimals are none."""
    found = OFFICE_NUMBER.search(text)
    assert (found and found[0]) == number


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("customer no 12345", True),
        ('"customerNo":"12345"', True),
        ('"customer_no":12345', True),
        ("the CUSTOMER.NO is", True),
        ("what is your account id?", True),
        ("12345", False),
    ],
)
def test_a_number_that_needs_a_cue_is_looked_for_where_one_stands(text: str, needed: bool) -> None:
    """In the text, in the field's name, or in the question."""
    pattern = needs(r"customer (?:no|num[e\u00e9]ro)", "(?i:account id)")
    assert pattern.isascii()
    assert (re2.search(pattern, text) is not None) == needed
