"""A text that is JSON is read value by value, and stays JSON whatever is hidden in it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.codecs.splice import splice
from tidegate.detectors.disguises.characters import plain_form
from tidegate.detectors.disguises.inner_json import DEPTH_MAX, Fitting, may_be_json, parts_of
from tidegate.detectors.disguises.shown import back

QUOTED = 'say "a\\b"\n\u00e9'  # what JSON escapes, and what it does not

# What is invisible is left out of what is read, so at a value's end nothing leads back to it.
visible = st.characters(exclude_categories=["Cs"]).filter(lambda character: plain_form(character) != "")
texts = st.text(visible, min_size=1, max_size=8)
documents = st.recursive(
    st.one_of(texts, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('{"a":"b"}', [("a", ""), ("b", "a")]),
        (' {"a" : ["b", 12, true, null] }\n', [("a", ""), ("b", "a"), ("12", "a")]),
        ('["b",{"c":1.5e3},"d"]', [("b", "up"), ("c", ""), ("1.5e3", "c"), ("d", "up")]),
        (
            '{"a":{"b":"c"},"d":[[{"e":1}],2]}',
            [("a", ""), ("b", ""), ("c", "b"), ("d", ""), ("e", ""), ("1", "e"), ("2", "d")],
        ),
        ('{"a":"x\\u0040y \\"q\\"","":"z"}', [("a", ""), ('x@y "q"', "a"), ("z", "")]),
        ('"{\\"a\\":1}"', [('{"a":1}', "up")]),  # a string that was encoded twice
        ('{"a":xxxx,"b":"c"}', [("a", ""), ("b", ""), ("c", "b")]),  # a number that is masked
    ],
)
def test_each_name_and_value_is_a_text_known_by_its_name(text: str, parts: list[tuple[str, str]]) -> None:
    found = parts_of(text, "up")
    assert found is not None
    assert [(part.shown.text, part.name) for part in found] == parts


@pytest.mark.parametrize(
    "text",
    ["", "plain", "[EMAIL]", "{", "{}x", '{"a":1', "{'a':1}", '"quoted"', "12", "[x y]", '{"a":xx yy}', '["\\ud800',
     "[" * 5000 + "]" * 5000],
)  # fmt: skip
def test_what_only_looks_like_json_is_a_text(text: str) -> None:
    assert parts_of(text, "") is None


@given(documents)
def test_every_value_of_any_document_is_read_and_found_again(document: Any) -> None:
    """In order, and the way back leads to where it is written."""
    text = json.dumps(document)
    if not may_be_json(text):
        return
    parts = parts_of(text, "")
    assert parts is not None
    between: list[str] = []
    done = 0
    for part in parts:
        start, end = back((part.shown,), 0, len(part.shown.text))
        assert done <= start < end
        between.append(text[done:start])
        done = end
    between.append(text[done:])
    # What is left is how a document is written, and its literals.
    left = re.sub("true|false|null", "", " ".join(between))
    assert not left.strip(' {}[],:"\\'), left


@pytest.mark.parametrize("replacement", ["[EMAIL]", QUOTED, ""])
@pytest.mark.parametrize("depth", range(1, DEPTH_MAX + 1))
def test_a_replacement_is_escaped_once_for_each_level(replacement: str, depth: int) -> None:
    """Text, and a number, which becomes a string."""
    document: Any = {"m": "to ada@example.com now", "n": -4111.5}
    text = json.dumps(document)
    for _ in range(depth - 1):
        text = json.dumps({"in": text})
    fitting = Fitting(text)
    start, number = text.index("ada@"), text.index("4111")
    edits = [fitting.edit(start, start + 15, replacement), fitting.edit(number, number + 4, replacement)]
    read: Any = splice(text, edits)
    for _ in range(depth - 1):
        read = json.loads(read)["in"]
    assert json.loads(read) == {"m": f"to {replacement} now", "n": replacement}


def test_an_edit_outside_of_what_is_read_is_written_as_it_is() -> None:
    """In a text that is no JSON, across values, and deeper than documents are read."""
    assert Fitting("a b").edit(0, 1, '"') == (0, 1, '"')
    assert Fitting('{"a":"b"}').edit(2, 7, "x") == (2, 7, "x")
    text = '{"m":1}'
    for _ in range(DEPTH_MAX):
        text = json.dumps({"in": text})
    place = text.index("1")
    assert Fitting(text).edit(place, place + 1, "[N]") == (place, place + 1, "[N]")
