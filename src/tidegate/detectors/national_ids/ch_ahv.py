"""Swiss insured persons' numbers (AHV, AVS): 756, nine digits and a check digit as in EAN-13.

Source:
    Bundesamt fuer Sozialversicherungen, "Die AHV-Nummer" (since 2008; GS1 check digit, weights 1 and 3).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, SEPARATOR, START, Form, figures_apart, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

REGION = "CH"

_WEIGHTS = (1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)


def _check(number: str) -> bool:
    return weighted_sum(digits_of(number), _WEIGHTS) % 10 == 0


_FORMS = (
    Form(
        "grouped",
        lazy.compile(
            rf"{START}756(?P<separator>{SEPARATOR})[0-9]{{4}}(?P=separator)[0-9]{{4}}(?P=separator)[0-9]{{2}}"
            rf"{END}"
        ),
        "ssn",
        STRONG,
        _check,
        distinctive=True,
    ),
    Form("bare", lazy.compile(rf"{START}756[0-9]{{10}}{END}"), "ssn", MEDIUM, _check, distinctive=True),
)


class ChAhv:
    """Finds Swiss insured persons' numbers. Only where the region CH is on."""

    name = "ch_ahv"
    version = "2"
    entity_types: tuple[str, ...] = ("ssn",)
    context = words("ahv avs ahvnr ahvnummer sozialversicherungsnummer versichertennummer numéroavs navs13")
    refute = words("order invoice tracking shipment")
    wide_needs = figures_apart(13)
    needs = r"756[ ./-]?[0-9]{4}[ ./-]?[0-9]{4}[ ./-]?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=13) if self.active else []
