"""A disguised value goes with its disguise, on the way of a record: found, replaced, checked once more, written."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.detectors.test_views import EVERYTHING
from tests.pipeline.helpers import Finds, batch_of, run, values_of
from tests.pipeline.helpers import plan_of as small_plan
from tests.pipeline.test_explain import real_plan
from tests.pipeline.test_gate import plan_of
from tidegate.errors import DetectionIncomplete
from tidegate.pipeline.explain import explain
from tidegate.pipeline.plain import gate
from tidegate.records import Failure, OutcomeKind, Reason, Stage

PLAN = plan_of()


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def written(value: Any, **policy: Any) -> Any:
    """What becomes of a document."""
    (record,) = values_of(run(plan_of(**policy) if policy else PLAN, json.dumps(value)))
    assert record is not None
    return json.loads(record)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("ask john at example dot com, ok", "ask [EMAIL], ok"),
        ("ask john [at] example [dot] com, ok", "ask [EMAIL], ok"),
        ("/x?mail=john%40example.com&y=1", "/x?mail=[EMAIL]&y=1"),
        ("<b>john&#64;example.com</b>", "<b>[EMAIL]</b>"),
        ("john=40exam=\nple.com", "[EMAIL]"),
        ("john\\u0040example.com", "[EMAIL]"),
        ("\u0430d\u0430@ex\u0430mple.com", "[EMAIL]"),
        (f"see {b64('write to ada@example.com, please')}.", "see [EMAIL]."),  # the whole token
        (b64("?m=ada%40example.com"), "[EMAIL]"),
        ("card " + " ".join("4111111111111111") + " ok", "card [CREDIT_CARD_NUMBER] ok"),
        ("card four" + " one" * 15 + " ok", "card [CREDIT_CARD_NUMBER] ok"),
        ("card 4111-\n1111-\n1111-\n1111 ok", "card [CREDIT_CARD_NUMBER] ok"),
        ("look at example and meet at noon dot", None),
        ("one of two or three, 100% = x & y; z", None),
        (b64("nothing personal stands in here"), None),
    ],
)
def test_a_disguised_value_is_replaced_with_its_disguise(text: str, clean: str | None) -> None:
    assert written({"t": text, "u": 1}) == {"t": text if clean is None else clean, "u": 1}


def test_two_values_in_one_token_are_hidden_with_it() -> None:
    """Nothing of a token is left, whatever else stood in it."""
    token = b64("from ada@example.com to bob@example.com, card 4111111111111111")
    assert token[:8] not in written({"t": f"a {token} b"})["t"]


INNER = {"card": 4111111111111111, "mail": 'say "hi" to ada@example.com', "list": [True, None, 12], "pin": "1234"}
CLEAN = {
    "card": "[CREDIT_CARD_NUMBER]",
    "mail": 'say "hi" to [EMAIL]',
    "list": [True, None, 12],
    "pin": "[PIN]",
}


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_document_in_a_string_stays_one(depth: int) -> None:
    """However deep: numbers become strings, names tell what a value is, and all else stays as it was."""
    text = json.dumps(INNER)
    for _ in range(depth - 1):
        text = json.dumps({"in": text, "n": 1})
    read = written({"payload": text})["payload"]
    for _ in range(depth - 1):
        outer = json.loads(read)
        assert outer["n"] == 1
        read = outer["in"]
    assert json.loads(read) == CLEAN


def test_a_replacement_with_quotes_is_escaped_in_a_document() -> None:
    """Copies too, which are not found by a detector."""
    text = 'a"\\b'
    inner = json.dumps({"mail": "ada@example.com", "copy": "of A-77123 here", "n": 77123})
    read = written(
        {"id": "A-77123", "n": 77123, "payload": inner},
        fields=[
            {"path": "$.id", "treat": "redact"},
            {"path": "$.n", "treat": "redact"},
            {"path": "$..*", "treat": "text"},
        ],
        transform={"default": {"redact": {"text": text}}},
    )
    assert json.loads(read["payload"])["mail"] == text
    assert "77123" not in read["payload"]
    assert set(json.loads(read["payload"])) == {"mail", "copy", "n"}


def test_a_document_as_a_text_record_stays_one() -> None:
    """Where no codec reads it."""
    plan = plan_of(fields=[], format="text")
    (value,) = values_of(run(plan, json.dumps(INNER)))
    assert value is not None
    assert json.loads(value) == CLEAN


def test_a_disguise_in_a_property_name_fails_its_record() -> None:
    outcomes = run(PLAN, '{"john at example dot com":1}')
    assert outcomes.failures == {0: Failure(Stage.RESOLVE, Reason.PERSONAL_DATA_IN_NAME)}


def test_a_disguise_in_a_key_or_header_is_seen() -> None:
    """No value of the record is suspicious."""
    batch = [b'{"a":"x"}'] * 3
    keys = [b"john at example dot com", None, None]
    headers: list[Any] = [(), (("h", b"ada%40example.com"),), (("h", b"fine"),)]
    outcomes = run(PLAN, *batch, keys=keys, headers=headers)
    assert outcomes.kinds == [OutcomeKind.CLEAN] * 3
    sent = [output[0] for output in outcomes.outputs]
    assert b"john" not in (sent[0].key or b"")
    assert [value for name, value in sent[1].headers if name == "h"] == [b"[EMAIL]"]


def test_a_text_with_too_many_disguises_fails_its_record_alone() -> None:
    """What was not read to its end does not pass."""
    values = [json.dumps({"t": text}) for text in ("a", EVERYTHING, "b")]
    outcomes = run(PLAN, *values)
    assert outcomes.failures == {1: Failure(Stage.DETECT, Reason.DETECTOR_FAILED)}
    with pytest.raises(DetectionIncomplete):
        explain(EVERYTHING, real_plan())


def test_what_the_second_search_would_see_disguised_is_not_done_at_once() -> None:
    """The short cut reads no views, so a record with one takes the long way."""
    batch = batch_of(b'{"a":"mail ada@example.com"}', b'{"a":"ada@example.com or a%40b.io"}')
    assert sorted(gate(batch, PLAN).plain) == [0]


def test_words_count_where_they_are_read() -> None:
    """Inside of a token its own words are the context, and in a document the name before a value."""
    plan = small_plan(
        detectors=[Finds(r"\d{6}", "phone_number", score=0.1, context=["phone"])], detect={"threshold": 0.4}
    )
    seen = [b64("my phone is 555017"), b64("my order is 555017"), '{"phone":"555017"}', '{"order":"555017"}']
    outcomes = run(plan, *(json.dumps({"t": text}) for text in seen))
    hidden = [b"PHONE" in (value or b"") for value in values_of(outcomes)]
    assert hidden == [True, False, True, False]


@pytest.mark.parametrize(
    ("text", "pattern", "value"),
    [
        (f"a {b64('ada@example.com, hello')}", "base64/address", b64("ada@example.com, hello")),
        ("john at example dot com", "address/address", "john at example dot com"),
        ('{"m":"ada@example.com"}', "json/address", "ada@example.com"),
        ("ada@example.com &amp; you", "address", "ada@example.com"),
    ],
)
def test_explain_says_which_view_showed_it(text: str, pattern: str, value: str) -> None:
    """Before the pattern; the place is the source's."""
    explained, _ = explain(text, real_plan())
    (one,) = [one for one in explained if one.entity_type == "email"]
    assert (one.pattern, text[one.start : one.end], one.kept) == (pattern, value, True)
