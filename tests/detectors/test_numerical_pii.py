"""Numbers of bookings, orders, claims: what the words before them tell."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate import Engine
from tidegate.detectors.numerical_pii import SAID, NumericalPii
from tidegate.policies import Policy
from tidegate.spans import WEAK

DETECTOR = NumericalPii(US)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Your order #AB2025031413 has been picked up", "AB2025031413"),
        ("Order ID: 3348917502", "3348917502"),
        ("order number 4711-0815.", "4711-0815"),
        ("ref. code: EM-2554.", "EM-2554"),
        ("Report No.: QX-PP20250702001.", "QX-PP20250702001"),
        ("with the access code: OPENED0721. We", "OPENED0721"),
        ("your reservation code is QLF20250510", "QLF20250510"),
        ("Please bring appointment number: WX2025", "WX2025"),
        ("Meeting ID: 884 567 321", "884 567 321"),
        ("my confirmation number is ff 3 sj 27", "ff 3 sj 27"),
        ("the confirmation number is qv 90, thanks", "qv 90"),
        ("claim number is btx 783 sorry for the wait", "btx 783"),
        ("policy kkr 879456321", "kkr 879456321"),
        ("employee no. 100482", "100482"),
        ("and the last 4 digits are 2341", "2341"),
        ("last four digits: 2341", "2341"),
        ("the last four of it is 2341", "2341"),
        ("2341 are the last 4", "2341"),
        ("2341 were its final four", "2341"),
        ("last 4 digits are 8472", "8472"),
        ("the last four digits 8472", "8472"),
        ("8472 are the last 4 digits", "8472"),
        ("claim number 584", "584"),
        ("the claim number is actually btx 783 sorry", "btx 783"),
        ("conformation number is 784", "784"),
        ("cofirmation code is 7845", "7845"),
        ("SSN (last 4): 8726", "8726"),
        ("card (last four digits) # 8726", "8726"),
        ("frequent flyer LH 992003871234567", "LH 992003871234567"),
        ("loyalty card no. 48812093", "48812093"),
    ],
)
def test_a_number_is_found_behind_words_for_it(text: str, value: str) -> None:
    """Written in one piece, in groups, or as it is dictated."""
    assert found(DETECTOR, text) == [(value, SAID)]


@pytest.mark.parametrize(
    "text",
    [
        "order 4711 of the same",
        "in order 12345",
        "reorder number 12345",
        "order number is in the mail",
        "booking number is for 2",
        "the case is 12345",
        "order code: red",
        "order number 12.5",
        "the last four 2020 models",
        "the last 4 years since 2019",
        "the last four digits are missing",
        "return code 1234",
        "ssn 847251963",
        "tel 847251963",
        "the 847251963",
        "usd 847251963",
        "number qvx 847",
        "claim number 58",
        "order number 584",
        "last 4 days were 2024",
        "request id 12345",
        "claim that 3 people came",
        "policy for 300",
        "3348917502",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Amounts, codes of programs, and numbers that only stand near."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "value"),
    [
        ("3348917502", "order_id", "", "3348917502"),
        ("AB-3348", "bookingCode", "", "AB-3348"),
        ("knkjh 6976 gh", "", "numerical_pii", "knkjh 6976 gh"),
        ("yes please", "", "numerical_pii", ""),
        ("3348917502", "border_idx", "", ""),
        ("3348917502", "border_id", "", ""),
        ("3348917502", "lastOrderId", "", "3348917502"),
        ("44519", "staff_no", "", "44519"),
        ("open", "order_id", "", ""),
    ],
)
def test_a_fields_name_and_a_question_speak_for_one(text: str, name: str, expected: str, value: str) -> None:
    """A weak claim, which either lifts."""
    assert found(DETECTOR, text, name=name, expected=expected) == ([(value, WEAK)] if value else [])


def test_an_answer_to_the_question_for_one_is_hidden() -> None:
    """Through the whole pipeline, in a conversation."""
    policy = Policy.model_validate(
        {"policy": "t", "detect": {"entity_types": ["numerical_pii"]}, "link": {"by": "key"}, "regions": ["US"]}
    )
    asked, answered = Engine.from_policy(policy, format="text").process(
        ["May I have your booking number?", "knkjh 6976 gh"], keys=[b"talk", b"talk"]
    )
    assert asked.entities == ()
    assert [(entity.entity_type, entity.start, entity.end) for entity in answered.entities] == [
        ("numerical_pii", 0, 13)
    ]
