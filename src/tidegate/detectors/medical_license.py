"""Licence and certificate numbers of professions by their words.

Boards number licences state by state. A driving licence is another type, so "license number" counts only where no
driver stands before it.

Source:
    45 CFR 164.514(b)(2)(i)(K): certificate and license numbers; Federation of State Medical Boards, licence formats
    by board.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import OFFICE_NUMBER, OFFICE_NUMBER_NEED, Near, beside, cue
from tidegate.detectors.cues import needs as needed
from tidegate.detectors.cues import wide_needs as wide_needs_of
from tidegate.detectors.numbers import Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_BESIDE = (Form("beside", OFFICE_NUMBER, "license_number", MEDIUM),)
_TITLED = (
    r"(?:medical|physician|nursing|nurse|provider|pharmacist|professional|dental|state|practitioner)'?s? "
    r"(?:licen[cs]e|lic)"
)
_NUMBERED = r"(?:licen[cs]e|lic|certificate|certification) (?:number|num|no|id)"
_CUES = cue(
    rf"{_TITLED}|(?<!driver'?s?'? |driver\u2019s |driving |operator'?s? |dog |software ){_NUMBERED}|board certificate"
)
_PHRASES = rf"{_TITLED}|{_NUMBERED}|board certificate"
_NEAR = Near(_PHRASES, number=OFFICE_NUMBER_NEED)


class MedicalLicense:
    """Finds licence and certificate numbers, only beside a word for them."""

    name = "medical_license"
    version = "2"
    entity_types: tuple[str, ...] = ("license_number",)
    context = words(
        "license licence lic certificate certification medical physician nursing provider practitioner board"
    )
    refute = words("driver drivers driving plate software order invoice tracking")
    wide_needs = wide_needs_of(_PHRASES)
    needs = needed(_PHRASES)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        numbers = read(_BESIDE, batch, detector=self.name, chars_min=4, rows=_NEAR.rows(batch))
        return beside(numbers, batch, _CUES, detector=self.name)
