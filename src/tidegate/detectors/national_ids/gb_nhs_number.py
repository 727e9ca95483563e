"""NHS numbers: ten digits, the last of which makes the weighted sum divisible by eleven.

Written 3-3-4 it also looks like a telephone number, so a valid one is a medium claim; ten bare digits need a word.
It names a patient, and a record of one, so it is claimed as both types.

Source:
    NHS Data Model and Dictionary, attribute NHS NUMBER (modulus 11, weights 10 to 2).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, SEPARATOR, START, WIDE_SEPARATOR, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "GB"

_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
_GROUPED = lazy.compile(rf"{START}[0-9]{{3}}(?P<separator>{SEPARATOR})[0-9]{{3}}(?P=separator)[0-9]{{4}}{END}")
_BARE = lazy.compile(rf"{START}[0-9]{{10}}{END}")


def _check(number: str) -> bool:
    return len(set(number)) > 1 and weighted_sum(digits_of(number), _WEIGHTS) % 11 == 0


_FORMS = (
    Form("grouped", _GROUPED, "health_plan_number", MEDIUM, _check),
    Form("grouped", _GROUPED, "medical_record_number", MEDIUM, _check),
    Form("bare", _BARE, "health_plan_number", WEAK, _check, admits=_check),
    Form("bare", _BARE, "medical_record_number", WEAK, _check, admits=_check),
)


class GbNhsNumber:
    """Finds NHS numbers, as health plan and as medical record numbers. Only where the region GB is on."""

    name = "gb_nhs_number"
    version = "2"
    entity_types: tuple[str, ...] = ("health_plan_number", "medical_record_number")
    context = words("nhs nhsnumber nhsno patient hospital gp")
    refute = words("order invoice tracking shipment")
    wide_needs = rf"[0-9]{{3}}{WIDE_SEPARATOR}?[0-9]{{3}}{WIDE_SEPARATOR}?[0-9]{{4}}"
    needs = r"[0-9]{3}[ ./-]?[0-9]{3}[ ./-]?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
