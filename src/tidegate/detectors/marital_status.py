"""Marital states.

"Single" and "engaged" are also said of rooms and of customers, so they count beside a word for families.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "marital_status",
    cues=r"marital status is|marital status|civil status|i am|i'm|he is|she is|currently|recently|got|was",
    field=r"marital_status|marital|civil_status|relationship_status|familienstand",
)


class MaritalStatus(TermDetector):
    """Finds marital states."""

    name = "marital_status"
    version = "1"
    entity_types: tuple[str, ...] = ("marital_status",)
    context = words("marital status married spouse husband wife civil relationship partner family")
    refute = words("room bed ticket item customer calendar")
    group = _GROUP
