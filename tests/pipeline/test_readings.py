"""Copies of hidden values in views of a text, and however its blanks are set."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.pipeline.helpers import Finds, plan_of, run, values_of
from tidegate.detectors import views
from tidegate.errors import DetectionIncomplete
from tidegate.pipeline.copies import Hidden, folded_value, mask
from tidegate.pipeline.readings import copies_of, hides_copies, lookup_of
from tidegate.records import Edit, OutcomeKind

FIELDS = [
    {"path": "$.name", "treat": "person"},
    {"path": "$.r", "treat": "redact"},
    {"path": "$..*", "treat": "text"},
]
PLAN = plan_of(fields=FIELDS)
NAME = "Jos\u00e9 Ferrowick"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


TOKEN = b64(f"it was {NAME} who wrote this")


def found(text: str, *values: str, edits: tuple[Edit, ...] = ()) -> list[str]:
    lookup = lookup_of([Hidden(folded_value(value), "#", None) for value in values])
    return [text[hit.start : hit.end] for hit in copies_of(lookup, mask(text, edits), edits)]


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("met Jos&eacute; Ferrowick here", "Jos&eacute; Ferrowick"),
        ("?who=Jos%C3%A9%20FERROWICK&b", "Jos%C3%A9%20FERROWICK"),
        ("met Jos=C3=A9 Ferrowick", "Jos=C3=A9 Ferrowick"),
        ("met Jose\u0301 Ferrowick", "Jose\u0301 Ferrowick"),  # a letter and its accent
        ("met Jos\u00e9 Ferro\u200bwick", "Jos\u00e9 Ferro\u200bwick"),
        ("met \uff2aos\u00e9 Ferrowick", "\uff2aos\u00e9 Ferrowick"),
        ("met Jos\u00e9\u00a0Ferrowick", "Jos\u00e9\u00a0Ferrowick"),
        ("met Jos\u00e9  Ferrowick", "Jos\u00e9  Ferrowick"),
        ("met Jos\u00e9\r\n Ferrowick", "Jos\u00e9\r\n Ferrowick"),
        (f"see {TOKEN}.", TOKEN),
        ('{"who":"Jos\\u00e9 Ferrowick","n":1}', "Jos\\u00e9 Ferrowick"),
        (json.dumps(json.dumps({"who": NAME})), "Jos\\\\u00e9 Ferrowick"),
        ("met Jos\u00e9 Ferrowicks", None),
        ("met Jos\u00e9-Ferrowick", None),
    ],
)  # fmt: skip
def test_a_copy_is_found_as_it_is_read(text: str, copy: str | None) -> None:
    """The whole disguise is the copy."""
    assert found(text, NAME) == ([] if copy is None else [copy])


def test_a_value_is_looked_for_in_plain_characters_too() -> None:
    assert found("met Ferrowick", "Ferro\u200bwick") == ["Ferrowick"]
    assert found("met Ada  Byron", "Ada\n Byron") == ["Ada  Byron"]


def test_what_stands_for_an_edit_is_no_copy() -> None:
    """A field that held "xxxx" is no reason to give up a record in which four digits were hidden."""
    assert found("pin 8319 xxxx", "xxxx", edits=(Edit(4, 8, "[PIN]"),)) == ["xxxx"]
    record = '{"r":"xxxx","t":"jo@a.example","u":"xxxx x@a.example"}'
    assert values_of(run(PLAN, record)) == [b'{"r":"[REDACTED]","t":"[EMAIL]","u":"[REDACTED] [EMAIL]"}']


@pytest.mark.parametrize(
    ("inner", "hidden", "clean"),
    [
        ({"a": "one\nAda Byron"}, "one\nAda Byron", {"a": "[REDACTED]"}),
        ({"a": "x\n77 y"}, "n77 y", {"a": "x\n77 y"}),  # no word of it; to cut there broke the document
        ({"a": 123.123}, "123", {"a": "[REDACTED]"}),  # twice in one number
        ({"a": 'say "hi" Ada'}, 'say "hi" Ada', {"a": "[REDACTED]"}),
    ],
)
def test_a_copy_in_a_document_within_a_string_leaves_it_one(inner: Any, hidden: str, clean: Any) -> None:
    outcomes = run(PLAN, json.dumps({"r": hidden, "t": json.dumps(inner)}))
    assert outcomes.kinds == [OutcomeKind.CLEAN]
    assert json.loads(json.loads(outcomes.outputs[0][0].value or b"")["t"]) == clean


@pytest.mark.parametrize("keys", [None, [b"7"]])
@pytest.mark.parametrize(
    "copy", ["met Ada&#32;Byron", "met Ada  Byron", "met %41da Byron", b64("it was Ada Byron, yes")]
)
def test_a_disguised_copy_in_a_record_is_hidden(copy: str, keys: list[bytes] | None) -> None:
    """Also where the value itself stands once in the record's source, which needs no search otherwise."""
    for name in ("Ada Byron", "ada byron"):
        (value,) = values_of(run(PLAN, json.dumps({"name": name, "t": copy}), keys=keys))
        assert value is not None
        assert copy.split()[-1].encode() not in value


def test_a_finding_in_a_plain_record_has_no_copy_with_other_blanks() -> None:
    """The same on the gate's short cut: what it leaves to the stages behind it is hidden there."""
    plan = plan_of(detectors=[Finds(r"Ada Byron", "person")])
    (value,) = values_of(run(plan, '{"t":"Ada Byron","u":"by Ada  Byron"}'))
    assert value == b'{"t":"[PERSON]","u":"by [PERSON]"}'


def test_a_text_with_too_many_views_is_not_said_to_hold_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "VIEWS_MAX", 1)
    with pytest.raises(DetectionIncomplete):
        found("met Jos&eacute; Ferrowick", NAME)


@pytest.mark.parametrize(
    ("source", "hides"),
    [
        ('{"a":"Ada"}', False),
        ('{"a":"gr\u00fcn, caf\u00e9, \u4f60"}', False),
        ('{"a":"a%40b"}', True),
        ('{"a":"a\u200bb"}', True),
        ('{"a":"\uff21"}', True),
    ],
)
def test_a_source_tells_whether_a_copy_can_hide_in_it(source: str, hides: bool) -> None:
    """Letters of other scripts hide nothing."""
    assert hides_copies(source) is hides
