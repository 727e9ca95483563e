"""Korean business registration numbers: ten digits, in groups of 3-2-5, the last a check digit.

The ninth digit counts five times and once more with the tens of that product, so that every change of one digit is
noticed.

Source:
    National Tax Service of Korea, business registration number check (weights 1 3 7 1 3 7 1 3 5).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "KR"


def is_valid(number: str) -> bool:
    """The weighted sum, the tens of the ninth product and the check digit are divisible by ten."""
    digits = digits_of(number)
    total = weighted_sum(digits[:9], (1, 3, 7, 1, 3, 7, 1, 3, 5)) + digits[8] * 5 // 10
    return (total + digits[9]) % 10 == 0 and int(number[:3]) > 100


_GROUPED = lazy.compile(START_ASCII + "[0-9]{3}-[0-9]{2}-[0-9]{5}" + END_ASCII)
_FORMS = (
    Form("grouped", _GROUPED, "company_id", MEDIUM, is_valid, distinctive=True),
    Form("bare", lazy.compile(START_ASCII + "[0-9]{10}" + END_ASCII), "company_id", WEAK, only_valid(is_valid)),
)


class KrBrn:
    """Finds business registration numbers. Only where the region KR is on."""

    name = "kr_brn"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("brn business registration 사업자등록번호 사업자번호")
    refute = words("order invoice tracking phone")
    needs = wide_needs = r"[0-9]{3}-?[0-9]{2}-?[0-9]{5}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
