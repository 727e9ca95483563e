"""Injuries.

"Cut" and "burn" count beside a word for patients.

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
    "injury",
    cues=r"suffered|sustained|injury is|injury|hurt|treated for|with",
    field=r"injury|injuries|injury_type",
)


class Injury:
    """Finds injuries."""

    name = "injury"
    version = "1"
    entity_types: tuple[str, ...] = ("injury",)
    context = words(
        "injury injured injuries hurt accident patient hospital emergency suffered fell fall fracture wound trauma"
    )
    refute = words("cost price rate")

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
