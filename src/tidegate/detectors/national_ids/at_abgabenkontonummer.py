"""Austrian tax account numbers: two digits of the tax office, six of the account, a Luhn check digit.

Written 12-345/6789 the form is its own; nine bare digits need a word.

Source:
    Bundesministerium fuer Finanzen, "Steuernummer" (Finanzamtsnummer and Abgabenkontonummer; weights 1 and 2 in turn).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "AT"


def _check(number: str) -> bool:
    digits = digits_of(number)
    return digits[:2] != [0, 0] and luhn(digits)


_FORMS = (
    Form(
        "grouped",
        lazy.compile(rf"{START}[0-9]{{2}}[ \-][0-9]{{3}}/[0-9]{{4}}{END}"),
        "tax_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}[0-9]{{2}} ?[0-9]{{7}}{END}"),
        "tax_id",
        FAINT,
        _check,
        admits=_check,
    ),
)


class AtAbgabenkontonummer:
    """Finds Austrian tax account numbers. Only where the region AT is on."""

    name = "at_abgabenkontonummer"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("steuernummer abgabenkontonummer finanzamt abgabenkonto steuer steuernr")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[0-9]{2}[ -]?[0-9]{3}/?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
