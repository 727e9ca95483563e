r"""Records with escapes or characters outside ASCII that may pass the gate all the same.

One scan over a batch's bytes tells nothing of a text that does not stand in them as it is: ``f\u00fcr`` is one word,
and in UTF-8 an accented letter is two bytes that no need of an ASCII text knows. So each such text is taken out and
asked what the detect stage would ask of it, in the same words: may it have a view, does it ask for anything, would any
detector read it, by its characters or by the name of its field? Where all say no for every text, only what is left of
the record may hold anything: ASCII without escapes, which one scan tells.

What this cannot tell at once is left to the stages behind: names that are not plain, and texts that are JSON again.
"""

from __future__ import annotations

import re

import orjson

from tidegate.detectors.disguises.inner_json import may_be_json
from tidegate.detectors.views import bare, holds_disguise
from tidegate.pipeline.needs import TextGate
from tidegate.pipeline.questions import asks_for
from tidegate.records import FIELD_NAME_CHARS_MAX

# An element of an array may be known by any name of its record: texts that are asked about, and code points in all.
ASKED_MAX, ASKED_CHARS_MAX = 64, 8192

_INSIDE = r'[^"\\]*(?:\\.[^"\\]*)*'
# A string; and where a colon says that it is a name, the string behind it.
_STRINGS = re.compile(rf'"({_INSIDE})"(?:(\s*:\s*)(?:"({_INSIDE})")?)?', re.DOTALL)


def left_of(value: bytes, text_gate: TextGate, *, is_json: bool) -> bytes | None:
    """What is left of a value without its texts that are not ASCII or have an escape; None where one of them may hold
    something. What is no JSON has to be refused elsewhere.

    Args:
        value: A record's value.
        text_gate: Of the plan.
        is_json: Whether texts are the strings of a JSON document; else the value is one text.
    """
    try:
        source = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not is_json:
        return b"" if _is_clear(source, "", text_gate) else None
    names: set[str] = {""}
    elements: list[str] = []
    left: list[str] = []
    done = 0
    for match in _STRINGS.finditer(source):
        first, colon, second = match.groups()
        if colon is None:
            if _is_plain(first):
                continue
            elements.append(first)
            group = 1
        else:
            if not _is_plain(first):
                return None
            names.add(first)
            if second is None or _is_plain(second):
                continue
            if not _holds_nothing(second, first, text_gate):
                return None
            group = 3
        left.append(source[done : match.start(group)])
        done = match.end(group)
    if elements and (
        len(elements) * len(names) > ASKED_MAX
        or sum(map(len, elements)) * len(names) > ASKED_CHARS_MAX
        or not all(_holds_nothing(element, name, text_gate) for element in elements for name in names)
    ):
        return None
    rest = f"{''.join(left)}{source[done:]}"
    return rest.encode("ascii") if _is_plain(rest) else None


def _is_plain(raw: str) -> bool:
    return raw.isascii() and "\\" not in raw


def _holds_nothing(raw: str, name: str, text_gate: TextGate) -> bool:
    """Of a string between its quotes."""
    if "\\" in raw:
        try:
            raw = orjson.loads(f'"{raw}"')
        except orjson.JSONDecodeError:
            return False
    return _is_clear(raw, name[:FIELD_NAME_CHARS_MAX], text_gate)


def _is_clear(text: str, name: str, text_gate: TextGate) -> bool:
    if asks_for(text) or not _is_unread(text, name, text_gate):
        return False
    if text.isascii() and "\0" not in text:
        return True
    seen = bare(text)
    return seen == text or _is_unread(seen, name, text_gate)


def _is_unread(text: str, name: str, text_gate: TextGate) -> bool:
    return not may_be_json(text) and not holds_disguise(text) and not text_gate.readers(text, name)
