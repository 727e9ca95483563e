"""Turkish identity numbers (TCKN): eleven digits, the last two of them check digits.

Source:
    Nufus ve Vatandaslik Isleri Genel Mudurlugu, T.C. Kimlik Numarasi: the tenth digit is seven times the digits at odd
    places less those at even places, the eleventh the sum of the ten before, both modulo ten.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "TR"


def _check(number: str) -> bool:
    digits = digits_of(number)
    tenth = (7 * sum(digits[:9:2]) - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and sum(digits[:10]) % 10 == digits[10]


_FORMS = (
    Form(
        "bare",
        lazy.compile(rf"{START}[1-9][0-9]{{10}}{END}"),
        "national_id",
        WEAK,
        _check,
        distinctive=True,
        admits=_check,
    ),
)


class TrTckn:
    """Finds Turkish identity numbers. Only where the region TR is on."""

    name = "tr_tckn"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("tckn kimlik tc kimliği vatandaşlık tckimlik nüfus")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[1-9][0-9]{10}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
