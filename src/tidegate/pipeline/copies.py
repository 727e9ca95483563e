"""Find copies of hidden values: as whole tokens, case-folded, in decoded text.

``Ada`` is found in ``ADA!`` and not in ``Adage``. What was replaced is masked first, so that it is not found again; a
mask keeps word boundaries as they were, so that masking neither makes a token nor joins two.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tidegate.records import Edit
from tidegate.spans import Finding

COPY_CHARS_MIN = 3  # letters and digits of a value that is looked for elsewhere
VALUES_INDEXED_MIN = 16  # from so many values on, texts are read by word instead of once for each value

# For patterns to which only ASCII letters are words, and for those to which all letters are.
# What is no word becomes a control character of ASCII, so that plain text stays plain and needs no second view.
MASK_ASCII, MASK_LETTER, MASK_OTHER = "x", "\u2c6c", "\x7f"

_NONE: dict[tuple[int, int], dict[str, Hidden]] = {}
_WORD = re.compile(r"\w+")
_LONG_ENOUGH = re.compile(rf"(?:[^\W_].*?){{{COPY_CHARS_MIN}}}", re.DOTALL)  # of at most 64 characters
_PLAIN_WORD = re.compile(r"[^\W\d]+")


class Hidden(NamedTuple):
    """A value that was taken out: case-folded, what stands there now, and the finding it was (None: a redacted
    field).
    """

    folded: str
    replacement: str
    finding: Finding | None

    @property
    def is_plain_word(self) -> bool:
        """Whether it is one word of letters, such as a property name."""
        return _PLAIN_WORD.fullmatch(self.folded) is not None


class Hit(NamedTuple):
    """A copy at ``[start, end)`` of a text."""

    start: int
    end: int
    hidden: Hidden


def folded_value(value: str) -> str:
    """The form in which a value is looked for, or "" where it is too short to mean anything elsewhere. A run of blanks
    in it is one blank.
    """
    folded = " ".join(value.split()).casefold()
    return folded if len(folded) >= 64 or _LONG_ENOUGH.search(folded) is not None else ""


def mask(text: str, edits: Sequence[Edit]) -> str:
    """The text with every edited range masked; as long as it was."""
    if not edits:
        return text
    pieces: list[str] = []
    done = 0
    for start, end, _ in edits:
        pieces.append(text[done:start])
        value = text[start:end]
        pieces.append(value.translate(_MASKS) if value.isascii() else "".join(map(_masked, value)))
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def _masked(character: str) -> str:
    if character.isalnum() or character == "_":
        return MASK_ASCII if character.isascii() else MASK_LETTER
    return character if character.isspace() else MASK_OTHER


_MASKS = {code: _masked(chr(code)) for code in range(128)}


class Lookup:
    """Hidden values, at least one, ready to be looked for in many texts."""

    __slots__ = ("_by_first_word", "_length_min", "hidden", "spaced")

    def __init__(self, hidden: Sequence[Hidden]) -> None:
        self.hidden = hidden
        self.spaced = any(" " in value.folded for value in hidden)
        self._length_min = min(len(value.folded) for value in hidden)
        self._by_first_word: dict[str, dict[tuple[int, int], dict[str, Hidden]]] = {}
        if len(hidden) >= VALUES_INDEXED_MIN:
            for value in hidden:
                first = _WORD.search(value.folded)
                if first is not None:
                    shape = first.start(), len(value.folded)
                    self._by_first_word.setdefault(first[0], {}).setdefault(shape, {}).setdefault(value.folded, value)

    def find(self, text: str) -> list[Hit]:
        """Every copy in a text, masked where it was edited: disjoint and sorted; of two that overlap the longer
        counts.
        """
        folded = text.casefold()
        if len(folded) < self._length_min:
            return []
        hits = list(self._indexed(folded) if self._by_first_word else self._each(folded))
        if not hits:
            return hits
        if len(folded) != len(text):
            hits = _unfold(text, hits)
        return disjoint(hits)

    def _each(self, folded: str) -> Iterator[Hit]:
        for value in self.hidden:
            start = folded.find(value.folded)
            while start >= 0:
                end = start + len(value.folded)
                if _is_token(folded, start, end):
                    yield Hit(start, end, value)
                    behind = end  # one that overlaps this one would lose to it
                else:
                    word = _WORD.match(folded, start)  # no token begins in the middle of a word
                    behind = start + 1 if word is None else word.end()
                start = folded.find(value.folded, behind)

    def _indexed(self, folded: str) -> Iterator[Hit]:
        for match in _WORD.finditer(folded):
            for (lead, length), values in self._by_first_word.get(match[0], _NONE).items():
                start = match.start() - lead
                end = start + length
                value = values.get(folded[start:end]) if start >= 0 else None
                if value is not None and _is_token(folded, start, end):
                    yield Hit(start, end, value)


def disjoint(hits: Sequence[Hit]) -> list[Hit]:
    """Hits sorted; of those that overlap the longer counts."""
    starts: list[int] = []
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start, hit.hidden.replacement)):
        place = bisect_left(starts, hit.start)
        free_before = place == 0 or chosen[place - 1].end <= hit.start
        if free_before and (place == len(chosen) or hit.end <= chosen[place].start):
            starts.insert(place, hit.start)
            chosen.insert(place, hit)
    return chosen


def _is_token(text: str, start: int, end: int) -> bool:
    """Whether no word runs on over either edge."""
    if start > 0 and _is_word(text[start]) and _is_word(text[start - 1]):
        return False
    return not (end < len(text) and _is_word(text[end - 1]) and _is_word(text[end]))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _unfold(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Places in a folded text that is longer than its source (``ß`` folds to ``ss``) as places in the source."""
    ends: list[int] = []
    length = 0
    for character in text:
        length += len(character.casefold())
        ends.append(length)
    return [Hit(bisect_right(ends, hit.start), bisect_left(ends, hit.end) + 1, hit.hidden) for hit in hits]
