"""Turkish registration plates: the province (01 to 81), one to three letters, two to five digits.

Q, W and X are not used. A day, the short name of a month and a year look alike, so months are left out, and the form
needs a word.

Source:
    Karayollari Trafik Yonetmeligi, article 54 (letters and digits of plates by province).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "TR"

_MONTHS = words("jan feb mar apr may jun jul aug sep oct nov dec oca sub nis haz tem agu eyl eki kas ara mai okt dez")


def _no_month(number: str) -> bool:
    return number.strip("0123456789").casefold() not in _MONTHS


_FORMS = (
    Form(
        "plate",
        lazy.compile(
            rf"{START}(?:0[1-9]|[1-7][0-9]|8[01])(?P<gap>[ -]?)"
            rf"(?:[A-PR-VYZa-pr-vyz](?P=gap)[0-9]{{2,5}}|[A-PR-VYZa-pr-vyz]{{2}}(?P=gap)[0-9]{{2,4}}"
            rf"|[A-PR-VYZa-pr-vyz]{{3}}(?P=gap)[0-9]{{2,4}}){END}"
        ),
        "vehicle_id",
        WEAK,
        admits=_no_month,
    ),
)


class TrLicensePlate:
    """Finds Turkish registration plates, as weak claims. Only where the region TR is on."""

    name = "tr_license_plate"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("plaka plakası plakasi araç arac plakalı plate vehicle license")
    refute: frozenset[str] = frozenset()
    wide_needs = rf"{EDGE}[0-8][0-9](?:[A-Za-z]{{1,3}}[0-9]{{2}}|[ \-][A-Za-z]{{1,3}}[ \-][0-9]{{2}})"
    needs = r"[0-8][0-9][ -]?[A-Za-z]{1,3}[ -]?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=5) if self.active else []
