"""German social insurance numbers: area, date of birth, the name's first letter, a serial, a check digit.

The weighted products' digits are added up, the letter counts as its place in the alphabet in two digits. Where a day's
serials ran out, 32 was added to the day.

Source:
    Verordnung ueber die Vergabe der Versicherungsnummer (VKVV), sections 2 and 4.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of
from tidegate.detectors.numbers import END, SEPARATOR, START, WIDE_SEPARATOR, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "DE"

_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def _dated(number: str) -> bool:
    day = int(number[2:4])
    return int(number[:2]) > 1 and day_exists(2000 + int(number[6:8]), int(number[4:6]), day - 32 if day > 32 else day)


def _check(number: str) -> bool:
    digits = digits_of(f"{number[:8]}{ord(number[8]) - 64:02}{number[9:]}")
    total = sum(sum(divmod(digit * weight, 10)) for digit, weight in zip(digits[:-1], _WEIGHTS, strict=True))
    return total % 10 == digits[-1]


_FORMS = (
    Form(
        "dated",
        lazy.compile(rf"{START}[0-9]{{2}}{SEPARATOR}?[0-9]{{6}}{SEPARATOR}?[A-Za-z]{SEPARATOR}?[0-9]{{3}}{END}"),
        "ssn",
        STRONG,
        _check,
        distinctive=True,
        admits=_dated,
    ),
)


class DeSozialversicherungsnummer:
    """Finds German social insurance numbers. Only where the region DE is on."""

    name = "de_sozialversicherungsnummer"
    version = "2"
    entity_types: tuple[str, ...] = ("ssn",)
    context = words(
        "sozialversicherungsnummer sozialversicherung rentenversicherung rentenversicherungsnummer"
        " rvnr svnr versicherungsnummer sv sozialversicherungsausweis"
    )
    refute = words("order invoice tracking shipment")
    wide_needs = rf"[0-9]{{2}}{WIDE_SEPARATOR}?[0-9]{{6}}{WIDE_SEPARATOR}?[A-Za-z]{WIDE_SEPARATOR}?[0-9]{{3}}"
    needs = r"[0-9]{2}[ ./-]?[0-9]{6}[ ./-]?[A-Za-z][ ./-]?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=12) if self.active else []
