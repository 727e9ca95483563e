"""US national provider identifiers: ten digits of health care providers, with Luhn's check digit.

The check digit is computed over the number with 80840 before it, the prefix of health applications in the United
States. One number in ten passes, so a bare one needs a word beside it.

Source:
    Centers for Medicare & Medicaid Services, "Requirements for NPI and NPI check digit"; 45 CFR 162.406.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, only_valid, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "US"


def is_valid(number: str) -> bool:
    """Luhn's check digit over the prefix 80840 and the ten digits, which are not all one."""
    return luhn(digits_of("80840" + number)) and len(set(number[:9])) > 1


_FORMS = (
    Form(
        "grouped",
        lazy.compile(LONE_START + r"[12][0-9]{3}(?P<gap>[ \-])[0-9]{3}(?P=gap)[0-9]{3}" + LONE_END),
        "license_number",
        MEDIUM,
        is_valid,
    ),
    Form("bare", lazy.compile(START + "[12][0-9]{9}" + END), "license_number", WEAK, only_valid(is_valid)),
)


class UsNpi:
    """Finds provider identifiers. Only where the region US is on."""

    name = "us_npi"
    version = "2"
    entity_types: tuple[str, ...] = ("license_number",)
    context = words("npi provider prescriber physician clinician practitioner pharmacy")
    refute = words("phone order invoice tracking account")
    needs = wide_needs = EDGE + "[12][0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}" + EDGE

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
