"""Ages: numbers that the words beside them make one."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.age import Age
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = Age(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("she is 42 years old", "42", STRONG),
        ("a 42-year-old man", "42", STRONG),
        ("42 y/o", "42", STRONG),
        ("63yo M", "63", STRONG),
        ("a 6-month-old", "6", STRONG),
        ("This 36 year old female", "36", STRONG),
        ("aged 42", "42", MEDIUM),
        ("Age: 42", "42", MEDIUM),
        ("Name    : X\nAge     : 61\n", "61", MEDIUM),  # columns
        ("retired at the age of 54", "54", MEDIUM),
        ("just turned 60", "60", MEDIUM),
        ("I'll turn 47.", "47", MEDIUM),
        ("I'm 42, hi", "42", MEDIUM),
        ("I am 93 and forgetful", "93", MEDIUM),
        ("my mother is 83.", "83", MEDIUM),
        ("Sarah, 34F, presents", "34", MEDIUM),
        ("110 years of age", "110", STRONG),
    ],
)
def test_an_age_is_found_by_the_words_beside_it(text: str, value: str, score: float) -> None:
    """In English, the number alone is claimed, so the sentence still reads."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "42",
        "42 years",
        "I'm 42 minutes late",
        "I'm 5 minutes away",
        "page 42",
        "version 42",
        "aged 130",
        "130 years old",
        "I'm 42% sure",
        "image 42",
        "turned 60 pages",
        "order 42",
        "3 years ago",
        "F 42",
        "1.42 years old",
        "max_allowed_packet=64M",
        "work_mem = 64M",
        "--swap 64M",
        "cache size: 32M",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Times, counts, pages, and what nobody gets to be."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("42", "", "age", ["42"]),
        ("I'm 42 next week", "", "age", ["42"]),
        ("42", "age", "", ["42"]),
        ("42", "patient_age", "", ["42"]),
        ("42", "patientAge", "", ["42"]),
        ("42", "page", "", []),
        ("42", "storage", "", []),
        ("142", "age", "", []),
    ],
)
def test_a_name_or_a_question_makes_a_number_an_age(text: str, name: str, expected: str, values: list[str]) -> None:
    """After it, any possible age is a weak claim, which the question lifts."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]
