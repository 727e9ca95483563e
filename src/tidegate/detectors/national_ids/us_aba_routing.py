"""US bank routing numbers: nine digits in the ranges of the Federal Reserve, with weights 3, 7, 1.

One number in ten passes the check and a third of all prefixes are in use, so nine bare digits need a word beside
them; "0210-0002-1" is a form that hardly anything else has.

Source:
    American Bankers Association, routing number policy; Federal Reserve, E-Payments Routing Directory (prefixes
    00-12, 21-32, 61-72, 80).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, only_valid, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "US"


def is_valid(number: str) -> bool:
    """Weights 3, 7 and 1 in turn give a sum divisible by ten."""
    return weighted_sum(digits_of(number), (3, 7, 1) * 3) % 10 == 0 and number.strip("0") != ""


_PREFIX = "(?:0[0-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)"
_FORMS = (
    Form(
        "grouped",
        lazy.compile(START + _PREFIX + "[0-9]{2}-[0-9]{4}-[0-9]" + END),
        "routing_number",
        MEDIUM,
        is_valid,
        distinctive=True,
    ),
    Form("bare", lazy.compile(START + _PREFIX + "[0-9]{7}" + END), "routing_number", WEAK, only_valid(is_valid)),
)


class UsAbaRouting:
    """Finds routing numbers. Only where the region US is on."""

    name = "us_aba_routing"
    version = "2"
    entity_types: tuple[str, ...] = ("routing_number",)
    context = words("routing aba rtn transit wire ach bank")
    refute = words("order invoice tracking phone ssn zip")
    needs = wide_needs = EDGE + "[0-9]{4}-?[0-9]{4}-?[0-9]" + EDGE

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
