"""Names in lower case and without stops, as people type them in chats; what else follows "name". All invented."""

from __future__ import annotations

import pytest
import re2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.detectors.claims import US, claims
from tests.detectors.test_linear import RATIO_MAX, growth
from tests.detectors.test_person import persons
from tidegate.detectors import chat_names
from tidegate.detectors.person import _TOLD, Person, _hints
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM

PERSON = Person(US)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name velan and password 1234", ["velan"]),
        ("name velan smith and pass word is 4412", ["velan smith"]),
        ("name is velan smith and the passward is 4412", ["velan smith"]),
        ("name quuxan", ["quuxan"]),
        ("Name quuxan arrow ssn 4821", ["quuxan arrow"]),
        ("name peter ac no 60910100", ["peter"]),
        ("name peter 60910100", ["peter"]),
        ("name revanti ssn number 4567", ["revanti"]),
        ("name revanti, account 4567", ["revanti"]),
        ("name revanti\naccount 4567", ["revanti"]),
        ("no problem name velan quuxan mobile no 5550100", ["velan quuxan"]),
        ("hi, name velan adress 12 elm street", ["velan"]),
        ("yes sure my first name velan and my last name quuxan", ["velan", "quuxan"]),
        ("my name velan account number 12", ["velan"]),
        ("myname velan and my ssn 3937", ["velan"]),
        ("fullname velan quuxan ssn 2386", ["velan quuxan"]),
        ("my full name is smith quuxan", ["smith quuxan"]),
        ("im sorry my full name is actually peter smith", ["peter smith"]),
        ("my name is velan quuxan can you help me", ["velan quuxan"]),
        ("my name is velan quuxan I need help", ["velan quuxan"]),
        ("my name: velan quuxan", ["velan quuxan"]),
        ("my name's velan", ["velan"]),
        ("my good name is velan", ["velan"]),
        ("customer name: velan", ["velan"]),
        ("the account holder name is velan quuxan, card 12", ["velan quuxan"]),
        ("my name is peter west", ["peter west"]),  # a name and a word, before the end
        ("my name is peter s barclay and account number is 7", ["peter s barclay"]),
        ("my name is peter s. barclay and account number is 7", ["peter s. barclay"]),
        ("my name is peter a wilson and my card is 7", ["peter a wilson"]),
        ("my name is velan k", ["velan k"]),
        ("my name is maria de la cruz and i moved", ["maria de la cruz"]),
        ("my name is rose and account is 12", ["rose"]),
        ("my name is peter will you help", ["peter"]),
        ("my name is peter please help", ["peter"]),
        ("the customer said the name peter wilson", ["peter wilson"]),
        ("because my last name is smith lmao", ["smith"]),
        ("smith is my last name", ["smith"]),
        ("yes, velan quuxan is my full name", ["velan quuxan"]),
        ("velan k is my name", ["velan k"]),
        ("it was booked by mistake, and smith is my surname", ["smith"]),
        ("i am peter quuxan and my booking number is 12", ["peter quuxan"]),
        ("this is peter mary", ["peter mary"]),
        ("this is peter quuxan", ["peter quuxan"]),
        ("this is peter quuxan whom you met", ["peter"]),
        ("hi peter quuxan", ["peter"]),
    ],
)
def test_a_name_behind_its_cue_is_found_in_lower_case(text: str, expected: list[str]) -> None:
    """Whole, whether a list knows it or not, up to the word that ends it."""
    assert persons(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # what is named is a thing
        "the file name is quuxan",
        "file name quuxan",
        "host name quuxan",
        "domain name quuxan and ip",
        "class name quuxan",
        "user name quuxan and password 12",
        "the hotel name is quuxan palace and",
        "the event name is doctor appointment",
        "the pet's name is quuxan",
        "my company name is quuxan and my",
        "city name quuxan and zip 12",
        "model full name quuxan",
        "name: quuxan-deploy",
        "name: quuxan",
        "name = quuxan",
        "name quuxan.txt",
        "name quuxan_1",
        "name quux/an",
        "name quuxan@example.com",
        "name quuxan(12)",
        "name quuxan=12",
        "no file with the name quuxan",
        "name quuxan not found",
        "name quuxan is already in use",
        "name quuxan 12",
        "name localhost",
        "name varchar",
        # "name" is spoken of
        "name of the product",
        "name of my dog",
        "name on the order",
        "name and address",
        "name or number",
        "name, address, phone",
        "name it",
        "name it dentist.",
        "name was not on list",
        "name was mistypd",
        "name must be unique",
        "name exceeds 64 characters",
        "name is required",
        "name is too long",
        "name required",
        "name missing",
        "name changed",
        "name change",
        "name change request and address change",
        "name correction",
        "name tag and badge",
        "name servers and domains",
        "name resolution failed",
        "name meets the criteria",
        "name clashes",
        "name withheld",
        "name badge",
        "name three countries",
        "name a city",
        "name me a song",
        "name your price",
        "name that tune",
        "name some animals",
        "name someone famous",
        "name pls",
        "name please",
        "name und adresse",
        "name der firma",
        "name just a few",
        # a cue for people's names, and no name
        "first name last name email",
        "last name first",
        "first name and last name plus @example.com",
        "first name is required",
        "first name initial",
        "last name starts with k",
        "last name mismatch",
        "last name alphabetically",
        "last name hyphenated",
        "passenger name record and seat",
        "employee name dropdown",
        "full name as on the card",
        "customer name search",
        "customer name and id",
        "my name tag is lost",
        "my name change",
        "my name twice",
        "my name sucks",
        "my name appeared on it",
        "my name on the card is wrong",
        "my name and password",
        "my name was misspelled",
        # questions
        "what is your name please",
        "what is your full name and account number?",
        "what name should i use",
        "can i have your name and number",
        "may i know your first name please?",
        "is my name correct",
        "what is my name",
        "who is my name for",
        # what stands before "is my name"
        "here is my name",
        "this is my name",
        "that is my full name",
        "below is my name",
        "attached is my name",
        "the quuxan is my name for it",
        # no introductions
        "i am happy",
        "this is great",
        "this is urgent",
        "i am quuxan",
        "this is quuxan and my account 12",
    ],
)
def test_other_words_behind_and_before_name_are_left_alone(text: str) -> None:
    """Things, fields, questions, and what is said of names."""
    assert persons(text) == []


