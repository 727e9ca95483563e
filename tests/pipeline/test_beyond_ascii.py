"""Records with accents, other scripts or escapes pass the gate where none of their texts can hold anything."""

from __future__ import annotations

import json

import pytest

from tests.pipeline.helpers import batch_of
from tests.pipeline.test_gate import plan_of
from tidegate.pipeline import beyond_ascii

PLAN = plan_of()
FREE_TEXT = plan_of(fields=[], format="text")


def passes(value: bytes, *, free_text: bool = False, key: bytes | None = None) -> bool:
    gate = (FREE_TEXT if free_text else PLAN).gate
    assert gate is not None
    batch = batch_of(b"word" if free_text else b'{"b":"before"}', value, keys=[None, key])
    return 1 in gate.look(batch).passing


WITHOUT = (
    {"a": "Das ist f\u00fcr alle, die sp\u00e4ter kommen", "state": "open", "n": 12},
    {"a": "one line\nand another\tone"},
    {"a": 'they said "good" and went'},
    {"a": "\u041c\u044b \u043f\u0440\u0438\u0434\u0451\u043c \u043f\u043e\u0437\u0436\u0435"},
    {"a": "\u5929\u6c17\u304c\u3044\u3044\u3067\u3059"},
    {"a": ["f\u00fcr", "\u00fcber", "plain"], "b": {"c": "sch\u00f6n"}},
    {"a": "so it goes \u2013 on and on \u2026"},
    {"a": "fine \u2764\ufe0f\U0001f600"},
)


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("document", WITHOUT, ids=lambda document: ascii(document["a"])[:24])
def test_a_record_passes_where_none_of_its_texts_can_hold_anything(document: object, ascii_only: bool) -> None:
    """In UTF-8 and with every character outside ASCII escaped, as most producers write it."""
    value = json.dumps(document, ensure_ascii=ascii_only).encode()
    assert not value.isascii() or b"\\" in value
    assert passes(value)


WITH = (
    {"a": "f\u00fcr ada@example.com"},
    {"a": "f\u00fcr alle", "b": "ada@example.com"},
    {"a": "f\u00fcr alle", "ada@example.com": 1},
    {"a": "f\u00fcr alle", "b": 4111111111111111},
    {"a": "J\u00f6rg M\u00fcller kommt"},
    {"a": "\uff14\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11"},
    {"a": "4111\u200b1111\u200b1111\u200b1111"},
    {"a": "\u0430da@example.com"},
    {"a": "line\nada@example.com"},
    {"a": '{"x":"ada@example.com"}'},
    {"a": '{"pin":1234}'},
    {"\u00fcber": "plain"},
    {"pin": "1234 \u2013"},
    {"q": "How old are you? Danke sch\u00f6n", "a": "42"},
    {"q": ["\u00c4h, how old are you?", "42"]},
    {"a": "gr\u00fc\u00df, john at example dot com"},
    {"a": "C:\\temp is full"},
    {"a": "\u00fc YWRhQGV4YW1wbGUuY29tIQ=="},
)


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("document", WITH, ids=lambda document: ascii(document)[:32])
def test_one_text_that_may_hold_something_keeps_its_record(document: object, ascii_only: bool) -> None:
    assert not passes(json.dumps(document, ensure_ascii=ascii_only).encode())


@pytest.mark.parametrize(
    "value",
    [
        b'{"a":"\xff"}',
        b'{"a":"\\x41"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\\u00fc}',
        '{"a":ü}'.encode(),
        b'{"a\\n":"b"}',
        '{"a":"ü"}}'.encode(),
        '{"a":"ü\x01"}'.encode(),
    ],
)
def test_what_is_no_sound_json_does_not_pass(value: bytes) -> None:
    assert not passes(value)


def test_a_key_that_is_not_ascii_is_read_elsewhere() -> None:
    assert not passes('{"a":"für"}'.encode(), key="größe".encode())
    assert not passes(b'{"a":"one\\ntwo"}', key=b"a\\b")


@pytest.mark.parametrize(("text", "clear"), [("für alle", True), ("a \\n b ü", False), ("für ada@example.com", False)])
def test_a_text_is_taken_as_it_is(text: str, clear: bool) -> None:
    """A backslash in it may be an escape of its own, which is a view."""
    assert passes(text.encode(), free_text=True) is clear


def test_elements_of_arrays_are_asked_about_within_bounds() -> None:
    """Each may be known by any name of the record, so the questions would be as many as both together."""
    few, many = ["ü"] * 4, ["ü"] * (beyond_ascii.ASKED_MAX + 1)
    assert passes(json.dumps({"a": few}, ensure_ascii=False).encode())
    assert not passes(json.dumps({"a": many}, ensure_ascii=False).encode())
    long = "so it goes " * (beyond_ascii.ASKED_CHARS_MAX // 22) + "ü"
    assert passes(json.dumps({"a": long, "b": 1, "c": 2}, ensure_ascii=False).encode())
    assert not passes(json.dumps({"a": [long], "b": 1, "c": 2}, ensure_ascii=False).encode())
