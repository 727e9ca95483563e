"""Spanish DNI and NIF numbers: eight digits and a letter, which is the number modulo 23.

Old cards leave the leading zero out. K, L and M in front of seven digits stand for people without a DNI.

Source:
    Ministerio del Interior, "Calculo del digito de control del NIF/NIE" (letters TRWAGMYFPDXBNJZSQVHLCKE).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import EDGE, in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "ES"

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_END = r"[ \-\u2010\u2011]?[A-HJ-NP-TV-Za-hj-np-tv-z]"


def _check(number: str) -> bool:
    return _LETTERS[int(number[:-1].lstrip("KLM")) % 23] == number[-1]


_FORMS = (
    Form(
        "eight",
        lazy.compile(rf"{START}[0-9]{{8}}{_END}{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form(
        "dotted",
        lazy.compile(rf"{START}[0-9]{{1,2}}[. ][0-9]{{3}}[. ][0-9]{{3}}{_END}{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
    Form("seven", lazy.compile(rf"{START}[0-9]{{7}}{_END}{END}"), "national_id", WEAK, _check),
    Form(
        "without_dni",
        lazy.compile(rf"{START}[KLMklm][ \-]?[0-9]{{7}}{_END}{END}"),
        "national_id",
        MEDIUM,
        _check,
        distinctive=True,
    ),
)


class EsNif:
    """Finds Spanish DNI and NIF numbers. Only where the region ES is on."""

    name = "es_nif"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("dni nif documento identidad identificación identificacion dninif numerodni")
    refute: frozenset[str] = frozenset()
    wide_needs = rf"[0-9][. ]?[0-9]{{3}}[. ]?[0-9]{{3}}{in_re2(_END)}{EDGE}"
    needs = r"[0-9KLMklm][. -]?[0-9]{3}[. -]?[0-9]{3}[ -]?[A-Za-z]|[0-9]{3}[0-9]{4}[ -]?[A-Za-z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=8) if self.active else []
