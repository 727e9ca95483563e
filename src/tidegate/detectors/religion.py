"""Religions and their followers.

"Orthodox" and "evangelical" are also said of other things; they count beside a word for belief.

Source:
    The list is written by hand; the word of article 9(1) GDPR is "religious beliefs".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_words_of
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_GROUP = Group(
    "religion",
    cues=r"religion is|religion|faith is|practi[cs]ing|devout|converted to|raised",
    field=r"religion|religious_affiliation|religious_beliefs?|denomination|faith",
)


class Religion:
    """Finds religions and their followers."""

    name = "religion"
    version = "1"
    entity_types: tuple[str, ...] = ("religion",)
    context = words(
        "religion religious faith belief beliefs believe believer church mosque temple synagogue worship"
        " worships convert converted denomination practicing practising devout"
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
