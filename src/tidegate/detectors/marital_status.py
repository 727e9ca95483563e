"""Marital states.

"Single" and "engaged" are also said of rooms and of customers, so they count beside a word for families.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_words_of
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_GROUP = Group(
    "marital_status",
    cues=r"marital status is|marital status|civil status|i am|i'm|he is|she is|currently|recently|got|was",
    field=r"marital_status|marital|civil_status|relationship_status|familienstand",
)


class MaritalStatus:
    """Finds marital states."""

    name = "marital_status"
    version = "1"
    entity_types: tuple[str, ...] = ("marital_status",)
    context = words("marital status married spouse husband wife civil relationship partner family")
    refute = words("room bed ticket item customer calendar")

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
