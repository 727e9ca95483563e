"""Genders and sexes.

"Man" and "boy" count beside a word for gender.

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
    "gender",
    cues=r"gender is|gender|sex is|sex|identif(?:y|ies) as|assigned",
    field=r"gender|sex|gender_identity|geschlecht|sexe|sexo",
)


class Gender:
    """Finds genders and sexes."""

    name = "gender"
    version = "1"
    entity_types: tuple[str, ...] = ("gender",)
    context = words("gender sex identifies identify pronouns assigned biological")
    refute = words("connector plug adapter socket")

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
