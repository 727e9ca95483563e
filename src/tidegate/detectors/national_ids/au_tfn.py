"""Australian tax file numbers: nine digits (early ones eight) with a sum divisible by 11.

One number in eleven passes. In groups of three it is sure; nine bare digits need a word beside them.

Source:
    Australian Taxation Office, electronic lodgment specifications, TFN algorithm (weights 1 4 3 7 5 8 6 9 10).
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
    """The weighted sum is divisible by 11; the weights depend on the length."""
    digits = digits_of(number)
    weights = (1, 4, 3, 7, 5, 8, 6, 9, 10) if len(digits) == 9 else (10, 7, 8, 4, 6, 3, 5, 1)
    return weighted_sum(digits, weights) % 11 == 0 and any(digits)


_GROUPED = lazy.compile(LONE_START + r"[0-9]{2,3}(?P<gap>[ \-])[0-9]{3}(?P=gap)[0-9]{3}" + LONE_END)
_FORMS = (
    Form("grouped", _GROUPED, "tax_id", MEDIUM, is_valid, distinctive=True),
    Form("bare", lazy.compile(START + "[0-9]{9}" + END), "tax_id", WEAK, only_valid(is_valid)),
)


class AuTfn:
    """Finds tax file numbers. Only where the region AU is on."""

    name = "au_tfn"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("tfn tax file ato")
    refute = words("order invoice tracking phone abn acn")
    needs = wide_needs = r"[0-9]{2,3}[ -]?[0-9]{3}[ -]?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=8) if self.active else []
