"""Nationalities and ethnic groups.

"American" and "Polish" are also said of food and furniture, so those count beside a word for where people come from.

Source:
    Nationalities as the CIA World Factbook names them; ethnic groups as in the 2020 census of the US and the 2021
    census of England.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "origin",
    cues=r"nationality is|nationality|ethnicity is|ethnicity|race is|of|i am|i'm|he is|she is|they are|born",
    field=r"nationality|ethnicity|ethnic_group|ethnic_origin|race|origin|citizenship|national_origin",
    # Where requests, branches and parcels come from, and how far is run.
    codes=lazy.compile(
        r"(?i:[a-z][a-z0-9+.-]{1,20}://.*|master|main|upstream|local|remote|cache|edge|client|server|warehouse|store|web"
        r"|mobile|app|api|internal|external|[0-9]{1,3} ?k)"
    ),
)


class Origin(TermDetector):
    """Finds nationalities and ethnic groups."""

    name = "origin"
    version = "1"
    entity_types: tuple[str, ...] = ("origin",)
    context = words(
        "nationality ethnicity ethnic race racial descent origin citizen citizenship immigrant refugee"
        " heritage ancestry born native national"
    )
    refute = words("food restaurant cuisine dressing bank airlines")
    group = _GROUP
