"""British unique taxpayer references: ten digits, of which the first is the check digit.

One in eleven numbers of ten digits is valid, so bare ones need a word. A K in front or behind stands on some notices.

Source:
    OECD, "United Kingdom: information on tax identification numbers" (form); the modulus 11 rule with weights 6, 7, 8,
    9, 10, 5, 4, 3, 2 and check digits 21987654321 is that of the Corporation Tax Online validation tables of HMRC.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "GB"

_WEIGHTS = (6, 7, 8, 9, 10, 5, 4, 3, 2)
_CHECK = (2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1)


def _check(number: str) -> bool:
    digits = digits_of(number)
    return digits[0] == _CHECK[weighted_sum(digits[1:], _WEIGHTS) % 11]


_FORMS = (
    Form(
        "lettered",
        lazy.compile(rf"{START}(?:[Kk] ?[0-9]{{5}} ?[0-9]{{5}}|[0-9]{{5}} ?[0-9]{{5}} ?[Kk]){END}"),
        "tax_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form("spaced", lazy.compile(rf"{START}[0-9]{{5}} [0-9]{{5}}{END}"), "tax_id", MEDIUM, _check),
    Form("bare", lazy.compile(rf"{START}[0-9]{{10}}{END}"), "tax_id", FAINT, _check, admits=_check),
)


class GbUtr:
    """Finds unique taxpayer references. Only where the region GB is on."""

    name = "gb_utr"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("utr taxpayer tax hmrc taxreference uniquetaxpayerreference")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{5} ?[0-9]{5}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
