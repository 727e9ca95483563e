"""US DEA numbers: who may prescribe controlled substances; two letters, six digits, one check digit.

The first letter is the kind of registrant, the second the first of the name (or 9). The digits at odd places plus
twice those at even places end in the check digit; so a change by five at an even place is not noticed.

Source:
    Drug Enforcement Administration, Practitioner's Manual, section on DEA registration numbers; 21 CFR 1301.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "US"


def is_valid(number: str) -> bool:
    """The sum of the digits, every second one twice, ends in the seventh."""
    digits = digits_of(number[2:])
    return weighted_sum(digits[:6], (1, 2, 1, 2, 1, 2)) % 10 == digits[6]


_FORMS = (
    Form(
        "registrant",
        lazy.compile(START + "[A-HJ-MPRSTUXa-hj-mprstux][A-Za-z9][0-9]{7}" + END),
        "license_number",
        WEAK,
        is_valid,
    ),
)


class UsDea:
    """Finds DEA registration numbers. Only where the region US is on."""

    name = "us_dea"
    version = "2"
    entity_types: tuple[str, ...] = ("license_number",)
    context = words("dea prescriber prescription controlled registrant practitioner physician")
    refute = words("order invoice tracking passport flight")
    needs = wide_needs = r"[A-Za-z][A-Za-z9][0-9]{7}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
