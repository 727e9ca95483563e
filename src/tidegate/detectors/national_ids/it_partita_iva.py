"""Italian VAT numbers (partita IVA): eleven digits with the Luhn check, three of them the office.

Sole traders have one, so it names a person as often as a company. One that fails is
claimed with the prefix IT only.

Source:
    Agenzia delle Entrate, "Codice fiscale e partita IVA" (D.P.R. 633/1972, article 35): offices 001 to 100, 120, 121,
    888, 999; check digit by the Luhn formula.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "IT"

_OFFICES = frozenset([*range(1, 101), 120, 121, 888, 999])


def _check(number: str) -> bool:
    digits = digits_of(number)
    return any(digits[:7]) and int(number[-4:-1]) in _OFFICES and luhn(digits)


_FORMS = (
    Form(
        "prefixed",
        lazy.compile(rf"{START}[Ii][Tt][ \-]?[0-9]{{11}}{END}"),
        "tax_id",
        STRONG,
        _check,
        distinctive=True,
    ),
    Form("bare", lazy.compile(rf"{START}[0-9]{{11}}{END}"), "tax_id", WEAK, _check, admits=_check),
)


class ItPartitaIva:
    """Finds Italian VAT numbers. Only where the region IT is on."""

    name = "it_partita_iva"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("partita iva partitaiva piva vat fiscale")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{11}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
