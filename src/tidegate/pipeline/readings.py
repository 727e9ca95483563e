"""Copies of hidden values as a reader meets them: in each view of a text, and however its blanks are set.

A name that the policy hides in one field stands in another as ``Jos&eacute;``, in base64, in a document within a string
with its escapes, or broken over two lines. No detector knows it there, so what detectors read is what copies are looked
for in: the text as it is, its views (`detectors.views`), and each of them with a single blank for every run of blanks.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tidegate.detectors import views
from tidegate.detectors.disguises.characters import composed, plain, plain_form
from tidegate.detectors.disguises.inner_json import may_be_json
from tidegate.detectors.disguises.shown import Rewriting, Way, back
from tidegate.errors import DetectionIncomplete
from tidegate.pipeline.copies import Hidden, Hit, Lookup, disjoint, folded_value
from tidegate.records import Edit, TextBatch

_BLANKS = re.compile(r"\s{2,}|[^\S ]")


def lookup_of(hidden: Sequence[Hidden]) -> Lookup:
    """Hidden values, at least one, as they stand and in plain characters, ready to be looked for."""
    forms = {value.folded: value for value in hidden}
    for value in hidden:
        folded = folded_value(_plain(value.folded))
        if folded:
            forms.setdefault(folded, value._replace(folded=folded))
    return Lookup(list(forms.values()))


def copies_of(lookup: Lookup, masked: str, edits: Sequence[Edit]) -> list[Hit]:
    """Every copy in a text: disjoint, sorted, and outside its edits.

    Args:
        lookup: Made by `lookup_of`.
        masked: The text with its edits masked (`copies.mask`).
        edits: Those edits. What overlaps one is a likeness of its mask: "xxxx" is no copy in what was a PIN.

    Raises:
        DetectionIncomplete: If the text has more views than anybody would write.
    """
    escapes = "\\" in masked and may_be_json(masked)
    found: list[Hit] = []
    for text, way in _readings(masked, spaced=lookup.spaced):
        for start, end, value in lookup.find(text):
            first, last = back(way, start, end)
            place = bisect_right(edits, first, key=_end)
            free = place == len(edits) or last <= edits[place].start
            if free and not (escapes and _is_in_escape(masked, first)):
                found.append(Hit(first, last, value))
    return disjoint(found)


def hides_copies(source: str) -> bool:
    """Whether a copy may stand in a source otherwise than as it is written; blanks apart."""
    if views.holds_disguise(source):
        return True
    return not source.isascii() and any(
        character > "\x7f" and (plain_form(character) != character or unicodedata.combining(character))
        for character in set(source)
    )


def single_blanks(text: str) -> str:
    """The text with one blank for every run of blanks."""
    return " ".join(text.split())


def _plain(text: str) -> str:
    for show in (plain, composed) if not text.isascii() else ():
        shown = show(text)
        text = text if shown is None else shown.text
    return text


def _readings(text: str, *, spaced: bool) -> Iterator[tuple[str, Way]]:
    for shown, way in _views(text):
        yield shown, way
        if spaced and _BLANKS.search(shown) is not None:
            writing = Rewriting(shown)
            for match in _BLANKS.finditer(shown):
                writing.replace(*match.span(), " ")
            squeezed = writing.shown()
            if squeezed is not None:
                yield squeezed.text, (squeezed, *way)


def _views(text: str) -> Iterator[tuple[str, Way]]:
    yield text, ()
    if text and views.is_disguised(text):
        longer, maps = views.normalised(TextBatch.of([text]))
        if maps.unread:
            raise DetectionIncomplete(detector="copies")
        for row, (way, _) in maps.ways.items():
            yield longer.texts[row], way


def _is_in_escape(text: str, place: int) -> bool:
    """Whether a place lies behind the backslash of an escape: ``n77`` in ``"x\\n77"`` is no word of that document."""
    first = place
    while first and text[first - 1] == "\\":
        first -= 1
    return (place - first) % 2 == 1


def _end(edit: Edit) -> int:
    return edit.end
