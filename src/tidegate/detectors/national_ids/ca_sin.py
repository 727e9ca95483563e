"""Canadian social insurance numbers: nine digits with Luhn's check digit.

The first digit is a region (9: temporary residents); 0 and 8 are not given to persons. In three groups the number is
sure; nine bare digits pass one time in ten, so they need a word.

Source:
    Service Canada, Social Insurance Number program, "Code of practice", annex 2 (validation).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "CA"


def is_valid(number: str) -> bool:
    """Luhn's check digit."""
    return luhn(digits_of(number))


_GROUPED = lazy.compile(LONE_START + r"[1-79][0-9]{2}(?P<gap>[ \-])[0-9]{3}(?P=gap)[0-9]{3}" + LONE_END)
_FORMS = (
    Form("grouped", _GROUPED, "national_id", MEDIUM, is_valid, distinctive=True),
    Form("bare", lazy.compile(START + "[1-79][0-9]{8}" + END), "national_id", WEAK, only_valid(is_valid)),
)


class CaSin:
    """Finds social insurance numbers. Only where the region CA is on."""

    name = "ca_sin"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("sin nas social insurance assurance sociale")
    refute = words("order invoice tracking phone")
    needs = wide_needs = r"[1-79][0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
