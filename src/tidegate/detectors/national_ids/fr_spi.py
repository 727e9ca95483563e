"""French tax numbers (numero SPI): thirteen digits, the last three of which are the first ten modulo 511.

Source:
    OECD, "France: information on tax identification numbers" (first digit 0 to 3); the key modulo 511 as in the
    validation rules of the European Commission's TIN service.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, figures_apart, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "FR"


def _check(number: str) -> bool:
    return int(number) > 0 and int(number[:10]) % 511 == int(number[10:])


_FORMS = (
    Form(
        "grouped",
        lazy.compile(rf"{START}[0-3][0-9] [0-9]{{2}} [0-9]{{3}} [0-9]{{3}} [0-9]{{3}}{END}"),
        "tax_id",
        STRONG,
        _check,
        distinctive=True,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}[0-3][0-9]{{12}}{END}"),
        "tax_id",
        WEAK,
        _check,
        distinctive=True,
        admits=_check,
    ),
)


class FrSpi:
    """Finds French tax numbers. Only where the region FR is on."""

    name = "fr_spi"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("spi fiscal fiscale impôt impôts impot impots numerofiscal référence nif tax")
    refute = words("order invoice tracking shipment")
    wide_needs = figures_apart(13)
    needs = r"[0-3][0-9] ?[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=13) if self.active else []
