"""Irish personal public service numbers (PPSN): seven digits, a check letter, and since 2013 a second letter.

The check letter is the weighted sum modulo 23; the second letter counts nine times its place in the alphabet. The older
second letters W, T and X are not counted.

Source:
    Department of Social Protection, "Personal Public Service Number: format and check character" (weights 8 to 2).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "IE"

_CHECK = "WABCDEFGHIJKLMNOPQRSTUV"
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)


def _check(number: str) -> bool:
    total = weighted_sum(digits_of(number[:7]), _WEIGHTS)
    if number[8:] and number[8] not in "WTX":
        total += 9 * (ord(number[8]) - 64)
    return _CHECK[total % 23] == number[7]


_FORMS = (
    Form(
        "two_letters",
        lazy.compile(rf"{START}[0-9]{{7}} ?[A-Wa-w][A-IWTXa-iwtx]{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form("one_letter", lazy.compile(rf"{START}[0-9]{{7}} ?[A-Wa-w]{END}"), "national_id", MEDIUM, _check),
)


class IePpsn:
    """Finds Irish personal public service numbers. Only where the region IE is on."""

    name = "ie_ppsn"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("pps ppsn ppsnumber ppsno rsi")
    refute = words("order invoice tracking shipment")
    wide_needs = "[0-9]{7} ?[A-Wa-w][A-IWTXa-iwtx]?" + EDGE
    needs = r"[0-9]{7} ?[A-Wa-w]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=8) if self.active else []
