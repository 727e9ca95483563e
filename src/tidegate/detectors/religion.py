"""Religions and their followers.

"Orthodox" and "evangelical" are also said of other things; they count beside a word for belief.

Source:
    The list is written by hand; the word of article 9(1) GDPR is "religious beliefs".
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "religion",
    cues=r"religion is|religion|faith is|practi[cs]ing|devout|converted to|raised",
    field=r"religion|religious_affiliation|religious_beliefs?|denomination|faith",
)


class Religion(TermDetector):
    """Finds religions and their followers."""

    name = "religion"
    version = "1"
    entity_types: tuple[str, ...] = ("religion",)
    context = words(
        "religion religious faith belief beliefs believe believer church mosque temple synagogue worship"
        " worships convert converted denomination practicing practising devout"
    )
    refute: frozenset[str] = frozenset()
    group = _GROUP
