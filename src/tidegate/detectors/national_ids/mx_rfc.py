"""Mexican RFC tax numbers: letters of the name, a date, two characters and a check character.

Persons have four letters in front, companies three. Some numbers in use do not keep the check character, so a form
that fails it is still a claim, medium for persons and weak for companies.

Source:
    Servicio de Administracion Tributaria, Registro Federal de Contribuyentes, algorithm of the homoclave and check
    digit.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import weighted_sum
from tidegate.detectors.numbers import END, START, Form, only_valid, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, WEAK, Candidate

REGION = "MX"

_CHARACTERS = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ \u00d1"


def is_valid(number: str) -> bool:
    """Weights 13 to 2, a blank before a company's number, modulo 11; ten is written A."""
    places = [_CHARACTERS.find(character) for character in number[:-1].rjust(12)]
    return min(places) >= 0 and _CHARACTERS[-weighted_sum(places, range(13, 1, -1)) % 11] == number[-1]


_DATE = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_TAIL = rf"[ \-]?{_DATE}[ \-]?[0-9A-Z]{{2}}[0-9A]"
_PLAIN = lazy.compile(rf"{START}(?i:[A-Z]{{3,4}}{_TAIL}){END}")
_PERSON = lazy.compile(rf"{START}(?i:[A-Z&\u00d1]{{4}}{_TAIL}){END}")
_COMPANY = lazy.compile(rf"{START}(?i:[A-Z&\u00d1]{{3}}{_TAIL}){END}")
_FORMS = (
    Form("checked", _PLAIN, "tax_id", STRONG, only_valid(is_valid), distinctive=True),
    Form("person", _PERSON, "tax_id", MEDIUM),
    Form("company", _COMPANY, "tax_id", WEAK),
)


class MxRfc:
    """Finds RFC numbers. Only where the region MX is on."""

    name = "mx_rfc"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("rfc contribuyente contribuyentes sat fiscal factura")
    refute = words("pedido serie tracking")
    wide_needs = rf"(?i:[A-Z&\x{{d1}}]{{3}}[ \-]?{_DATE}[ \-]?[0-9A-Z]{{3}}){EDGE}"
    needs = r"[A-Za-z&]{3}[ -]?[0-9]{6}[ -]?[0-9A-Za-z]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=12) if self.active else []
