"""States of the United States: by full name, and abbreviated where an address's form says so.

"MA" and "OR" alone are words, so an abbreviation counts before a ZIP code, behind a comma and a name, or in a field
named so. Only where the region US is on.

Source:
    USPS Publication 28, section 233 (city, state, ZIP+4) and appendix B (names and abbreviations).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Answer, Saying, read_cued
from tidegate.detectors.scan import words
from tidegate.detectors.us_states import ABBREVIATION_PATTERN, NAME_PATTERN
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

REGION = "US"

_AFTER = r"(?![\p{L}\p{N}_])"
# "New York City" and "Washington, D.C." are cities.
_END = r"(?![.@]\p{L}|,? (?:[Cc]ity|D\.?C))"
_NAME = lazy.compile(
    rf"(?<![\p{{L}}\p{{N}}_@./#-])(?P<value>{NAME_PATTERN}"
    rf"|{NAME_PATTERN.upper()}){_AFTER}{_END}"
)
_SMALL = lazy.compile(rf"(?<![\p{{L}}\p{{N}}_@./#-])(?P<value>{NAME_PATTERN.lower()}){_AFTER}{_END}")
_BEFORE_ZIP = lazy.compile(
    rf"(?<![\p{{L}}\p{{N}}_])(?P<value>{ABBREVIATION_PATTERN}),?[ \n]{{1,3}}(?=[0-9]{{5}}(?:-[0-9]{{4}})?"
    rf"(?![\p{{L}}\p{{N}}_]))"
)
# Those that are words count only at the end of something: "Hello, OK fine" is no place.
_WORDS = "AL|AS|DE|HI|ID|IN|LA|MA|ME|OH|OK|OR|PA"
_AFTER_COMMA = lazy.compile(
    rf"(?<=\p{{Lu}}\p{{L}}{{0,30}}, ?)(?P<value>(?:{_WORDS})(?=[.;:!?)\"'\n]|,? [0-9]|\Z)"
    rf"|(?!{_WORDS})(?:{ABBREVIATION_PATTERN}))"
    r"(?=[\s.,;:!?)\"']|\Z)"
)


class State:
    """Finds states of the US."""

    name = "state"
    version = "1"
    entity_types: tuple[str, ...] = ("state",)
    context = words("state states province address city zip live lives living resident county")
    refute = words("university irving denzel george post")
    wide_needs = (
        rf"(?i:{NAME_PATTERN})|(?:{ABBREVIATION_PATTERN}),?[ \n]{{1,3}}[0-9]{{5}}|\pL,[ ]?(?:{ABBREVIATION_PATTERN})"
    )
    # In the text, in the field's name, or in the question.
    needs = (
        rf"(?i:{NAME_PATTERN})|(?:{ABBREVIATION_PATTERN}),?[ \n]{{1,3}}[0-9]{{5}}|[A-Za-z], ?(?:{ABBREVIATION_PATTERN})"
        rf"|(?i:(?:state|province)[_ .-]?(?:code|name)?\")\s*:\s*(?:\[|\"?\s*(?:{ABBREVIATION_PATTERN}))"
    )

    _sayings = (
        Saying("before_zip", _BEFORE_ZIP, STRONG),
        Saying("name", _NAME, MEDIUM),
        Saying("after_comma", _AFTER_COMMA, MEDIUM),
        Saying("small", _SMALL, WEAK),
    )
    _answer = Answer(
        lazy.compile(rf"\A\s*(?P<value>{ABBREVIATION_PATTERN})\s*\Z"),
        lazy.compile(
            r"(?i)(?:^|[_ .-]|addr(?:ess)?_?)(?:state|province)(?:$|[_ .-]?(?:code|name)$)"
            r"|[a-z]State(?:Code)?$"
        ),
        texts_max=40,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        return read_cued(batch, detector=self.name, entity_type="state", sayings=self._sayings, answer=self._answer)
