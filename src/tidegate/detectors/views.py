"""Views: the same text without its disguises, with an exact way back.

A card number in full-width digits, an address with a zero-width space in it, ``john at example dot com`` or a document
in base64 hides from every pattern and from no reader. So a text is read as it is, and once more in each form in which
it reads differently: its characters in their plain form, what is encoded decoded, what is spelt out written as a
number. Each code point of a view knows the source code points it was made of, so a claim on a view is a claim on the
text, and what is hidden is the disguise as well.

The detect stage calls `normalised` once a batch before the detectors, and `map_back` on what each detector claimed::

    longer, maps = views.normalised(texts)
    records = maps.follow(records)
    candidates = views.map_back(detector.detect(longer), maps)

A view is an extra row straight behind its text, so a detector needs to know nothing of this, and rows stay sorted by
record. Both are read because a view may also hide: ``4111111111111111²`` is a card with a footnote, and in the view one
long number. Only a text that is JSON is not read as it is: its names and values are (`disguises.inner_json`).

Views are made of views: encodings up to `LEVELS_MAX` in each other, documents up to `inner_json.DEPTH_MAX`. What would
take more than `VIEWS_MAX` views, or more than `CHARS_FACTOR_MAX` times its length, is not read to its end, and its
record fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import re2

from tidegate.detectors.disguises import characters, encodings, figures, spoken
from tidegate.detectors.disguises.inner_json import DEPTH_MAX, may_be_json, parts_of
from tidegate.detectors.disguises.shown import Shown, Way, back
from tidegate.records import TextBatch
from tidegate.spans import Candidate

LEVELS_MAX = 2  # encodings in each other: base64 in a percent-encoded query
VIEWS_MAX = 40  # views of one text, or of one value of a text that is JSON
CHARS_FACTOR_MAX = 64  # code points of all views of a text, for each code point of it
CHARS_FREE = 65_536  # code points of views that even a short text may have

T = TypeVar("T")


class _Form(NamedTuple):
    """One kind of disguise. ``hint`` is a google-re2 pattern without which ``show`` is not called; what ``decodes``
    may hold another disguise.
    """

    name: str
    hint: str
    show: Callable[[str], Shown | None]
    decodes: bool


_FORMS: tuple[_Form, ...] = (
    _Form("entities", encodings.ENTITIES_HINT, encodings.entities, True),
    _Form("percent", encodings.PERCENT_HINT, encodings.percent, True),
    _Form("query", encodings.QUERY_HINT, encodings.query, True),
    _Form("quoted_printable", encodings.QUOTED_PRINTABLE_HINT, encodings.quoted_printable, True),
    _Form("escapes", encodings.ESCAPES_HINT, encodings.escapes, True),
    _Form("base64", encodings.BASE64_HINT, encodings.base64, True),
    _Form("address", spoken.ADDRESS_HINT, spoken.addresses, False),
    _Form("words", spoken.WORDS_HINT, spoken.words, False),
    _Form("spaced", spoken.SPACED_HINT, spoken.spaced, False),
    _Form("broken", spoken.BROKEN_HINT, spoken.broken, False),
    _Form("number", figures.NUMBER_HINT, figures.number, False),
)

_PLAIN = (characters.plain, characters.composed, characters.latin)  # in turn

# Matches in every ASCII text that has a view, but for one that is JSON. Such a text needs no pattern in a record's
# bytes: in a JSON record its quotes are escaped, and where nothing is escaped its values stand as those of any record.
DISGUISED = "|".join((r"\x00", *(f"(?:{form.hint})" for form in _FORMS)))


class Maps(NamedTuple):
    """The way back from the longer batch.

    ``source`` is for each of its rows the row of the original batch; empty where both are the same batch. ``ways``
    holds for each row that is a view the way back to its text, and what it is called. ``unread`` are rows of the
    original batch that were not read to their end, rising.
    """

    source: Sequence[int]
    ways: Mapping[int, tuple[Way, str]]
    unread: Sequence[int] = ()

    def follow(self, column: Sequence[T]) -> Sequence[T]:
        """A column of the original batch as a column of the longer one."""
        return [column[row] for row in self.source] if self.source else column


class TooManyViews(Exception):
    """A text has more views than anybody would write."""


class _View(NamedTuple):
    text: str
    name: str
    way: Way
    label: str


def normalised(batch: TextBatch) -> tuple[TextBatch, Maps]:
    """Add a row behind each text for each of its views.

    Returns:
        The batch itself where no text needs a view (the common case), else a longer one; and the way back.
    """
    looked_at = disguised(batch.texts)
    if not looked_at:
        return batch, Maps((), {}, ())
    texts: list[str] = []
    names: list[str] = []
    source: list[int] = []
    unread: list[int] = []
    ways: dict[int, tuple[Way, str]] = {}
    for row, text in enumerate(batch.texts):
        name = batch.names[row]
        views: Sequence[_View] = ()
        if row in looked_at:
            try:
                views = list(_views(text, name))
            except TooManyViews:
                unread.append(row)
        if not views or not views[0].way:
            texts.append(text)
            names.append(name)
            source.append(row)
            views = views[1:]
        for view in views:
            ways[len(texts)] = (view.way, view.label)
            texts.append(view.text)
            names.append(view.name)
            source.append(row)
    if not ways:
        return batch, Maps((), {}, unread)
    maps = Maps(source, ways, unread)
    return TextBatch(texts, names, maps.follow(batch.expected), maps.follow(batch.context)), maps


def is_disguised(text: str) -> bool:
    """Whether a text may have a view."""
    if not text.isascii() or (text and may_be_json(text)):
        return True
    source = text.encode("ascii")
    return bool(_ANY(_UNANCHORED, source, 0, len(source))[0][0] >= 0)


def holds_disguise(source: str) -> bool:
    """Whether what hides ASCII characters stands anywhere in a source of texts."""
    octets = source.encode("utf-8", "replace")
    return bool(_ANY(_UNANCHORED, octets, 0, len(octets))[0][0] >= 0)


def bare(text: str) -> str:
    """A text in the plain form of its characters: the first of its views, and what all others are made of."""
    for show in _PLAIN:
        shown = show(text)
        if shown is not None:
            text = shown.text
    return text


def disguised(texts: Sequence[str]) -> set[int]:
    """Which of these texts may have a view, by their places: one search over all of them, where none has."""
    found = {place for place, text in enumerate(texts) if not text.isascii() or (text and may_be_json(text))}
    # No hint asks for an edge, and a unit separator is part of none: what matches in a text matches in the whole.
    source = "\x1f".join(text for place, text in enumerate(texts) if place not in found).encode("ascii")
    if _ANY(_UNANCHORED, source, 0, len(source))[0][0] >= 0:
        found.update(place for place, text in enumerate(texts) if place not in found and is_disguised(text))
    return found


def map_back(candidates: Sequence[Candidate], maps: Maps) -> Sequence[Candidate]:
    """Candidates of the longer batch as candidates of the original one.

    Returns:
        Sorted, each claim once: what one form found in a text and in its views is one claim, with the best score. The
        pattern of one that only a view shows begins with what that view is called: ``base64/address``.
    """
    return best(moved for _, moved in moved_back(candidates, maps)) if maps.source else candidates


def moved_back(candidates: Iterable[Candidate], maps: Maps) -> Iterator[tuple[Candidate, Candidate]]:
    """Each candidate of the longer batch, and what it is in the original one."""
    for candidate in candidates:
        row = candidate.text
        if row in maps.ways:
            way, label = maps.ways[row]
            start, end = back(way, candidate.start, candidate.end)
            pattern = f"{label}/{candidate.pattern}"
            yield candidate, candidate._replace(text=maps.source[row], start=start, end=end, pattern=pattern)
        else:
            yield candidate, candidate._replace(text=maps.source[row]) if maps.source else candidate


def best(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of the claims of one form on one place the one with the best score, seen through the fewest views; sorted."""
    found: dict[Candidate, Candidate] = {}
    for candidate in candidates:
        place = candidate._replace(score=0.0, pattern=candidate.pattern.rpartition("/")[2])
        known = found.get(place)
        if known is None or _rank(candidate) < _rank(known):
            found[place] = candidate
    return sorted(found.values())


