"""Diseases, disorders and symptoms.

"Cold" and "cough" count beside a word for patients; what ends as diseases do ("-itis") counts by itself.

Source:
    The list is written by hand; the endings are those of medical Latin.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.scan import words
from tidegate.detectors.terms import STEM, WORD, Group, TermDetector, word_form
from tidegate.spans import MEDIUM

_ENDINGS = "itis|osis|emia|aemia|algia|pathy|plegia|carcinoma|sarcoma|lymphoma|megaly"
_GROUP = Group(
    "condition",
    cues=r"diagnosed with|diagnosis of|diagnosis is|suffer(?:s|ed|ing)? from|history of|hx of|h/o|treated for"
    r"|symptoms of|living with|tested positive for|complains? of|died of|case of|allergic to|chronic|severe"
    r"|acute",
    field=r"condition|conditions|diagnosis|diagnoses|disease|disorder|illness|medical_condition|symptoms?",
    codes=lazy.compile(r"(?i:(?:like |brand |as )?new|used|(?:very )?good|fair|refurbished|renewed|mint|open box)"),
    forms=(
        (
            word_form(
                r"(?!(?:(?:diagn|progn|hypn|osm|symbi|metamorph)osis|telepathy|apathy|sympathy|empathy|academia|bohemia|nostalgia))"
                rf"{STEM}(?:{_ENDINGS})"
            ),
            MEDIUM,
            rf"(?i:[a-z]{{3}}(?:{_ENDINGS})\b)",
            f"(?i:{_ENDINGS})",
        ),
        (
            word_form(rf"{WORD}[ ](?:syndrome|disorder)"),
            MEDIUM,
            r"(?i:[a-z] (?:syndrome|disorder)\b)",
            "(?i:syndrome|disorder)",
        ),
    ),
)


class Condition(TermDetector):
    """Finds diseases, disorders and symptoms."""

    name = "condition"
    version = "2"
    entity_types: tuple[str, ...] = ("condition",)
    context = words(
        "diagnosed diagnosis patient patients suffers suffering suffer symptoms condition disease disorder"
        " syndrome illness chronic acute history hx medical treated treatment prescribed doctor hospital"
    )
    refute: frozenset[str] = frozenset()
    group = _GROUP
