"""Languages.

Most are also nationalities, so a bare "German" is weak and counts beside a word for speaking.

Source:
    ISO 639 names in English; the list is written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_words_of
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_GROUP = Group(
    "language",
    cues=r"speaks?|speaking|spoken|fluent in|fluently in|language is|languages?|native|translated? (?:to|into|from)"
    r"|learn(?:ing)?|mother tongue is|bilingual in",
    field=r"language|languages|preferred_language|native_language|spoken_language|mother_tongue",
)


class Language:
    """Finds languages."""

    name = "language"
    version = "1"
    entity_types: tuple[str, ...] = ("language",)
    context = words(
        "language languages speak speaks speaking spoken fluent fluently bilingual translate translated"
        " translator translation interpreter native tongue"
    )
    refute: frozenset[str] = frozenset()

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    @property
    def needs(self) -> str:
        """The words of the list, the forms, and fields named for it."""
        return needs_of(_GROUP)

    @property
    def wide_words(self) -> frozenset[str]:
        """How the entries of the list begin."""
        return wide_words_of(_GROUP)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_terms(batch, _GROUP, detector=self.name)
