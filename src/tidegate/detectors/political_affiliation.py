"""Parties, their members, and political views.

"Democrat", "green" and "labour" are also ordinary; they count beside a word for politics.

Source:
    The list is written by hand; the word of article 9(1) GDPR is "political opinions".
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "political_affiliation",
    cues=r"political affiliation is|political affiliation|party affiliation|registered|votes?|voted|voting|member"
    r" of|supporter of|i am|i'm|politically",
    field=r"political_affiliation|political_party|party_affiliation|political_views?|party",
)


class PoliticalAffiliation(TermDetector):
    """Finds parties, their members, and political views."""

    name = "political_affiliation"
    version = "1"
    entity_types: tuple[str, ...] = ("political_affiliation",)
    context = words(
        "political politics party vote votes voted voter voting election registered affiliation politically"
        " campaign senator congress member"
    )
    refute: frozenset[str] = frozenset()
    group = _GROUP
