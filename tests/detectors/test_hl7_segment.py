"""HL7 v2 segments: people's data by its place. Invented patients."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, found
from tidegate import Engine
from tidegate.detectors.hl7_segment import Hl7Segment
from tidegate.policies import Policy

HL7 = Hl7Segment(US)
PID = (
    "PID|1||PATID1234^5^M11~77^^^X||QUUX^WYZZ^A^III^DR||19610615|M||2106-3"
    "|677 DELAWAREX LANE^^EVERETT^MA^02149^USA|GL|(919)379-1212|(919)271-3434~(919)277-3114||S||PATID12345001^2^M10"
    "|123456789|987654^NC"
)


def said(text: str) -> set[tuple[str, str]]:
    """Types and texts of all claims."""
    found(HL7, text)  # checks what the detector needs
    return {(claim.entity_type, text[claim.start : claim.end]) for claim in claims(HL7, text)}


@pytest.mark.parametrize("before", ["", "MSH|^~\\&|A|B|||||ADT^A01\r", "MSH|x\n", "MSH|x\\r", "\x0b"])
def test_a_patient_is_read_by_place(before: str) -> None:
    """At the beginning of a line, as it is or escaped."""
    assert said(before + PID) == {
        *(("medical_record_number", "PATID1234"), ("medical_record_number", "77")),
        *(("person", "QUUX^WYZZ^A^III^DR"), ("last_name", "QUUX"), ("first_name", "WYZZ"), ("first_name", "A")),
        *(("date_of_birth", "19610615"), ("street_address", "677 DELAWAREX LANE"), ("city", "EVERETT")),
        *(("state", "MA"), ("postal_code", "02149"), ("country", "USA"), ("phone_number", "(919)379-1212")),
        *(("phone_number", "(919)271-3434"), ("phone_number", "(919)277-3114"), ("account_number", "PATID12345001")),
        *(("ssn", "123456789"), ("driver_license", "987654")),
    }


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ("NK1|1|QUUX^BARB^K|SPO|12 X ROAD^^Y|(216)731-4359", ("person", "QUUX^BARB^K")),
        ("GT1|1||QUUX^WYZZ||1 X ST^^Y|(216)1234567||19610615||||500112345", ("ssn", "500112345")),
        ("PV1|1|I|W^389^1|||ER|37^ZYXTON^MAXA^^^^DR|148^QRSTON", ("medical_professional", "ZYXTON^MAXA")),
        ("PV1|1|I|W^389^1|||ER|37^ZYXTON^MAXA^^^^DR|148^QRSTON", ("medical_professional", "QRSTON")),
        (
            "IN1|1|A|B|C||||||||||||QUUX^WYZZ|SEL|19610615|1 X ST^^Y|||||||||||||||||POL77",
            ("health_plan_number", "POL77"),
        ),
    ],
)
def test_relatives_guarantors_insured_and_doctors(segment: str, expected: tuple[str, str]) -> None:
    """Each by the rules of its own segment."""
    assert expected in said(f"MSH|x\r{segment}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PID|COMMAND|TIME",
        "the columns are PID|1|2|3|4|5",
        "OBX|1|NM|GLU||182|mg/dl|70_105|H|||F",
        'PID|1||""||""^""||""|M',
        "RAPID|1||X^Y||Z^W||19610615",
    ],
)
def test_other_bars_are_left_alone(text: str) -> None:
    """Tables of processes, segments without people, and fields that say on purpose that they are empty."""
    assert claims(HL7, text) == []


def test_nothing_of_a_patient_is_left_in_a_record() -> None:
    """The whole way, with what is common to the message kept."""
    policy = Policy.model_validate({"policy": "hl7", "fields": [{"path": "$..*", "treat": "text"}]})
    (result,) = Engine.from_policy(policy, format="text").process([f"MSH|^~\\&|ADT1|WARD\r{PID}"])
    assert result.text is not None
    assert result.text.startswith("MSH|^~\\&|ADT1|WARD\rPID|1||[")
    for value in ("QUUX", "WYZZ", "19610615", "DELAWAREX", "EVERETT", "02149", "379-1212", "123456789", "PATID1234"):
        assert value not in result.text