def _rank(candidate: Candidate) -> tuple[float, int, str]:
    return -candidate.score, candidate.pattern.count("/"), candidate.pattern


class _Bounds:
    """What the views of one text may still take."""

    def __init__(self, length: int) -> None:
        self._chars = CHARS_FREE + CHARS_FACTOR_MAX * length

    def take(self, text: str) -> None:
        self._chars -= len(text)
        if self._chars < 0:
            raise TooManyViews


def _views(text: str, name: str) -> Iterator[_View]:
    """The text itself, unless it is JSON, and its views."""
    yield from _read(_View(text, name, (), ""), LEVELS_MAX, DEPTH_MAX, set(), _Bounds(len(text)))


def _read(view: _View, levels: int, depth: int, seen: set[str], bounds: _Bounds) -> Iterator[_View]:
    if view.text in seen:
        return
    seen.add(view.text)
    if len(seen) > VIEWS_MAX:
        raise TooManyViews
    bounds.take(view.text)
    parts = parts_of(view.text, view.name) if depth else None
    if parts is not None:
        for part in parts:
            inner = _View(part.shown.text, part.name, (part.shown, *view.way), _label(view.label, "json"))
            yield from _read(inner, levels, depth - 1, set(), bounds)
        return
    yield view
    plain = view
    if not view.text.isascii() or "\0" in view.text:
        for show in _PLAIN:
            shown = show(plain.text)
            if shown is not None:
                plain = _View(shown.text, view.name, (shown, *plain.way), _label(view.label, "characters"))
        if plain is not view and plain.text not in seen:
            seen.add(plain.text)
            bounds.take(plain.text)
            yield plain
    if not levels:
        return
    for number in _HINTS(plain.text.encode("utf-8", "replace")) or ():
        form = _FORMS[number]
        shown = form.show(plain.text)
        if shown is not None:
            deeper = _View(shown.text, view.name, (shown, *plain.way), _label(plain.label, form.name))
            yield from _read(deeper, levels - 1 if form.decodes else 0, depth, seen, bounds)


def _label(label: str, name: str) -> str:
    return f"{label}/{name}" if label else name


def _options() -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    return options


def _hints() -> Any:
    patterns = re2.Set.SearchSet(_options())
    for form in _FORMS:
        patterns.Add(form.hint.encode("ascii"))
    patterns.Compile()
    return lambda text: sorted(patterns.Match(text) or ())


_HINTS = _hints()
# Asked directly, as `pipeline.needs.Scanner` does: the library's own ``search`` costs more than the scan.
_ANY = re2.compile(DISGUISED.encode("ascii"), _options())._regexp.Match
_UNANCHORED: Any = re2._Anchor.UNANCHORED
