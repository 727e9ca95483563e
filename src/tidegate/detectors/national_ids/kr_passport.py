"""Korean passport numbers: a letter for the kind, then eight digits or three digits, a letter and four digits.

The new form (since December 2021) has a letter in its middle and is seldom met by chance; the old one is weak.

Source:
    Ministry of Foreign Affairs of Korea, electronic passport with new design (2021); Passport Act, enforcement
    decree.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END_ASCII, START_ASCII, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "KR"

_KIND = "(?i:[MSRODG])"
_NEW = lazy.compile(START_ASCII + _KIND + "[0-9]{3}[A-Za-z][0-9]{4}" + END_ASCII)
_FORMS = (
    Form("new", _NEW, "passport_number", MEDIUM),
    Form("old", lazy.compile(START_ASCII + _KIND + "[0-9]{8}" + END_ASCII), "passport_number", WEAK),
)


class KrPassport:
    """Finds passport numbers. Only where the region KR is on."""

    name = "kr_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passport passports 여권 여권번호 여권번호는")
    refute = words("order invoice tracking flight")
    wide_needs = r"(?i:[MSRODG])[0-9]{3}[0-9A-Za-z][0-9]{4}"
    needs = r"[MSRODGmsrodg][0-9]{3}[0-9A-Za-z][0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
