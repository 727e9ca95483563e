"""Holidays, festivals, games and events of history.

"Wedding" and "prom" count beside a word for attending.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import NOT_AFTER_WORD, NOT_BEFORE_WORD, words
from tidegate.detectors.terms import Group, needs_of, read_terms
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_GROUP = Group(
    "event",
    cues=r"attend(?:ed|ing)?|celebrat(?:e|ed|ing)|during|event is|event",
    field=r"event|event_name|holiday",
    forms=(
        (
            regex.compile(
                rf"{NOT_AFTER_WORD}(?P<value>(?:\p{{Lu}}[\p{{L}}\p{{M}}'&]+[ ]){{1,4}}(?:Festival|Marathon"
                rf"|Olympics|Championships?|Conference|Convention|Parade|Expo|Summit|Gala|Cup"
                rf" Final)){NOT_BEFORE_WORD}"
            ),
            MEDIUM,
            r"[A-Za-z'&] (?:Festival|Marathon|Olympics|Championship|Conference|Convention|Parade|Expo|Summit"
            r"|Gala|Cup Final)",
        ),
    ),
)


class Event:
    """Finds holidays, festivals, games and events of history."""

    name = "event"
    version = "1"
    entity_types: tuple[str, ...] = ("event",)
    context = words(
        "event celebrate celebrated celebrating celebration attend attended attending festival holiday tickets"
    )
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """The words of the list, the forms, and fields named for it."""
        return needs_of(_GROUP)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_terms(batch, _GROUP, detector=self.name)
