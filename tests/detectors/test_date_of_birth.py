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


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("geboortedatum: 17-03-1984", "", "17-03-1984"),
        ("f\u00f6dd 1984-03-17", "", "1984-03-17"),
        ("f\u00f8dselsdato er 17.03.1984", "", "17.03.1984"),
        ("data de nascimento: 17/03/1984", "", "17/03/1984"),
        ("data urodzenia 17.03.1984", "", "17.03.1984"),
        ("syntym\u00e4aika: 17.3.1984", "", "17.3.1984"),
        ("do\u011fum tarihi 17.03.1984", "", "17.03.1984"),
        ("\u751f\u5e74\u6708\u65e5\u306f1984/03/17\u3067\u3059", "", "1984/03/17"),
        ("\u751f\u5e74\u6708\u65e5\uff1a1984\u5e743\u670817\u65e5", "", "1984\u5e743\u670817\u65e5"),
        ("\uc0dd\ub144\uc6d4\uc77c\uc740 1984. 3. 17.", "", "1984. 3. 17"),
        ("\u0e27\u0e31\u0e19\u0e40\u0e01\u0e34\u0e14 17/03/1984", "", "17/03/1984"),
        ("Can you check 03/17/1984? that is my date of birth", "", "03/17/1984"),
        ("17.03.1984 ist mein Geburtsdatum", "", "17.03.1984"),
        ("17/03/1984, est ma date de naissance", "", "17/03/1984"),
        ("17-03-1984 is mijn geb.datum", "", "17-03-1984"),
        ("nasc.: 17/03/1984", "", "17/03/1984"),
        (
            "\u0e27\u0e31\u0e19\u0e40\u0e14\u0e37\u0e2d\u0e19\u0e1b\u0e35\u0e40\u0e01\u0e34\u0e14: 17/03/1984",
            "",
            "17/03/1984",
        ),
        ("DOB 031784", "", "031784"),
        ("f\u00f6dd: 840317", "", "840317"),
        ("840317", "fodelsedatum", "840317"),
        ("031784", "patientDOB", "031784"),
        ("17.03.1984", "geboortedatum", "17.03.1984"),
        ("17.03.1984", "foedselsdato", "17.03.1984"),
        ("17.03.1984", "dogum_tarihi", "17.03.1984"),
        ("1984-03-17", "\u751f\u5e74\u6708\u65e5", "1984-03-17"),
    ],
)
def test_a_birth_is_spoken_of_in_other_languages(text: str, name: str, value: str) -> None:
    """Before the date, behind it, in the field's name; six figures where nothing else can be meant."""
    assert [text[claim.start : claim.end] for claim in claims(DETECTOR, text, name=name)] == [value]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("DOB 999999", ""),  # no day
        ("born as the first of 031784 people", ""),
        ("birthday order 031784", ""),
        ("DOB 0317845", ""),
        ("031784", "created"),
        ("Can you check 03/17/1984? the order is late", ""),
        ("admitted 2024-05-06. Date of birth unknown", ""),
        ("nascimentos 17/03/1984", ""),
    ],
)
def test_other_figures_and_words_are_none(text: str, name: str) -> None:
    """Six figures that are no day, or that no word stands straight before."""
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
