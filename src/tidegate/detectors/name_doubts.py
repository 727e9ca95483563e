"""Words that are first names and, where they stand, are none: months and days in a calendar, Max of a measure, Mac.

"Juli" is a month of half of Europe, and "Julio" one of Spain: beside a day, a year or another month of the same
language they are no person. "Max Memory" is a label and "Max-Age" a header of HTTP. Nothing here doubts a name that
stands in a sentence by itself.

Source:
    Unicode CLDR 45 (months and days, wide form); RFC 9111 section 5.2 (``max-age``).
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.scan import words

_CALENDARS = (
    words("january february march april may june july august september october november december")
    | words("monday tuesday wednesday thursday friday saturday sunday"),
    words("januar februar m\u00e4rz april mai juni juli august september oktober november dezember")
    | words("montag dienstag mittwoch donnerstag freitag samstag sonntag"),
    words("janvier f\u00e9vrier mars avril mai juin juillet ao\u00fbt septembre octobre novembre d\u00e9cembre")
    | words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
    | words("lunes martes mi\u00e9rcoles jueves viernes s\u00e1bado domingo"),
    words("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre")
    | words("luned\u00ec marted\u00ec mercoled\u00ec gioved\u00ec venerd\u00ec sabato domenica"),
    words("januari februari maart april mei juni juli augustus september oktober november december")
    | words("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
    words(
        "stycze\u0144 luty marzec kwiecie\u0144 maj czerwiec lipiec sierpie\u0144 wrzesie\u0144 listopad grudzie\u0144"
    )
    | words("poniedzia\u0142ek wtorek \u015broda czwartek pi\u0105tek sobota niedziela"),
    words("janeiro fevereiro mar\u00e7o abril maio junho julho agosto setembro outubro novembro dezembro")
    | words("segunda ter\u00e7a quarta quinta sexta s\u00e1bado domingo"),
)
_NAMED_DAYS = frozenset().union(*_CALENDARS)
_DAY_BEFORE = lazy.compile(r"(?<![0-9])(?:[0-2]?[0-9]|3[01])\.?[ ](?:de[ ])?\Z")
_YEAR_BEHIND = lazy.compile(r"\.?,?[ ](?:de[ ])?(?:19|20)[0-9]{2}(?![0-9])")
_NEXT_BEFORE = lazy.compile(r"(?<!\p{L})(\p{L}{3,12})[ ,/|\u2013-]{1,3}\Z")
_NEXT_BEHIND = lazy.compile(r"[ ,/|\u2013-]{1,3}(\p{L}{3,12})(?!\p{L})")
_CAPITAL_BEHIND = lazy.compile(r"[ ]\p{Lu}")

# Nouns behind "Max" that are no last names; those in small letters are no verbs either.
_MEASURES = words(
    "size age length value count memory speed temp temperature time retries attempts connections heap depth width"
    " height load power amount score level users items rows pages threads workers used latency duration timeout delay"
    " limit bytes chars characters digits weight capacity volume flow output input current voltage concurrency tokens"
    " results distance resolution pressure torque range number requests redirects idle lifetime lag pool replicas"
    " interval backoff iterations steps epochs belastung leistung geschwindigkeit temperatur gewicht"
)
_MEASURES_SMALL = words("size length value temperature latency timeout capacity width height depth")
_BEHIND = {
    "max": _MEASURES,
    "mac": words("os osx pro mini studio address addresses app store"),
}
# Last words of what stands in a field for names and is a company, a team or a thing.
NOT_PEOPLE_LAST = words("ltd limited llc inc gmbh plc corp corporation team department group service usage plan")
_WORD_BEHIND = lazy.compile(r"(?:\.?[ ]|-)(\p{L}+)")


def is_no_name(text: str, start: int, end: int) -> bool:
    """Whether a capitalised word at ``[start, end)`` is a part of a date or of a label.

    A word with a hyphen is one, and its first half is what is asked about: ``Max-Age``.
    """
    word = text[start:end].casefold()
    if word in _NAMED_DAYS:
        return _is_in_date(text, start, end, word)
    first = word.partition("-")[0]
    if first not in _BEHIND:
        return False
    match = _WORD_BEHIND.match(text, start + len(first))
    if match is None:
        return False
    behind = match[1].casefold()
    return behind in _BEHIND[first] if match[1][0].isupper() else first == "max" and behind in _MEASURES_SMALL


def _is_in_date(text: str, start: int, end: int, word: str) -> bool:
    if _YEAR_BEHIND.match(text, end) is not None:
        return True
    if _DAY_BEFORE.search(text, max(0, start - 8), start) is not None:
        return _CAPITAL_BEHIND.match(text, end) is None
    beside = (_NEXT_BEFORE.search(text, max(0, start - 16), start), _NEXT_BEHIND.match(text, end))
    others = [match[1].casefold() for match in beside if match is not None]
    return any(word in calendar and other in calendar for calendar in _CALENDARS for other in others)
