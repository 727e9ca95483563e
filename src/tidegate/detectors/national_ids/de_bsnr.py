"""German practice numbers (BSNR): two digits of the region's association of physicians, seven of the practice.

There is no check digit, and the list of regional keys grows with every reorganisation (35 and 75 are hospitals'), so
any nine digits that do not begin with 00 may be one: a word must say so.

Source:
    Kassenaerztliche Bundesvereinigung, Richtlinie nach Paragraf 75 Abs. 7 SGB V zur Vergabe der Arzt-,
    Betriebsstaetten- sowie der Praxisnetznummern (form; annex 1, regional keys).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "DE"

_FORMS = (Form("bare", lazy.compile(rf"{START}(?!00)[0-9]{{9}}{END}"), "license_number", WEAK),)


class DeBsnr:
    """Finds German practice numbers, as weak claims. Only where the region DE is on."""

    name = "de_bsnr"
    version = "2"
    entity_types: tuple[str, ...] = ("license_number",)
    context = words(
        "bsnr betriebsst\u00e4ttennummer betriebsstaettennummer betriebsst\u00e4tte nebenbetriebsst\u00e4tte nbsnr"
        " praxisnummer praxis arztpraxis vertragsarztpraxis"
    )
    refute = words("order invoice tracking telefon rechnung")
    needs = wide_needs = r"[0-9]{9}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
