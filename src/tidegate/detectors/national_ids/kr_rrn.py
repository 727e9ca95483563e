"""Korean resident registration numbers: a birth date, a digit for century and sex, six more.

The last digit is a check digit modulo 11, in which the remainders 0 and 10 both give 1. Since October 2020 the digits
behind the first are random, so a new or a changed number has no check digit. A dashed one that fails is therefore a
medium claim where its bearer was born since then, and a weak one where only a change could explain it: then its
bearer was alive in 2020.

Source:
    Resident Registration Act, enforcement rules, article 2 (2020: random digits); check digit as published by KISA.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, day_exists, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

REGION = "KR"
BORN_MIN = 1905  # nobody born before was alive in October 2020

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def is_valid(number: str) -> bool:
    """Whether the birth date is a day and the check digit right."""
    digits = digits_of(number)
    century = 1900 if digits[6] in (1, 2) else 2000
    if not day_exists(century + int(number[:2]), int(number[2:4]), int(number[4:6])):
        return False
    return digits[12] == (11 - weighted_sum(digits[:12], _WEIGHTS) % 11) % 10


def _may_lack_check(number: str) -> bool:
    """Whether the birth date is a day, of somebody who may have been alive when check digits ended."""
    year = (1900 if number[6] in "12" else 2000) + int(number[:2])
    return year >= BORN_MIN and day_exists(year, int(number[2:4]), int(number[4:6]))


_DATE = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_SINCE_2020 = "(?:20(?:1[0-2])|2[1-9](?:0[1-9]|1[0-2]))(?:0[1-9]|[12][0-9]|3[01])"
_FORMS = (
    Form(
        "dashed",
        lazy.compile(START_ASCII + _DATE + "-[1-4][0-9]{6}" + END_ASCII),
        "national_id",
        STRONG,
        only_valid(is_valid),
        distinctive=True,
    ),
    Form(
        "since_2020",
        lazy.compile(START_ASCII + _SINCE_2020 + "-[34][0-9]{6}" + END_ASCII),
        "national_id",
        MEDIUM,
        admits=_may_lack_check,
    ),
    Form(
        "changed",
        lazy.compile(START_ASCII + _DATE + "-[1-4][0-9]{6}" + END_ASCII),
        "national_id",
        WEAK,
        admits=_may_lack_check,
    ),
    Form(
        "bare",
        lazy.compile(START_ASCII + _DATE + "[1-4][0-9]{6}" + END_ASCII),
        "national_id",
        MEDIUM,
        only_valid(is_valid),
        distinctive=True,
    ),
)


class KrRrn:
    """Finds resident registration numbers. Only where the region KR is on."""

    name = "kr_rrn"
    version = "3"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("rrn resident registration 주민등록번호 주민번호 주민등록번호는")
    refute = words("order invoice tracking phone")
    wide_needs = figures_apart(13)
    needs = r"[0-9]{6}-?[1-4][0-9]{6}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=13) if self.active else []
