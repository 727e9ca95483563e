"""Danish civil registration numbers (CPR): date of birth and a serial of four digits.

Until 2007 the ten digits passed modulo eleven; since then numbers are given out that do not, so a number that passes is
sure, and one that does not is still claimed for its date. Ten bare digits that only begin like a date need a word.

Source:
    CPR-kontoret, "Personnummeret i CPR" (weights 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) and "Personnumre uden kontrolciffer
    (modulus 11 kontrol)".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, FAINT, START, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "DK"

_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _dated(number: str) -> bool:
    return day_exists(2000 + int(number[4:6]), int(number[2:4]), int(number[:2]))


def _passes(number: str) -> bool | None:
    return True if weighted_sum(digits_of(number), _WEIGHTS) % 11 == 0 else None


_GROUPED = lazy.compile(rf"{START}[0-3][0-9][01][0-9]{{3}}[\- \u2010\u2011\u2013][0-9]{{4}}{END}")
_BARE = lazy.compile(rf"{START}[0-3][0-9][01][0-9]{{7}}{END}")

_FORMS = (
    Form("grouped_modulus", _GROUPED, "national_id", MEDIUM, _passes, distinctive=True, admits=_dated),
    Form("grouped", _GROUPED, "national_id", MEDIUM, admits=_dated),
    Form("bare_modulus", _BARE, "national_id", WEAK, _passes, admits=_dated),
    Form("bare", _BARE, "national_id", FAINT, admits=_dated),
)


class DkCpr:
    """Finds Danish civil registration numbers. Only where the region DK is on."""

    name = "dk_cpr"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("cpr cprnr cprnummer personnummer personnr")
    refute = words("order invoice tracking shipment")
    wide_needs = r"[0-3][0-9][01][0-9]{3}[\- \x{2010}\x{2011}\x{2013}]?[0-9]{4}"
    needs = r"[0-3][0-9][01][0-9]{3}[ -]?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
