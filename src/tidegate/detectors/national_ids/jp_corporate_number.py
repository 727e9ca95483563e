"""Japanese corporate numbers: thirteen digits, the first is a check digit modulo 9.

With a T in front it is the number of a qualified invoice issuer, which a sole trader may have too. A 9 for a 0 is not
noticed by the check.

Source:
    National Tax Agency of Japan, Corporate Number Publication Site, "Check digit calculation".
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
    """Weights 1 and 2 from the right; nine less the remainder modulo nine stands in front."""
    digits = digits_of(number)
    return digits[0] == 9 - weighted_sum(digits[:0:-1], (1, 2) * 6) % 9


_GROUPED = lazy.compile(START_ASCII + r"[1-9](?P<gap>[ \-])[0-9]{4}(?P=gap)[0-9]{4}(?P=gap)[0-9]{4}" + END_ASCII)
_FORMS = (
    Form("grouped", _GROUPED, "company_id", MEDIUM, is_valid, distinctive=True),
    Form(
        "invoice",
        lazy.compile(START_ASCII + "T-?[1-9][0-9]{12}" + END_ASCII),
        "company_id",
        MEDIUM,
        is_valid,
        distinctive=True,
    ),
    Form("bare", lazy.compile(START_ASCII + "[1-9][0-9]{12}" + END_ASCII), "company_id", WEAK, only_valid(is_valid)),
)


class JpCorporateNumber:
    """Finds corporate numbers. Only where the region JP is on."""

    name = "jp_corporate_number"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("corporate corporation company houjin 法人番号")
    refute = words("order tracking phone card isbn")
    wide_needs = figures_apart(13)
    needs = r"[1-9][ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=13) if self.active else []
