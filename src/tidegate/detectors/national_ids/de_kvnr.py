"""German health insurance numbers (Krankenversichertennummer): a letter, eight digits and a check digit.

The letter counts as its place in the alphabet in two digits; weights are 1 and 2 in turn, digits of products are added.

Source:
    GKV-Spitzenverband, "Krankenversichertennummer, Pruefziffernverfahren" (section 290 SGB V, annex 1).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "DE"

_WEIGHTS = (1, 2, 1, 2, 1, 2, 1, 2, 1, 2)


def _check(number: str) -> bool:
    digits = digits_of(f"{ord(number[0]) - 64:02}{number[1:]}")
    total = sum(sum(divmod(digit * weight, 10)) for digit, weight in zip(digits[:-1], _WEIGHTS, strict=True))
    return total % 10 == digits[-1]


_FORMS = (
    Form("bare", lazy.compile(rf"{START}[A-Za-z][0-9]{{9}}{END}"), "health_plan_number", MEDIUM, _check),
    Form(
        "spaced",
        lazy.compile(rf"{START}[A-Za-z] ?[0-9]{{3}} [0-9]{{3}} [0-9]{{3}}{END}"),
        "health_plan_number",
        MEDIUM,
        _check,
        distinctive=True,
    ),
)


class DeKvnr:
    """Finds the unchanging part of German health insurance numbers. Only where the region DE is on."""

    name = "de_kvnr"
    version = "2"
    entity_types: tuple[str, ...] = ("health_plan_number",)
    context = words(
        "kvnr krankenversichertennummer versichertennummer krankenkasse"
        " krankenversicherung versichertennr gesundheitskarte egk insurance"
    )
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[A-Za-z] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
