"""JSON is spliced: strict in what it reads, and what no edit covers keeps its bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.codecs.base import Codec, Undecodable
from tidegate.codecs.json_codec import JsonCodec
from tidegate.codecs.splice import splice
from tidegate.records import Edit, LeafKind, Reason

CODEC = JsonCodec(value_bytes_max=2_000_000)


@pytest.mark.parametrize(
    ("value", "leaves"),
    [
        (b'{"a":"b"}', [(("a",), LeafKind.NAME, "a"), (("a",), LeafKind.STRING, "b")]),
        (b" [ 1 , -0.5e+3 ,true]\r\n", [
            ((0,), LeafKind.NUMBER, "1"),
            ((1,), LeafKind.NUMBER, "-0.5e+3"),
            ((2,), LeafKind.LITERAL, "true"),
        ]),
        (b'"top"', [((), LeafKind.STRING, "top")]),
        (b"null", [((), LeafKind.LITERAL, "null")]),
        (b"12345678901234567890123456789", [((), LeafKind.NUMBER, "12345678901234567890123456789")]),
        (b"{}", []),
        (b"[ ]", []),
        (b'[{},[],{"a":[{}]}]', [((2, "a"), LeafKind.NAME, "a")]),
        (b'{"a":1,"a":2}', [
            (("a",), LeafKind.NAME, "a"),
            (("a",), LeafKind.NUMBER, "1"),
            (("a",), LeafKind.NAME, "a"),
            (("a",), LeafKind.NUMBER, "2"),
        ]),
        (b'{"":""}', [(("",), LeafKind.NAME, ""), (("",), LeafKind.STRING, "")]),
        (b'["\\u0041\\ud83d\\ude00\\n"]', [((0,), LeafKind.STRING, "A\U0001f600\n")]),
        ('["\u202e\u00e9\\u0000"]'.encode(), [((0,), LeafKind.STRING, "\u202e\u00e9\x00")]),
        (b'{"a\\u0062":{"c":0}}', [
            (("ab",), LeafKind.NAME, "ab"),
            (("ab", "c"), LeafKind.NAME, "c"),
            (("ab", "c"), LeafKind.NUMBER, "0"),
        ]),
    ],
)  # fmt: skip
def test_every_leaf_is_found_with_its_path_and_its_place(value: bytes, leaves: list[tuple[Any, LeafKind, str]]) -> None:
    """Scalars on top, duplicate keys, escapes, and numbers of any length are leaves like others."""
    document = CODEC.decode(value)
    assert [(leaf.path, leaf.kind, leaf.text) for leaf in document.leaves] == leaves
    for leaf in document.leaves:
        token = document.source[leaf.start : leaf.end]
        expected = leaf.text if leaf.kind in (LeafKind.NUMBER, LeafKind.LITERAL) else json.loads(token)
        assert expected == leaf.text


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", Reason.UNDECODABLE_SYNTAX),
        (b" ", Reason.UNDECODABLE_SYNTAX),
        (b"{", Reason.UNDECODABLE_SYNTAX),
        (b"[1", Reason.UNDECODABLE_SYNTAX),
        (b"[1,]", Reason.UNDECODABLE_SYNTAX),
        (b"[,1]", Reason.UNDECODABLE_SYNTAX),
        (b'{,"a":1}', Reason.UNDECODABLE_SYNTAX),
        (b'{"a":1,}', Reason.UNDECODABLE_SYNTAX),
        (b"[[,]]", Reason.UNDECODABLE_SYNTAX),
        (b'{"a":{,}}', Reason.UNDECODABLE_SYNTAX),
        (b"[1 2]", Reason.UNDECODABLE_SYNTAX),
        (b'{"a" 1}', Reason.UNDECODABLE_SYNTAX),
        (b'{"a":}', Reason.UNDECODABLE_SYNTAX),
        (b"{1:2}", Reason.UNDECODABLE_SYNTAX),
        (b"[1}", Reason.UNDECODABLE_SYNTAX),
        (b'{"a":1]', Reason.UNDECODABLE_SYNTAX),
        (b'{"a":[}', Reason.UNDECODABLE_SYNTAX),
        (b"[]]", Reason.UNDECODABLE_SYNTAX),
        (b"{} {}", Reason.UNDECODABLE_SYNTAX),
        (b"1 2", Reason.UNDECODABLE_SYNTAX),
        (b"01", Reason.UNDECODABLE_SYNTAX),
        (b"[01]", Reason.UNDECODABLE_SYNTAX),
        (b"[1.]", Reason.UNDECODABLE_SYNTAX),
        (b"[.5]", Reason.UNDECODABLE_SYNTAX),
        (b"[+1]", Reason.UNDECODABLE_SYNTAX),
        (b"[0x1]", Reason.UNDECODABLE_SYNTAX),
        ("[\u0661]".encode(), Reason.UNDECODABLE_SYNTAX),
        (b"[True]", Reason.UNDECODABLE_SYNTAX),
        (b"['a']", Reason.UNDECODABLE_SYNTAX),
        (b'["a\nb"]', Reason.UNDECODABLE_SYNTAX),
        (b'["\\x41"]', Reason.UNDECODABLE_SYNTAX),
        (b'["\\u12"]', Reason.UNDECODABLE_SYNTAX),
        (b'["a', Reason.UNDECODABLE_SYNTAX),
        (b'[1] // why', Reason.UNDECODABLE_SYNTAX),
        ("\ufeff{}".encode(), Reason.UNDECODABLE_SYNTAX),
        ("[1\u00a0]".encode(), Reason.UNDECODABLE_SYNTAX),
        (b"[NaN]", Reason.UNDECODABLE_NUMBER),
        (b'{"a": -Infinity}', Reason.UNDECODABLE_NUMBER),
        (b"Infinity", Reason.UNDECODABLE_NUMBER),
        (b'["\xff"]', Reason.UNDECODABLE_UTF8),
        (b'["\xed\xa0\x80"]', Reason.UNDECODABLE_UTF8),
        (b'["\\ud800"]', Reason.UNDECODABLE_SURROGATE),
        (b'["\\udc00\\ud800"]', Reason.UNDECODABLE_SURROGATE),
        (b'{"\\udfff":1}', Reason.UNDECODABLE_SURROGATE),
        (b"[" * 65 + b"]" * 65, Reason.UNDECODABLE_DEPTH),
        (b'{"a":' * 65 + b"1" + b"}" * 65, Reason.UNDECODABLE_DEPTH),
        (b'"' + b"x" * 2_000_000 + b'"', Reason.UNDECODABLE_SIZE),
    ],
)  # fmt: skip
def test_what_is_not_strict_json_is_refused_with_the_rule_it_broke(value: bytes, reason: Reason) -> None:
    """Never a partial document, never another reading of it than the consumer's."""
    with pytest.raises(Undecodable) as caught:
        CODEC.decode(value)
    assert caught.value.reason is reason


