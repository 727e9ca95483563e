"""Japanese individual numbers (My Number): twelve digits, the last is a check digit modulo 11.

The remainders 0 and 1 both give 0, so a change is certain to be noticed only where the check digit is not 0. One
number in nine passes: bare digits need a word.

Source:
    Ordinance of the Ministry of Internal Affairs and Communications No. 85 of 2014, article 5.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "JP"


def is_valid(number: str) -> bool:
    """Weights 6 5 4 3 2 7 6 5 4 3 2; eleven less the remainder, or 0."""
    digits = digits_of(number)
    remainder = weighted_sum(digits[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return digits[11] == (0 if remainder <= 1 else 11 - remainder) and len(set(digits)) > 1


_GROUPED = lazy.compile(
    START_ASCII + r"(?<![0-9] )[0-9]{4}(?P<gap>[ \-])[0-9]{4}(?P=gap)[0-9]{4}" + END_ASCII + r"(?! [0-9])"
)
_FORMS = (
    Form("grouped", _GROUPED, "national_id", MEDIUM, is_valid, distinctive=True),
    Form("bare", lazy.compile(START_ASCII + "[0-9]{12}" + END_ASCII), "national_id", WEAK, only_valid(is_valid)),
)


class JpMyNumber:
    """Finds individual numbers. Only where the region JP is on."""

    name = "jp_my_number"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("mynumber my individual マイナンバー 個人番号")
    refute = words("order invoice tracking phone card")
    wide_needs = figures_apart(12)
    needs = r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=12) if self.active else []
