"""German commercial register numbers: HRA or HRB, and up to six digits that a local court gave out.

Section A registers sole traders, so its numbers name a person. There is no check digit; the section's letters in front
make the form. Some courts add a letter of their own behind.

Source:
    Handelsregisterverordnung, paragraphs 3 and 13 (sections A and B, numbers).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "DE"

_NUMBER = lazy.compile(rf"{START}[Hh][Rr][AaBb](?:[ \-]|[ \-]?[Nn]r\.? ?)?[0-9]{{1,6}}[A-Z]?{END}")
_FORMS = (Form("lettered", _NUMBER, "company_id", MEDIUM),)


class DeHandelsregister:
    """Finds German commercial register numbers. Only where the region DE is on."""

    name = "de_handelsregister"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("handelsregister amtsgericht registergericht handelsregisternummer registernummer gmbh firma")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = r"(?i:HR[AB])(?:[ -]?(?i:nr)\.?)?[ -]?[0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=4) if self.active else []
