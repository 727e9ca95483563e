"""Views: the same text without its disguises, with an exact way back.

A card number in full-width digits, an e-mail address with a zero-width space in it or an Arabic-Indic phone number
hides from every pattern and from no reader. So a text that is not plain ASCII is read twice: as it is, and in a view
where each code point is replaced by its compatibility form (NFKC), decimal digits of any script by ASCII ones, dashes
by a hyphen, and invisible characters by nothing. Each code point of the view knows the source code point it came from.

The detect stage calls `normalised` once a batch before the detectors, and `map_back` on what each detector claimed::

    longer, maps = views.normalised(texts)
    records = maps.follow(records)
    candidates = views.map_back(detector.detect(longer), maps)

A view is an extra row straight behind its text, so a detector needs to know nothing of this, and rows stay sorted by
record. Both are read because a view may also hide: ``4111111111111111²`` is a card with a footnote, and in the view one
long number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

from tidegate.records import TextBatch
from tidegate.spans import Candidate

_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_IGNORABLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(point) for point in range(0xFE00, 0xFE10)}
CHARACTERS_MAX = 4096  # entries of the table below; one for each distinct code point met

_table: dict[str, str] = {}

T = TypeVar("T")


class Maps(NamedTuple):
    """The way back from the longer batch.

    ``source`` is for each of its rows the row of the original batch; empty where both are the same batch. ``at`` holds
    for each row that is a view the index of the source code point, by code point of the view.
    """

    source: Sequence[int]
    at: Mapping[int, Sequence[int]]

    def follow(self, column: Sequence[T]) -> Sequence[T]:
        """A column of the original batch as a column of the longer one."""
        return [column[row] for row in self.source] if self.source else column


def normalised(batch: TextBatch) -> tuple[TextBatch, Maps]:
    """Add a row behind each text whose view differs from it.

    Returns:
        The batch itself where no text needs a view (the common case: plain ASCII), else a longer one; and the way back.
    """
    texts: list[str] = []
    source: list[int] = []
    at: dict[int, Sequence[int]] = {}
    for row, text in enumerate(batch.texts):
        texts.append(text)
        source.append(row)
        if not text.isascii():
            shown, places = view(text)
            if shown != text:
                at[len(texts)] = places
                texts.append(shown)
                source.append(row)
    if not at:
        return batch, Maps((), {})
    maps = Maps(source, at)
    follow = maps.follow
    return TextBatch(texts, follow(batch.names), follow(batch.expected), follow(batch.context)), maps


def view(text: str) -> tuple[str, Sequence[int]]:
    """The view of one text, and for each of its code points the index of the source code point."""
    shown: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        form = character if character < "\x7f" else _form(character)
        shown.append(form)
        if len(form) == 1:
            at.append(place)
        else:
            at.extend([place] * len(form))
    return "".join(shown), at


def map_back(candidates: Sequence[Candidate], maps: Maps) -> Sequence[Candidate]:
    """Candidates of the longer batch as candidates of the original one.

    Returns:
        Sorted, each claim once: what one form found in a text and in its view is one claim.
    """
    if not maps.source:
        return candidates
    found: set[Candidate] = set()
    for candidate in candidates:
        row = candidate.text
        at = maps.at.get(row)
        start, end = candidate.start, candidate.end
        if at is not None:
            start, end = at[start], at[end - 1] + 1
        found.add(candidate._replace(text=maps.source[row], start=start, end=end))
    return sorted(found)


def _form(character: str) -> str:
    form = _table.get(character)
    if form is None:
        if character in _DASHES:
            form = "-"
        elif character in _IGNORABLE or unicodedata.category(character) == "Cf":
            form = ""
        elif character.isdecimal():
            form = str(unicodedata.decimal(character))
        else:
            form = unicodedata.normalize("NFKC", character)
        if len(_table) >= CHARACTERS_MAX:
            _table.clear()
        _table[character] = form
    return form
