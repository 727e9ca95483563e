"""Indian voter identity numbers (EPIC): three letters and seven digits.

The last digit of recent cards is Luhn's over the digits. Older cards do not keep it, so a number that fails is as
weak a claim as any.

Source:
    Election Commission of India, Electors' Photo Identity Card numbering; Luhn's digit as observed by python-stdnum.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, START, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "IN"


def is_valid(number: str) -> bool:
    """Luhn's check digit over the seven digits."""
    return luhn(digits_of(number))


_NUMBER = lazy.compile(START + "(?i:[A-Z]{3})[0-9]{7}" + END)
_FORMS = (
    Form("checked", _NUMBER, "national_id", WEAK, only_valid(is_valid)),
    Form("unchecked", _NUMBER, "national_id", WEAK),
)


class InVoterId:
    """Finds voter identity numbers. Only where the region IN is on."""

    name = "in_voter_id"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("voter voters epic election elector")
    refute = words("order invoice tracking flight")
    wide_needs = "(?i:[A-Z]{3})[0-9]{7}"
    needs = r"[A-Za-z]{3}[0-9]{7}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
