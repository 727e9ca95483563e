"""Stretches of time between two dates: "from 3 to 5 May 2024", "1 May - 3 June", "2019-2021", "between 2019 and 2021".

The whole stretch is one claim, so that what one date leaves out ("3 to", or the first year) does not stay behind. Two
dates that something ties together are one; years alone need to be years, in order.

Source:
    ISO 8601-1:2019 (time intervals, ``start/end``); forms of single dates as in `tidegate.detectors.dates`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import regex

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.dates import MONTHS, DateReader, Written
from tidegate.detectors.hints import Hints
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

_TIE = (
    r"(?: ?(?:-|\u2010|\u2011|\u2013|\u2014|/|~) ?| (?:to|until|till|til|through|thru|bis|au|jusqu'au|al"
    r"|hasta(?: el)?|fino al) "
    r"(?:the |den |zum |zu )?)"
)
_TIED = lazy.compile(_TIE)
_BETWEEN = lazy.compile(r"(?i)(?<![\p{Latin}])(?:between|zwischen|entre|tra)[ ](?:the |le |el |il )?\Z")
_AND = lazy.compile(r" (?:and|und|et|y|e) (?:the |dem |le |el |il )?")
_YEARS = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_.,:/-])(?P<first>(?:19|20)[0-9]{{2}})(?:{_TIE}|(?P<and> (?:and|und|et|y"
    rf"|e) ))(?P<last>(?:19|20)[0-9]{{2}})"
    r"(?![\p{Latin}\p{N}_]|[.,:/-][0-9])"
)
_SHORT_YEARS = lazy.compile(
    r"(?<![\p{Latin}\p{N}_.,:/-])(?P<first>(?:19|20)[0-9]{2})[\u2013/](?P<last>[0-9]{2})(?![\p{Latin}\p{N}_]|[.,:/-][0-9])"
)
_CUED = lazy.compile(r"(?i)(?<![\p{Latin}])(?:from|between|von|zwischen|de|entre|dal|during|years?)[ ]\Z")
_STANDARD = lazy.compile(
    r"(?<![\p{Latin}\p{N}_.,:/-])[12][0-9]{3}-[01][0-9]-[0-3][0-9](?:T[0-9:.]{4,15}Z?)?/[12][0-9]{3}-[01][0-9]-[0-3][0-9]"
    r"(?:T[0-9:.]{4,15}Z?)?(?![\p{Latin}\p{N}_]|[.,:/-][0-9])"
)
# What a text needs for the forms above, and the places of all needs among the detector's hints.
_NEED_STANDARD = r"[12][0-9]{3}-[01][0-9]-[0-3][0-9](?:T[0-9:.]{4,15}Z?)?/[12][0-9]{3}-"
_NEED_YEARS = (
    r"(?:19|20)[0-9]{2}(?: ?[~/-] ?|[ ](?i:to|until|till|til|through|thru|bis|au|jusqu'au|al|hasta|hasta el"
    r"|fino al|and|und|et|y|e)[ ]"
    r"(?:the |den |zum |zu )?)[0-9]{2}"
)
_STANDARDS, _YEARS_ONLY, _DAYS = range(3)  # those of days and months are the rest
CUE_CHARS = 16  # code points before a stretch in which a word for one is looked for


class DateInterval:
    """Finds intervals of dates, of days within a month, of months and of years."""

    name = "date_interval"
    version = "2"
    entity_types: tuple[str, ...] = ("date_interval",)
    context = words("from between until through during since stay period dates von zwischen bis entre")
    refute = words("page pages room chapter section version phone")

    def __init__(self, config: DetectorConfig) -> None:
        self._reader = DateReader(config.languages)
        days = _day_forms(tuple(sorted(language for language in config.languages if language in MONTHS)))
        self._forms = tuple((name, form) for name, form, _ in days)
        needs = (_NEED_STANDARD, _NEED_YEARS, *(need for _, _, need in days))
        self._hints = Hints(needs)
        # Two days before a month end in a date; in "May3 to 5" the month stands straight before its day.
        joined = [rf"(?i:(?:{_starts(config.languages)})[a-z]{{0,9}}[.]?[0-9])"] if days else []
        months = [need for name, _, need in days if name == "months"]
        self.needs = "|".join((self._reader.needs, _NEED_YEARS, *joined, *months))
        years = "(?:19|20)[0-9]{2}[^0-9]{1,16}[0-9]{2}"
        starts = "|".join(sorted({word[:3] for language in config.languages for word in _words_of(language)}))
        two_months = rf"|(?i:(?:{starts})\pL{{0,9}}\.?(?:[0-9]|[^0-9]{{1,20}}(?:{starts})))" if starts else ""
        self.wide_needs = f"{self._reader.wide_needs}|{years}{two_months}"

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) >= 6:
                taken = Taken()
                claims = (claim for claim in self._read(index, text) if taken.take(claim.start, claim.end))
                found.extend(sorted(claims))
        return found

    def _dates(self, text: str) -> list[Written]:
        if not self._reader.may_hold_two(text):
            return []
        return [date for date in self._reader.read(text, detector=self.name) if date.exists]

    def _read(self, index: int, text: str) -> Iterator[Candidate]:
        def claim(start: int, end: int, score: float, form: str) -> Candidate:
            return Candidate(index, start, end, "date_interval", score, self.name, form)

        for first, last in itertools.pairwise(self._dates(text)):
            between = text[first.end : last.start] if last.start - first.end <= 24 else ""
            tied = _TIED.fullmatch(between) is not None or (
                _AND.fullmatch(between) is not None
                and _BETWEEN.search(text, max(0, first.start - CUE_CHARS), first.start) is not None
            )
            if tied:
                yield claim(first.start, last.end, max(first.score, last.score), "dates")
        may = self._hints.may(text)
        for match in matches(_STANDARD, text, detector=self.name) if _STANDARDS in may else ():
            yield claim(match.start(), match.end(), STRONG, "standard")
        for place, (name, form) in enumerate(self._forms, _DAYS):
            for match in matches(form, text, detector=self.name) if place in may else ():
                yield claim(match.start(), match.end(), STRONG if match["year"] else MEDIUM, name)
        for name, form in (("years", _YEARS), ("short_years", _SHORT_YEARS)) if _YEARS_ONLY in may else ():
            for match in matches(form, text, detector=self.name):
                start, end = match.span()
                first_year, last_year = int(match["first"]), int(match["last"])
                if last_year < 100:
                    last_year += first_year // 100 * 100
                cued = _CUED.search(text, max(0, start - CUE_CHARS), start) is not None
                if first_year >= last_year or (name == "years" and match["and"] and not cued):
                    continue
                yield claim(start, end, MEDIUM if cued or name == "years" else WEAK, name)


def _starts(languages: Iterable[str]) -> str:
    """The first three letters of months, in ASCII."""
    starts = {word[:3] for language in languages for word in _words_of(language)}
    return "|".join(sorted(start for start in starts if start.isascii()))


def _words_of(language: str) -> list[str]:
    return [word for month in MONTHS.get(language, ()) for word in month.split()]


@lru_cache(maxsize=8)
def _day_forms(languages: tuple[str, ...]) -> tuple[tuple[str, regex.Pattern[str], str], ...]:
    """Forms in which two days share a month, or two months a year, and what an ASCII text needs for each."""
    spelt = sorted(
        {word for language in languages for word in _words_of(language)}, key=lambda word: (-len(word), word)
    )
    if not spelt:
        return ()
    month = rf"(?:{'|'.join(spelt)})\.?"
    day = r"(?:0?[1-9]|[12][0-9]|3[01])(?: ?(?:st|nd|rd|th|er)|[.\u00b0\u00ba])?"
    year = r"(?:[ ,]{1,2}(?:of |de |del )?(?P<year>(?:19|20)[0-9]{2}|['\u2019][0-9]{2}))?"
    before, after = r"(?<![\p{Latin}\p{N}_.,:/-])", r"(?![\p{Latin}\p{N}_]|[.,:/-][0-9])"
    tie = rf"(?:{_TIE}| (?:and|und|et|y|e|&) )"
    plain = _starts(languages)
    forms = (
        (
            "days_month",
            rf"{before}{day}{tie}{day} ?(?:of |de |di )?{month}{year}{after}",
            rf"[0-9][^0-9\n]{{1,20}}[0-9]{{1,2}}[^0-9\n]{{0,6}}(?:{plain})",
        ),
        (
            "month_days",
            rf"{before}{month} ?{day}{tie}{day}{year}{after}",
            rf"(?:{plain})[^0-9\n]{{0,12}}[0-9]{{1,2}}[^0-9\n]{{1,20}}[0-9]",
        ),
        (
            "months",
            rf"{before}{month}(?:{_TIE}){month}{year}{after}",
            rf"(?:{plain})[a-z]{{0,9}}[.]?(?: ?[~/-] ?|[ ][a-z']{{2,9}}[ ](?:el |the |den |zum |zu )?)(?:{plain})",
        ),
    )
    return tuple((name, lazy.compile(form, regex.IGNORECASE), f"(?i:{need})") for name, form, need in forms)
