"""How dates are written: about thirty forms, and what a calendar says of them.

The order of day and month differs between countries, so a date counts if either order exists. One that exists in
neither order is still read, as one that does not exist: after the question for it, "31/06/1996" is an answer. A year
alone is no date, and "may 5" without a year is a weak one, because "may" is mostly something else. Names of months are
read in the policy's languages. `date`, `date_of_birth` and `date_interval` share this.

Source:
    ISO 8601-1:2019 (calendar and week dates, extended and basic format), RFC 3339 and RFC 5322 (timestamps), Unicode
    CLDR 45 (names of months and weekdays: da, de, en, es, fi, fr, it, nl, no, pl, pt, sv, tr), proleptic Gregorian
    calendar.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import re2
import regex

from tidegate.detectors import lazy
from tidegate.detectors.numbers import NOT_AFTER_COMMA, NOT_BEFORE_COMMA
from tidegate.detectors.scan import EDGE, Taken, matches, words
from tidegate.spans import MEDIUM, STRONG, WEAK

# By language, January first; longer spellings are tried before shorter ones.
MONTHS: dict[str, tuple[str, ...]] = {
    "en": (
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sept sep", "october oct", "november nov", "december dec",
    ),
    "de": (
        "januar j\u00e4nner jaenner jan", "februar feber feb", "m\u00e4rz maerz m\u00e4r mrz", "april apr", "mai",
        "juni jun", "juli jul", "august aug", "september sept sep", "oktober okt", "november nov", "dezember dez",
    ),
    "fr": (
        "janvier janv jan", "f\u00e9vrier fevrier f\u00e9vr fevr f\u00e9v fev", "mars", "avril avr", "mai", "juin",
        "juillet juil", "ao\u00fbt aout", "septembre sept sep", "octobre oct", "novembre nov",
        "d\u00e9cembre decembre d\u00e9c dec",
    ),
    "es": (
        "enero ene", "febrero feb", "marzo mar", "abril abr", "mayo may", "junio jun", "julio jul", "agosto ago",
        "septiembre setiembre sept sep", "octubre oct", "noviembre nov", "diciembre dic",
    ),
    "it": (
        "gennaio gen", "febbraio feb", "marzo mar", "aprile apr", "maggio mag", "giugno giu", "luglio lug",
        "agosto ago", "settembre sett set", "ottobre ott", "novembre nov", "dicembre dic",
    ),
    "nl": (
        "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
        "september sept sep", "oktober okt", "november nov", "december dec",
    ),
    "pt": (
        "janeiro jan", "fevereiro fev", "mar\u00e7o marco mar", "abril abr", "maio mai", "junho jun", "julho jul",
        "agosto ago", "setembro set", "outubro out", "novembro nov", "dezembro dez",
    ),
    "pl": (
        "stycznia stycze\u0144 sty", "lutego luty lut", "marca marzec mar", "kwietnia kwiecie\u0144 kwi", "maja maj",
        "czerwca czerwiec cze", "lipca lipiec lip", "sierpnia sierpie\u0144 sie",
        "wrze\u015bnia wrzesnia wrzesie\u0144 wrz", "pa\u017adziernika pazdziernika pa\u017adziernik pa\u017a",
        "listopada listopad lis", "grudnia grudzie\u0144 gru",
    ),
    "sv": (
        "januari jan", "februari feb", "mars mar", "april apr", "maj", "juni jun", "juli jul", "augusti aug",
        "september sept sep", "oktober okt", "november nov", "december dec",
    ),
    "da": (
        "januar jan", "februar feb", "marts mar", "april apr", "maj", "juni jun", "juli jul", "august aug",
        "september sept sep", "oktober okt", "november nov", "december dec",
    ),
    "no": (
        "januar jan", "februar feb", "mars mar", "april apr", "mai", "juni jun", "juli jul", "august aug",
        "september sept sep", "oktober okt", "november nov", "desember des",
    ),
    "fi": (
        "tammikuuta tammikuu", "helmikuuta helmikuu", "maaliskuuta maaliskuu", "huhtikuuta huhtikuu",
        "toukokuuta toukokuu", "kes\u00e4kuuta kes\u00e4kuu", "hein\u00e4kuuta hein\u00e4kuu", "elokuuta elokuu",
        "syyskuuta syyskuu", "lokakuuta lokakuu", "marraskuuta marraskuu", "joulukuuta joulukuu",
    ),
    "tr": (
        "ocak oca", "\u015fubat subat", "mart", "nisan nis", "may\u0131s mayis", "haziran haz", "temmuz tem",
        "a\u011fustos agustos a\u011fu", "eyl\u00fcl eylul eyl", "ekim eki", "kas\u0131m kasim", "aral\u0131k aralik",
    ),
}  # fmt: skip
WEEKDAYS: dict[str, str] = {
    "en": "monday mon tuesday tues tue wednesday weds wed thursday thurs thur thu friday fri saturday sat sunday sun",
    "de": "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so",
    "fr": "lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim",
    "es": "lunes lun martes mi\u00e9rcoles miercoles jueves jue viernes vie s\u00e1bado sabado domingo dom",
    "it": "luned\u00ec lunedi lun marted\u00ec martedi mercoled\u00ec mercoledi gioved\u00ec giovedi venerd\u00ec "
    "venerdi sabato sab domenica dom",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pt": "segunda-feira ter\u00e7a-feira quarta-feira quinta-feira sexta-feira s\u00e1bado domingo",
    "pl": "poniedzia\u0142ek wtorek \u015broda czwartek pi\u0105tek sobota niedziela",
    "sv": "m\u00e5ndag tisdag onsdag torsdag fredag l\u00f6rdag s\u00f6ndag",
    "da": "mandag tirsdag onsdag torsdag fredag l\u00f8rdag s\u00f8ndag",
    "no": "mandag tirsdag onsdag torsdag fredag l\u00f8rdag s\u00f8ndag",
    "fi": "maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    "tr": "pazartesi sal\u0131 \u00e7ar\u015famba per\u015fembe cuma cumartesi pazar",
}
# Words that are a month and something else: written small and without a year they say little.
_AMBIGUOUS = words("may mar march sep dec jan mars set gen ago mag ene jun sept mai out des maj lis sty ocak mart ekim")

_BEFORE = r"(?<![\p{Latin}\p{N}_])(?<![0-9][.:/-])" + NOT_AFTER_COMMA
_AFTER = r"(?![\p{Latin}\p{N}_])(?![.:/-][0-9])" + NOT_BEFORE_COMMA
_CLOCK = (
    r"(?:[T_ ]|, ?)"
    r"[0-2]?[0-9]:[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?"
    r"(?: ?Z\b| ?(?:UTC|GMT|CET|CEST|EST|EDT|PST|PDT|CST|MST)\b)?(?: ?[+\-\u2212][0-9]{2}:?(?:[0-9]{2})?(?![0-9]))?"
)
_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?: ?(?P<ordinal>st|nd|rd|th|er)\b|[.\u00b0\u00ba\u00aa])?"
_YEAR = r"(?P<year>[12][0-9]{3}|['\u2019]?[0-9]{2}(?![0-9:]))"
_OF = r"(?:of |de |di |del |d')?"

_YEAR_FIRST = lazy.compile(
    rf"{_BEFORE}(?P<year>[12][0-9]{{3}})(?P<separator>[-/.])(?P<month>[0-9]{{1,2}})(?P=separator)(?P<day>[0-9]{{1,2}})"
    rf"(?:{_CLOCK}(?![\p{{Latin}}\p{{N}}_:])|(?=[T_ ][0-9]{{2}})|{_AFTER})"
)
_NUMERIC = lazy.compile(
    rf"{_BEFORE}(?P<first>[0-9]{{1,2}})(?P<separator> ?[-/.\u2010\u2011\u2013] ?)(?P<second>[0-9]{{1,2}})"
    rf"(?P=separator)"
    rf"(?P<year>[12][0-9]{{3}}|['\u2019]?[0-9]{{2}}){_AFTER}"
)
_SPACED = lazy.compile(
    rf"{_BEFORE}(?P<first>[0-3]?[0-9]) (?P<second>[0-3]?[0-9]) (?P<year>(?:19|20)[0-9]{{2}}){_AFTER}"
)
_SHORT = lazy.compile(
    r"(?<![\p{Latin}\p{N}_])(?<![0-9][.,:/-])(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?![\p{Latin}\p{N}_/])"
    r"(?![.,:/-][0-9])"
)
_MONTH_YEAR_NUMERIC = lazy.compile(rf"{_BEFORE}(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>(?:19|20)[0-9]{{2}}){_AFTER}")
_YEAR_MONTH = lazy.compile(rf"{_BEFORE}(?P<year>(?:19|20)[0-9]{{2}})[/-](?P<month>0[1-9]|1[0-2]){_AFTER}")
_COMPACT = lazy.compile(
    rf"{_BEFORE}(?P<year>19[0-9]{{2}}|20[0-9]{{2}})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?:(?=T[0-9]{{4}})|{_AFTER})"
)
_COMPACT_DAY_FIRST = lazy.compile(
    rf"{_BEFORE}(?P<first>[0-3][0-9])(?P<second>[0-3][0-9])(?P<year>(?:19|20)[0-9]{{2}}){_AFTER}"
)
_WEEK = lazy.compile(
    rf"{_BEFORE}(?:(?P<year>[12][0-9]{{3}})-?W(?P<week>[0-5][0-9])(?:-?[1-7])?"
    r"|(?i:(?:calendar )?week|kw|semaine|semana|settimana) ?(?P<week>[0-5]?[0-9])(?: of "
    r"|[ ,/-]{1,2})(?P<year>[12][0-9]{3}))"
    rf"{_AFTER}"
)
_KOREAN = lazy.compile(
    rf"{_BEFORE}(?P<year>(?:19|20)[0-9]{{2}})\. (?P<month>[0-9]{{1,2}})\. (?P<day>[0-9]{{1,2}}){_AFTER}"
)
_CJK = lazy.compile(
    r"(?<![0-9])(?P<year>[12][0-9]{3}) ?[\u5e74\ub144] ?(?P<month>[0-9]{1,2}) ?[\u6708\uc6d4] ?"
    r"(?P<day>[0-9]{1,2}) ?[\u65e5\uc77c\u53f7]"
)
_MAYBE_WEEK = re2.compile(r"[0-9]W[0-5]|[0-9]-W[0-5]|(?i:week|kw|semaine|semana|settimana) ?[0-9]")
_DIGIT = lazy.compile(r"[0-9]")
_FIGURES = re.compile(r"[0-9]+")
# Looser supersets of the forms in figures, in order; together with those of names they are what a text needs.
_NEEDS = (
    r"(?:[^0-9A-Za-z_.:/-]|[^0-9][.:/-])"  # as `_BEFORE`
    rf"(?:[12][0-9]{{3}}[-/.][0-9]{{1,2}}[-/.][0-9]|(?:19|20)[0-9]{{2}}[-/][01][0-9]{EDGE}"
    rf"|(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9](?:T|{EDGE})|[0-3][0-9][0-3][0-9](?:19|20)[0-9]{{2}}{EDGE}"
    r"|(?:19|20)[0-9]{2}\. [0-9]{1,2}\. [0-9]"
    rf"|[0-9]{{1,2}} ?[-/.] ?[0-9]{{1,2}} ?[-/.] ?'?[0-9]{{2}}(?:[0-9]{{2}})?{EDGE}"
    rf"|[0-9]{{1,2}}[-.](?:19|20)[0-9]{{2}}{EDGE}|[0-3]?[0-9] [0-3]?[0-9] (?:19|20)[0-9]{{2}}{EDGE})"
    r"|[0-9]/[0-9]|[0-9]{4}-?W[0-5][0-9]|(?i:week|kw|semaine|semana|settimana) ?[0-9]"
)

# The same for texts that are not ASCII, where other dashes and quotes stand, and a year, month and day behind figures.
_WIDE_NEEDS = (
    _NEEDS.replace("[-/.]", r"[-/.\x{2010}\x{2011}\x{2013}]").replace("'?", r"['\x{2019}]?")
    + r"|[0-9] ?[\x{5e74}\x{b144}]"
)


class Written(NamedTuple):
    """A date as it stands in a text: half-open range, form, base score, and whether a calendar has such a day."""

    start: int
    end: int
    form: str
    score: float
    exists: bool


class DateReader:
    """Reads dates in the forms of some languages. ``needs`` and ``wide_needs`` are looser than all of them (`base`)."""

    def __init__(self, languages: Iterable[str]) -> None:
        chosen = tuple(sorted(language for language in languages if language in MONTHS))
        self.forms, maybe, names = _named_forms(chosen)
        self._maybe_named = re2.compile(maybe) if maybe else None
        self.needs = f"{_NEEDS}|{names}" if names else _NEEDS
        self.wide_needs = f"{_WIDE_NEEDS}|{maybe}" if maybe else _WIDE_NEEDS
        self._weekday = _weekday(chosen)
        self._number = {word: number for language in chosen for number, word in _month_words(language)}

    def read(self, text: str, *, detector: str) -> list[Written]:
        """Dates in a text, disjoint, sorted.

        Raises:
            DetectionIncomplete: If the text could not be read to its end.
        """
        if len(text) < 3 or not _DIGIT.search(text):
            return []
        return sorted(self._read(text, detector))

    def may_hold_two(self, text: str) -> bool:
        """Whether a text has figures enough for two dates: one group each where a month is named, else two, or eight
        figures in a row.
        """
        groups = _FIGURES.findall(text)
        if len(groups) < 2 or len(groups) > 3 or any(len(group) >= 8 for group in groups):
            return len(groups) > 1
        return self._maybe_named is not None and self._maybe_named.search(text) is not None

    def _read(self, text: str, detector: str) -> Iterator[Written]:
        named = self._maybe_named is not None and self._maybe_named.search(text) is not None
        week = _MAYBE_WEEK.search(text) is not None
        taken = Taken()
        for form, pattern in self.forms:
            if ("name" in form and not named) or (form == "week" and not week) or (form == "cjk" and text.isascii()):
                continue
            for match in matches(pattern, text, detector=detector):
                start, end = match.span()
                if taken.take(start, end):
                    weekday = self._weekday.search(text, max(0, start - 16), start) if self._weekday else None
                    yield Written(
                        weekday.start() if weekday and taken.take(weekday.start(), start) else start,
                        end,
                        form,
                        _score(form, match),
                        self._exists(form, match),
                    )

    def _exists(self, form: str, match: Any) -> bool:
        """Whether the calendar has such a day; without a year, whether a leap year has."""
        groups = match.groupdict()
        text = groups.get("year")
        year = int(text.strip("'\u2019")) if text else 2000
        if year < 100:
            year += 2000
        if form == "week":
            return 1 <= int(groups["week"]) <= 53
        if "first" in groups:
            first, second = int(groups["first"]), int(groups["second"])
            return _is_day(year, first, second) or _is_day(year, second, first)
        month = groups["month"].casefold()
        number = int(month) if month.isdecimal() else self._number.get(month, 0)
        return _is_day(year, number, int(groups.get("day") or 1))


def _score(form: str, match: Any) -> float:
    if form in ("compact", "day_month", "month_year", "year_month", "spaced"):
        return WEAK
    if form in ("month_name_year", "week", "compact_day_first", "korean"):
        return MEDIUM
    if form == "numeric" and len(match["year"]) < 4:
        return WEAK if "." in match["separator"] else MEDIUM
    if "name" in form and match["year"] is None:
        month = match["month"]
        return WEAK if month.islower() and month in _AMBIGUOUS and not match["ordinal"] else MEDIUM
    return STRONG


@lru_cache(maxsize=8)
def _named_forms(
    languages: tuple[str, ...],
) -> tuple[tuple[tuple[str, regex.Pattern[str]], ...], str, str]:
    """All forms for these languages in the order in which they are tried (what an earlier one claims a later one
    leaves), the looser superset of those with names, and what an ASCII text needs for them.
    """
    figures: tuple[tuple[str, regex.Pattern[str]], ...] = (("year_first", _YEAR_FIRST), ("numeric", _NUMERIC))
    rest: tuple[tuple[str, regex.Pattern[str]], ...] = (
        ("compact", _COMPACT),
        ("compact_day_first", _COMPACT_DAY_FIRST),
        ("week", _WEEK),
        ("cjk", _CJK),
        ("korean", _KOREAN),
        ("month_year", _MONTH_YEAR_NUMERIC),
        ("year_month", _YEAR_MONTH),
        ("spaced", _SPACED),
        ("day_month", _SHORT),
    )
    if not languages:
        return (*figures, *rest), "", ""
    spelt = sorted(
        {word for language in languages for _, word in _month_words(language)}, key=lambda word: (-len(word), word)
    )
    month = rf"(?P<month>{'|'.join(spelt)})"
    year_first = lazy.compile(
        rf"(?<![\p{{Latin}}\p{{N}}_])(?P<year>[12][0-9]{{3}})[ ,.\-/]{{1,2}}{month}[ .\-/]{{1,2}}{_DAY}"
        rf"(?![\p{{Latin}}\p{{N}}_:])",
        regex.IGNORECASE,
    )
    day_first = lazy.compile(
        rf"(?<![\p{{Latin}}\p{{N}}_.,:/]){_DAY}[ .\-/\u00a0]{{0,2}}{_OF}{month}"
        rf"(?:(?:[ ,.\-/\u00a0]{{0,3}}| (?:of|de"
        rf"|del) ){_YEAR}(?:[ :,]{{1,2}}(?:at )?[0-2]?[0-9]:[0-5][0-9]:[0-6][0-9](?: ?(?:[+-][0-9]{{4}}|GMT|UTC"
        rf"|Z)\b)?)?"
        r"(?![\p{Latin}\p{N}_])|\.?(?![\p{Latin}\p{N}_]))",
        regex.IGNORECASE,
    )
    month_first = lazy.compile(
        rf"(?<![\p{{Latin}}\p{{N}}_]){month}[ .\-/\u00a0]{{1,2}}(?:the )?{_DAY}"
        rf"(?:[ ,.\-/]{{1,3}}(?:of )?{_YEAR}(?![\p{{Latin}}\p{{N}}_])"
        rf"| [0-2][0-9]:[0-5][0-9]:[0-6][0-9](?: [A-Z]{{3,4}})? (?P<year>[12][0-9]{{3}}))?"
        r"(?![\p{Latin}\p{N}_]|:[0-9])",
        regex.IGNORECASE,
    )
    month_year = lazy.compile(
        rf"(?<![\p{{Latin}}\p{{N}}_]){month}[ ,.\-/]{{1,3}}(?:of |de |del )?(?P<year>[12][0-9]{{3}}"
        rf"|['\u2019][0-9]{{2}})(?![\p{{Latin}}\p{{N}}_])",
        regex.IGNORECASE,
    )
    # Three letters tell a month well enough to look closer; most texts have none behind or before a figure.
    starts = "|".join(sorted({word[:3] for word in spelt}))
    plain = "|".join(sorted({word[:3] for word in spelt if word[:3].isascii()}))
    loose = (
        r"(?i:[0-9](?: ?(?:st|nd|rd|th|er)|[^0-9A-Za-z \n]{{1,2}})?[ .\-/{space}]{{0,2}}(?:of |de |di |del "
        r"|d')?(?:{starts})"
        r"|(?:{starts})[^0-9 \n]{{0,12}}[ ,.\-/{space}]{{1,3}}(?:of |the |de |del )?'?{quote}[0-9])"
    )
    maybe = loose.format(starts=starts, space=r"\x{a0}", quote=r"\x{2019}?")
    named = (
        ("year_month_name", year_first), ("day_month_name", day_first), ("month_name_day", month_first),
        ("month_name_year", month_year),
    )  # fmt: skip
    return (*figures, *named, *rest), maybe, loose.format(starts=plain, space="", quote="")


def _month_words(language: str) -> Iterator[tuple[int, str]]:
    for number, spellings in enumerate(MONTHS[language], start=1):
        for word in spellings.split():
            yield number, word


@lru_cache(maxsize=8)
def _weekday(languages: tuple[str, ...]) -> regex.Pattern[str] | None:
    """A weekday straight before a date belongs to it: it narrows the date down to one in seven."""
    if not languages:
        return None
    spelt = sorted(
        {word for language in languages for word in WEEKDAYS[language].split()}, key=lambda word: (-len(word), word)
    )
    return lazy.compile(rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?:{'|'.join(spelt)})\.?,? ?(?:(?:the|den|le|el|il) )?\Z")


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
