"""The cue model: what a question asks for, and for how long."""

from __future__ import annotations

import pytest

from tidegate.pipeline.questions import ANSWER_TURNS, CUES, asks_another, asks_for, expected_after, last_question
from tidegate.taxonomy import canonical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is your date of birth?", "date_of_birth"),
        ("DOB please", "date_of_birth"),
        ("Can I have your phone number?", "phone_number"),
        ("Please confirm the e-mail on file.", "email"),
        ("Your card number?", "credit_card_number"),
        ("the last 4 digits of your card?", "credit_card_number"),
        ("May I have your social security number?", "ssn"),
        ("Which IBAN should we use?", "iban"),
        ("What's your IP address?", "ip_address"),
        ("Your name and then your phone number, please", "phone_number"),  # the last one counts
        ("What was your mother's maiden name?", "security_answer"),
        ("And what was the name of the pet you had as a child?", "security_answer"),
        ("What was your favorite teacher called?", "security_answer"),
        ("In which city were you born?", "security_answer"),
        ("What is your other security answer?", "security_answer"),
        ("Right, and your PIN as well please.", "pin"),
        ("And the CVV?", "cvv"),
        ("the 3 digits on the back, please", "cvv"),
        ("When does it expire?", "credit_card_expiration"),
        ("How old are you?", "age"),
        ("How much was it?", "money"),
        ("What is the zip code?", "postal_code"),
        ("Your card number and expiry date?", "credit_card_expiration"),
        ("How is your dog?", ""),
        ("Did you see my pinboard?", ""),
        ("I dropped my phone", ""),  # asks nothing
        ("How are you?", ""),
        ("Did the trip go well?", ""),  # "ip" is not a word there
        ("", ""),
    ],
)
def test_a_question_asks_for_its_last_cue(text: str, expected: str) -> None:
    """A text without an asking word or mark asks nothing."""
    assert asks_for(text) == expected


def test_a_question_counts_for_two_texts_and_a_later_one_takes_its_place() -> None:
    """People say "sure" before they answer."""
    assert ANSWER_TURNS == 2
    question = "Your phone number?"
    assert expected_after([question]) == "phone_number"
    assert expected_after([question, "sure"]) == "phone_number"
    assert expected_after([question, "sure", "one moment"]) == ""
    assert expected_after([question, "And your e-mail?"]) == "email"
    assert expected_after([]) == ""
    assert last_question([question, "sure"]) == question
    assert last_question(["sure"]) == ""


def test_every_cue_names_a_type() -> None:
    """Canonical names only."""
    assert all(canonical(name) == name for name, _ in CUES)


def test_a_long_text_is_read_at_its_end_only() -> None:
    """The question stands last, and the search stays bounded."""
    assert asks_for("Your phone number? " + "x" * 2000) == ""
    assert asks_for("x" * 1_000_000 + " Your phone number?") == "phone_number"


@pytest.mark.parametrize(
    ("source", "asks"),
    [
        ('{"q":"How old are you?","a":"42"}', True),
        ('{"a":"42","q":"How old are you?"}', False),  # nobody is left to answer
        ('{"a":[{"q":"How old are you?"} ] }\n', False),
        ('{"q":"How old are you?","a":42}', True),
        ('{"q":"How old are you?","a":null}', True),
        ('{"q":"How old are you?","a":{}}', True),
        ('["How old are you?",[]]', True),
        ('{"how old are you?":42}', True),
        ('["How old are you?","and your e-mail?"]', True),
        ('["fine","and your e-mail?"]', False),
        ("[]", False),
        ("[1]", False),
    ],
)
def test_a_document_asks_itself_only_where_something_stands_behind_the_question(source: str, asks: bool) -> None:
    assert asks_another(source) is asks
