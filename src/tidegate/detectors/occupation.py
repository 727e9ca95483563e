"""Occupations.

"Teacher" is said of many who are not the writer; it counts behind "work as", beside a word for work, or in its field.

Source:
    The list is written by hand, after the titles of ISCO-08.
"""

from __future__ import annotations

from tidegate.detectors import lazy
from tidegate.detectors.scan import words
from tidegate.detectors.terms import Group, TermDetector

_GROUP = Group(
    "occupation",
    cues=r"work(?:s|ed|ing)? as|occupation is|occupation|profession is|profession|job is|job title is|job title|job"
    r" as|position of|position as|role of|role as|career as|employed as|i am|i'm|he is|she is|he was|she was"
    r"|became|hired as|retired",
    field=r"occupation|profession|job|job_title|jobtitle|position|role_title|beruf|metier|profesion",
    # Where something stands on a page or in a list, and what a build server does.
    codes=lazy.compile(
        r"(?i:left|right|top|bottom|center|centre|middle|start|end|first|last|next|absolute|relative|fixed|static|sticky"
        r"|build|test|tests|lint|deploy|compile|release|nightly|publish|cleanup|backup)"
    ),
)


class Occupation(TermDetector):
    """Finds occupations."""

    name = "occupation"
    version = "1"
    entity_types: tuple[str, ...] = ("occupation",)
    context = words(
        "occupation job profession work works worked working employed employment career position role title hired"
    )
    refute: frozenset[str] = frozenset()
    group = _GROUP
