"""Italian tax codes (codice fiscale): six letters of the name, date and place of birth, a check letter.

Digits may be letters where two people would have one code (omocodia: 0 to 9 are L M N P Q R S T U V). The check letter
weighs characters at odd places by a table. The form with its letters for the month can hardly be met by chance, so a
code whose check letter is wrong is still claimed: whoever mistyped it named a person.

Source:
    Ministero delle Finanze, decreto 23 dicembre 1976, articles 1 to 6 and the tables of odd and even values.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, SEPARATOR, START, Form, day_exists, read
from tidegate.detectors.scan import in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

REGION = "IT"

_MONTHS = "ABCDEHLMPRST"
_OMOCODIA = str.maketrans("LMNPQRSTUV", "0123456789")
_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_DIGIT = "[0-9LMNP-Vlmnp-v]"
_WRITTEN = (
    rf"[A-Za-z]{{3}}{SEPARATOR}?[A-Za-z]{{3}}{SEPARATOR}?{_DIGIT}{{2}}[A-EHLMPRSTa-ehlmprst]{_DIGIT}{{2}}"
    rf"{SEPARATOR}?[A-Za-z]{_DIGIT}{{3}}[A-Za-z]"
)
_CODE = lazy.compile(f"{START}{_WRITTEN}{END}")


def _dated(code: str) -> bool:
    year, day = code[6:8].translate(_OMOCODIA), int(code[9:11].translate(_OMOCODIA))
    return day_exists(2000 + int(year), _MONTHS.index(code[8]) + 1, day - 40 if day > 40 else day)


def _value(character: str) -> int:
    return int(character) if character.isdigit() else ord(character) - 65


def _check(code: str) -> bool | None:
    values = [_value(character) for character in code[:-1]]
    total = sum(_ODD[value] for value in values[::2]) + sum(values[1::2])
    return True if total % 26 == ord(code[-1]) - 65 else None


_FORMS = (
    Form("checked", _CODE, "national_id", STRONG, _check, distinctive=True, admits=_dated),
    Form("form_only", _CODE, "national_id", MEDIUM, admits=_dated),
)


class ItCodiceFiscale:
    """Finds Italian tax codes of persons. Only where the region IT is on."""

    name = "it_codice_fiscale"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("codice fiscale codicefiscale cf tessera sanitaria")
    refute: frozenset[str] = frozenset()
    wide_needs = in_re2(_WRITTEN)
    needs = (
        r"[A-Za-z]{3}[ ./-]?[A-Za-z]{3}[ ./-]?[0-9L-Vl-v]{2}[A-Ta-t][0-9L-Vl-v]{2}[ ./-]?[A-Za-z][0-9L-Vl-v]{3}[A-Za-z]"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=16) if self.active else []
