"""Polish identity card numbers: three letters and six digits, the first of which is the check digit.

Source:
    Rozporzadzenie Ministra Spraw Wewnetrznych i Administracji (dowod osobisty); ICAO Doc 9303 weights 7, 3, 1 over
    letters (A is 10) and digits, the check digit itself left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import weighted_sum
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "PL"

_WEIGHTS = (7, 3, 1, 9, 7, 3, 1, 7, 3)


def _check(number: str) -> bool:
    return weighted_sum([int(character, 36) for character in number], _WEIGHTS) % 10 == 0


_FORMS = (
    Form(
        "spaced",
        lazy.compile(rf"{START}[A-Za-z]{{3}} [0-9]{{6}}{END}"),
        "national_id",
        WEAK,
        _check,
        admits=_check,
    ),
    Form("bare", lazy.compile(rf"{START}[A-Za-z]{{3}}[0-9]{{6}}{END}"), "national_id", WEAK, _check),
)


class PlIdentityCard:
    """Finds Polish identity card numbers. Only where the region PL is on."""

    name = "pl_identity_card"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("dowód dowod osobisty osobistego tożsamości tozsamosci identity")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[A-Za-z]{3} ?[0-9]{6}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
