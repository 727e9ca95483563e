"""Belgian national register numbers: date of birth, a serial and two check digits, modulo 97.

The check digits are 97 less the first nine digits modulo 97; for births since 2000 a 2 is put in front. Numbers of the
bis register add 20 or 40 to the month, and an unknown day or month is 00.

Source:
    Koninklijk besluit van 3 april 1984 (composition of the identification number); Rijksregister, IT 000.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, figures_apart, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, WEAK, Candidate

REGION = "BE"


def _dated(number: str) -> bool:
    month, day = int(number[2:4]) % 20, int(number[4:6])
    return number[2] < "6" and month <= 12 and day <= 31 and number[6:9] != "000"


def _check(number: str) -> bool:
    if int(number[9:]) == 97 - int(number[:9]) % 97:
        return True
    return number[0] < "5" and int(number[9:]) == 97 - int(f"2{number[:9]}") % 97  # nobody is born in 2050 yet


_FORMS = (
    Form(
        "grouped",
        lazy.compile(rf"{START}[0-9]{{2}}[. \-/][0-9]{{2}}[. \-/][0-9]{{2}}[. \-/][0-9]{{3}}[. \-/][0-9]{{2}}{END}"),
        "national_id",
        STRONG,
        _check,
        distinctive=True,
        admits=_dated,
    ),
    Form(
        "bare",
        lazy.compile(rf"{START}[0-9]{{6}}[ \-]?[0-9]{{3}}[ .\-]?[0-9]{{2}}{END}"),
        "national_id",
        WEAK,
        _check,
        distinctive=True,
        admits=lambda number: _dated(number) and _check(number),
    ),
)


class BeNationalNumber:
    """Finds Belgian national register numbers. Only where the region BE is on."""

    name = "be_national_number"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("rijksregister rijksregisternummer registre national nationaal nationalnumber niss insz rrn")
    refute = words("order invoice tracking shipment")
    wide_needs = figures_apart(11)
    needs = r"[0-9]{2}[. /-]?[0-9]{2}[. /-]?[0-9]{2}[. /-]?[0-9]{3}[. /-]?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
