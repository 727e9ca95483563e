"""A policy applied in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

import tidegate
from tests.pipeline.helpers import KEYS, Finds
from tidegate.engine import LINES_AT_ONCE, Engine
from tidegate.errors import ConfigurationError
from tidegate.policies import Policy
from tidegate.records import OutcomeKind

POLICY = """
policy: chat
input: {topic: raw.chat, format: json}
fields:
  - {path: $.text, treat: text}
  - {path: $.customer.name, treat: person}
link: {by: key}
detect: {entity_types: [email, phone_number, date_of_birth]}
transform:
  default: {mark: {format: "[{label}_{n}]"}}
  email: redact
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """The policy from a file, with its real detectors."""
    path = tmp_path / "chat.yaml"
    path.write_text(POLICY)
    return Engine.from_policy(path)


def test_it_is_exported_lazily_from_the_package() -> None:
    """``from tidegate import Engine``."""
    assert tidegate.Engine is Engine
    with pytest.raises(AttributeError, match="no attribute 'Motor'"):
        _ = tidegate.Motor


@pytest.mark.parametrize("one", ["mail ada@example.com", b"mail ada@example.com"])
def test_one_text_is_not_taken_for_a_list_of_its_letters(one: str | bytes) -> None:
    """Nothing is found in a letter, so each would come out clean."""
    engine = Engine.from_policy(Policy(policy="chat"), format="text")
    with pytest.raises(TypeError, match=r"write \[record\]"):
        engine.process(one)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"write \[record\]"):
        engine.redact_lines(one)  # type: ignore[arg-type]


def test_texts_and_bytes_are_processed_in_order(engine: Engine) -> None:
    """Outcome, text, entities and reason of each."""
    results = engine.process(
        [
            '{"text":"Write to jo.doe@example.org","customer":{"name":"Ada Byron"},"n":1}',
            b"{broken",
            None,
            '{"text":"nothing"}',
        ]
    )
    assert [result.outcome for result in results] == [
        OutcomeKind.CLEAN,
        OutcomeKind.QUARANTINED,
        *[OutcomeKind.CLEAN] * 2,
    ]
    assert results[0].text == '{"text":"Write to [REDACTED]","customer":{"name":"[PERSON_1]"},"n":"[REDACTED]"}'
    email, person = results[0].entities
    assert (email.entity_type, email.start, email.end, email.field, email.detector) == (
        "email", 9, 27, "$.text", "email_address",
    )  # fmt: skip
    assert (email.output_start, email.output_end) == (9, 19)
    assert (person.entity_type, person.score, person.field) == ("person", 1.0, "$.customer.name")
    assert (results[1].text, results[1].reason) == (None, "decode: undecodable_syntax")
    assert (results[2].value, results[2].reason) == (None, None)
    assert (results[3].text, results[3].entities) == ('{"text":"nothing"}', ())


def test_an_answer_counts_after_its_question_also_if_it_is_not_valid(engine: Engine) -> None:
    """Linked within one call, by key; not between strangers, and not between calls."""
    texts = ['{"text":"What is your date of birth?"}', '{"text":"31/06/1996"}']
    linked = engine.process(texts, keys=[b"a", b"a"])
    assert linked[1].text == '{"text":"[DATE_OF_BIRTH_1]"}'
    strangers = engine.process(texts, keys=[b"a", b"b"])
    assert strangers[1].text == texts[1]
    assert engine.process(texts[1:], keys=[b"a"])[0].text == texts[1]


def test_lines_are_redacted_as_they_come() -> None:
    """In batches, without their line ends; nothing is lost at a batch's edge, and a surrogate is not text."""
    policy = Policy.model_validate({"policy": "t", "input": {"topic": "raw.t", "format": "text"}})
    engine = Engine.from_policy(policy, detectors=[Finds()])
    lines = [f"line {number} jo@a.example\r\n" for number in range(LINES_AT_ONCE + 7)]
    results = list(engine.redact_lines(lines))
    assert [result.text for result in results] == [f"line {number} [EMAIL]" for number in range(len(lines))]
    assert list(engine.redact_lines([])) == []
    (broken,) = engine.redact_lines(["\ud800"])
    assert broken.reason == "decode: undecodable_utf8"


def test_a_key_is_taken_where_the_policy_needs_one() -> None:
    """And refused without."""
    policy = Policy.model_validate({"policy": "t", "transform": {"default": "hash"}, "fields": []})
    with pytest.raises(ConfigurationError, match="needs a key"):
        Engine.from_policy(policy)
    (result,) = Engine.from_policy(policy, KEYS, format="text", detectors=[Finds()]).process(["jo@a.example"])
    assert result.text is not None
    assert result.text.startswith("k1_")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("policy: t\nfeilds: []\n", "feilds"),
        ("policy: [", "not valid YAML"),
        ("policy: t\nfields: [{path: nope, treat: text}]\n", "fields\\[0\\].path"),
        ("- a\n", "chat.yaml"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_file_is_an_error_with_its_place(tmp_path: Path, content: str | None, message: str) -> None:
    """Never a traceback of the parser, never a value."""
    path = tmp_path / "chat.yaml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ConfigurationError, match=message):
        Engine.from_policy(path)
