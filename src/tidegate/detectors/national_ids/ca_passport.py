"""Canadian passport numbers: two letters and six digits, or a letter, six digits and two letters.

Without a check digit both forms are common, so they count only beside a word for the document.

Source:
    Immigration, Refugees and Citizenship Canada, "Passport number" (AB123456; A123456AA since 2023).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import beside, cue
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "CA"

_NUMBER = lazy.compile(START + "(?i:[A-Z]{2}[0-9]{6}|[A-Z][0-9]{6}[A-Z]{2})" + END)
_BESIDE = (Form("book", _NUMBER, "passport_number", MEDIUM),)
_CUES = cue(r"passports?|passeports?|travel documents?")


class CaPassport:
    """Finds passport numbers. Only where the region CA is on."""

    name = "ca_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passport passports passeport passeports travel document")
    refute = words("order invoice tracking flight")
    wide_needs = "(?i:[a-z])[0-9]{6}"
    needs = r"[A-Za-z][0-9]{6}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        return beside(
            read(_BESIDE, batch, detector=self.name, chars_min=8), batch, _CUES, detector=self.name, behind=True
        )
