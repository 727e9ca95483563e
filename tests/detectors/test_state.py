"""States of the US: names, and abbreviations where an address says so."""

from __future__ import annotations

import pytest

from tests.detectors.claims import found
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.state import State
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = State(DetectorConfig(regions=("US",)))


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("in Massachusetts.", "Massachusetts", MEDIUM),
        ("AUSTIN, TX 75001", "TX", STRONG),
        ("Austin, TX 75001-1234", "TX", STRONG),
        ("Portland, OR.", "OR", MEDIUM),
        ("Austin, TX is hot", "TX", MEDIUM),
        ("I live in NEW YORK now", "NEW YORK", MEDIUM),
        ("west virginia", "west virginia", WEAK),
    ],
)
def test_a_state_is_found_by_name_or_by_its_place(text: str, value: str, score: float) -> None:
    """Before a ZIP code, or behind a town and a comma."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "MA",
        "OR",
        "this OR that",
        "Hello, OK fine",
        "x, IN the",
        "New York City",
        "Washington, D.C.",
        "washington.com",
        "TX-75001",
        "Indianapolis",
        "",
    ],
)
def test_other_words_are_none(text: str) -> None:
    """Words, cities, sites."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("MA", "state", "", ["MA"]),
        ("MA", "addressState", "", ["MA"]),
        ("MA", "state_code", "", ["MA"]),
        ("MA", "status", "", []),
        ("MA", "statement", "", []),
        ("XX", "state", "", []),
    ],
)
def test_a_name_makes_an_abbreviation_a_state(text: str, name: str, expected: str, values: list[str]) -> None:
    """The field has to say it."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]


def test_states_are_found_only_where_the_region_is_on() -> None:
    """A national form."""
    assert found(State(DetectorConfig(regions=("DE",))), "in Massachusetts") == []
