"""British passport numbers: nine digits; two letters and seven digits in documents of other series.

Neither has a check digit of its own (the one in the machine-readable zone follows it), and nine digits are everything,
so those are claimed only where a word lifts them.

Source:
    HM Passport Office, "Basic passport checks" (2023): nine numeric characters; ICAO Doc 9303 part 4 (nine characters).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "GB"

_FORMS = (
    Form("lettered", lazy.compile(rf"{START}[A-Za-z]{{2}}[0-9]{{7}}{END}"), "passport_number", WEAK),
    Form("digits", lazy.compile(rf"{START}[0-9]{{9}}{END}"), "passport_number", FAINT),
)


class GbPassport:
    """Finds British passport numbers, as weak claims. Only where the region GB is on."""

    name = "gb_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passport passports passportnumber passportno travel")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[A-Za-z]{2}[0-9]{7}|[0-9]{9}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
