"""Indian passport numbers: a letter and seven digits.

The letters Q, X and Z are not used, and neither the first nor the last digit is zero. There is no check digit, so it
is a weak claim that a word must lift.

Source:
    Passport Seva, Ministry of External Affairs (booklet numbers); ICAO Doc 9303-4.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "IN"

_NUMBER = lazy.compile(START + "[A-PR-WY][1-9][0-9] ?[0-9]{4}[1-9]" + END)
_FORMS = (Form("book", _NUMBER, "passport_number", WEAK),)


class InPassport:
    """Finds passport numbers. Only where the region IN is on."""

    name = "in_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passport passports travel document")
    refute = words("order invoice tracking flight license licence")
    needs = wide_needs = r"[A-Y][1-9][0-9] ?[0-9]{4}[1-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=8) if self.active else []
