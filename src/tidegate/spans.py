"""Candidates and findings: half-open ranges of code points that may be, or are, personal data.

A *candidate* is a detector's claim, a *finding* is an accepted one. Both are plain tuples: at 100,000 records a second
an attribute dictionary for each claim would cost more than the search.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Checksum(IntEnum):
    """What a check digit, issuer range or numbering plan said about a candidate."""

    NONE = 0  # the form has none, or none was checked
    VALID = 1
    FAILED = 2


class Candidate(NamedTuple):
    """One detector's claim on one text.

    ``text`` is the index of the text in the batch, ``start`` and ``end`` are code points in that text, half-open.
    ``score`` is in [0, 1]: as emitted by a detector it is the base score of the form (weak 0.1, medium 0.4, strong
    0.7); ``pipeline.score`` turns it into the final one. ``pattern`` names the form inside the detector.
    ``distinctive`` is true where a prefix or length alone makes the form hard to meet
    by chance, so that a valid check digit raises to 1.0.
    """

    text: int
    start: int
    end: int
    entity_type: str
    score: float
    detector: str
    pattern: str = ""
    checksum: Checksum = Checksum.NONE
    distinctive: bool = False


class Finding(NamedTuple):
    """One accepted range of one text; findings of a text are disjoint and sorted.

    ``inner`` holds findings inside this one: they are treated first where this one's treatment keeps characters.
    ``whole`` is true where a field rule says that the whole value is one entity, ``part`` where others took the rest of
    what was found: its first and last characters are not those of the value.
    """

    start: int
    end: int
    entity_type: str
    score: float
    detector: str
    pattern: str = ""
    checksum: Checksum = Checksum.NONE
    linked: bool = False
    inner: tuple[Finding, ...] = ()
    whole: bool = False
    part: bool = False


WEAK = 0.1
MEDIUM = 0.4
STRONG = 0.7
