"""Indian goods and services tax numbers: a state, a PAN, an entity, Z and a check character.

The check character is Luhn's with 36 characters. A number of a state's code that fails it is still a medium claim:
nothing else is written like this.

Source:
    Goods and Services Tax Network, GSTIN format; state codes 01 to 38, 97 (other territory), 99 (centre).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

REGION = "IN"

_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def is_valid(number: str) -> bool:
    """Luhn's check character over 36 characters: every second one doubled, its two digits in base 36 added up."""
    total = 0
    for place, character in enumerate(number[:14]):
        product = _CHARACTERS.index(character) * (1 + place % 2)
        total += product // 36 + product % 36
    return _CHARACTERS[-total % 36] == number[14]


_REST = "[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]"
_CHECKED = lazy.compile(rf"{START}(?i:(?:0[1-9]|[12][0-9]|3[0-8]|97|99){_REST}){END}")
_STATE = lazy.compile(rf"{START}(?i:(?:0[1-9]|[12][0-9]|3[0-7]){_REST}){END}")
_FORMS = (
    Form("checked", _CHECKED, "tax_id", STRONG, only_valid(is_valid), distinctive=True),
    Form("state", _STATE, "tax_id", MEDIUM),
)


class InGstin:
    """Finds goods and services tax numbers. Only where the region IN is on."""

    name = "in_gstin"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("gst gstin goods services tax")
    refute = words("serial tracking")
    wide_needs = "(?i:[A-Z]{5}[0-9]{4}[A-Z])"
    needs = r"[0-9]{2}[A-Za-z]{5}[0-9]{4}[A-Za-z][0-9A-Za-z][Zz]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=15) if self.active else []
