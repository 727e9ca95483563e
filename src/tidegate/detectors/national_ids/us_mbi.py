"""US Medicare beneficiary identifiers: eleven characters, each of a kind fixed by its place.

No check digit, but the form is narrow: letters without S, L, O, I, B, Z at places 2, 5, 8 and 9, either at 3 and 6,
digits elsewhere, no zero in front. Dashes after the fourth and seventh are for display.

Source:
    Centers for Medicare & Medicaid Services, "Understanding the Medicare Beneficiary Identifier (MBI) format".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

REGION = "US"

_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[AC-HJKMNP-RT-Y0-9]"
_FIRST, _SECOND, _THIRD = f"[1-9]{_LETTER}{_EITHER}[0-9]", f"{_LETTER}{_EITHER}[0-9]", f"{_LETTER}{_LETTER}[0-9]{{2}}"
_FORMS = (
    Form(
        "dashed",
        lazy.compile(rf"{START}(?i:{_FIRST}(?P<gap>[ \-]){_SECOND}(?P=gap){_THIRD}){END}"),
        "health_plan_number",
        STRONG,
    ),
    Form("bare", lazy.compile(f"{START}{_FIRST}{_SECOND}{_THIRD}{END}"), "health_plan_number", MEDIUM),
    Form("lower_case", lazy.compile(f"{START}(?i:{_FIRST}{_SECOND}{_THIRD}){END}"), "health_plan_number", WEAK),
)


class UsMbi:
    """Finds Medicare beneficiary identifiers. Only where the region US is on."""

    name = "us_mbi"
    version = "2"
    entity_types: tuple[str, ...] = ("health_plan_number",)
    context = words("mbi medicare beneficiary cms insurance")
    refute = words("serial order invoice tracking")
    wide_needs = rf"(?i:{_FIRST}[ \-]?{_SECOND}[ \-]?{_THIRD})"
    needs = r"[1-9][A-Za-z][A-Za-z0-9][0-9][ -]?[A-Za-z][A-Za-z0-9][0-9][ -]?[A-Za-z]{2}[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
