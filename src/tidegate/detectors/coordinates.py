"""Coordinates: two numbers that are a place on Earth, as decimals, as degrees with minutes, or in a geo link.

Four decimals are eleven metres: fewer say a town. One decimal number alone needs the name of its field, or "lat" before
it.

Source:
    ISO 6709:2022 (latitude first; degrees, minutes, seconds), RFC 5870 (``geo:``); WGS 84's ranges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import Taken, matches, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

_SIGN = r"[+\-\u2212]?"
_BEFORE, _AFTER = r"(?<![\p{Latin}\p{N}_.,])", r"(?![\p{Latin}\p{N}_]|\.[0-9])"
_PAIR = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_.])(?<![0-9],)(?P<value>(?P<latitude>{_SIGN}[0-9]{{1,2}}\.[0-9]{{3,16}})"
    rf"(?:\u00b0? ?[,;/] ?|\u00b0 )"
    rf"(?P<longitude>{_SIGN}[0-9]{{1,3}}\.[0-9]{{3,16}})\u00b0?){_AFTER}"
)
_GEO = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?P<value>geo:(?P<latitude>{_SIGN}[0-9]{{1,2}}(?:\.[0-9]{{1,16}})?),"
    rf"(?P<longitude>{_SIGN}[0-9]{{1,3}}(?:\.[0-9]{{1,16}})?)(?:,[0-9.\-]{{1,12}})?)"
)
_HEMISPHERES = lazy.compile(
    rf"{_BEFORE}(?P<value>(?P<latitude>[0-9]{{1,2}}\.[0-9]{{2,16}}) ?\u00b0? ?[NSns][, ]{{1,3}}"
    rf"(?P<longitude>[0-9]{{1,3}}\.[0-9]{{2,16}})"
    rf" ?\u00b0? ?[EWOewo])(?![\p{{Latin}}\p{{N}}_])"
)
_MINUTE, _SECOND = r"['\u2032\u2019\u00b4m]", r"(?:\"|''|\u2033|\u201d|s)"
_HALF = (
    rf"[0-9]{{1,3}}[\u00b0\u00bad:] ?[0-5]?[0-9](?:\.[0-9]{{1,8}})? ?{_MINUTE}?"
    rf"(?: ?[0-5]?[0-9](?:\.[0-9]{{1,8}})? ?{_SECOND})?"
)
_DEGREES = lazy.compile(
    rf"{_BEFORE}(?P<value>{_HALF} ?[NSns][, ]{{0,3}}{_HALF} ?[EWOewo]"
    rf"|[NS] ?{_HALF}[, ]{{0,3}}[EWO] ?{_HALF})(?![\p{{Latin}}\p{{N}}_])"
)
_CUED = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?:lat(?:itude)?|l(?:on"
    rf"|ng)g?(?:itude)?)[\"']?[ ]?[:= ][ ]?[\"']?(?P<value>{_SIGN}[0-9]{{1,3}}\.[0-9]{{2,16}}){_AFTER}"
)
_SINGLE = lazy.compile(rf"{_BEFORE}(?P<value>{_SIGN}[0-9]{{1,3}}\.[0-9]{{3,16}}){_AFTER}")
_FIELD = lazy.compile(
    r"(?i)(?:^|[_ .-]|geo)(?:lat|lng|lon|long)(?:$|[_ .-])|latitude|longitude|coordinate|(?<=[a-z])(?-i:Lat|Lng|Lon)$"
    r"|^gps(?:_?(?:loc(?:ation)?|pos(?:ition)?|fix))?$|^geo_?(?:point|loc(?:ation)?)$|^lat_?l(?:ng|on)$"
)
_FORMS = (
    ("geo", _GEO, STRONG),
    ("degrees", _DEGREES, STRONG),
    ("hemispheres", _HEMISPHERES, STRONG),
    ("pair", _PAIR, STRONG),
    ("cued", _CUED, STRONG),
)
DECIMALS_SURE = 4  # of both numbers of a pair; with fewer it needs a word


class Coordinates:
    """Finds latitudes and longitudes."""

    name = "coordinates"
    version = "2"
    entity_types: tuple[str, ...] = ("coordinates",)
    context = words(
        "lat lon lng latitude longitude coordinates coordinate gps location geo position geolocation latlng latlon"
    )
    refute = words("price version score weight")
    wide_needs = (
        r"[0-9]\.[0-9]{3,16}(?:\x{b0}? ?[,;/] ?|\x{b0} )[+\x{2212}-]?[0-9]{1,3}\.[0-9]{3}|(?i:geo:)"
        r"|[0-9]\.[0-9]{2,16} ?\x{b0}? ?[NSns][, ]{1,3}[0-9]"
        r"|(?i:lat|lon|lng)[A-Za-z\"']{0,8} ?[:= ] ?[\"']?[+\x{2212}-]?[0-9]{1,3}\.[0-9]{2}"
        r"|[0-9][\x{b0}\x{ba}d:] ?[0-9]{1,2}(?:\.[0-9]{1,8})? ?['m\x{2032}\x{2019}\x{b4}]?"
        r"(?: ?[0-9.]{1,11} ?(?:\"|''|s|\x{2033}|\x{201d}))? ?[NSns]|[NS] ?[0-9]{1,3}[\x{b0}\x{ba}d:]"
    )
    needs = (
        r"[0-9]{1,2}\.[0-9]{3,16} ?[,;/] ?[+-]?[0-9]{1,3}\.[0-9]{3}|(?i:geo:[+-]?[0-9])"
        # One number alone counts only in a field of that name.
        r"|(?i:lat|lon|lng|coordinate|gps|geo_?(?:point|loc))[^\"\n]*\"\s*:"
        r"|[0-9]\.[0-9]{2,16} ?[NSns][, ]{1,3}[0-9]|(?i:lat|lon"
        r"|lng)[A-Za-z\"']{0,8} ?[:= ] ?[\"']?[+-]?[0-9]{1,3}\.[0-9]{2}"
        r"|[0-9][d:] ?[0-9]{1,2}(?:\.[0-9]{1,8})? ?['m]?(?: ?[0-9.]{1,11} ?(?:\"|''|s))? ?[NSEWO]|[NS] ?[0-9]{1,3}[d:]"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) >= 4:
                named = bool(batch.names[index]) and _FIELD.search(batch.names[index]) is not None
                found.extend(sorted(self._read(index, text, named)))
        return found

    def _read(self, index: int, text: str, named: bool) -> Iterator[Candidate]:
        taken = Taken()
        for form, pattern, score in _FORMS:
            for match in matches(pattern, text, detector=self.name):
                start, end = match.span("value")
                groups = match.groupdict()
                if "latitude" in groups and not _on_earth(groups["latitude"], groups["longitude"]):
                    continue
                if form == "pair" and min(map(_decimals, (groups["latitude"], groups["longitude"]))) < DECIMALS_SURE:
                    score = WEAK
                if taken.take(start, end):
                    yield Candidate(index, start, end, "coordinates", score, self.name, form)
        if named:
            for match in matches(_SINGLE, text, detector=self.name):
                start, end = match.span("value")
                if taken.take(start, end):
                    yield Candidate(index, start, end, "coordinates", MEDIUM, self.name, "field")


def _on_earth(latitude: str, longitude: str) -> bool:
    return abs(_number(latitude)) <= 90 and abs(_number(longitude)) <= 180


def _number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
