"""German driving licence numbers: the authority, a serial, a check digit and the number of the copy.

A letter for the state (A to P), three characters for the authority, five of the serial, the check digit (X for ten)
and a character that counts the copies. Letters weigh as 10 to 35.

Source:
    Fahrerlaubnis-Verordnung, annex 8 (card); Kraftfahrt-Bundesamt, number of the specimen B072RRE2I55: weights 9 to 1,
    sum modulo eleven.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import weighted_sum
from tidegate.detectors.numbers import END, SEPARATOR, START, WIDE_SEPARATOR, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "DE"

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, 1)


def _check(number: str) -> bool:
    total = weighted_sum([int(character, 36) for character in number[:9]], _WEIGHTS)
    return "0123456789X"[total % 11] == number[9]


_FORMS = (
    Form(
        "card",
        lazy.compile(
            rf"{START}[A-Pa-p][0-9]{{2}}[0-9A-Za-z]{SEPARATOR}?[0-9A-Za-z]{{5}}{SEPARATOR}?[0-9Xx]{SEPARATOR}?"
            rf"[0-9A-Za-z]{END}"
        ),
        "driver_license",
        MEDIUM,
        _check,
        distinctive=True,
    ),
)


class DeFuehrerschein:
    """Finds German driving licence numbers. Only where the region DE is on."""

    name = "de_fuehrerschein"
    version = "2"
    entity_types: tuple[str, ...] = ("driver_license",)
    context = words(
        "führerschein fuehrerschein führerscheinnummer fuehrerscheinnummer fahrerlaubnis driving driver licence license"
    )
    refute = words("order invoice tracking shipment")
    wide_needs = (
        rf"[A-Pa-p][0-9]{{2}}[0-9A-Za-z]{WIDE_SEPARATOR}?[0-9A-Za-z]{{5}}{WIDE_SEPARATOR}?[0-9Xx]{WIDE_SEPARATOR}?"
        "[0-9A-Za-z]"
    )
    needs = r"[A-Pa-p][0-9]{2}[0-9A-Za-z][ ./-]?[0-9A-Za-z]{5}[ ./-]?[0-9Xx][ ./-]?[0-9A-Za-z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
