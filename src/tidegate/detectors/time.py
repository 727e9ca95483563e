"""Times of day: a clock's form, with or without am and pm, seconds and a zone.

"10:30" is a time unless something makes it a ratio, a verse or a score; with am or pm, seconds or a zone it is one by
its form alone. A time inside a timestamp belongs to its date and is not claimed here.

Source:
    ISO 8601-1:2019 (time of day), RFC 3339 (offsets), CLDR 45 (am and pm, "Uhr", "h").
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Saying, read_cued
from tidegate.detectors.scan import in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_BEFORE, _AFTER = r"(?<![\p{Latin}\p{N}_:.,/#+\-\u2212])", r"(?![\p{Latin}\p{N}_]|[:.,/-][0-9])"
_HALF = r"(?:[ap]\.? ?m\b\.?|o'?clock|o\u2019clock|noon\b|midnight\b)"
_ZONE = (
    r"(?: ?(?:UTC|GMT|Z|CET|CEST|BST|IST|JST|AEST|AEDT|[ECMP][SD]?T|HST|AKST)\b(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"|[+\-\u2212][0-2][0-9]:?[0-9]{2}(?![0-9]))"
)
_HOUR, _MINUTE = r"(?:[01]?[0-9]|2[0-4])", r"[0-5][0-9]"
_HALVED = lazy.compile(
    rf"{_BEFORE}(?P<value>(?:1[0-2]"
    rf"|0?[1-9])(?:[:.]{_MINUTE}(?::{_MINUTE})?)? ?(?i:{_HALF})(?:{_ZONE})?)(?![\p{{Latin}}\p{{N}}_])"
)
_SECONDS = lazy.compile(rf"{_BEFORE}(?P<value>{_HOUR}:{_MINUTE}:[0-6][0-9](?:[.,][0-9]{{1,9}})?(?:{_ZONE})?){_AFTER}")
_ZONED = lazy.compile(rf"{_BEFORE}(?P<value>{_HOUR}(?::{_MINUTE})?{_ZONE}){_AFTER}")
_MINUTES = lazy.compile(rf"{_BEFORE}(?P<value>{_HOUR}:{_MINUTE}){_AFTER}")
_EUROPEAN = lazy.compile(
    rf"{_BEFORE}(?P<value>{_HOUR}(?:[:.]{_MINUTE})? ?Uhr(?: {_MINUTE})?|{_HOUR} ?h ?{_MINUTE}"
    rf"|{_HOUR} heures?(?: {_MINUTE})?)(?![\p{{Latin}}\p{{N}}_])"
)
_SPOKEN = lazy.compile(
    r"(?i)(?<![\p{Latin}\p{N}_])(?P<value>(?:half past|(?:a )?quarter (?:past|to)|(?:five|ten|twenty) (?:past|to)) "
    r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight))(?![\p{Latin}\p{N}_])"
)


class Time:
    """Finds times of day."""

    name = "time"
    version = "1"
    entity_types: tuple[str, ...] = ("time",)
    context = words(
        "at time until till before after from clock noon tomorrow today tonight morning evening appointment"
    )
    refute = words("ratio verse score odds version chapter port scale aspect mac john psalm genesis matthew luke")
    wide_needs = (
        rf"[0-9]:[0-5][0-9]|[0-9] ?(?i:{in_re2(_HALF)})|[0-9] ?(?:[UGZCBIJAEMPH][A-Z]{{0,3}}\b|Uhr|h ?[0-5]|heure)"
        r"|[0-9] ?[+\-\x{2212}][0-2][0-9]|(?i:half past|quarter (?:past|to)|(?:five|ten|twenty) (?:past|to))"
    )
    needs = (
        r"[0-9]:[0-5][0-9]|(?i:[0-9] ?(?:[ap][.]? ?m|o'?clock|noon|midnight))"
        r"|[0-9] ?(?:UTC|GMT|Z|CES?T|BST|IST|JST|AE[SD]T|[ECMP][SD]?T|HST|AKST)"
        r"|[^0-9A-Za-z_:.,/#+-][0-9]{1,2}[+-][0-2][0-9]:?[0-9]{2}"
        r"|[0-9] ?(?:Uhr|h ?[0-5][0-9]|heure)|(?i:half past |quarter (?:past|to) |(?:five|ten|twenty) (?:past|to) )"
    )

    _sayings = (
        Saying("halved", _HALVED, STRONG),
        Saying("seconds", _SECONDS, STRONG),
        Saying("zoned", _ZONED, MEDIUM),
        Saying("european", _EUROPEAN, MEDIUM),
        Saying("minutes", _MINUTES, MEDIUM),
        Saying("spoken", _SPOKEN, MEDIUM),
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="time", sayings=self._sayings)
