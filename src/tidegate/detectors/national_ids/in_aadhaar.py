"""Indian Aadhaar numbers: twelve digits with Verhoeff's check digit.

They do not begin with 0 or 1 and are no palindromes. In three groups the number is sure; bare it needs a word.

Source:
    Unique Identification Authority of India, "UID numbering scheme" (2010).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, verhoeff
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "IN"


def is_valid(number: str) -> bool:
    """Verhoeff's check digit; palindromes are not given out."""
    return verhoeff(digits_of(number)) and number != number[::-1]


_GROUPED = lazy.compile(LONE_START + r"[2-9][0-9]{3}(?P<gap>[ \-])[0-9]{4}(?P=gap)[0-9]{4}" + LONE_END)
_FORMS = (
    Form("grouped", _GROUPED, "national_id", MEDIUM, is_valid, distinctive=True),
    Form("bare", lazy.compile(START + "[2-9][0-9]{11}" + END), "national_id", WEAK, only_valid(is_valid)),
)


class InAadhaar:
    """Finds Aadhaar numbers. Only where the region IN is on."""

    name = "in_aadhaar"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("aadhaar aadhar adhaar uid uidai")
    refute = words("order invoice tracking phone card")
    wide_needs = figures_apart(12)
    needs = r"[2-9][0-9]{3}[ -]?[0-9]{4}[ -]?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=12) if self.active else []
