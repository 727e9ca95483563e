"""Brazilian CPF numbers of persons: eleven digits, the last two are check digits.

Both check digits are sums modulo 11 in which the remainders 0 and 1 give the same digit 0, so a change is certain to
be noticed only where neither is 0. Eleven equal digits pass the sum and are never given out.

Source:
    Receita Federal do Brasil, Cadastro de Pessoas Fisicas: IN RFB 2172/2024 and the calculation published with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, START, Form, figures_apart, only_valid, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "BR"


def is_valid(number: str) -> bool:
    """Weights 10 to 2 for the first check digit, 11 to 2 for the second."""
    digits = digits_of(number)
    first = weighted_sum(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = weighted_sum(digits[:10], range(11, 1, -1)) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == [first, second]


_WRITTEN = lazy.compile(START + r"(?:[0-9]{3}\.[0-9]{3}\.[0-9]{3}|[0-9]{9})-[0-9]{2}" + END)
_FORMS = (
    Form("written", _WRITTEN, "tax_id", STRONG, is_valid, distinctive=True),
    Form("bare", lazy.compile(START + "[0-9]{11}" + END), "tax_id", WEAK, only_valid(is_valid)),
)


class BrCpf:
    """Finds CPF numbers. Only where the region BR is on."""

    name = "br_cpf"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("cpf contribuinte fisica pessoa documento")
    refute = words("pedido protocolo telefone order invoice tracking phone")
    wide_needs = figures_apart(11)
    needs = r"[0-9]{3}[.]?[0-9]{3}[.]?[0-9]{3}-?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
