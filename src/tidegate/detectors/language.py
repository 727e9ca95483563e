"""Languages.

Most are also nationalities, so a bare "German" is weak and counts beside a word for speaking.

Source:
    ISO 639 names in English; the list is written by hand.
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "language",
    cues=r"speaks?|speaking|spoken|fluent in|fluently in|language is|languages?|native|translated? (?:to|into|from)"
    r"|learn(?:ing)?|mother tongue is|bilingual in",
    field=r"language|languages|preferred_language|native_language|spoken_language|mother_tongue",
)


class Language(TermDetector):
    """Finds languages."""

    name = "language"
    version = "1"
    entity_types: tuple[str, ...] = ("language",)
    context = words(
        "language languages speak speaks speaking spoken fluent fluently bilingual translate translated"
        " translator translation interpreter native tongue"
    )
    refute: frozenset[str] = frozenset()
    group = _GROUP
