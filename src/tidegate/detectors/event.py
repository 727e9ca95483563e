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
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_needs_of, wide_words_of
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_KINDS = "Festival|Marathon|Olympics|Championship|Conference|Convention|Parade|Expo|Summit|Gala"
_GROUP = Group(
    "event",
    cues=r"attend(?:ed|ing)?|celebrat(?:e|ed|ing)|during|event is|event",
    field=r"event|event_name|holiday",
    forms=(
        (
            regex.compile(
                rf"{NOT_AFTER_WORD}(?P<value>(?:\p{{Lu}}[\p{{L}}\p{{M}}'&]+[ ]){{1,4}}(?:{_KINDS}|Championships"
                rf"|Cup Final)){NOT_BEFORE_WORD}"
            ),
            MEDIUM,
            rf"[A-Za-z'&] (?:{_KINDS}|Cup Final)",
            f"{_KINDS}|Cup Final",
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

    @property
    def wide_needs(self) -> str:
        """What the forms end with, or have in them."""
        return wide_needs_of(_GROUP)

    @property
    def wide_words(self) -> frozenset[str]:
        """How the entries of the list begin."""
        return wide_words_of(_GROUP)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_terms(batch, _GROUP, detector=self.name)
