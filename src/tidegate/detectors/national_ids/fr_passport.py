"""French passport numbers: two digits of the year, two letters, five digits.

There is no check digit of its own; the one in the machine-readable zone stands behind the number.

Source:
    Council of the European Union, PRADO, document FRA-AO (number of the specimen: nine characters, 99AA99999).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "FR"

_FORMS = (
    Form("bare", lazy.compile(rf"{START}[0-9]{{2}}[A-Za-z]{{2}}[0-9]{{5}}{END}"), "passport_number", WEAK),
    Form(
        "spaced",
        lazy.compile(rf"{START}[0-9]{{2}} [A-Z]{{2}} [0-9]{{5}}{END}"),
        "passport_number",
        MEDIUM,
    ),
)


class FrPassport:
    """Finds French passport numbers. Only where the region FR is on."""

    name = "fr_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passeport passeports passport numeropasseport passportnumber voyage")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{2} ?[A-Za-z]{2} ?[0-9]{5}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
