"""JSON, spliced and not round-tripped.

A parser that turns a 24-digit integer into 1.2e23 changes what nobody asked it to change. So a record is read by a
tokenizer that remembers where each value stands in the source, and an edit replaces that stretch of the source alone:
spacing, key order, duplicate keys, escapes and numbers of any length stay as the producer wrote them.

Strict as RFC 8259: no byte order mark, no NaN, no trailing comma. One regular expression reads a whole member (name,
value and what follows), because at 100,000 records a second a loop over characters is out of the question; its
quantifiers are possessive, so no input makes it backtrack.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import partial
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.encoder import encode_basestring
from typing import Any

from tidegate.codecs.base import Undecodable
from tidegate.codecs.splice import splice
from tidegate.records import Document, Edit, Leaf, LeafKind, Path, Reason

DEPTH_MAX = 64  # objects and arrays in each other
KEYS_MAX = 1_000_000  # property names in one record

# No possessive quantifiers: Python 3.11.2 reads them wrongly. None is needed, because no two neighbours of these
# patterns can take the same character, so there is one way only to read a text.
_WS = r"[ \t\n\r]*"
_CHARS = r'[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*'
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_VALUE = rf'(?:"({_CHARS})"|({_NUMBER})|(true|false|null)|([\[{{]))'
_AFTER = rf"{_WS}([,}}\]]?)"

_TOP = re.compile(rf"{_WS}{_VALUE}{_WS}")
_MEMBER = re.compile(rf'{_WS}"({_CHARS})"{_WS}:{_WS}{_VALUE}{_AFTER}')
_ELEMENT = re.compile(rf"{_WS}{_VALUE}{_AFTER}")
_FOLLOW = re.compile(_AFTER)
_END = re.compile(rf"{_WS}\Z")
_NUMBER_ONLY = re.compile(_NUMBER)
_NOT_A_NUMBER = re.compile(rf'{_WS}(?:"{_CHARS}"{_WS}:{_WS})?-?(?:NaN|Infinity)')
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.")

_STRING_KIND, _NUMBER_KIND, _LITERAL_KIND, _NAME_KIND = (
    LeafKind.STRING,
    LeafKind.NUMBER,
    LeafKind.LITERAL,
    LeafKind.NAME,
)
_leaf: Any = partial(tuple.__new__, Leaf)  # half the cost of calling the class, and a record has ten of them


class JsonCodec:
    """One record is one JSON value. ``value_bytes_max`` bounds it, in bytes."""

    name = "json"
    content_type = "application/json"

    def __init__(self, *, value_bytes_max: int, depth_max: int = DEPTH_MAX, keys_max: int = KEYS_MAX) -> None:
        self.value_bytes_max, self.depth_max, self.keys_max = value_bytes_max, depth_max, keys_max

    def decode(self, value: bytes) -> Document:
        if len(value) > self.value_bytes_max:
            raise Undecodable(Reason.UNDECODABLE_SIZE)
        try:
            source = value.decode("utf-8")
        except UnicodeDecodeError:
            raise Undecodable(Reason.UNDECODABLE_UTF8) from None
        return Document(source, self._leaves(source))

    def _leaves(self, source: str) -> list[Leaf]:
        leaves: list[Leaf] = []
        append = leaves.append
        match = _TOP.match(source)
        if match is None:
            raise _broken(source, 0)
        string, number, literal, opening = match.groups()
        position = match.end()
        if opening is None:
            append(_scalar(match, 1, (), string, number, literal))
            if position != len(source):
                raise Undecodable(Reason.UNDECODABLE_SYNTAX)
            return leaves
        stack: list[
            tuple[bool, Path, int]
        ] = []  # the containers around this one: is it an object, its path, next index
        path: Path = ()
        in_object, index = opening == "{", 0
        keys, depth_max, keys_max = 0, self.depth_max, self.keys_max
        after = source[position : position + 1]
        if after == ("}" if in_object else "]"):
            position += 1
        else:
            after = ","  # the first member is read as if a comma stood before it
        while True:
            if after == ",":
                here: Path
                if in_object:
                    match = _MEMBER.match(source, position)
                    if match is None:
                        raise _broken(source, position)
                    name, string, number, literal, opening, after = match.groups()
                    start, end = match.span(1)
                    if "\\" in name:
                        name = _unescape(name)
                    here = (*path, name)
                    append(_leaf((here, _NAME_KIND, start - 1, end + 1, name)))
                    keys += 1
                    if keys > keys_max:
                        raise Undecodable(Reason.UNDECODABLE_KEYS)
                    group = 2
                else:
                    match = _ELEMENT.match(source, position)
                    if match is None:
                        raise _broken(source, position)
                    string, number, literal, opening, after = match.groups()
                    here = (*path, index)
                    index += 1
                    group = 1
                position = match.end()
                if string is not None and "\\" not in string:
                    start, end = match.span(group)
                    append(_leaf((here, _STRING_KIND, start - 1, end + 1, string)))
                elif opening is None:
                    append(_scalar(match, group, here, string, number, literal))
                else:
                    stack.append((in_object, path, index))
                    if len(stack) >= depth_max:
                        raise Undecodable(Reason.UNDECODABLE_DEPTH)
                    in_object, path, index = opening == "{", here, 0
                    if not after:
                        after = ","
                        continue
                    if after == ",":
                        raise Undecodable(Reason.UNDECODABLE_SYNTAX)
                if after == ",":
                    continue
            if after != ("}" if in_object else "]"):
                raise Undecodable(Reason.UNDECODABLE_SYNTAX)
            if not stack:
                if _END.match(source, position) is None:
                    raise Undecodable(Reason.UNDECODABLE_SYNTAX)
                return leaves
            in_object, path, index = stack.pop()
            match = _FOLLOW.match(source, position)
            assert match is not None  # it matches the empty text
            after, position = match[1], match.end()

    def encode(
        self,
        document: Document,
        edits: Mapping[int, Sequence[Edit]],
        removed: frozenset[int],
        *,
        digits: frozenset[int] = frozenset(),
    ) -> bytes:
        """Splice; see `Codec.encode`. A number that is edited becomes a string, unless it is among ``digits``."""
        source, leaves = document.source, document.leaves
        changes: list[Edit] = []
        for index in sorted(edits.keys() | removed):
            leaf = leaves[index]
            if index in removed:
                changes.append(Edit(leaf.start, leaf.end, "null"))
            elif leaf.kind == _STRING_KIND:
                changes.extend(_string_edits(source, leaf, edits[index]))
            elif index in digits:
                changes.append(Edit(leaf.start, leaf.end, _number(splice(leaf.text, edits[index]))))
            elif leaf.kind == _NAME_KIND:
                raise ValueError("a property name is never edited")
            else:
                changes.append(Edit(leaf.start, leaf.end, encode_basestring(splice(leaf.text, edits[index]))))
        return splice(source, changes).encode("utf-8")


def _scalar(
    match: re.Match[str], group: int, path: Path, string: str | None, number: str | None, literal: str | None
) -> Leaf:
    if string is not None:
        start, end = match.span(group)
        text = _unescape(string) if "\\" in string else string
        return Leaf(path, _STRING_KIND, start - 1, end + 1, text)
    if number is not None:
        return Leaf(path, _NUMBER_KIND, *match.span(group + 1), number)
    assert literal is not None
    return Leaf(path, _LITERAL_KIND, *match.span(group + 2), literal)


def _unescape(raw: str) -> str:
    text: str = scanstring(raw + '"', 0, True)[0]
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # Half a surrogate pair is no character: no two readers agree on what it is.
        raise Undecodable(Reason.UNDECODABLE_SURROGATE) from None
    return text


def _broken(source: str, position: int) -> Undecodable:
    if _NOT_A_NUMBER.match(source, position):
        return Undecodable(Reason.UNDECODABLE_NUMBER)
    return Undecodable(Reason.UNDECODABLE_SYNTAX)


def _number(text: str) -> str:
    if _NUMBER_ONLY.fullmatch(text) is None:
        raise ValueError("the replacement is not a JSON number")
    return text


def _string_edits(source: str, leaf: Leaf, edits: Sequence[Edit]) -> list[Edit]:
    """Edits of a string's decoded text as edits of the source: inside an escape there is no place to cut."""
    first = leaf.start + 1
    if leaf.end - leaf.start - 2 == len(leaf.text):  # every escape is longer than what it stands for: there is none
        return [Edit(first + edit.start, first + edit.end, encode_basestring(edit.text)[1:-1]) for edit in edits]
    places: list[int] = []  # decoded positions of characters that are written as an escape
    extra: list[int] = [0]  # how many more code points the source has, before the n-th escape
    for match in _ESCAPE.finditer(source, first, leaf.end - 1):
        places.append(match.start() - first - extra[-1])
        extra.append(extra[-1] + len(match[0]) - 1)

    def at(position: int) -> int:
        return first + position + extra[bisect_left(places, position)]

    return [Edit(at(edit.start), at(edit.end), encode_basestring(edit.text)[1:-1]) for edit in edits]