def test_limits_are_reached_and_not_before() -> None:
    """Depth 64 and a million keys pass, one more does not; a broken record of that size ends quickly, too."""
    assert CODEC.decode(b"[" * 64 + b"1" + b"]" * 64).leaves[0].path == (0,) * 64
    small = JsonCodec(value_bytes_max=1000, keys_max=3)
    assert len(small.decode(b'{"a":1,"b":{"c":2}}').leaves) == 5
    with pytest.raises(Undecodable) as caught:
        small.decode(b'{"a":1,"b":{"c":2},"d":3}')
    assert caught.value.reason is Reason.UNDECODABLE_KEYS
    assert JsonCodec(value_bytes_max=1).keys_max == 1_000_000
    with pytest.raises(Undecodable):
        CODEC.decode(b'["' + b"\\" * 1_000_001)


@pytest.mark.parametrize(
    ("value", "leaf", "edits", "expected"),
    [
        (b'{"a": "mail jo now" }', 1, [Edit(5, 7, "X")], b'{"a": "mail X now" }'),
        (b'["jo\\u0040x\\n!"]', 0, [Edit(0, 4, "[E]")], b'["[E]\\n!"]'),
        (b'["\\ud83d\\ude00 jo \\ud83d\\ude00"]', 0, [Edit(2, 4, "X")], b'["\\ud83d\\ude00 X \\ud83d\\ude00"]'),
        (b'["\\ud83d\\ude00jo\\ud83d\\ude00"]', 0, [Edit(0, 1, "a"), Edit(3, 4, "b")], b'["ajob"]'),
        ('["\U0001f600\u00e9jo"]'.encode(), 0, [Edit(2, 4, "\u00df")], '["\U0001f600\u00e9\u00df"]'.encode()),
        (b'["a"]', 0, [Edit(0, 1, '"\\\n\x01')], b'["\\"\\\\\\n\\u0001"]'),
        (b'["ab"]', 0, [Edit(1, 1, "-")], b'["a-b"]'),
        (b"[123456]", 0, [Edit(0, 3, "X")], b'["X456"]'),
        (b"[12]", 0, [Edit(0, 2, '"')], b'["\\""]'),
        (b'{"n":  4111111111111111 ,"m":1e5}', 1, [Edit(0, 16, "[CARD]")], b'{"n":  "[CARD]" ,"m":1e5}'),
    ],
)  # fmt: skip
def test_an_edit_changes_its_own_stretch_of_the_source_only(
    value: bytes, leaf: int, edits: Sequence[Edit], expected: bytes
) -> None:
    """Spacing, other escapes and other numbers stay as they were written; a replacement is escaped only where it
    must.
    """
    document = CODEC.decode(value)
    assert CODEC.encode(document, {leaf: edits}, frozenset()) == expected


