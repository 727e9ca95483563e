"""Polish PESEL numbers: date of birth, a serial with the sex, a check digit.

The month carries the century: 80 more for the 1800s, 20, 40, 60 more for the 2000s, 2100s, 2200s.

Source:
    Ustawa z dnia 24 wrzesnia 2010 r. o ewidencji ludnosci, article 15; weights 1, 3, 7, 9 in turn, sum modulo ten.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "PL"

_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)
_CENTURIES = (1900, 2000, 2100, 2200, 1800)


def _check(number: str) -> bool:
    century, month = divmod(int(number[2:4]), 20)
    dated = day_exists(_CENTURIES[century] + int(number[:2]), month, int(number[4:6]))
    return dated and weighted_sum(digits_of(number), _WEIGHTS) % 10 == 0


_FORMS = (
    Form(
        "bare",
        lazy.compile(rf"{START}[0-9]{{11}}{END}"),
        "national_id",
        WEAK,
        _check,
        distinctive=True,
        admits=_check,
    ),
)


class PlPesel:
    """Finds PESEL numbers. Only where the region PL is on."""

    name = "pl_pesel"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("pesel pesele peselu ewidencyjny")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{11}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