def test_a_told_name_has_parts() -> None:
    """A policy may hide first or last names alone."""
    parts = {(claim.entity_type, claim.start, claim.end, claim.score) for claim in claims(PERSON, "name velan quuxan")}
    assert parts == {("person", 5, 17, MEDIUM), ("first_name", 5, 10, MEDIUM), ("last_name", 11, 17, MEDIUM)}


PIECES = (
    "name", "Name", "my", "my ", "full ", "last", "first ", "customer ", "account holder's ", " ", "  ", " is ", "'s ",
    "'s", ": ", " :  ", "=", " - ", "also ", "velan", "quuxan ", "peter ", "smith", " s ", " a ", "rose ", ".", ", ",
    "\n", "and ", "ssn 12", "12", "(", "\"", "is my ", " is my name", " as my last name", "I am ", "this is ", "hi ",
    "THE NAME ", "d'or", "-", "@", "_", "Wilson", "the ",
)  # fmt: skip
ABROAD = (*PIECES, "\u00e9", "\u00fcnal ", "\u2019s ", "\u0130", "\u017f", "\u6c0f")


@settings(max_examples=600, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
@example(text="name :  velan")
@example(text="name's velan")
@example(text="smith IS MY NAME")
def test_a_text_with_a_told_name_holds_what_is_needed(text: str) -> None:
    """Else the gate would pass it unread."""
    if claims(PERSON, text):
        assert re2.search(PERSON.needs, as_member("", text)) is not None


@settings(max_examples=600, deadline=None)
@given(text=st.lists(st.sampled_from(ABROAD), max_size=8).map("".join))
def test_outside_ascii_it_finds_what_it_finds_without_hints(text: str) -> None:
    """What a text needs there leaves nothing unread."""
    if any(True for _ in chat_names.told_names(text, detector="person")):
        assert _TOLD in _hints().may(text)


@pytest.mark.parametrize(
    "unit", ["name a ", "name is ", "name a", "a is my name ", "my name is a b c d e ", "this is anna a "]
)
def test_reading_is_linear(unit: str) -> None:
    """However many cues stand in a row."""
    assert growth(PERSON, unit) < RATIO_MAX


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my name is arlo quist", "arlo quist"),
        ("my name is arlo venkman and i have a question", "arlo venkman"),
        ("name is kavin quist and pass word is 14412", "kavin quist"),
        ("my name is arlo venkman from ohio", "arlo venkman"),
        ("my name is john calling from work", "john"),
        ("my name is john and i am here", "john"),
    ],
)
def test_no_last_name_is_left_standing_behind_a_first_one(text: str, value: str) -> None:
    """Also where it is in no list, or built like a word, or a function word follows; ordinary words are not taken."""
    assert persons(text) == [value]
