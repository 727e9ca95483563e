"""Nigerian number plates: three letters of the place, three digits, two letters.

The letters I and O are not used in the last two. With its dash the form is seldom met otherwise; bare it is weak.

Source:
    Federal Road Safety Corps of Nigeria, National Uniform Licensing Scheme (2011).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "NG"

_FORMS = (
    Form("dashed", lazy.compile(START + r"[A-Z]{3}[ \-][0-9]{3}[ \-]?[A-HJ-NP-Z]{2}" + END), "vehicle_id", MEDIUM),
    Form("bare", lazy.compile(START + "[A-Z]{3}[0-9]{3}[A-HJ-NP-Z]{2}" + END), "vehicle_id", WEAK),
)


class NgVehicleRegistration:
    """Finds number plates. Only where the region NG is on."""

    name = "ng_vehicle_registration"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("plate vehicle car registration frsc")
    refute = words("order invoice tracking flight")
    needs = wide_needs = r"[A-Z]{3}[ -]?[0-9]{3}[ -]?[A-Z]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=8) if self.active else []
