"""Norwegian birth numbers and D-numbers: date of birth, a serial, and two check digits modulo eleven.

D-numbers, for people who stay for a while, add 4 to the first digit.

Source:
    Skatteetaten, "Fodselsnummer" and "D-nummer"; forskrift til folkeregisterloven, section 2-2-1 (weights 3, 7, 6, 1,
    8, 9, 4, 5, 2 and 5, 4, 3, 2, 7, 6, 5, 4, 3, 2).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, day_exists, figures_apart, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "NO"

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _dated(number: str) -> bool:
    day = int(number[:2])
    return day_exists(2000 + int(number[4:6]), int(number[2:4]), day - 40 if day > 40 else day)


def _check(number: str) -> bool:
    digits = digits_of(number)
    return weighted_sum(digits, _FIRST) % 11 == 0 and weighted_sum(digits, _SECOND) % 11 == 0


_FORMS = (
    Form(
        "grouped",
        lazy.compile(rf"{START}[0-7][0-9][01][0-9]{{3}}[ \-][0-9]{{5}}{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
        admits=_dated,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}[0-7][0-9][01][0-9]{{8}}{END}"),
        "national_id",
        WEAK,
        _check,
        distinctive=True,
        admits=lambda number: _dated(number) and _check(number),
    ),
)


class NoFodselsnummer:
    """Finds Norwegian birth numbers and D-numbers. Only where the region NO is on."""

    name = "no_fodselsnummer"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("fødselsnummer fodselsnummer fnr personnummer dnummer fødselsnr")
    refute = words("order invoice tracking shipment")
    wide_needs = figures_apart(11)
    needs = r"[0-7][0-9][01][0-9]{3}[ -]?[0-9]{5}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
