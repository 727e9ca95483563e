"""Genders and sexes.

"Man" and "boy" count beside a word for gender.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "gender",
    cues=r"gender is|gender|sex is|sex|identif(?:y|ies) as|assigned",
    field=r"gender|sex|gender_identity|geschlecht|sexe|sexo",
)


class Gender(TermDetector):
    """Finds genders and sexes."""

    name = "gender"
    version = "1"
    entity_types: tuple[str, ...] = ("gender",)
    context = words("gender sex identifies identify pronouns assigned biological")
    refute = words("connector plug adapter socket")
    group = _GROUP
