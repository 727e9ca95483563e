"""Brazilian CNPJ numbers of companies: fourteen characters, the last two are check digits.

Since July 2026 the first twelve may be letters, which count as their ASCII code less 48, so that old numbers keep
their check digits.

Source:
    Receita Federal do Brasil, IN RFB 2229/2024 (alphanumeric CNPJ) with the technical note on its check digits.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import weighted_sum
from tidegate.detectors.numbers import END, START, Form, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "BR"

_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)


def is_valid(number: str) -> bool:
    """Weights 2 to 9 from the right, again and again, for each of the two check digits."""
    values = [ord(character) - 48 for character in number]
    first = weighted_sum(values[:12], _WEIGHTS[1:]) * 10 % 11 % 10
    second = weighted_sum(values[:13], _WEIGHTS) * 10 % 11 % 10
    return len(set(number)) > 1 and values[12:] == [first, second]


_PART = "[0-9A-Z]"
_WRITTEN = lazy.compile(rf"{START}(?i:{_PART}{{2}}\.{_PART}{{3}}\.{_PART}{{3}}/{_PART}{{4}}-[0-9]{{2}}){END}")
_FORMS = (
    Form("written", _WRITTEN, "company_id", STRONG, is_valid, distinctive=True),
    Form("bare", lazy.compile(rf"{START}{_PART}{{12}}[0-9]{{2}}{END}"), "company_id", WEAK, only_valid(is_valid)),
)


class BrCnpj:
    """Finds CNPJ numbers. Only where the region BR is on."""

    name = "br_cnpj"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("cnpj empresa juridica razao fornecedor")
    refute = words("pedido protocolo order invoice tracking")
    needs = wide_needs = r"[0-9A-Za-z]{2}[.]?[0-9A-Za-z]{3}[.]?[0-9A-Za-z]{3}/?[0-9A-Za-z]{4}-?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=14) if self.active else []
