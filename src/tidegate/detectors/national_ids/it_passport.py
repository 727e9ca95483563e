"""Italian passport numbers: two letters and seven digits.

There is no check digit of its own, so it needs a word.

Source:
    Council of the European Union, PRADO, document ITA-AO (number: AA9999999).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "IT"

_FORMS = (Form("lettered", lazy.compile(rf"{START}[A-Za-z]{{2}}[0-9]{{7}}{END}"), "passport_number", WEAK),)


class ItPassport:
    """Finds Italian passport numbers, as weak claims. Only where the region IT is on."""

    name = "it_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passaporto passaporti passport numeropassaporto passportnumber viaggio")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[A-Za-z]{2}[0-9]{7}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
