"""Diseases, disorders and symptoms.

"Cold" and "cough" count beside a word for patients; what ends as diseases do ("-itis") counts by itself.

Source:
    The list is written by hand; the endings are those of medical Latin.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, needs_of, read_terms, wide_needs_of, wide_words_of, word_form
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_ENDINGS = "itis|osis|emia|aemia|algia|pathy|plegia|carcinoma|sarcoma|lymphoma|megaly"
_GROUP = Group(
    "condition",
    cues=r"diagnosed with|diagnosis of|diagnosis is|suffer(?:s|ed|ing)? from|history of|hx of|h/o|treated for"
    r"|symptoms of|living with|tested positive for|complains? of|died of|case of|allergic to|chronic|severe"
    r"|acute",
    field=r"condition|conditions|diagnosis|diagnoses|disease|disorder|illness|medical_condition|symptoms?",
    forms=(
        (
            word_form(
                r"(?!(?:(?:diagn|progn|hypn|osm|symbi|metamorph)osis|telepathy|apathy|sympathy|empathy|academia|bohemia|nostalgia))"
                rf"\p{{L}}{{3,}}(?:{_ENDINGS})"
            ),
            MEDIUM,
            rf"(?i:[a-z]{{3}}(?:{_ENDINGS})\b)",
            f"(?i:{_ENDINGS})",
        ),
        (
            word_form(r"\p{L}[\p{L}'\u2019-]+[ ](?:syndrome|disorder)"),
            MEDIUM,
            r"(?i:[a-z] (?:syndrome|disorder)\b)",
            "(?i:syndrome|disorder)",
        ),
    ),
)


class Condition:
    """Finds diseases, disorders and symptoms."""

    name = "condition"
    version = "1"
    entity_types: tuple[str, ...] = ("condition",)
    context = words(
        "diagnosed diagnosis patient patients suffers suffering suffer symptoms condition disease disorder"
        " syndrome illness chronic acute history hx medical treated treatment prescribed doctor hospital"
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
