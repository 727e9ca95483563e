"""A text that is itself JSON: its names and values are read one by one, and an edit in it leaves it JSON.

Messages carry documents as strings, and those carry documents again. Read as one text, such a string joins what does
not belong together, and a replacement may break it: a number becomes a bare word, a quote ends the string. So each name
and value of it is a text of its own, known by the name before it, and `Fitting` says how a replacement is written where
it stands: a number becomes a string, and what JSON escapes is escaped once for each level.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from json.encoder import encode_basestring
from typing import NamedTuple

import orjson

from tidegate.detectors.disguises.encodings import escapes
from tidegate.detectors.disguises.shown import Piece, Shown, Way, back
from tidegate.records import FIELD_NAME_CHARS_MAX, Edit

DEPTH_MAX = 3  # documents in each other: what lies deeper is read as text

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(-?[0-9][0-9.eE+-]*)|[\[\]{}:,]', re.DOTALL)
# A value that was masked, so that the rest of its document can be read again; as long as it was.
_MASKED = re.compile(r"(?<=[:\[,\s])[x\x7f]+(?=[\s,\]}])")
_WHITE = " \t\r\n"
_ENDS = {"{": "}", "[": "]", '"': '"'}


class Part(NamedTuple):
    """One name, string or number: its text with the way back to the document's, and the name it is known by."""

    shown: Shown
    name: str
    is_number: bool


def may_be_json(text: str) -> bool:
    """Whether a text begins and ends as a JSON object, array or escaped string does; cheap."""
    if text[:1] not in _ENDS and text[:1] not in _WHITE:
        return False
    bare = text.strip(_WHITE)
    return len(bare) > 1 and _ENDS.get(bare[0]) == bare[-1] and (bare[0] != '"' or "\\" in bare)


def parts_of(text: str, name: str) -> list[Part] | None:
    """Its names, strings and numbers in order, those without a text left out; None where the text is no JSON.

    Args:
        text: Any text.
        name: By which a value is known that no name stands before.
    """
    if not may_be_json(text):
        return None
    source = text
    if not _is_json(source):
        source = _MASKED.sub(lambda match: "1" * len(match[0]), source)
        if source == text or not _is_json(source):
            return None
    return list(_parts(text, source, name))


def _is_json(source: str) -> bool:
    try:
        orjson.loads(source)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return False
    return True


def _parts(text: str, source: str, name: str) -> Iterator[Part]:
    """``source`` is valid, and is ``text`` but for masked values, of which nothing is read."""
    outer: list[str] = []  # the names by which the containers around this place are known
    known, before = name, name
    tokens = _TOKEN.finditer(source)
    string: re.Match[str] | None = None  # read, and not known yet to be a name
    for token in tokens:
        sign = token[0]
        if string is not None:
            if sign == ":":
                part = _string(text, string, "")
                before = part.shown.text if part is not None else ""
            else:
                part = _string(text, string, before)
            string = None
            if part is not None:
                yield part
        if token[1] is not None:
            string = token
        elif token[2] is not None:
            if text[token.start() : token.end()] == sign:
                piece = Piece(0, token.start(), token.end(), False)
                yield Part(Shown(sign, (piece,)), before[:FIELD_NAME_CHARS_MAX], True)
        elif sign in "{[":
            outer.append(known)
            known = before
        elif sign in "}]":
            before = known = outer.pop()
        elif sign == ",":
            before = known
    if string is not None and (part := _string(text, string, before)) is not None:
        yield part


def _string(text: str, token: re.Match[str], name: str) -> Part | None:
    start, end = token.span(1)
    raw = text[start:end]
    if not raw:
        return None
    shown = escapes(raw) if "\\" in raw else None
    pieces = shown.pieces if shown is not None else (Piece(0, 0, len(raw), True),)
    moved = [Piece(at, first + start, last + start, copied) for at, first, last, copied in pieces]
    return Part(Shown(shown.text if shown is not None else raw, moved), name[:FIELD_NAME_CHARS_MAX], False)


class _Place(NamedTuple):
    """Where an innermost part stands in the text, how many strings it is in, and whether it is a number."""

    start: int
    end: int
    strings: int
    is_number: bool


class Fitting:
    """How edits of one text are written so that what is JSON in it stays JSON."""

    __slots__ = ("_places",)

    def __init__(self, text: str) -> None:
        self._places = sorted(_places(text, (), 0)) if may_be_json(text) else []

    def edit(self, start: int, end: int, replacement: str) -> Edit:
        """The edit that hides ``[start, end)``. It may be wider: of a number nothing can be left beside it. An edit
        that is not inside one value is written as it is.
        """
        place = self._places[index] if (index := bisect_right(self._places, start, key=_start) - 1) >= 0 else None
        if place is None or end > place.end:
            return Edit(start, end, replacement)
        written = encode_basestring(replacement)
        if place.is_number:
            start, end = place.start, place.end
        else:
            written = written[1:-1]
        for _ in range(place.strings):
            written = encode_basestring(written)[1:-1]
        return Edit(start, end, written)


def _places(text: str, way: Way, depth: int) -> Iterator[_Place]:
    parts = parts_of(text, "") if depth < DEPTH_MAX else None
    for part in parts or ():
        inner = (part.shown, *way)
        deeper = list(_places(part.shown.text, inner, depth + 1)) if not part.is_number else []
        if deeper:
            yield from deeper
        else:
            yield _Place(*back(inner, 0, len(part.shown.text)), depth, part.is_number)


def _start(place: _Place) -> int:
    return place.start
