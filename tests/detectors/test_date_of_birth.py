"""Dates of birth: dates that something ties to a birth."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims
from tidegate.detectors.date import Date
from tidegate.detectors.date_of_birth import DateOfBirth
from tidegate.pipeline.score import weigh
from tidegate.spans import MEDIUM, STRONG, Checksum

DETECTOR = DateOfBirth(US)


@pytest.mark.parametrize(
    ("text", "name", "expected", "value"),
    [
        ("born on 1984-03-10", "", "", "1984-03-10"),
        ("DOB: 3/10/1984", "", "", "3/10/1984"),
        ("D.O.B. 3/10/84", "", "", "3/10/84"),
        ("my date of birth is the 10th of March 1984", "", "", "10th of March 1984"),
        ("Birthday - Mar 10", "", "", "Mar 10"),
        ("1984-03-10 is my birthday", "", "", "1984-03-10"),
        ("1984-03-10 (date of birth)", "", "", "1984-03-10"),
        ("1984-03-10", "birthDate", "", "1984-03-10"),
        ("1984-03-10", "patient_dob", "", "1984-03-10"),
        ("1984-03-10", "", "date_of_birth", "1984-03-10"),
    ],
)
def test_a_word_for_birth_makes_a_date_of_birth(text: str, name: str, expected: str, value: str) -> None:
    """In front of it, close behind it, in the field's name, or in the question."""
    (claim,) = claims(DETECTOR, text, name=name, expected=expected)
    assert (text[claim.start : claim.end], claim.entity_type) == (value, "date_of_birth")
    assert claim.score >= MEDIUM


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1984-03-10", "created"),
        ("reborn 1984-03-10", ""),
        ("born in Boston; seen 1984-03-10", ""),
        ("born in Boston, admitted 1984-03-10", ""),
        ("DOB unknown", ""),
        ("birthday order 123456789", ""),
        ("invoice of 1984-03-10", "adobe"),
    ],
)
def test_other_dates_are_none(text: str, name: str) -> None:
    """A date alone, and one that another word owns."""
    assert claims(DETECTOR, text, name=name) == []


def test_only_the_date_behind_the_word_is_one() -> None:
    """What comes after it is the next thing."""
    text = "born 1984-03-10, insured 2024-05-06"
    assert [text[claim.start : claim.end] for claim in claims(DETECTOR, text)] == ["1984-03-10"]


def test_after_the_question_a_day_that_no_calendar_has_is_an_answer() -> None:
    """People mistype."""
    (claim,) = claims(DETECTOR, "31/06/1996", expected="date_of_birth")
    assert claim.checksum is Checksum.FAILED
    assert weigh(claim, DETECTOR, "31/06/1996", expected="date_of_birth").score >= STRONG


@pytest.mark.parametrize(
    "text", ["born on 1984-03-10", "DOB 19840310", "date of birth Mar 10", "date of birth: 10.3.84", "dob 3/10"]
)
def test_it_outweighs_the_plain_date(text: str) -> None:
    """Both claim the range; the more telling type wins it."""
    (birth,), (date,) = claims(DETECTOR, text), claims(Date(US), text)
    assert (birth.start, birth.end) == (date.start, date.end)
    assert weigh(birth, DETECTOR, text).score > weigh(date, Date(US), text).score >= 0.3
