"""US passport and passport card numbers: nine digits, or a letter and eight digits.

They have no check digit outside the machine-readable line, and both forms are common among order and part numbers; so
they count only beside a word for the document, in a field of that name, or after a question for it.

Source:
    Department of State, Next Generation Passport (letter and eight digits since 2021); 8 FAM 302.3 (book and card
    numbers).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import beside, cue
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "US"

_BESIDE = (Form("book", lazy.compile(START + "(?:[0-9]{9}|[A-Za-z][0-9]{8})" + END), "passport_number", MEDIUM),)
_CUES = cue(r"passports?|travel documents?|passport card")


class UsPassport:
    """Finds US passport numbers. Only where the region US is on."""

    name = "us_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passport passports travel document passportnumber")
    refute = words("order invoice tracking phone")
    needs = wide_needs = EDGE + "[A-Za-z0-9][0-9]{8}" + EDGE

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        return beside(
            read(_BESIDE, batch, detector=self.name, chars_min=9), batch, _CUES, detector=self.name, behind=True
        )
