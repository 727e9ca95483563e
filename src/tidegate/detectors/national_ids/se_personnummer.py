"""Swedish personal identity numbers: date of birth, three digits, and a Luhn check digit over ten of them.

The sign is a plus from the hundredth birthday on. Coordination numbers add 60 to the day. With the century in front
twelve digits are hard to meet by chance; ten bare digits need a word.

Source:
    Folkbokforingslagen (1991:481), section 18; Skatteverket, SKV 704 "Personnummer" and SKV 707 "Samordningsnummer".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, luhn
from tidegate.detectors.numbers import END, START, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "SE"


def _dated(number: str) -> bool:
    day = int(number[-6:-4])
    return day_exists(2000 + int(number[-10:-8]), int(number[-8:-6]), day - 60 if day > 60 else day)


def _check(number: str) -> bool:
    return luhn(digits_of(number[-10:]))


def _valid(number: str) -> bool:
    return _dated(number) and _check(number)


_FORMS = (
    Form(
        "signed",
        lazy.compile(rf"{START}(?:1[89]|20)?[0-9]{{6}}[\-+\u2010\u2011\u2013][0-9]{{4}}{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
        admits=_dated,
    ),
    Form(
        "twelve",
        lazy.compile(rf"{START}(?:1[89]|20)[0-9]{{10}}{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
        admits=_valid,
    ),
    Form("ten", lazy.compile(rf"{START}[0-9]{{10}}{END}"), "national_id", WEAK, _check, admits=_valid),
)


class SePersonnummer:
    """Finds Swedish personal identity numbers and coordination numbers. Only where the region SE is on."""

    name = "se_personnummer"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("personnummer pnr personnr samordningsnummer födelsenummer personid")
    refute = words("order invoice tracking shipment")
    wide_needs = r"[0-9]{6}[+\-\x{2010}\x{2011}\x{2013}]?[0-9]{4}"
    needs = r"[0-9]{6}[+-]?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=10) if self.active else []
