"""Portuguese tax numbers (NIF): nine digits, weighted modulo eleven, ten counting as zero.

The first digits say whose it is: 1, 2, 3 and 45 are persons, others companies and estates. One in eleven numbers is
valid, so nine bare digits need a word.

Source:
    Decreto-Lei 14/2013 (numero de identificacao fiscal), article 4; weights 9 to 2.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "PT"

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2)


def _check(number: str) -> bool:
    digits = digits_of(number)
    given_out = digits[0] in (1, 2, 3, 5, 6, 8) or number[-9:-7] in (
        "45",
        "70",
        "71",
        "72",
        "74",
        "75",
        "77",
        "78",
        "79",
    )
    return (given_out or digits[0] == 9) and -weighted_sum(digits[:8], _WEIGHTS) % 11 % 10 == digits[8]


_FORMS = (
    Form(
        "prefixed",
        lazy.compile(rf"{START}[Pp][Tt][ \-]?[0-9]{{3}} ?[0-9]{{3}} ?[0-9]{{3}}{END}"),
        "tax_id",
        STRONG,
        _check,
        distinctive=True,
    ),
    Form(
        "grouped",
        lazy.compile(rf"{START}[0-9]{{3}} [0-9]{{3}} [0-9]{{3}}{END}"),
        "tax_id",
        WEAK,
        _check,
        admits=_check,
    ),
    Form("bare", lazy.compile(rf"{START}[0-9]{{9}}{END}"), "tax_id", FAINT, _check, admits=_check),
)


class PtNif:
    """Finds Portuguese tax numbers. Only where the region PT is on."""

    name = "pt_nif"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("nif contribuinte fiscal nipc finanças financas")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
