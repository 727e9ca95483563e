"""Doses: amounts in pharmaceutical units."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.dose import Dose
from tidegate.spans import MEDIUM, WEAK

DETECTOR = Dose(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("500 mg", "500 mg", MEDIUM),
        ("100mcg", "100mcg", MEDIUM),
        ("10 mg/kg", "10 mg/kg", MEDIUM),
        ("5 ml twice daily", "5 ml twice daily", MEDIUM),
        ("0.5 mL", "0.5 mL", MEDIUM),
        ("1,000 IU", "1,000 IU", MEDIUM),
        ("20 units of insulin", "20 units", MEDIUM),
        ("two tablets", "two tablets", WEAK),
        ("200 g", "200 g", WEAK),
        ("3 capsules daily", "3 capsules daily", WEAK),
        ("2 puffs every 4 hours", "2 puffs every 4 hours", WEAK),
    ],
)
def test_a_dose_is_found_by_its_unit(text: str, value: str, score: float) -> None:
    """Household units need a word for medicine beside them."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "mg",
        "5 mgmt",
        "500",
        "a1-26cc-4b",
        "5 gx",
        "12 mgx",
        "order 500",
        "24 months",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Pieces of identifiers, other words."""
    assert found(DETECTOR, text) == []
