"""Indian permanent account numbers: five letters, four digits, a letter.

The fourth letter is the kind of holder (P for a person). The last letter is a check character whose rule is not
published, so the form alone counts; with another fourth letter it is weak.

Source:
    Income Tax Department of India, "Structure of PAN"; Income-tax Rules 1962, rule 114.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "IN"

_FORMS = (
    Form("holder", lazy.compile(START + "[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]" + END), "tax_id", MEDIUM),
    Form("any", lazy.compile(START + "(?i:[A-Z]{5}[0-9]{4}[A-Z])" + END), "tax_id", WEAK),
)


class InPan:
    """Finds permanent account numbers. Only where the region IN is on."""

    name = "in_pan"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("pan permanent income taxpayer pancard")
    refute = words("order invoice tracking")
    wide_needs = "(?i:[A-Z]{5}[0-9]{4}[A-Z])"
    needs = r"[A-Za-z]{5}[0-9]{4}[A-Za-z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
