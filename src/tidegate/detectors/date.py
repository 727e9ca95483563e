"""Dates: numbers or month names that a calendar accepts.

The order of day and month differs between countries, so a date counts if either order exists. One that exists in
neither order stays a claim: after the question for it, "31/06/1996" is an answer. A date beside a word for birth is a
date of birth. A year alone is no date, and "may 5" without a year is a weak one, because "may" is mostly something
else.

Source:
    ISO 8601-1:2019 (calendar dates, extended and basic format), RFC 3339 (timestamps), proleptic Gregorian calendar.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

import re2
import regex

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate, Checksum

CUE_CHARS = 40  # before a date, in which a word for birth makes it a date of birth

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12][0-9]{3}|['\u2019]?[0-9]{2}(?![0-9:]))"
_BEFORE, _AFTER = r"(?<![\p{L}\p{N}_])(?<![0-9][.,:/-])", r"(?![\p{L}\p{N}_])(?![.,:/-][0-9])"

_YEAR_FIRST = regex.compile(
    r"(?<![\p{L}\p{N}_])(?<![0-9][.,:/-])(?P<year>[12][0-9]{3})(?P<separator>[-/.])(?P<month>[0-9]{1,2})(?P=separator)"
    r"(?P<day>[0-9]{1,2})(?=[T_ ][0-9]{2}|(?![\p{L}\p{N}_])(?![.,:/-][0-9]))"
)
_COMPACT = regex.compile(
    rf"{_BEFORE}(?P<year>19[0-9]{{2}}|20[0-9]{{2}})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?:(?=T[0-9]{{4}})|{_AFTER})"
)
_NUMERIC = regex.compile(
    rf"{_BEFORE}(?P<first>[0-9]{{1,2}})(?P<separator> ?[-/.] ?)(?P<second>[0-9]{{1,2}})(?P=separator)"
    rf"(?P<year>[12][0-9]{{3}}|[0-9]{{2}}){_AFTER}"
)
_SHORT = regex.compile(
    rf"{_BEFORE}(?P<first>[0-9]{{1,2}})/(?P<second>[0-9]{{1,2}})(?![\p{{L}}\p{{N}}_/])(?![.,:/-][0-9])"
)
_DAY_FIRST = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}_.,:/]){_DAY}[ .\-\u00a0]{{0,2}}(?:of[ ])?{_MONTH}"
    rf"(?:[ ,.\-]{{0,3}}{_YEAR}(?![\p{{L}}\p{{N}}_])|(?![\p{{L}}\p{{N}}_]))",
    regex.IGNORECASE,
)
_MONTH_FIRST = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}_]){_MONTH}[ .\-\u00a0]{{1,2}}(?:the[ ])?{_DAY}"
    rf"(?:[ ,.\-]{{1,3}}{_YEAR}(?![\p{{L}}\p{{N}}_]))?(?![\p{{L}}\p{{N}}_]|:[0-9])",
    regex.IGNORECASE,
)
_MONTH_YEAR = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}_]){_MONTH}[ ,.\-]{{1,3}}(?:of[ ])?(?P<year>[12][0-9]{{3}})(?![\p{{L}}\p{{N}}_])",
    regex.IGNORECASE,
)
# A looser superset of the forms with a month's name, on RE2, because most texts have none of them.
_NAMED = re2.compile(
    r"(?i)[0-9](?:st|nd|rd|th)?[ .\-\x{a0}]{0,2}(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ ,.\-\x{a0}]{1,3}(?:of |the )?[0-9]"
)
_DIGIT = regex.compile(r"[0-9]")
_BIRTH = regex.compile(r"(?i)\b(?:born|dob|d\.o\.b|birth|birthdate|birthday|bday)\b")
_BIRTH_NAME = regex.compile(r"(?i)birth|dob|bday")
# Forms in the order in which they are tried; what an earlier one claims a later one leaves.
_FORMS = (
    ("year_first", _YEAR_FIRST),
    ("numeric", _NUMERIC),
    ("day_month_name", _DAY_FIRST),
    ("month_name_day", _MONTH_FIRST),
    ("month_name_year", _MONTH_YEAR),
    ("compact", _COMPACT),
    ("day_month", _SHORT),
)


class Date:
    """Finds calendar dates, and dates of birth where a word says so."""

    name = "date"
    version = "1"
    entity_types: tuple[str, ...] = ("date", "date_of_birth")
    context = words(
        "date dates day born dob birth birthday birthdate since until expires expiry due arrival departure on"
    )
    refute = words("version release ip chapter section")
    needs = (
        r"[12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]|(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]"
        r"|[0-9] ?[-/.] ?[0-9]{1,2} ?[-/.] ?[0-9]{2}|[0-9]/[0-9]"
        rf"|(?i:[0-9](?:st|nd|rd|th)?[ .-]{{0,2}}(?:of )?(?:{'|'.join(_MONTHS)})"
        rf"|(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}[ ,.-]{{1,3}}(?:of |the )?[0-9])"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.english = "en" in config.languages

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) >= 3 and _DIGIT.search(text):
                asked = batch.expected[index] == "date_of_birth" or bool(_BIRTH_NAME.search(batch.names[index]))
                found.extend(self._read(index, text, asked))
        return sorted(found)

    def _read(self, index: int, text: str, asked: bool) -> Iterator[Candidate]:
        named = self.english and _NAMED.search(text) is not None
        taken = Taken()
        for pattern, form in _FORMS:
            if "name" in pattern and not named:
                continue
            for match in matches(form, text, detector=self.name):
                start, end = match.span()
                if not taken.take(start, end):
                    continue
                exists = _exists(pattern, match)
                birth = asked or _BIRTH.search(text, max(0, start - CUE_CHARS), start) is not None
                yield Candidate(
                    index,
                    start,
                    end,
                    "date_of_birth" if birth else "date",
                    _score(pattern, match) if exists else WEAK,
                    self.name,
                    pattern,
                    Checksum.NONE if exists else Checksum.FAILED,
                )


def _score(pattern: str, match: Any) -> float:
    if pattern in ("compact", "day_month"):
        return WEAK
    if pattern == "month_name_year":
        return MEDIUM
    if pattern == "numeric" and len(match["year"]) == 2:
        return WEAK if "." in match["separator"] else MEDIUM
    if "name" in pattern and match["year"] is None:
        ambiguous = match["month"].lower() in ("may", "mar", "march", "sep", "dec", "jan") and match["month"].islower()
        return WEAK if ambiguous else MEDIUM
    return STRONG


def _exists(pattern: str, match: Any) -> bool:
    """Whether the calendar has such a day; without a year, whether a leap year has."""
    groups = match.groupdict()
    text = groups.get("year")
    year = int(text.strip("'\u2019")) if text else 2000
    if year < 100:
        year += 2000
    if pattern == "month_name_year":
        return True
    if "first" in groups:
        first, second = int(groups["first"]), int(groups["second"])
        return _is_day(year, first, second) or _is_day(year, second, first)
    month = groups["month"].lower()[:3]
    return _is_day(year, _MONTHS.index(month) + 1 if month in _MONTHS else int(month), int(groups["day"]))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
