"""Spanish passport numbers: three letters and six digits.

There is no check digit of its own, and product codes look the same, so it needs a word.

Source:
    Council of the European Union, PRADO, document ESP-AO (number: AAA999999).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "ES"

_FORMS = (Form("lettered", lazy.compile(rf"{START}[A-Za-z]{{3}}[0-9]{{6}}{END}"), "passport_number", WEAK),)


class EsPassport:
    """Finds Spanish passport numbers, as weak claims. Only where the region ES is on."""

    name = "es_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("pasaporte passport pasaportes numeropasaporte passportnumber viaje")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[A-Za-z]{3}[0-9]{6}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
