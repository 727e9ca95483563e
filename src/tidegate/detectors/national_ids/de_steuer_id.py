"""German tax identification numbers (Steuer-IdNr): eleven digits with a check digit and a rule for repeats.

Of the first ten digits exactly one occurs twice or three times and all others at most once, and the first is not 0;
with the check digit one random number in 250 passes. Test data often has the check digit and breaks the rule for
repeats; such numbers need a word.

Source:
    Bundeszentralamt fuer Steuern, "Aufbau der Identifikationsnummer"; ISO/IEC 7064 MOD 11,10.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, mod_11_10
from tidegate.detectors.numbers import END, FAINT, SEPARATOR, START, Form, figures_apart, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "DE"

_GROUPED = rf"[0-9]{{2}}(?P<separator>{SEPARATOR})[0-9]{{3}}(?P=separator)[0-9]{{3}}(?P=separator)[0-9]{{3}}"


def _check(number: str) -> bool:
    counts = sorted(number[:10].count(digit) for digit in set(number[:10]))
    repeats_once = counts[-1] in (2, 3) and counts[-2] == 1
    return number[0] != "0" and repeats_once and _check_digit(number)


def _check_digit(number: str) -> bool:
    return mod_11_10(digits_of(number))


_FORMS = (
    Form("grouped", lazy.compile(rf"{START}{_GROUPED}{END}"), "tax_id", MEDIUM, _check, distinctive=True),
    Form(
        "bare",
        lazy.compile(rf"{START}[1-9][0-9]{{10}}{END}"),
        "tax_id",
        WEAK,
        _check,
        distinctive=True,
        admits=_check,
    ),
    Form(
        "check_digit_only",
        lazy.compile(rf"{START}[1-9][0-9]{{10}}{END}"),
        "tax_id",
        FAINT,
        _check_digit,
        admits=_check_digit,
    ),
)


class DeSteuerId:
    """Finds German tax identification numbers. Only where the region DE is on."""

    name = "de_steuer_id"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words(
        "steuer steuerid idnr tin identifikationsnummer steueridentifikationsnummer steuernummer tax finanzamt"
    )
    refute = words("order invoice tracking shipment")
    wide_needs = figures_apart(11)
    needs = r"[0-9]{2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=11) if self.active else []
