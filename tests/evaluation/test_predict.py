"""What a policy finds in gold records, at its place in the whole text."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.helpers import FailsOn
from tidegate.codecs.json_codec import JsonCodec
from tidegate.errors import ConfigurationError
from tidegate.evaluation.gold import GoldRecord
from tidegate.evaluation.predict import Predictor, claiming, policy_for, source_range
from tidegate.policies import Policy


def policy(**lines: Any) -> Policy:
    return policy_for(Policy.model_validate({"policy": "t", **lines}))


def shown(text: str, *, json: bool = False, of: Policy | None = None) -> list[tuple[str, str]]:
    """What is found in one record: text and label."""
    (predicted,) = Predictor(of or policy_for(None)).predict([GoldRecord(text, json=json)])
    return [(text[start:end], label) for start, end, label in predicted.findings]


@pytest.mark.parametrize(
    ("text", "json", "found"),
    [
        ("mail ada@example.com now", False, [("ada@example.com", "email")]),
        ('{"a": "mail ada@example.com", "b": [1, "no"]}', True, [("ada@example.com", "email")]),
        # escapes before, in and behind the value; a pair of surrogates is one code point of the decoded text
        (r'{"a": "\"\u00e9\ud83d\ude00\n ada@example.com\t"}', True, [("ada@example.com", "email")]),
        (r'{"a": "ada\u0040example.com"}', True, [(r"ada\u0040example.com", "email")]),
        ('{"card": 4111111111111111}', True, [("4111111111111111", "credit_card_number")]),
        ('"ada@example.com"', True, [("ada@example.com", "email")]),
        # the same bytes as text are a text, quotes and all
        ('{"a": "ada@example.com"}', False, [("ada@example.com", "email")]),
        ("nothing here", False, []),
        ("", False, []),
    ],
)  # fmt: skip
def test_findings_have_their_place_in_the_whole_text(text: str, json: bool, found: list[tuple[str, str]]) -> None:
    assert shown(text, json=json) == found


def test_every_character_of_a_json_string_has_its_place() -> None:
    """Whatever is escaped around it."""
    source = r'["\\x\u0041\/\ud83d\ude00y"]'
    (leaf,) = JsonCodec(value_bytes_max=1000).decode(source.encode()).leaves
    pieces = [source[slice(*source_range(source, leaf, place, place + 1))] for place in range(len(leaf.text))]
    assert (leaf.text, pieces) == ("\\xA/\U0001f600y", [r"\\", "x", r"\u0041", r"\/", r"\ud83d\ude00", "y"])


def test_a_policys_fields_count_for_json_and_what_it_hides_whole_is_hidden() -> None:
    own = policy(
        fields=[{"path": "$.a", "treat": "text"}, {"path": "$.b", "treat": "keep"}, {"path": "$.c", "treat": "email"}]
    )
    text = '{"a": "192.0.2.7", "b": "192.0.2.8", "c": "who@home", "d": "other"}'
    (predicted,) = Predictor(own).predict([GoldRecord(text, json=True)])
    assert [(text[start:end], label) for start, end, label in predicted.findings] == [
        ("192.0.2.7", "ip_address"),
        ("who@home", "email"),
    ]
    assert [text[start:end] for start, end in predicted.hidden] == ["other"]
    assert shown("at 192.0.2.7", of=own) == [("192.0.2.7", "ip_address")]


def test_json_and_text_records_stay_in_order() -> None:
    records = [GoldRecord("192.0.2.7"), GoldRecord('{"a": "192.0.2.7"}', json=True), GoldRecord("none")] * 700
    found = Predictor(policy_for(None)).predict(records)
    assert [len(one.findings) for one in found] == [1, 1, 0] * 700
    assert [one.findings[0].start for one in found[:2]] == [0, 7]


def test_a_record_that_would_be_quarantined_has_no_findings() -> None:
    """Broken JSON, a failing detector, personal data in a property name."""
    records = [GoldRecord('{"a": ', json=True), GoldRecord('{"ada@example.org": 1}', json=True), GoldRecord("one word")]
    found = Predictor(policy_for(None), detectors=[FailsOn("word")]).predict(records)
    assert [(one.failed, one.findings) for one in found] == [(True, ()), (True, ()), (True, ())]


def test_conversations_are_read_with_what_was_said_before_them() -> None:
    """Only when asked for, only within one conversation, also where two of them are mixed."""
    records = [
        GoldRecord("What is your social security number?", conversation="a"),
        GoldRecord("Hello!", conversation="b"),
        GoldRecord("219 09 9998".replace(" ", ""), conversation="a"),
        GoldRecord("219 09 9997".replace(" ", ""), conversation="b"),
    ]
    alone = Predictor(policy_for(None)).predict(records)
    linked = Predictor(policy_for(None), linked=True).predict(records)
    assert [[one.label for one in found.findings] for found in alone] == [[], [], [], []]
    assert [[one.label for one in found.findings] for found in linked] == [[], [], ["ssn"], []]


def test_threshold_zero_takes_weak_forms_and_leaves_failed_check_digits() -> None:
    """219099998 is a weak form; 4111111111111112 fails Luhn and stays at 0.05."""
    text = "219099998 or 4111111111111112"
    assert shown(text) == []
    own = policy_for(None, threshold=0, entity_types=["ssn", "credit_card_number"])
    assert shown(text, of=own) == [("219099998", "ssn")]
    named = policy_for(Policy.model_validate({"policy": "t", "detect": {"thresholds": {"ssn": 0.9}}}), threshold=0)
    assert (named.detect.thresholds, named.detect.threshold) == ({}, 0.050001)


def test_a_policy_is_read_without_its_keys_and_treatments() -> None:
    """What is done with findings is not asked, so an evaluation needs no keyring."""
    own = policy(key="hash", transform={"default": "hash"}, link={"by": "$.id", "window": {"records": 3}})
    assert shown("ada@example.com", of=own) == [("ada@example.com", "email")]
    assert Predictor(own, linked=True)._text.link.window_records == 3  # type: ignore[union-attr]


def test_method_and_mode_are_those_that_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"detect\.accuracy_mode"):
        policy_for(None, accuracy_mode="nonsense")
    with pytest.raises(ConfigurationError, match="unknown detection method 'nonsense'"):
        Predictor(policy_for(None, method="nonsense"))


def test_claiming_takes_a_type_by_its_own_name() -> None:
    """A national id is claimed by no detector of social security numbers alone, though that type is its child."""
    names = [detector.name for detector in claiming(["ssn"], policy_for(None))]
    assert "us_ssn" in names
    assert "us_ssn" not in [detector.name for detector in claiming(["national_id"], policy_for(None))]
    assert claiming([], policy_for(None)) == ()


def test_all_regions_are_those_that_detectors_have_forms_for() -> None:
    own = policy_for(Policy.model_validate({"policy": "t", "regions": ["FJ"]}), all_regions=True)
    assert {"FJ", "US"} <= set(own.regions)
