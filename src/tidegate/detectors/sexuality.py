"""Sexual orientations.

"Straight" and "gay" are weak; they count beside a word for orientation.

Source:
    The list is written by hand; the word of article 9(1) GDPR is "sexual orientation".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_words_of
from tidegate.records import TextBatch
from tidegate.spans import Candidate

_GROUP = Group(
    "sexuality",
    cues=r"sexual orientation is|sexual orientation|sexuality is|orientation is|identif(?:y|ies) as|came out as"
    r"|coming out as|i am|i'm|he is|she is|openly",
    field=r"sexuality|sexual_orientation|orientation",
)


class Sexuality:
    """Finds sexual orientations."""

    name = "sexuality"
    version = "1"
    entity_types: tuple[str, ...] = ("sexuality",)
    context = words("sexuality sexual orientation lgbt lgbtq attracted partner came coming")
    refute = words("line ahead forward pins street")

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
