"""Dates: what a calendar accepts."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.claims import US, claims
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.date import Date
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum

DETECTOR = Date(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("on 2024-02-29 at", "2024-02-29", STRONG),
        ("2024-01-15T10:00:00Z", "2024-01-15T10:00:00Z", STRONG),
        ("2024/1/5.", "2024/1/5", STRONG),
        ("3/10/1984", "3/10/1984", STRONG),
        ("31.12.1984", "31.12.1984", STRONG),
        ("1/2/24", "1/2/24", MEDIUM),
        ("March 3, 2024", "March 3, 2024", STRONG),
        ("3rd of march 2024", "3rd of march 2024", STRONG),
        ("12-Mar-2024", "12-Mar-2024", STRONG),
        ("03MAR2024", "03MAR2024", STRONG),
        ("Dec 25th", "Dec 25th", MEDIUM),
        ("sept 2023", "sept 2023", MEDIUM),
        ("may 5 people", "may 5", WEAK),
        ("march 2nd in town", "march 2nd", MEDIUM),
        ("the 3rd of may", "3rd of may", MEDIUM),
        ("12/25", "12/25", WEAK),
        ("20240115", "20240115", WEAK),
    ],
)
def test_dates_are_found_by_form(text: str, value: str, score: float) -> None:
    """The fuller the form, the surer the claim."""
    (claim,) = claims(DETECTOR, text)
    assert (text[claim.start : claim.end], claim.score, claim.entity_type) == (value, score, "date")
    assert claim.checksum is Checksum.NONE


@pytest.mark.parametrize(
    "text", ["", "2024", "in may", "1.2.3.4", "2024-1", "x2024-01-15", "12:30:45", "192.0.2.7", "1/2/3/4", "market 5"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    """Years alone, times, versions and addresses."""
    assert claims(DETECTOR, text) == []


@pytest.mark.parametrize("text", ["31/06/1996", "2023-02-29", "2024-13-01", "30 February 2024"])
def test_a_day_that_no_calendar_has_stays_a_claim_for_context_to_lift(text: str) -> None:
    """After "date of birth?" it is an answer."""
    (claim,) = claims(DETECTOR, text)
    assert (claim.score, claim.checksum, claim.end) == (WEAK, Checksum.FAILED, len(text))


@pytest.mark.parametrize("text", ["born on 1984-03-10", "DOB: 3/10/1984"])
def test_a_date_of_birth_is_a_weak_date(text: str) -> None:
    """It is the other detector's, and hidden as a date where that one does not run."""
    assert [(claim.entity_type, claim.score) for claim in claims(DETECTOR, text)] == [("date", WEAK)]


def test_month_names_are_english() -> None:
    """They are read where the policy's languages have English."""
    assert claims(Date(DetectorConfig(languages=("de",))), "March 3, 2024") == []


@given(
    st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"]),
)
def test_every_day_of_the_calendar_is_found(day: datetime.date, form: str) -> None:
    """In each numeric form, whole."""
    text = day.strftime(form).zfill(10)
    (claim,) = claims(DETECTOR, text)
    assert (claim.start, claim.end, claim.score) == (0, 10, STRONG)
