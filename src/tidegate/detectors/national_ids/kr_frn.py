"""Korean foreigner registration numbers: a birth date, a digit from 5 to 8, six more.

The form is that of the resident registration number; the check digit is shifted by two, and the remainders 0 and 10
both give 3. Who registered since October 2020 has random digits without a check digit, whatever the birth date, so a
dashed number that fails is still a medium claim, if its bearer was alive then.

Source:
    Immigration Act of Korea, enforcement rules, article 47 (foreigner registration number).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, day_exists, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

REGION = "KR"
BORN_MIN = 1905  # nobody born before was alive in October 2020

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def is_valid(number: str) -> bool:
    """Whether the birth date is a day and the check digit right."""
    digits = digits_of(number)
    century = 1900 if digits[6] in (5, 6) else 2000
    if not day_exists(century + int(number[:2]), int(number[2:4]), int(number[4:6])):
        return False
    return digits[12] == (13 - weighted_sum(digits[:12], _WEIGHTS) % 11) % 10


def _may_lack_check(number: str) -> bool:
    """Whether the birth date is a day, of somebody who may have been alive when check digits ended."""
    year = (1900 if number[6] in "56" else 2000) + int(number[:2])
    return year >= BORN_MIN and day_exists(year, int(number[2:4]), int(number[4:6]))


_DATE = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_FORMS = (
    Form(
        "dashed",
        lazy.compile(START_ASCII + _DATE + "-[5-8][0-9]{6}" + END_ASCII),
        "national_id",
        STRONG,
        only_valid(is_valid),
        distinctive=True,
    ),
    Form(
        "since_2020",
        lazy.compile(START_ASCII + _DATE + "-[5-8][0-9]{6}" + END_ASCII),
        "national_id",
        MEDIUM,
        admits=_may_lack_check,
    ),
    Form(
        "bare",
        lazy.compile(START_ASCII + _DATE + "[5-8][0-9]{6}" + END_ASCII),
        "national_id",
        MEDIUM,
        only_valid(is_valid),
        distinctive=True,
    ),
)


class KrFrn:
    """Finds foreigner registration numbers. Only where the region KR is on."""

    name = "kr_frn"
    version = "3"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("frn arc foreigner alien registration 외국인등록번호")
    refute = words("order invoice tracking phone")
    wide_needs = figures_apart(13)
    needs = r"[0-9]{6}-?[5-8][0-9]{6}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=13) if self.active else []
