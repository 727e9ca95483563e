"""Singaporean identity numbers (NRIC, FIN): a letter, seven digits, a check letter.

S and T are citizens and residents, F, G and M foreigners; the letter in front chooses the offset and the table. New
letters are added (M came in 2022), so another letter is a weak claim, and so is a number that fails its check; X, Y
and Z are left to Spain, which writes the same.

Source:
    Immigration & Checkpoints Authority of Singapore, NRIC and FIN check digit, and its notice on the M series (2022).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "SG"

_TABLES = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}
_OFFSETS = {"S": 0, "T": 4, "F": 0, "G": 4, "M": 3}


def is_valid(number: str) -> bool:
    """The weighted sum and the letter's offset, modulo 11, choose the check letter."""
    total = weighted_sum(digits_of(number), (2, 7, 6, 5, 4, 3, 2)) + _OFFSETS[number[0]]
    return _TABLES[number[0]][total % 11] == number[8]


_FORMS = (
    Form(
        "checked",
        lazy.compile(START + "(?i:[STFGM])[0-9]{7}[A-Za-z]" + END),
        "national_id",
        STRONG,
        only_valid(is_valid),
        distinctive=True,
    ),
    Form("unchecked", lazy.compile(START + "[A-W][0-9]{7}[A-Z]" + END), "national_id", WEAK),
)


class SgNric:
    """Finds NRIC and FIN numbers. Only where the region SG is on."""

    name = "sg_nric"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("nric fin ic identity singapore")
    refute = words("order invoice tracking")
    needs = wide_needs = r"[A-Wa-w][0-9]{7}[A-Za-z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
