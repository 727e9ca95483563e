"""Dutch citizen service numbers (BSN): nine digits, the last of which counts negatively, modulo eleven.

One in eleven numbers of nine digits is valid, so bare ones and groups of three need a word; the dotted groups of four,
two and three are its own.

Source:
    Logisch Ontwerp BSN, "elfproef" (weights 9, 8, 7, 6, 5, 4, 3, 2, -1); Wet algemene bepalingen burgerservicenummer.
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

REGION = "NL"

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def _check(number: str) -> bool:
    return number.strip("0") != "" and weighted_sum(digits_of(number), _WEIGHTS) % 11 == 0


_FORMS = (
    Form(
        "dotted",
        lazy.compile(rf"{START}[0-9]{{4}}(?P<separator>[. \-])[0-9]{{2}}(?P=separator)[0-9]{{3}}{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}[0-9]{{3}}(?P<separator>[. ]?)[0-9]{{3}}(?P=separator)[0-9]{{3}}{END}"),
        "national_id",
        FAINT,
        _check,
        admits=_check,
    ),
)


class NlBsn:
    """Finds Dutch citizen service numbers. Only where the region NL is on."""

    name = "nl_bsn"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("bsn burgerservicenummer sofinummer sofi burger servicenummer")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}|[0-9]{4}[. -][0-9]{2}[. -][0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
