"""Chinese resident identity numbers: a district, a birth date, three digits and a check character.

Eighteen characters with a date and ISO 7064's check character, which notices every change of one digit: sure without
any word. A district begins with 1 to 8 and its province's second digit.

Source:
    GB 11643-1999, citizen identification number; ISO/IEC 7064 MOD 11-2.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import mod_11_2
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "CN"


def is_valid(number: str) -> bool | None:
    """Whether the check character is right; None where the birth date is no day."""
    if not day_exists(int(number[6:10]), int(number[10:12]), int(number[12:14])):
        return None
    return mod_11_2(number)


_NUMBER = lazy.compile(
    START_ASCII
    + "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}"
    + "(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    + END_ASCII
)
_FORMS = (Form("number", _NUMBER, "national_id", STRONG, is_valid, distinctive=True),)


class CnResidentId:
    """Finds resident identity numbers. Only where the region CN is on."""

    name = "cn_resident_id"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("resident identity 身份证 身份证号 身份证号码 公民身份号码")
    refute = words("order invoice tracking")
    needs = wide_needs = r"[1-8][0-9]{5}(?:18|19|20)[0-9]{6}[0-9]{3}[0-9Xx]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=18) if self.active else []
