"""Australian company numbers: nine digits with a check digit modulo 10.

The weights 8 to 1 are not all prime to ten, so only changes at some places are certain to be noticed. Nine bare
digits pass one time in ten and need a word.

Source:
    Australian Securities and Investments Commission, "Australian Company Number (ACN) digit check".
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
    """Weights 8 to 1; what is missing to the next ten is the check digit."""
    digits = digits_of(number)
    return (weighted_sum(digits[:8], range(8, 0, -1)) + digits[8]) % 10 == 0 and any(digits)


_GROUPED = lazy.compile(LONE_START + r"[0-9]{3} [0-9]{3} [0-9]{3}" + LONE_END)
_FORMS = (
    Form("grouped", _GROUPED, "company_id", MEDIUM, is_valid, distinctive=True),
    Form("bare", lazy.compile(START + "[0-9]{9}" + END), "company_id", WEAK, only_valid(is_valid)),
)


class AuAcn:
    """Finds company numbers. Only where the region AU is on."""

    name = "au_acn"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("acn company asic pty")
    refute = words("order tracking phone tfn")
    needs = wide_needs = r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
