"""Spanish foreigners' numbers (NIE): X, Y or Z, seven digits and a letter, modulo 23.

X, Y and Z count as a leading 0, 1 and 2.

Source:
    Ministerio del Interior, "Calculo del digito de control del NIF/NIE"; Orden INT/2058/2008.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "ES"

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def _check(number: str) -> bool:
    return _LETTERS[int(f"{'XYZ'.index(number[0])}{number[1:-1]}") % 23] == number[-1]


_FORMS = (
    Form(
        "lettered",
        lazy.compile(
            rf"{START}[XYZxyz][ \-\u2010\u2011]?[0-9]{{7}}"
            rf"[ \-\u2010\u2011]?[A-HJ-NP-TV-Za-hj-np-tv-z]{END}"
        ),
        "national_id",
        STRONG,
        _check,
        distinctive=True,
    ),
)


class EsNie:
    """Finds Spanish foreigners' numbers. Only where the region ES is on."""

    name = "es_nie"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("nie extranjero extranjería extranjeria tie numeronie residencia")
    refute: frozenset[str] = frozenset()
    wide_needs = r"[XYZxyz][ \-\x{2010}\x{2011}]?[0-9]{7}[ \-\x{2010}\x{2011}]?[A-Za-z]"
    needs = r"[XYZxyz][ -]?[0-9]{7}[ -]?[A-Za-z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
