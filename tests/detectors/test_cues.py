"""Words that speak for a number: how near, in which order, in the text and in the field's name."""

from __future__ import annotations

import pytest
import re2
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tidegate.detectors.cues import CHARS_NEAR, OFFICE_NUMBER, Near, beside, cue, needs, wide_needs
from tidegate.detectors.numbers import Form, read
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM

CUES = cue("file|case (?:number|no)")
PIECES = (
    "file", "File ", "case no", "case_number", "case", " no ", "number", "profile", "1234", "56789", "A1", "x", "and ",
    "or", " is ", "that of ", "my ", "the one ", "we said ", " ", "-", "_", ".", ", ", "#", ":", "\n", "\"", "(",
)  # fmt: skip
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
        ("CUSTOMER.NO, as we said, is that of AB-12345", True),
        ('"customerNo":"it is 12345"', True),
        ('"customer_no":12345', True),
        ('"myCustomerNo":"12345"', True),
        ("12345 is my customer no", True),
        ("a customer nobody knows", False),
        ("12345", False),
        ("a file 12345", False),
    ],
)
def test_a_detector_of_numbers_that_need_a_cue_is_woken_by_one(text: str, needed: bool) -> None:
    """In the text, or in the field's name; a word that only begins so is none."""
    pattern = needs(r"customer (?:no|num[e\u00e9]ro)", "geo[0-9]")
    assert pattern.isascii()
    assert (re2.search(pattern, f"\n{text}\n") is not None) == needed
    assert re2.search(pattern, "geo7") is not None


def test_outside_of_ascii_a_cue_may_have_its_accents_and_other_blanks() -> None:
    """A text with them never comes to the patterns for ASCII."""
    pattern = wide_needs(r"customer (?:no|num[e\u00e9]ro)")
    assert re2.search(pattern, "Customer\u00a0num\u00e9ro 12345") is not None
    assert re2.search(pattern, "customer\u2013no 12345") is not None
    assert re2.search(pattern, "customer 12345") is None


@pytest.mark.parametrize(
    ("text", "behind", "rows"),
    [
        ("file 1234", False, [0]),
        ("file that we said is the one with AB-1234", False, [0]),  # letters of the number count as words
        ("file of which nobody has ever seen more than a page or 2", False, []),
        ("file", False, []),
        ("1234 is the file", False, []),
        ("1234 is the file", True, [0]),
        ("1234 is by far not all of the file", True, []),
        ("file 12, then 1234", False, []),
        ("f\u00efle 1234", False, [0]),  # not ASCII
    ],
)
def test_only_texts_with_a_number_near_a_cue_are_read(text: str, behind: bool, rows: list[int]) -> None:
    """Most cues have none."""
    assert Near("file|case (?:number|no)", number="[0-9]{4}", behind=behind).rows(TextBatch.of([text])) == rows


def test_a_field_named_by_a_cue_and_an_answer_are_read() -> None:
    """No cue stands in the text."""
    batch = TextBatch(["1234", "1234", "1234"], ["caseNumber", "", "count"], ["", "account_number", ""], [(), (), ()])
    assert Near("file|case (?:number|no)").rows(batch) == [0, 1]


@settings(max_examples=500, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=10).map("".join), behind=st.booleans())
@example(text="file_1234", behind=False)
def test_what_is_kept_was_let_through(text: str, behind: bool) -> None:
    """Else it would have been passed unread."""
    if kept(text, behind=behind):
        assert re2.search(needs("file|case (?:number|no)"), f"\n{text}\n") is not None
        assert Near("file|case (?:number|no)", behind=behind).rows(TextBatch.of([text])) == [0]
