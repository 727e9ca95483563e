"""Answers to security questions, in a statement or as an answer."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.security_answer import SecurityAnswer
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = SecurityAnswer(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("my mother's maiden name is Miller", "Miller", STRONG),
        ("Mother's maiden is Miller", "Miller", STRONG),
        ("mommies maiden name was Sanders, I think", "Sanders", STRONG),
        ("my first pet was called Nemo", "Nemo", STRONG),
        ("My dog was named Nemo. My mother was not.", "Nemo", STRONG),
        ("favorite teacher: Ms Honey", "Ms Honey", STRONG),
        ("my security answer is tangerine", "tangerine", STRONG),
        ("my mother's maiden Sanchez", "Sanchez", MEDIUM),
    ],
)
def test_an_answer_is_found_behind_the_thing_that_is_asked_for(text: str, value: str, score: float) -> None:
    """A name, a pet, a teacher."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "Miller",
        "what was your mother's maiden name?",
        "I love my pet",
        "my pet is a dog",
        "first school bus",
        "your security question is required",
        "I forgot my mother's maiden name",
        "my mother called",
        "",
    ],
)
def test_other_words_are_none(text: str) -> None:
    """The question itself, and talk about pets."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("Poppy.", "", "security_answer", ["Poppy"]),
        ("oh Jones", "", "security_answer", ["Jones"]),
        ("It was Miller", "", "security_answer", ["Miller"]),
        ("Its Wong", "", "security_answer", ["Wong"]),
        ("Wong - I hope you can help me.", "", "security_answer", ["Wong"]),
        ("They called her Betty.", "", "security_answer", ["Betty"]),
        ("Molly the dog.", "", "security_answer", ["Molly"]),
        ("Sanchez and Poppy", "", "security_answer", ["Sanchez", "Poppy"]),
        ("I don't know", "", "security_answer", []),
        ("sure", "", "security_answer", []),
        ("Poppy", "securityAnswer", "", ["Poppy"]),
        ("Miller", "mothers_maiden_name", "", ["Miller"]),
        ("Poppy", "answer", "", []),
    ],
)
def test_after_the_question_the_words_that_are_left_are_the_answer(
    text: str, name: str, expected: str, values: list[str]
) -> None:
    """Once "it was" and the like are off; small talk is left out."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]
