"""What a detector claims in one text, in a form that fits a table."""

from __future__ import annotations

from tidegate.detectors.base import Detector, DetectorConfig
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
