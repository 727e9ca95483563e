"""Korean driving licences: a region, a year, six digits, two more, in groups of 2-2-6-2.

The region is 11 to 28; how the last two digits are made is not published. Bare, twelve digits are a weak claim.

Source:
    Korean National Police Agency, driving licence number (regions 11 Seoul to 28 North Gyeonggi).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, figures_apart, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "KR"

_REGION_CODE = "(?:1[1-9]|2[0-8])"
_GROUPED = lazy.compile(START_ASCII + _REGION_CODE + "-[0-9]{2}-[0-9]{6}-[0-9]{2}" + END_ASCII)
_FORMS = (
    Form("grouped", _GROUPED, "driver_license", STRONG),
    Form("bare", lazy.compile(START_ASCII + _REGION_CODE + "[0-9]{10}" + END_ASCII), "driver_license", WEAK),
)


class KrDriverLicense:
    """Finds driving licence numbers. Only where the region KR is on."""

    name = "kr_driver_license"
    version = "2"
    entity_types: tuple[str, ...] = ("driver_license",)
    context = words("driver driving license licence 운전면허 면허번호 운전면허번호")
    refute = words("order invoice tracking phone")
    wide_needs = figures_apart(12)
    needs = r"[12][0-9]-?[0-9]{2}-?[0-9]{6}-?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=12) if self.active else []
