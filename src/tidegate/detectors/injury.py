"""Injuries.

"Cut" and "burn" count beside a word for patients.

Source:
    The list is written by hand.
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "injury",
    cues=r"suffered|sustained|injury is|injury|hurt|treated for|with",
    field=r"injury|injuries|injury_type",
)


class Injury(TermDetector):
    """Finds injuries."""

    name = "injury"
    version = "1"
    entity_types: tuple[str, ...] = ("injury",)
    context = words(
        "injury injured injuries hurt accident patient hospital emergency suffered fell fall fracture wound trauma"
    )
    refute = words("cost price rate")
    group = _GROUP
