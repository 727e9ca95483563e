"""Italian driving licence numbers: two letters, seven digits and a letter, or U1, seven characters and a letter.

There is no published check character.

Source:
    Ministero delle Infrastrutture e dei Trasporti, "Patente di guida": item 5, ten characters; U1 since 2013.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "IT"

_FORMS = (
    Form(
        "province",
        lazy.compile(rf"{START}[A-Za-z]{{2}}[0-9]{{7}}[A-Za-z]{END}"),
        "driver_license",
        MEDIUM,
    ),
    Form(
        "central",
        lazy.compile(rf"{START}[Uu]1(?=[A-Za-z]{{0,6}}[0-9])[0-9A-Za-z]{{7}}[A-Za-z]{END}"),
        "driver_license",
        MEDIUM,
    ),
)


class ItDriverLicense:
    """Finds Italian driving licence numbers. Only where the region IT is on."""

    name = "it_driver_license"
    version = "2"
    entity_types: tuple[str, ...] = ("driver_license",)
    context = words("patente patenti guida licenza driving driver licence license")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[A-Za-z]{2}[0-9]{7}[A-Za-z]|[Uu]1[0-9A-Za-z]{7}[A-Za-z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
