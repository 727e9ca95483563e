"""Durations: a number and a unit of time, several of them, or the standard's own form.

"42 years old" is an age and no duration. Short units ("5 m", "3 d") are left alone, except in chains such as "2h30m".

Source:
    ISO 8601-1:2019 (durations, ``P3Y6M4DT12H30M5S``); CLDR 45 (names of units: en, de, fr, es, it).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Saying, read_cued
from tidegate.detectors.scan import in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_UNIT = (
    r"(?:milliseconds?|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|wks?|fortnights?|months?"
    r"|quarters?|years?|yrs?|decades?"
    r"|sekunden?|minuten?|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|secondes?|heures?|jours?|semaines?|mois|ans"
    r"|segundos?|minutos?|horas?|d\u00edas?|dias?|semanas?|meses|a\u00f1os?|secondi|minuti|ore|giorni|settimane"
    r"|mesi|anni)"
)
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    "|several|a few|a couple of|half an?|zwei|drei|vier|f\u00fcnf|sechs|deux|trois|quatre|cinq|dos|tres|cuatro|cinco"
    "|due|tre|quattro|cinque"
)
_COUNT = (
    r"(?:[0-9]{1,4}(?:[.,][0-9]{1,2})?(?: ?(?:-|\u2013|to|or|bis) ?[0-9]{1,4})?"
    rf"|(?:{_WORDS})(?: and a half)?)"
)
_ONE = rf"{_COUNT}[ \-\u00a0]{{0,2}}{_UNIT}"
_CHAIN = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_$\u20ac\u00a3])(?<![0-9][.,:/-])"
    rf"(?P<value>{_ONE}(?:(?:,? and |, | )(?:{_ONE})){{0,4}})"
    r"(?![\p{Latin}\p{N}_])(?![ \-](?:old|of age|alt|ago)\b)"
)
_ISO = lazy.compile(
    r"(?<![\p{Latin}\p{N}_])(?P<value>P(?=[0-9]|T[0-9])(?:[0-9]{1,4}Y)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}W)?(?:[0-9]{1,4}D)?"
    r"(?:T(?=[0-9])(?:[0-9]{1,4}H)?(?:[0-9]{1,4}M)?(?:[0-9]{1,4}(?:\.[0-9]{1,6})?S)?)?)(?<=[A-Z])(?![\p{Latin}\p{N}_])"
)
_SHORT = lazy.compile(
    r"(?<![\p{Latin}\p{N}_.])(?P<value>[0-9]{1,3}d ?[0-9]{1,2}h(?: ?[0-9]{1,2}m)?"
    r"|[0-9]{1,3}h ?[0-9]{1,2}m(?:in)?(?: ?[0-9]{1,2}s)?|[0-9]{1,3}m(?:in)? ?[0-9]{1,2}s)"
    r"(?![\p{Latin}\p{N}_])"
)


class Duration:
    """Finds lengths of time."""

    name = "duration"
    version = "1"
    entity_types: tuple[str, ...] = ("duration",)
    context = words("for during within after lasting since last past next every stay duration")
    refute = words("warranty version")
    wide_needs = (
        rf"(?i:(?:[0-9]|{in_re2(_WORDS)})(?: and a half)?[ \-\x{{a0}}]{{0,2}}{in_re2(_UNIT)})|PT?[0-9]"
        r"|[0-9][dhm](?:in)? ?[0-9]"
    )
    needs = (
        r"(?i:(?:[0-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|twenty|thirty|forty"
        r"|fifty|sixty|ninety|several|few"
        r"|couple of|half|half an?|zwei|drei|vier|sechs|deux|trois|quatre|cinq|dos|tres|cuatro|cinco|due|tre"
        r"|quattro|cinque)[ -]{0,2}"
        r"(?:milli|sec|min|hour|hr|day|night|week|wk|fort|month|quarter|year|yr|decade|sek|stund|tag|woch|monat"
        r"|jahr|heure|jour|sem|mois|ans"
        r"|seg|hora|dia|meses|ore|giorn|sett|mesi|anni))|P[0-9]{1,4}[YMWD]|PT[0-9]{1,4}[HMS]|PT[0-9]{1,4}\.[0-9]"
        r"|[0-9]d ?[0-9]{1,2}h"
        r"|[0-9]h ?[0-9]{1,2}m|[0-9]m(?:in)? ?[0-9]{1,2}s"
    )

    _sayings = (Saying("count", _CHAIN, MEDIUM), Saying("iso", _ISO, STRONG), Saying("short", _SHORT, MEDIUM))

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="duration", sayings=self._sayings)
