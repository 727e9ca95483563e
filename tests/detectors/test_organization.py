"""Organisations and medical facilities. Those that are not well known are invented."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, found
from tidegate.detectors.organization import Organization
from tidegate.spans import MEDIUM, STRONG, WEAK
from tidegate.testing.contracts import check_detector

ORGANIZATION = Organization(US)


@pytest.mark.parametrize(
    ("text", "expected", "entity_type"),
    [
        ("bought from Quux & Sons Ltd.", [("Quux & Sons Ltd.", STRONG)], "organization"),
        ("the Xyzzy GmbH is", [("Xyzzy GmbH", STRONG)], "organization"),
        ("She works at Xyzzy Labs now", [("Xyzzy Labs", MEDIUM)], "organization"),
        ("he worked for Quux", [("Quux", MEDIUM)], "organization"),
        ("University of Quuxton", [("University of Quuxton", MEDIUM)], "organization"),
        ("The Quux University", [("Quux University", MEDIUM)], "organization"),
        ("Microsoft and GOOGLE", [("Microsoft", MEDIUM), ("GOOGLE", MEDIUM)], "organization"),
        ("an Apple a day", [("Apple", WEAK)], "organization"),
        ("at M\u0130CROSOFT", [("M\u0130CROSOFT", MEDIUM)], "organization"),
        ("admitted to Quux General Hospital", [("Quux General Hospital", MEDIUM)], "medical_facility"),
        ("seen at St. Xyzzy Clinic", [("St. Xyzzy Clinic", MEDIUM)], "medical_facility"),
        ("treated at Johns Hopkins", [("Johns Hopkins", MEDIUM)], "medical_facility"),
    ],
)
def test_an_organisation_is_found(text: str, expected: list[tuple[str, float]], entity_type: str) -> None:
    assert found(ORGANIZATION, text) == expected
    assert {claim.entity_type for claim in claims(ORGANIZATION, text)} == {entity_type}


@pytest.mark.parametrize(
    "text",
    [
        "The Hospital is full",
        "the bank called",
        "In Company of friends",
        "apple pie",
        "Thank you! All is fine here",
        "a group of us",
    ],
)
def test_a_word_is_no_organisation(text: str) -> None:
    assert found(ORGANIZATION, text) == []


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("company", "Quux 24", ["Quux 24"]),
        ("employerName", "quux", ["quux"]),
        ("company", "none", []),
        ("kind", "quux", []),
    ],
)
def test_a_field_says_what_its_value_is(name: str, text: str, values: list[str]) -> None:
    assert [value for value, _ in found(ORGANIZATION, text, name=name)] == values


def test_it_keeps_its_contract() -> None:
    check_detector(ORGANIZATION)
