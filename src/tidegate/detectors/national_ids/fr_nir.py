"""French social security numbers (NIR): thirteen characters and a key of two digits, modulo 97.

Sex, year and month of birth, department, commune, serial. Corsica's departments 2A and 2B count as 19 and 18.
Months 20 to 42 and 50 to 99 stand where the real one is not known.

Source:
    INSEE, "Numero d'inscription au repertoire (NIR)"; decree 82-103 of 22 January 1982. Key: 97 less the number modulo
    97.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, SEPARATOR, START, WIDE_SEPARATOR, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "FR"

_CORSICA = {"2A": "19", "2B": "18"}
_BODY = (
    r"[1-478]{0}[0-9]{{2}}{0}(?:0[1-9]|1[0-2]|[23][0-9]|4[0-2]|[5-9][0-9]){0}(?:[0-9]{{2}}|2[ABab]){0}"
    r"[0-9]{{3}}{0}[0-9]{{3}}{0}[0-9]{{2}}"
)


def _check(number: str) -> bool:
    department = _CORSICA.get(number[5:7], number[5:7])
    return 97 - int(number[:5] + department + number[7:13]) % 97 == int(number[13:])


_FORMS = (
    Form(
        "grouped",
        lazy.compile(START + _BODY.format(f"{SEPARATOR}?") + END),
        "ssn",
        STRONG,
        _check,
        distinctive=True,
        admits=_check,
    ),
    Form(
        "spaced",
        lazy.compile(START + _BODY.format(SEPARATOR) + END),
        "ssn",
        STRONG,
        _check,
        distinctive=True,
    ),
)


class FrNir:
    """Finds French social security numbers with their key. Only where the region FR is on."""

    name = "fr_nir"
    version = "2"
    entity_types: tuple[str, ...] = ("ssn",)
    context = words("nir sécu secu securite sécurité sociale insee vitale immatriculation ssn numerosecu")
    refute = words("order invoice tracking shipment")
    wide_needs = _BODY.format(f"{WIDE_SEPARATOR}?")
    needs = r"[1-478][ ./-]?[0-9]{2}[ ./-]?[0-9]{2}[ ./-]?2?[0-9ABab]{1,2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3}[ ./-]?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=15) if self.active else []
