"""UUIDs: 32 hexadecimal digits in five groups, by choice.

A UUID often names a person's account, device or visit, and as often a row that is nobody's. Nothing in it says which,
so it is a type of its own: enable ``uuid`` where ids of people are written so. The form with braces and the one
without dashes, which needs a word, are the same thing; nil and max are nobody's.

Source:
    RFC 9562 section 4 (format; versions and variants are not checked, as databases make others, too), 5.9, 5.10.
"""

from __future__ import annotations

from collections.abc import Sequence

import re2

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import LETTER_EDGE, NOT_AFTER_LETTER, NOT_BEFORE_LETTER, matches, words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

_FORM = lazy.compile(
    rf"{NOT_AFTER_LETTER}(?<![0-9A-Fa-f]-)(?:urn:uuid:)?"
    r"(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?<!_)(?P<bare>[0-9A-Fa-f]{32})(?!_))"
    rf"{NOT_BEFORE_LETTER}(?!-[0-9A-Fa-f])"
)


class Uuid:
    """Finds universally unique identifiers."""

    name = "uuid"
    version = "2"
    entity_types: tuple[str, ...] = ("uuid",)
    context = words("uuid guid uuids guids")
    refute: frozenset[str] = frozenset()
    wide_needs = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-|[0-9A-Fa-f]{32}"
    needs = f"{LETTER_EDGE}(?:{wide_needs})"
    _needed = re2.compile(wide_needs)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            if len(text) < 32 or not self._needed.search(text):
                continue
            for match in matches(_FORM, text, detector=self.name):
                digits = match[0].removeprefix("urn:uuid:").replace("-", "").casefold()
                pattern, score = ("groups", STRONG) if match["bare"] is None else ("bare", WEAK)
                if len(set(digits)) > 1:
                    found.append(Candidate(index, match.start(), match.end(), "uuid", score, self.name, pattern))
        return found