def test_a_value_that_is_taken_out_becomes_null_and_a_number_may_stay_a_number() -> None:
    """Fields keep their names; ``digits`` keeps a number's type."""
    document = CODEC.decode(b'{"a":"x","b":[1,true],"c":-12}')
    assert CODEC.encode(document, {}, frozenset({1, 4})) == b'{"a":null,"b":[1,null],"c":-12}'
    edited = CODEC.encode(document, {6: [Edit(1, 3, "99")]}, frozenset(), digits=frozenset({6}))
    assert edited == b'{"a":"x","b":[1,true],"c":-99}'


@pytest.mark.parametrize("text", ["09", "1.", "x", ""])
def test_digits_that_are_no_number_are_an_error_and_not_broken_json(text: str) -> None:
    """Fail closed: the caller quarantines the record."""
    document = CODEC.decode(b"[12]")
    with pytest.raises(ValueError, match="not a JSON number"):
        CODEC.encode(document, {0: [Edit(0, 2, text)]}, frozenset(), digits=frozenset({0}))


@pytest.mark.parametrize("edits", [[Edit(2, 1, "")], [Edit(0, 2, ""), Edit(1, 3, "")], [Edit(0, 9, "")]])
def test_edits_that_overlap_or_leave_the_text_are_an_error(edits: list[Edit]) -> None:
    """A cut in the wrong place could show half of a value."""
    with pytest.raises(ValueError, match="disjoint"):
        splice("abc", edits)


def test_a_property_name_is_never_edited() -> None:
    """Names are shape: a record with one in which something is found is quarantined instead."""
    with pytest.raises(ValueError, match="never edited"):
        CODEC.encode(CODEC.decode(b'{"a":1}'), {0: [Edit(0, 1, "b")]}, frozenset())


def test_it_keeps_the_protocol() -> None:
    """The registry gives codecs, nothing else."""
    assert isinstance(CODEC, Codec)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.booleans(), st.integers(0, 3), st.data())
def test_splicing_is_what_a_round_trip_would_give_without_its_losses(
    value: Any, ascii_only: bool, indent: int, data: st.DataObject
) -> None:
    """Any JSON, spaced and escaped any way: no edit, same bytes; an edit, and a parser sees that edit and nothing
    else.
    """
    source = json.dumps(value, ensure_ascii=ascii_only, indent=indent or None).encode()
    document = CODEC.decode(source)
    assert CODEC.encode(document, {}, frozenset()) == source
    strings = [index for index, leaf in enumerate(document.leaves) if leaf.kind is LeafKind.STRING]
    if not strings:
        return
    index = data.draw(st.sampled_from(strings))
    leaf = document.leaves[index]
    start = data.draw(st.integers(0, len(leaf.text)))
    end = data.draw(st.integers(start, len(leaf.text)))
    edit = Edit(start, end, data.draw(st.text()))
    spliced = CODEC.encode(document, {index: [edit]}, frozenset())
    expected: Any = json.loads(source)
    if not leaf.path:
        expected = splice(leaf.text, [edit])
    else:
        inner = expected
        for part in leaf.path[:-1]:
            inner = inner[part]
        inner[leaf.path[-1]] = splice(leaf.text, [edit])
    assert json.loads(spliced) == expected
    prefix = document.source[: leaf.start].encode()
    suffix = document.source[leaf.end :].encode()
    assert spliced.startswith(prefix)
    assert spliced.endswith(suffix)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='{}[]",:\\u01eE+-. \nabtrufalsn\ud7ff', max_size=14))
def test_what_is_accepted_is_what_another_strict_parser_accepts(text: str) -> None:
    """The standard library's parser, made strict, is the second opinion."""

    def refuse(_: str) -> None:
        raise ValueError("not a number")

    try:
        parsed = json.loads(text, parse_constant=refuse)
        json.dumps(parsed, ensure_ascii=False).encode("utf-8")
        valid = True
    except ValueError:
        valid = False
    try:
        CODEC.decode(text.encode("utf-8"))
        accepted = True
    except Undecodable:
        accepted = False
    assert accepted == valid
