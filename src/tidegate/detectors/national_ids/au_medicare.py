"""Australian Medicare card numbers: eight digits, a check digit, an issue number, perhaps a person's place.

The first digit is 2 to 6. The issue number and the person's place on the card are not checked, so changes there are
not noticed.

Source:
    NEHTA, "Use of Healthcare Identifiers in Health Software Systems" 1.4 (2011), Medicare card number check digit.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "AU"


def is_valid(number: str) -> bool:
    """The weighted sum of the first eight digits ends in the ninth."""
    digits = digits_of(number)
    return weighted_sum(digits[:8], (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == digits[8]


_GROUPED = lazy.compile(LONE_START + r"[2-6][0-9]{3}(?P<gap>[ \-])[0-9]{5}(?P=gap)[0-9](?:[ \-/]?[1-9])?" + LONE_END)
_FORMS = (
    Form("grouped", _GROUPED, "health_plan_number", MEDIUM, is_valid, distinctive=True),
    Form(
        "bare",
        lazy.compile(START + "[2-6][0-9]{8}[1-9][1-9]?" + END),
        "health_plan_number",
        WEAK,
        only_valid(is_valid),
    ),
)


class AuMedicare:
    """Finds Medicare card numbers. Only where the region AU is on."""

    name = "au_medicare"
    version = "2"
    entity_types: tuple[str, ...] = ("health_plan_number",)
    context = words("medicare irn health card")
    refute = words("order invoice tracking phone")
    needs = wide_needs = r"[2-6][0-9]{3}[ -]?[0-9]{5}[ -]?[0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
