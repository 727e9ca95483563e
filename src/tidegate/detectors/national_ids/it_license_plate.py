"""Italian registration plates since 1994: two letters, three digits, two letters.

I, O, Q and U are not used. Written in one piece it meets product codes by chance, so it needs a word.

Source:
    D.P.R. 16 dicembre 1992, n. 495, article 255 and annexes (targhe di immatricolazione).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "IT"

_TWO = "[A-HJ-NPR-TV-Z]{2}"

_FORMS = (
    Form("spaced", lazy.compile(rf"{START}{_TWO} [0-9]{{3}} ?{_TWO}{END}"), "vehicle_id", MEDIUM),
    Form("bare", lazy.compile(rf"{START}{_TWO}[- ]?[0-9]{{3}}[- ]?{_TWO}{END}"), "vehicle_id", WEAK),
    # In small letters only where the field or a word says so.
    Form("small", lazy.compile(rf"(?i){START}{_TWO}[- ]?[0-9]{{3}}[- ]?{_TWO}{END}"), "vehicle_id", FAINT),
)


class ItLicensePlate:
    """Finds Italian registration plates. Only where the region IT is on."""

    name = "it_license_plate"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("targa targata targato veicolo auto macchina plate vehicle")
    refute = words("order invoice tracking shipment")
    wide_needs = rf"{EDGE}(?i:{_TWO}[ \-]?[0-9]{{3}}[ \-]?{_TWO}){EDGE}"
    needs = EDGE + "[A-Za-z]{2}[ -]?[0-9]{3}[ -]?[A-Za-z]{2}" + EDGE

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=7) if self.active else []
