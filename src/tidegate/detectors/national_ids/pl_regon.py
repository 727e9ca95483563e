"""Polish business register numbers (REGON): nine digits, or fourteen for a branch.

Both lengths end in a check digit modulo eleven, ten counting as zero; of fourteen the first nine have theirs, too.

Source:
    Rozporzadzenie Rady Ministrow z dnia 30 listopada 2015 r. (REGON), section 7: weights 8, 9, 2, 3, 4, 5, 6, 7 and 2,
    4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "PL"

_NINE = (8, 9, 2, 3, 4, 5, 6, 7)
_FOURTEEN = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)


def _check(number: str) -> bool:
    digits = digits_of(number)
    right = any(digits) and weighted_sum(digits[:8], _NINE) % 11 % 10 == digits[8]
    return right and (len(digits) == 9 or weighted_sum(digits[:13], _FOURTEEN) % 11 % 10 == digits[13])


_FORMS = (
    Form(
        "branch",
        lazy.compile(rf"{START}[0-9]{{14}}{END}"),
        "company_id",
        WEAK,
        _check,
        distinctive=True,
        admits=_check,
    ),
    Form("bare", lazy.compile(rf"{START}[0-9]{{9}}{END}"), "company_id", FAINT, _check, admits=_check),
)


class PlRegon:
    """Finds Polish business register numbers. Only where the region PL is on."""

    name = "pl_regon"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("regon firmy przedsiębiorstwa statystyczny")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{9}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
