"""What these detectors need is a superset of what they find, by its text or by its field; after a question all read."""

from __future__ import annotations

import pytest
import re2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tidegate import Engine
from tidegate.detectors import registry
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.pipeline.needs import TextGate, as_member, need_of, wide_of
from tidegate.pipeline.questions import asks_for
from tidegate.policies import Policy
from tidegate.records import TextBatch

NAMES = (
    "age", "blood_type", "coordinates", "credit_card_expiration", "cvv", "date", "date_interval", "date_of_birth",
    "dose", "duration", "money", "pin", "postal_code", "security_answer", "state", "street_address", "swift_bic",
    "time",
)  # fmt: skip
CONFIG = DetectorConfig(
    regions=(
        "US",
        "CA",
        "GB",
        "DE",
        "AT",
        "CH",
        "BE",
        "FR",
        "IT",
        "ES",
        "SE",
        "DK",
        "PL",
        "PT",
        "BR",
        "JP",
        "NL",
        "IE",
        "NO",
        "FI",
        "TR",
        "KR",
        "CN",
        "MX",
    ),
    languages=("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "no", "fi", "tr"),
)
DETECTORS = {name: factory(CONFIG) for name, factory in registry.factories(()).items() if name in NAMES}

# Pieces of what these detectors look for: glued together they make forms, half forms and near misses.
PIECES = (
    "42", "7", "07", "2024", "1984", "24", "19", "3", "123", "7402", "75001", "10115", "02:30", "10:30", ":15",
    "1,234", ".56", "41.66272", "-70.3572", "0.5", " ", "  ", ", ", ",", ".", ". ", "-", " - ", "/", " / ", ":", ": ",
    "'", "\n", "(", ")", "+", "#", "years", " old", "year", "aged ", "age of ", "y/o", "I'm ", "turned ", "male", "M",
    "born ", "DOB ", "birthday ", " is my birthday", "May", "may ", "Mar", "sept", "december", "mai", "enero",
    "giugno", "of ", "the ", "3rd", "st", "th", "Monday ", "mon ", "week ", "KW ", "-W05", "T", "Z", "UTC", " am",
    "pm", " o'clock", "Uhr", "h", "half past ", "noon", "from ", "between ", " and ", " to ", " until ", "bis",
    "days", " hours ", "minutes", "m", "PT", "D", "three ", "a few ", "$", "USD", " usd", "EUR ", "euros", " million",
    "amount of ", "cost ", "paid ", "k", "exp ", "expires ", "valid thru ", "cvv ", "CVC", "security code is ", "pin",
    "PIN ", "PIN is ", "either ", " or ", " is my pin", "maiden name", "mother's ", "my first pet ", "was ", "is ",
    "Miller", "Nemo", "called ", "security answer: ", "swift ", "bic: ", "NWBKGB2L", "XXX", "DEUTDEFF", "blood type ",
    "O", "A", "AB", "negative", " blood", "type ", "rh", "mg", " ml", "tablets", "IU", "twice daily", "Main ",
    "main ", "St", "street", "Street", "Rd.", "Apt ", "12 ", "N ", "Hwy ", "P.O. Box ", "PSC ", "Box ", "APO AE ",
    "Hauptstr. ", "Am Markt ", "rue de la ", "Paix", "Calle ", "C/", "Via Roma ", "Kerkstraat ", "my address is ",
    "TX", ", TX ", "Texas", "new york", "SW1A ", "1AA", "M1", "K1A", "0B1", "AB ", "D-", "zip ", "ZIP code: ", "PLZ ",
    "maj ", "stycznia ", "pazdziernika", " out ", "2005. 1. 16", "geboortedatum ", "that is my ", "650116", "CP ",
    "cap", ": ", "est ", "le ", " is my cp ", "kod pocztowy ", "ul. ", "Mickiewicza ", "Rua das ", "Flores, ",
    "Storgata ", "Sok. ", "No:", "Rue ", "adresse: ", "direccion es ", "A-", "4990",
    "Apt. 4", "suite ", "Unit ", "unit 4 box 7", "dpo ap 10115", "address ", "live at ", "ship it to ", "utca ",
    "Via ", "Camino ", "El Camino Real", "nagar", "strasse ", "Seestr. ", "no 7 ", "84 boulevard ", "u. ", "/4a, ",
    "GIR", "D02 ", "lat: ", "lng=", "geo:", "W", "E", "d", "\"",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
SAID_OF_PEOPLE = (
    "dear ", "Dear ", "hi ", "de ", "van ", "von der ", "Souza", "Qwerty", "Zyx", "anna", "Anna", " Kowalski", ",",
    "\n", " ", ". ", "disregards", "regards", "Best", "thanks ", "my name is ", "name: ", "called ", "aka ", "mr ",
    "Mr. ",
    "dr. ", "ms ", " MD", " speaking", " here.", " calling", "J. ", "O'Brien", "Li Wei", "'s", "-", "(", "\"", "@", "_",
    "I am ", "from: ", "St. ", "San ", "Paris", "new york", "in ", "lives in ", "works at ", "Acme Inc", "Foo GmbH",
    "Ltd", "hospital", "Bank", "catholic", "Buddhists", "diabetes", "diagnosed with ", "ibuprofen", "single",
    "nurses", "German", "speaks ", "gay", "male", "5'11 tall", "weighs 80 kg", "leo", "born under ", "christmas", "5",
    "12", "the ",
)  # fmt: skip
OF_PEOPLE = ("city", "condition", "country", "drug", "gender", "occupation", "organization", "origin", "person")


@pytest.mark.parametrize("name", OF_PEOPLE)
@settings(max_examples=400, deadline=None)
@given(text=st.lists(st.sampled_from(SAID_OF_PEOPLE), max_size=7).map("".join))
@example(text="dear de Qwerty,")
@example(text="disregards,\nZyx")
@example(text="_lives in Zyxton")
def test_a_name_or_word_that_is_found_holds_what_is_needed(name: str, text: str) -> None:
    """Else the gate would pass it unread."""
    (detector,) = registry.build(("all",), DetectorConfig(languages=("en", "de")), names=(name,))
    if detector.detect(TextBatch.of([text])):
        assert holds(detector, text)


OF_FORMATS = (
    "PID|", "NK1|1|", "1|", "||", "|", "QUUX^WYZZ", "19610615", "\n", "\r", " ", "P<UTO", "I<", "ERIKSSON", "<<", "<",
    "ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10", "BEGIN:VCARD", "FN:", "N:", ";",
    "Wyzz Quux", "MECARD:", "ATTENDEE;", "CN=", ":", "last_name", "first name", "surname", "full-name", "=", "=>", "'",
    '"', "Quux", "quux", "QUUX/WYZZ", " MR", " MRS", "/", "account holder", "Nachname", "imie",
)  # fmt: skip


@pytest.mark.parametrize("name", ["contact_card", "hl7_segment", "labelled_name", "machine_readable_zone"])
@settings(max_examples=400, deadline=None)
@given(text=st.lists(st.sampled_from(OF_FORMATS), max_size=9).map("".join))
def test_what_a_format_says_holds_what_is_needed(name: str, text: str) -> None:
    """Else the gate would pass it unread."""
    (detector,) = registry.build(("all",), CONFIG, names=(name,), allow_undetected=True)
    if detector.detect(TextBatch.of([text])):
        assert holds(detector, text)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_what_is_found_by_its_text_alone_holds_what_is_needed(name: str, text: str) -> None:
    """Else the gate would pass it unread."""
    detector = DETECTORS[name]
    if detector.detect(TextBatch.of([text])):
        assert holds(detector, text)


ANSWERS = {
    "age": "42",
    "money": "1200",
    "cvv": "123",
    "pin": "7402",
    "credit_card_expiration": "0527",
    "security_answer": "Poppy",
    "postal_code": "02601",
    "street_address": "44 some place",
}


@pytest.mark.parametrize(
    ("entity_type", "question"),
    [
        ("age", "How old are you?"),
        ("age", "And your age?"),
        ("money", "How much was it?"),
        ("money", "What is the total?"),
        ("cvv", "What's the CVV?"),
        ("cvv", "the 3 digit code, please"),
        ("cvv", "the last digits on the back?"),
        ("pin", "Right, and your PIN as well please."),
        ("pin", "Your passcode?"),
        ("credit_card_expiration", "And the expiry date?"),
        ("credit_card_expiration", "When does the card expire?"),
        ("credit_card_expiration", "What does it say at valid thru?"),
        ("security_answer", "What was your mother's maiden name?"),
        ("security_answer", "And what was the name of the pet you had as a child?"),
        ("security_answer", "Your dog's name?"),
        ("security_answer", "What was your favourite teacher called?"),
        ("security_answer", "On which street did you grow up?"),
        ("security_answer", "In which city were you born?"),
        ("security_answer", "Which elementary school did you go to?"),
        ("security_answer", "What is your other security answer?"),
        ("postal_code", "What is the zip code?"),
        ("postal_code", "Your postcode?"),
        ("street_address", "Your street address, please"),
        ("street_address", "Where do you live?"),
    ],
)
def test_a_question_for_a_type_lets_its_detector_read_the_answer(entity_type: str, question: str) -> None:
    """Though the answer does not hold what the detector needs."""
    assert asks_for(question) == entity_type
    assert not holds(DETECTORS[entity_type], ANSWERS[entity_type])
    policy = Policy.model_validate(
        {"policy": "asked", "detect": {"entity_types": [entity_type]}, "link": {"by": "key"}, "regions": ["US"]}
    )
    asked, answered = Engine.from_policy(policy, format="text").process(
        [question, ANSWERS[entity_type]], keys=[b"talk", b"talk"]
    )
    assert not asked.entities
    assert [entity.entity_type for entity in answered.entities] == [entity_type]


@pytest.mark.parametrize(
    ("entity_type", "name", "value"),
    [
        ("age", "age", "42"),
        ("age", "patient_age", "42"),
        ("age", "patientAge", "42"),
        ("age", "ageYears", "42"),
        ("cvv", "cvv", "123"),
        ("cvv", "cardSecurityCode", "123"),
        ("cvv", "verification_value", "123"),
        ("pin", "pin", "1234"),
        ("pin", "card_pin", "1234"),
        ("pin", "cardPin", "1234"),
        ("pin", "cardPinHash", "1234"),
        ("pin", "pinNumber", "1234"),
        ("credit_card_expiration", "expDate", "0527"),
        ("credit_card_expiration", "card_exp", "0527"),
        ("credit_card_expiration", "expirationMonth", "05/27"),
        ("security_answer", "securityAnswer", "Poppy"),
        ("security_answer", "mothers_maiden_name", "Miller"),
        ("security_answer", "first_pet", "Poppy"),
        ("security_answer", "petName", "Poppy"),
        ("postal_code", "zip", "02601"),
        ("postal_code", "postalCode", "02601"),
        ("state", "state", "MA"),
        ("state", "addressState", "MA"),
        ("state", "stateCode", "MA"),
        ("street_address", "street", "44 some place"),
        ("street_address", "address_line_1", "44 some place"),
        ("street_address", "shippingAddress", "44 some place"),
        ("street_address", "addressLine1", "44 some place"),
        ("blood_type", "bloodType", "O-"),
        ("swift_bic", "bic", "DEUTDEFF"),
        ("coordinates", "latitude", "41.662727"),
    ],
)
def test_a_field_named_for_a_type_holds_what_its_detector_needs(entity_type: str, name: str, value: str) -> None:
    """As JSON has it: the name, and the value behind it."""
    detector = DETECTORS[entity_type]
    assert detector.detect(TextBatch([value], [name], [""], [()]))
    assert holds(detector, f'"{name}":"{value}"')


@pytest.mark.parametrize(
    ("entity_type", "name", "value"),
    [
        ("person", "customer_name", "J\u00f6rg"),
        ("person", "author", "Zo\u00eb"),
        ("city", "city", "D\u00fcren"),
        ("occupation", "jobTitle", "B\u00e4cker"),
        ("postal_code", "zip", "02601\u2013"),
        ("pin", "pin", "1234 \u2013"),
        ("street_address", "street", "44 chauss\u00e9e"),
        ("security_answer", "securityAnswer", "Zo\u00eb"),
        ("coordinates", "latitude", "41.662727\u00b0"),
    ],
)
def test_a_field_named_for_a_type_is_read_in_any_script(entity_type: str, name: str, value: str) -> None:
    """Its name says so, and no value that is not ASCII changes that."""
    detectors = registry.build(("all",), CONFIG)
    gate = TextGate(
        [need_of(detector) for detector in detectors], lambda: [wide_of(detector) for detector in detectors]
    )
    read_by = {detectors[place].name: detectors[place] for place in gate.readers(value, name)}
    assert read_by[entity_type].detect(TextBatch([value], [name], [""], [()]))


def holds(detector: Detector, text: str) -> bool:
    need: str = detector.needs  # type: ignore[attr-defined]
    return re2.search(need, as_member("", text)) is not None
