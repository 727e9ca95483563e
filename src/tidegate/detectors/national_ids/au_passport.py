"""Australian passport numbers: a letter and seven digits, or since 2019 PA to PX and seven digits.

There is no check digit outside the machine-readable zone, and other countries number their
passports alike, so it counts only with a word.

Source:
    Australian Passport Office (series N, E, D, F, A, C, U, X; series P followed by A, B, C, D, E, F, U, W, X, Z);
    Document Verification Service, passport number format.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import Candidate

REGION = "AU"

_NUMBER = lazy.compile(rf"{START}(?:[ACDEFNUXacdefnux]|[Pp][ABCDEFUWXZabcdefuwxz])[0-9]{{7}}{END}")
_FORMS = (Form("book", _NUMBER, "passport_number", FAINT),)


class AuPassport:
    """Finds Australian passport numbers, only with a word. Only where the region AU is on."""

    name = "au_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("passport passports passportnumber travel document")
    refute = words("order invoice tracking flight license licence")
    needs = wide_needs = r"(?i:[ACDEFNUX]|P[ABCDEFUWXZ])[0-9]{7}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=8) if self.active else []
