"""Bank identifier codes: a form with a country in it."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.swift_bic import SwiftBic
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = SwiftBic(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("swift code: deutdeff", "deutdeff", STRONG),
        ("BIC is NWBKGB2L", "NWBKGB2L", STRONG),
        ("to NWBKGB2LXXX", "NWBKGB2LXXX", MEDIUM),
        ("DEUTDEFFXXX", "DEUTDEFFXXX", MEDIUM),
        ("DEUTDEFF", "DEUTDEFF", WEAK),
        ("DEUTDEFF500", "DEUTDEFF500", WEAK),
    ],
)
def test_a_code_is_found_by_its_form_and_surer_behind_its_word(text: str, value: str, score: float) -> None:
    """NWBK and DEUT are the codes that ISO 9362 and banks themselves show as examples."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "PASSWORD",
        "CUSTOMER",
        "DOCUMENT",
        "TRANSACTION",
        "ABCDXX12",
        "deutdeff",
        "DEUTDEF",
        "XDEUTDEFF500",
        "DEUTDEFF5000",
        "SWIFT delivery",
        "",
    ],
)
def test_other_words_are_none(text: str) -> None:
    """Words in capitals whose country does not exist, and words of banking whose country does."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("DEUTDEFF", "bic", "", ["DEUTDEFF"]),
        ("PASSWORD", "bic", "", []),
    ],
)
def test_a_name_or_a_question_changes_nothing_about_the_form(
    text: str, name: str, expected: str, values: list[str]
) -> None:
    """The form stays, and the name lifts it."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]
