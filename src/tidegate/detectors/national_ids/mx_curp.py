"""Mexican CURP: letters of the name, birth date, sex, state, consonants, a mark and a check digit.

Eighteen characters whose form alone is hard to meet; the check digit is a sum modulo 10 whose weights are not all
prime to ten.

Source:
    Secretaria de Gobernacion, Instructivo normativo para la asignacion de la CURP (DOF 18-10-2021), annex on the
    check digit.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import weighted_sum
from tidegate.detectors.numbers import END, START, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "MX"

_CHARACTERS = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
_STATES = "AS|B[CS]|C[CHLMS]|D[FG]|G[RT]|HG|JC|M[CNS]|N[ELT]|OC|PL|Q[RT]|S[LPR]|T[CLS]|VZ|YN|ZS"


def is_valid(number: str) -> bool | None:
    """Whether weights 18 to 2 give the check digit; None where the birth date is no day."""
    century = 1900 if number[16].isdigit() else 2000
    if not day_exists(century + int(number[4:6]), int(number[6:8]), int(number[8:10])):
        return None
    total = weighted_sum([_CHARACTERS.index(character) for character in number[:17]], range(18, 1, -1))
    return -total % 10 == int(number[17])


_NUMBER = lazy.compile(
    rf"{START}(?i:[A-Z][AEIOUX][A-Z]{{2}}[0-9]{{6}}[HMX](?:{_STATES})[B-DF-HJ-NP-TV-Z]{{3}}[0-9A-Z][0-9]){END}"
)
_FORMS = (Form("key", _NUMBER, "national_id", STRONG, is_valid, distinctive=True),)


class MxCurp:
    """Finds CURP keys. Only where the region MX is on."""

    name = "mx_curp"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("curp clave poblacion registro")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = r"[A-Za-z]{4}[0-9]{6}[HMXhmx][A-Za-z]{5}[0-9A-Za-z][0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=18) if self.active else []
