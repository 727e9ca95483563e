"""Durations: numbers and units of time."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.duration import Duration
from tidegate.spans import MEDIUM, STRONG

DETECTOR = Duration(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("in 3 days", "3 days", MEDIUM),
        ("2 weeks and 3 days", "2 weeks and 3 days", MEDIUM),
        ("5 hours 30 minutes", "5 hours 30 minutes", MEDIUM),
        ("three months", "three months", MEDIUM),
        ("a 2-day trip", "2-day", MEDIUM),
        ("2h30m", "2h30m", MEDIUM),
        ("3 to 5 days", "3 to 5 days", MEDIUM),
        ("P3DT4H", "P3DT4H", STRONG),
        ("PT15M", "PT15M", STRONG),
        ("drei Tage", "drei Tage", MEDIUM),
        ("2,5 Stunden", "2,5 Stunden", MEDIUM),
    ],
)
def test_a_duration_is_found_by_its_unit(text: str, value: str, score: float) -> None:
    """In words, chains, and the standard form."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "42 years old",
        "a 3-year-old",
        "3 years ago",
        "5 m",
        "3",
        "PT",
        "P",
        "10 percent",
        "P1",
        "day 3",
        "$5 days",
        "12/3d later",
        "seconds",
        "monday",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Ages, single letters, percentages."""
    assert found(DETECTOR, text) == []
