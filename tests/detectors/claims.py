"""What a detector claims in one text, in a form that fits a table."""

from __future__ import annotations

import re2

from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.pipeline.needs import as_member
from tidegate.records import TextBatch
from tidegate.spans import Candidate, Checksum

US = DetectorConfig(regions=("US",), languages=("en",))


def claims(detector: Detector, text: str, *, name: str = "", expected: str = "") -> list[Candidate]:
    """Candidates on one text."""
    return list(detector.detect(TextBatch([text], [name], [expected], [()])))


def values(detector: Detector, text: str, *, at_least: float = 0.0) -> list[str]:
    """The claimed parts of one text, of at least this base score; failed check digits are left out."""
    return [
        text[claim.start : claim.end]
        for claim in claims(detector, text)
        if claim.score >= at_least and claim.checksum is not Checksum.FAILED
    ]


def found(detector: Detector, text: str, *, name: str = "", expected: str = "") -> list[tuple[str, float]]:
    """The claimed parts of one text with their base scores.

    Checks on the way that a text in which something stands by itself matches what the detector needs (`pipeline.gate`);
    where the field's name or the question speaks for a value, need is looked for there as well.
    """
    claimed = claims(detector, text, name=name, expected=expected)
    need = getattr(detector, "needs", None)
    if claimed and need is not None and text.isascii() and not (name or expected):
        assert re2.search(need, as_member("", text)) is not None, "the gate would not show this text to the detector"
    return [(text[claim.start : claim.end], claim.score) for claim in claimed]
