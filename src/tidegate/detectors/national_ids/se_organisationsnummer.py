"""Swedish organisation numbers: ten digits with a Luhn check digit, the third of them 2 or more.

The third digit tells them from personal identity numbers, whose third digit begins a month. Sole traders use their
personal identity number instead.

Source:
    Lag (1974:174) om identitetsbeteckning for juridiska personer m.fl.; Skatteverket, SKV 709.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "SE"


def _check(number: str) -> bool:
    return luhn(digits_of(number[-10:]))


_FORMS = (
    Form(
        "signed",
        lazy.compile(rf"{START}(?:16)?[1-9][0-9][2-9][0-9]{{3}}-[0-9]{{4}}{END}"),
        "company_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}(?:16)?[1-9][0-9][2-9][0-9]{{7}}{END}"),
        "company_id",
        WEAK,
        _check,
        admits=_check,
    ),
)


class SeOrganisationsnummer:
    """Finds Swedish organisation numbers. Only where the region SE is on."""

    name = "se_organisationsnummer"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("organisationsnummer orgnr organisationsnr företag bolag orgnummer")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[1-9][0-9][2-9][0-9]{3}-?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
