"""Sexual orientations.

"Straight" and "gay" are weak; they count beside a word for orientation.

Source:
    The list is written by hand; the word of article 9(1) GDPR is "sexual orientation".
"""

from __future__ import annotations

from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "sexuality",
    cues=r"sexual orientation is|sexual orientation|sexuality is|orientation is|identif(?:y|ies) as|came out as"
    r"|coming out as|i am|i'm|he is|she is|openly",
    field=r"sexuality|sexual_orientation|orientation",
)


class Sexuality(TermDetector):
    """Finds sexual orientations."""

    name = "sexuality"
    version = "1"
    entity_types: tuple[str, ...] = ("sexuality",)
    context = words("sexuality sexual orientation lgbt lgbtq attracted partner came coming")
    refute = words("line ahead forward pins street")
    group = _GROUP
