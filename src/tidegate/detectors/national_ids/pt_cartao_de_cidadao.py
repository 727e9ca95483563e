"""Portuguese citizen card numbers: eight digits, a check digit, two letters or digits of the version, a check digit.

The last digit makes the Luhn sum of all twelve characters divisible by ten, letters counting as 10 to 35.

Source:
    Autoridade de Assinatura do Cartao de Cidadao, "Validacao de Numero de Documento do Cartao de Cidadao", version 1.0
    (2009).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "PT"


def _check(number: str) -> bool:
    total = 0
    for place, character in enumerate(number):
        value = int(character, 36)
        doubled = value * 2 if place % 2 == 0 else value
        total += doubled - 9 if place % 2 == 0 and doubled > 9 else doubled
    return total % 10 == 0


_FORMS = (
    Form(
        "card",
        lazy.compile(rf"{START}[0-9]{{8}}[ \-]?[0-9][ \-]?[A-Za-z][0-9A-Za-z][0-9]{END}"),
        "national_id",
        STRONG,
        _check,
        distinctive=True,
    ),
)


class PtCartaoDeCidadao:
    """Finds Portuguese citizen card numbers. Only where the region PT is on."""

    name = "pt_cartao_de_cidadao"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("cartão cartao cidadão cidadao cc identificação identificacao documento")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = r"[0-9]{8}[ -]?[0-9][ -]?[A-Za-z][0-9A-Za-z][0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=12) if self.active else []
