"""Words of closed groups: found by list, by cue and by field; ordinary words only with something that says so."""

from __future__ import annotations

from functools import cache

import pytest
import re2

from tests.detectors.claims import US, found
from tidegate.detectors import registry
from tidegate.detectors.base import Detector
from tidegate.detectors.gazetteers.lists import terms
from tidegate.spans import MEDIUM, STRONG, WEAK
from tidegate.testing.contracts import check_detector

NAMES = (
    "condition", "drug", "event", "gender", "injury", "language", "marital_status", "medical_process", "occupation",
    "origin", "physical_attribute", "political_affiliation", "religion", "sexuality", "zodiac_sign",
)  # fmt: skip


@cache
def detector(name: str) -> Detector:
    return registry.factories(())[name](US)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("religion", "they are Buddhists", [("Buddhists", MEDIUM)]),
        ("religion", "her religion is Islam", [("Islam", STRONG)]),
        ("religion", "an orthodox method", [("orthodox", WEAK)]),
        ("religion", "hinduismus", []),
        ("zodiac_sign", "a true Capricorn", [("Capricorn", MEDIUM)]),
        ("zodiac_sign", "my star sign is leo", [("leo", MEDIUM)]),
        ("zodiac_sign", "lung cancer", [("cancer", WEAK)]),
        ("language", "he speaks Polish", [("Polish", MEDIUM)]),
        ("language", "German food", [("German", WEAK)]),
        ("language", "subtitles in Swahili", [("Swahili", MEDIUM)]),
        ("origin", "a Nigerian student", [("Nigerian", MEDIUM)]),
        ("origin", "polish the table", [("polish", WEAK)]),
        ("gender", "a non-binary person", [("non-binary", MEDIUM)]),
        ("gender", "the man left", [("man", WEAK)]),
        ("marital_status", "he is divorced", [("divorced", STRONG)]),
        ("marital_status", "a single room", [("single", WEAK)]),
        ("sexuality", "came out as bisexual", [("bisexual", STRONG)]),
        ("sexuality", "go straight on", [("straight", WEAK)]),
        ("political_affiliation", "the Green Party won", [("Green Party", MEDIUM)]),
        ("political_affiliation", "a green box", [("green", WEAK)]),
        ("occupation", "I work as a teacher", [("teacher", MEDIUM)]),
        ("occupation", "the plumber came", [("plumber", MEDIUM)]),
        ("occupation", "ask the teacher", [("teacher", WEAK)]),
        ("condition", "diagnosed with type 2 diabetes", [("type 2 diabetes", STRONG)]),
        ("condition", "an old tendonitis", [("tendonitis", MEDIUM)]),
        ("condition", "Marfan syndrome", [("Marfan syndrome", MEDIUM)]),
        ("condition", "a cold drink", [("cold", WEAK)]),
        ("condition", "the diagnosis of apathy", []),
        ("injury", "a sprained ankle", [("sprained ankle", MEDIUM)]),
        ("injury", "cut the price", [("cut", WEAK)]),
        ("medical_process", "she underwent chemotherapy", [("chemotherapy", STRONG)]),
        ("medical_process", "an oophorectomy", [("oophorectomy", MEDIUM)]),
        ("medical_process", "photography is a false dichotomy", []),
        ("drug", "prescribed Lisinopril", [("Lisinopril", STRONG)]),
        ("drug", "quuxolol twice a day", [("quuxolol", MEDIUM)]),  # by its stem
        ("drug", "in April", []),
        ("physical_attribute", "with brown eyes", [("brown eyes", STRONG)]),
        ("physical_attribute", "he is 6 ft 2 in tall", [("6 ft 2 in tall", MEDIUM)]),
        ("physical_attribute", "I weigh 80 kg", [("80 kg", MEDIUM)]),
        ("physical_attribute", "install it", []),
        ("event", "closed on Thanksgiving", [("Thanksgiving", MEDIUM)]),
        ("event", "at the Quuxton Jazz Festival", [("Quuxton Jazz Festival", MEDIUM)]),
        ("event", "the wedding cake", [("wedding", WEAK)]),
    ],
)
def test_a_word_of_a_group_is_found(name: str, text: str, expected: list[tuple[str, float]]) -> None:
    """Sure words, ordinary ones, and no parts of words."""
    assert found(detector(name), text) == expected


@pytest.mark.parametrize(
    ("name", "field", "text"),
    [
        ("religion", "religion", "quuxism"),
        ("occupation", "jobTitle", "Head of Quux"),
        ("condition", "diagnosis", "quux fever"),
        ("drug", "medication", "Quuxa 20"),
        ("marital_status", "marital_status", "it is complicated"),
        ("origin", "nationality", "Quuxian"),
        ("physical_attribute", "height", "1.85"),
        ("physical_attribute", "weight", "82.5kg"),
    ],
)
def test_a_field_says_what_its_value_is(name: str, field: str, text: str) -> None:
    """Whatever stands there; and the gate opens the record for it."""
    finder = detector(name)
    assert (text, MEDIUM) in found(finder, text, name=field) or found(finder, text, name=field)
    assert re2.search(finder.needs, f'"{field}":"{text}"') is not None  # type: ignore[attr-defined]
    assert found(finder, "unknown", name=field) == []


@pytest.mark.parametrize(
    ("name", "field", "text"),
    [
        ("occupation", "position", "absolute"),
        ("occupation", "job", "nightly"),
        ("origin", "origin", "https://shop.example"),
        ("origin", "origin", "main"),
        ("condition", "condition", "like new"),
        ("condition", "condition", "Refurbished"),
        ("physical_attribute", "build", "20240613.4"),
        ("physical_attribute", "build", "1.2.3-beta.4"),
    ],
)
def test_a_field_that_means_something_else_holds_none(name: str, field: str, text: str) -> None:
    """Pages, branches, goods and software have positions, origins, conditions and builds, too."""
    assert found(detector(name), text, name=field) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level_up", []),
        ("order.created", []),
        ("click", []),
        ("PutObject", []),
        ("APP_START", []),
        ("Quux Night", ["Quux Night"]),
        ("Quux", ["Quux"]),
    ],
)
def test_the_event_of_a_program_is_none_of_a_person(text: str, expected: list[str]) -> None:
    """Every record of an analytics stream has a field for it."""
    assert [value for value, _ in found(detector("event"), text, name="event")] == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_word_that_is_a_whole_text_says_nothing_of_anyone(name: str) -> None:
    """Such as a property's name; unless a question asked for it."""
    word = next(term for term, sure in terms(name).items() if sure and term.isascii() and term.isalpha())
    assert found(detector(name), word) == [(word, WEAK)]
    assert found(detector(name), word, expected=name) == [(word, STRONG)]


@pytest.mark.parametrize("name", NAMES)
def test_every_listed_word_opens_the_gate(name: str) -> None:
    """In every case, and in the plural."""
    need = re2.compile(detector(name).needs)  # type: ignore[attr-defined]
    for term in terms(name):
        if term.isascii():
            assert need.search(f"a {term} b") is not None
            assert need.search(f"A {term.upper()}S B" if term[-1].isalpha() else f"A {term.upper()} B") is not None


@pytest.mark.parametrize("name", NAMES)
def test_they_keep_their_contract(name: str) -> None:
    check_detector(detector(name))
