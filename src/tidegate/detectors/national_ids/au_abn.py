"""Australian business numbers: eleven digits, the first two of which are check digits.

The first digit less one, all times their weights, gives a sum divisible by 89. Sole traders have one too, so it may
stand for a person.

Source:
    Australian Business Register, "Format of the ABN" (modulus 89).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "AU"


def is_valid(number: str) -> bool:
    """One is taken from the first digit; then the weighted sum is divisible by 89."""
    digits = digits_of(number)
    return weighted_sum((digits[0] - 1, *digits[1:]), (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


_GROUPED = lazy.compile(LONE_START + r"[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}" + LONE_END)
_FORMS = (
    Form("grouped", _GROUPED, "tax_id", STRONG, is_valid, distinctive=True),
    Form("bare", lazy.compile(START + "[1-9][0-9]{10}" + END), "tax_id", WEAK, only_valid(is_valid)),
)


class AuAbn:
    """Finds business numbers. Only where the region AU is on."""

    name = "au_abn"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("abn business gst")
    refute = words("order tracking phone")
    wide_needs = figures_apart(11)
    needs = r"[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
