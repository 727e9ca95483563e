"""Names of people: found by list, structure and cue; words that only look like one are left alone. All invented."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, found
from tidegate.detectors.person import Person
from tidegate.spans import MEDIUM, STRONG, WEAK
from tidegate.testing.contracts import check_detector

PERSON = Person(US)


def persons(text: str, **more: str) -> list[str]:
    """The widest claims on one text."""
    spans = {(claim.start, claim.end) for claim in claims(PERSON, text, **more)}
    widest = [
        span
        for span in spans
        if not any(other != span and other[0] <= span[0] and span[1] <= other[1] for other in spans)
    ]
    found(PERSON, text, **more)  # checks what the detector needs
    return [text[start:end] for start, end in sorted(widest)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Lindqvist called about it", ["Anna Lindqvist"]),
        ("We met Jean-Luc O'Brien and Maria van Dyke.", ["Jean-Luc O'Brien", "Maria van Dyke"]),
        ("Grant Wilson signed", ["Grant Wilson"]),  # a word, but before a known last name
        ("I asked J. Wilson", ["J. Wilson"]),
        ("ANNA WILSON, 12 boxes", ["ANNA WILSON"]),
        ("with Zhang Haoran", ["Zhang Haoran"]),
        ("Thanks Pedro", ["Pedro"]),
        ("Wilson's parcel", ["Wilson"]),
        ("Bj\u00f6rn \u00c5kesson wrote", ["Bj\u00f6rn \u00c5kesson"]),
        ("my name is Xyzzy Quux", ["Xyzzy Quux"]),
        ("my name is anna wilson and i need help", ["anna wilson"]),
        ("this is pedro calling", ["pedro"]),
        ("Mr. Gorski and Mrs van Dyke", ["Gorski", "van Dyke"]),
        ("mr wilson is out", ["wilson"]),
        ("Dear Will,", ["Will"]),
        ("Best regards,\nRose Park", ["Rose Park"]),
        ("seen by Dr. Strange today", ["Strange"]),
        ("Ines Quux, MD", ["Ines Quux"]),
        ("Customer: Will Byers", ["Will Byers"]),
        ("name on the card: Kofi Quux", ["Kofi Quux"]),
        ("Julia K. from the office", ["Julia"]),
        ("Sehr geehrte Frau Prof. Dr. Annezret Wolf-Schulze,", ["Annezret Wolf-Schulze"]),
        ("Herr Dipl.-Ing. Kurz Zyx", ["Kurz Zyx"]),
        ("Dr. med. Uxrike Zyx", ["Uxrike Zyx"]),
        ("payroll for J. R. Hartley, gross", ["J. R. Hartley"]),
        ("c/o Wilson, Am Markt 3", ["Wilson"]),
        ("Hi Sam, this is Deepixa from Acme.", ["Sam", "Deepixa"]),
        ("Thanks, Oluwazeun", ["Oluwazeun"]),
        ("Our daughter Saoixe (7) attends", ["Saoixe"]),
        ("my late husband Zyxto died", ["Zyxto"]),
    ],
)
def test_a_name_is_found(text: str, expected: list[str]) -> None:
    """By list, by what stands beside it, by cue."""
    assert persons(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Will you come in May? Mark the day, I hope.",
        "Thank you! All is fine here",
        "Parcel T-123456 left the warehouse",
        "Rose gardens and summer joy",
        "Martin Luther King Street is closed",
        "Anna University opens",  # what goes on as an organisation
        "We flew to San Francisco and Santa Barbara",
        "Hi There, how are you?",
        "Hi, this is Monday from hell",
        "Thanks, Will do",
        "Frau oder Herr",
        "our partner Company has it",
        "his friend Request is pending",
        "the U. S. Army and the U. N. Council",
        "Dear Customer,",
        "Dear Sir or Madam,",
        "file name: anna",
        "my name is not on it",
        "i am happy",
        "this is wrong",
        "From: Will",
        "New York, Hong Kong, Puerto Rico",
        "pedro@example.com and #Pedro and @Pedro",
        "Red Cross first aid",
        "ERROR HTTP Server",
        "you may miss opportunities",
        "Step 56 done in 56 ms. My colleague waits",
        "It took 8ms. Row 24 is next",
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(text: str) -> None:
    """Words, streets, cities, handles."""
    assert persons(text) == []


def test_a_full_name_is_claimed_whole_and_in_parts() -> None:
    """A policy may hide first or last names alone."""
    parts = {(claim.entity_type, claim.start, claim.end) for claim in claims(PERSON, "Anna Wilson")}
    assert parts == {("person", 0, 11), ("first_name", 0, 4), ("last_name", 5, 11)}


def test_a_doctor_is_a_medical_professional() -> None:
    """And a person, where only that is enabled."""
    types = {claim.entity_type for claim in claims(PERSON, "Dr. Anna Wilson")}
    assert types == {"person", "first_name", "last_name", "medical_professional"}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("first_name", "Xyzzy", [("Xyzzy", MEDIUM)]),
        ("lastName", "Quux", [("Quux", MEDIUM)]),
        ("author", "anna wilson", [("anna", MEDIUM), ("anna wilson", MEDIUM), ("wilson", MEDIUM)]),
        ("customer", "anna wilson", [("anna", MEDIUM), ("anna wilson", MEDIUM), ("wilson", MEDIUM)]),
        ("name", "Kettle K200", []),  # a product has a name, too
        ("name", "blue kettle", []),
        ("first_name", "12345", []),
        ("first_name", "unknown", []),
        ("nachname", "Xyzzy B.A.", [("Xyzzy B.A.", MEDIUM)]),
        ("sukunimi", "Xyzzy", [("Xyzzy", MEDIUM)]),
        ("etternavn", "Xyzzy", [("Xyzzy", MEDIUM)]),
        ("nome_completo", "Xyzzy Quux", [("Quux", MEDIUM), ("Xyzzy", MEDIUM), ("Xyzzy Quux", MEDIUM)]),
        ("\uc774\ub984", "\uae40\ubbfc\uc218", [("\uae40\ubbfc\uc218", MEDIUM)]),
        (
            "\u6c0f\u540d",
            "\u5c71\u7530 \u592a\u90ce",
            [("\u5c71\u7530", MEDIUM), ("\u5c71\u7530 \u592a\u90ce", MEDIUM), ("\u592a\u90ce", MEDIUM)],
        ),
        ("navn", "Kettle", []),
        ("nome", "Anna", [("Anna", MEDIUM)]),
        ("author", "example.com", []),
        ("author", "Platform Team", []),
        ("legal_name", "Xyzzy Ltd", []),
        ("legal_name", "Wilson Ltd", [("Ltd", MEDIUM), ("Wilson", MEDIUM), ("Wilson Ltd", MEDIUM)]),
        ("display_name", "CPU usage", []),
        ("name", "Mac OS X", []),
    ],
)
def test_a_field_says_what_its_value_is(name: str, text: str, expected: list[tuple[str, float]]) -> None:
    """One that is named for people counts as it is, one that may be anything only with a known name."""
    assert sorted(found(PERSON, text, name=name)) == sorted(expected)


@pytest.mark.parametrize(
    "name", ["first_name", "lastName", "author", "customer", "createdBy", "full name", "efternamn", "nome", "soyadi"]
)
def test_a_field_for_people_is_read(name: str) -> None:
    """The gate sees the field's name before its value."""
    import re2

    assert claims(PERSON, "anna wilson", name=name)
    assert re2.search(PERSON.needs, f'"{name}":"anna wilson"') is not None
    assert re2.search(PERSON.needs, f'"{name}" : ["anna wilson"]') is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("xyzzy", ["xyzzy"]), ("sure, it's Xyzzy Quux.", ["Xyzzy Quux"]), ("no", []), ("123456", [])],
)
def test_the_answer_to_the_question_for_a_name_counts(text: str, expected: list[str]) -> None:
    """Weakly; the question lifts it."""
    assert persons(text, expected="person") == expected
    assert all(claim.score == WEAK for claim in claims(PERSON, text, expected="person") if "yzzy" in text)


def test_sure_forms_score_higher_than_likely_ones() -> None:
    assert {claim.score for claim in claims(PERSON, "Mrs. Quux")} == {STRONG}
    assert {claim.score for claim in claims(PERSON, "Anna Quux")} == {MEDIUM}


def test_it_keeps_its_contract() -> None:
    check_detector(PERSON)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("holder", "P. de Quux", ["P. de Quux"]),
        ("owner", "J.R. Quux", ["J.R. Quux"]),
        ("cardholder", "MR JOHN Q PUBLIC", ["MR JOHN Q PUBLIC"]),  # whole, though a cue sees a part
        ("owner", "U.S. dollars", []),
    ],
)
def test_a_field_for_people_holds_initials_and_a_name(name: str, text: str, expected: list[str]) -> None:
    """Nobody else is written so."""
    assert persons(text, name=name) == expected
