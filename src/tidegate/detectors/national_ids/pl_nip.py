"""Polish tax numbers (NIP): ten digits, weighted modulo eleven.

One in eleven numbers of ten digits is valid, so bare ones need a word; the hyphens are its own.

Source:
    Ustawa z dnia 13 pazdziernika 1995 r. o zasadach ewidencji i identyfikacji podatnikow (NIP); weights 6, 5, 7, 2, 3,
    4, 5, 6, 7, a remainder of ten is not given out.
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

REGION = "PL"

_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7, -1)


def _check(number: str) -> bool:
    digits = digits_of(number)
    return any(digits) and weighted_sum(digits, _WEIGHTS) % 11 == 0


_FORMS = (
    Form(
        "grouped",
        lazy.compile(
            rf"{START}(?:[Pp][Ll] ?)?[0-9]{{3}}[ \-](?:[0-9]{{3}}[ \-][0-9]{{2}}[ \-][0-9]{{2}}"
            rf"|[0-9]{{2}}[ \-][0-9]{{2}}[ \-][0-9]{{3}}){END}"
        ),
        "tax_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form(
        "prefixed",
        lazy.compile(rf"{START}[Pp][Ll] ?[0-9]{{10}}{END}"),
        "tax_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form("bare", lazy.compile(rf"{START}[0-9]{{10}}{END}"), "tax_id", FAINT, _check, admits=_check),
)


class PlNip:
    """Finds Polish tax numbers. Only where the region PL is on."""

    name = "pl_nip"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("nip podatnika podatkowy podatkowej vat")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{10}|[0-9]{3}[ -][0-9]{2,3}[ -][0-9]{2}[ -][0-9]{2,3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
