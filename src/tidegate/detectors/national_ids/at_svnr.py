"""Austrian social insurance numbers: a serial of three digits, a check digit, and the date of birth.

The check digit stands fourth; a remainder of ten is not given out. Months 13 to 15 continue where a day's serials ran
out.

Source:
    Dachverband der oesterreichischen Sozialversicherungstraeger, "Aufbau der Versicherungsnummer" (section 31 ASVG;
    weights 3, 7, 9, 5, 8, 4, 2, 1, 6).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "AT"

_WEIGHTS = (3, 7, 9, -1, 5, 8, 4, 2, 1, 6)


def _dated(number: str) -> bool:
    return number[0] != "0" and 1 <= int(number[4:6]) <= 31 and 1 <= int(number[6:8]) <= 15


def _check(number: str) -> bool:
    return weighted_sum(digits_of(number), _WEIGHTS) % 11 == 0


_FORMS = (
    Form(
        "grouped",
        lazy.compile(rf"{START}[1-9][0-9]{{3}}[ \-/][0-3][0-9][. ]?[01][0-9][. ]?[0-9]{{2}}{END}"),
        "ssn",
        MEDIUM,
        _check,
        distinctive=True,
        admits=_dated,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}[1-9][0-9]{{3}}[0-3][0-9][01][0-9]{{3}}{END}"),
        "ssn",
        WEAK,
        _check,
        admits=lambda number: _dated(number) and _check(number),
    ),
)


class AtSvnr:
    """Finds Austrian social insurance numbers. Only where the region AT is on."""

    name = "at_svnr"
    version = "2"
    entity_types: tuple[str, ...] = ("ssn",)
    context = words("svnummer svnr sv sozialversicherungsnummer sozialversicherung versicherungsnummer vsnr ecard")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[1-9][0-9]{3}[ /-]?[0-3][0-9][. ]?[01][0-9][. ]?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
