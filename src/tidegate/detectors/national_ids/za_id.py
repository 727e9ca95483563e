"""South African identity numbers: a birth date, four digits, citizenship, one more and Luhn's check digit.

The eleventh digit is 0 for citizens, 1 for residents, 2 for refugees. The century is not written, so the day must
exist in either. Date and check digit together are met by one number in three hundred.

Source:
    Department of Home Affairs of South Africa, Identification Act 68 of 1997, section 7; SARS, ID number validation.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import (
    END,
    LONE_END,
    LONE_START,
    START,
    Form,
    day_exists,
    figures_apart,
    only_valid,
    read,
)
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "ZA"


def is_valid(number: str) -> bool | None:
    """Whether Luhn's check digit is right; None where the birth date is no day of either century."""
    year, month, day = int(number[:2]), int(number[2:4]), int(number[4:6])
    if not (day_exists(1900 + year, month, day) or day_exists(2000 + year, month, day)):
        return None
    return luhn(digits_of(number))


_DATE = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_FORMS = (
    Form(
        "grouped",
        lazy.compile(LONE_START + _DATE + " [0-9]{4} [0-2][0-9]{2}" + LONE_END),
        "national_id",
        MEDIUM,
        is_valid,
        distinctive=True,
    ),
    Form(
        "bare",
        lazy.compile(START + _DATE + "[0-9]{4}[0-2][0-9]{2}" + END),
        "national_id",
        MEDIUM,
        only_valid(is_valid),
        distinctive=True,
    ),
)


class ZaId:
    """Finds identity numbers. Only where the region ZA is on."""

    name = "za_id"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("id identity idnumber refugee rsa")
    refute = words("order invoice tracking phone")
    wide_needs = figures_apart(13)
    needs = r"[0-9]{6} ?[0-9]{4} ?[0-2][0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=13) if self.active else []
