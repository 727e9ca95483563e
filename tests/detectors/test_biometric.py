"""Biometric data: ids and templates by the words before them."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate import Engine
from tidegate.detectors.biometric import Biometric
from tidegate.policies import Policy
from tidegate.spans import MEDIUM, STRONG

DETECTOR = Biometric(US)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Voiceprint template VP-559A is used", "VP-559A"),
        ("fingerprint id: 0x7f3a99", "0x7f3a99"),
        ("her fingerprint scan is FP-2291", "FP-2291"),
        ("iris code 88f0a1c2d3", "88f0a1c2d3"),
        ("facial template hash 9b74c9897bac770ffc029102a200c5de", "9b74c9897bac770ffc029102a200c5de"),
        ("Biometric ID: BIO-00112", "BIO-00112"),
        ("palm print record 4711-2", "4711-2"),
    ],
)
def test_an_id_or_template_is_found_behind_words_for_it(text: str, value: str) -> None:
    """The part of the body, and what was made of it."""
    assert found(DETECTOR, text) == [(value, MEDIUM)]


@pytest.mark.parametrize(
    "text",
    [
        "face value 1234",
        "in the face of 12345 problems",
        "the iris bloomed in 1984",
        "fingerprint scanner sold out",
        "biometric passport",
        "VP-559A",
        "",
    ],
)
def test_other_things_are_none(text: str) -> None:
    """Words without a number, and numbers without the words."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("fingerprint_template", "AAECAwQFBgc="), ("faceId", "f3a9bb01"), ("voiceprint", "deadbeef")],
)
def test_a_field_named_for_it_holds_nothing_else(name: str, value: str) -> None:
    """Whatever its value looks like."""
    assert found(DETECTOR, value, name=name) == [(value, STRONG)]


def test_a_certificates_fingerprint_is_none() -> None:
    """Words for keys and certificates speak against it."""
    engine = Engine.from_policy(
        Policy.model_validate({"policy": "t", "detect": {"entity_types": ["biometric"]}}), format="text"
    )
    shown = engine.process(["certificate fingerprint 9b74c9897bac770f", "patient fingerprint 9b74c9897bac770f"])
    assert [len(result.entities) for result in shown] == [0, 1]
