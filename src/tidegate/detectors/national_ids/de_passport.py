"""German passport numbers: nine characters without vowels, the first of C, F, G, H, J, K, and a check digit.

As with identity cards (`de_personalausweis`) the check digit is the tenth, and stands in the machine-readable zone;
nine characters whose last is the check digit of the eight before are a weak claim by themselves, others need a word.

Source:
    Passverordnung, annex 1; Bundesamt fuer Sicherheit in der Informationstechnik, TR-03105; ICAO Doc 9303 part 3.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import icao_9303
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "DE"

_FIRST = "CFGHJKcfghjk"
_REST = "CFGHJKLMNPRTVWXYZcfghjklmnprtvwxyz0-9"


def _check_tenth(number: str) -> bool:
    return icao_9303(number[:10])


def _mixed(number: str) -> bool:
    return sum(character.isdigit() for character in number) >= 2


_FORMS = (
    Form(
        "tenth_is_check",
        lazy.compile(rf"{START}[{_FIRST}][{_REST}]{{8}}[0-9][Dd]?{END}"),
        "passport_number",
        MEDIUM,
        _check_tenth,
        distinctive=True,
        admits=_check_tenth,
    ),
    Form(
        "ninth_is_check",
        lazy.compile(rf"{START}[{_FIRST}][{_REST}]{{7}}[0-9]{END}"),
        "passport_number",
        WEAK,
        icao_9303,
        admits=icao_9303,
    ),
    Form(
        "nine",
        lazy.compile(rf"{START}[{_FIRST}][{_REST}]{{8}}{END}"),
        "passport_number",
        FAINT,
        admits=_mixed,
    ),
)


class DePassport:
    """Finds German passport numbers. Only where the region DE is on."""

    name = "de_passport"
    version = "2"
    entity_types: tuple[str, ...] = ("passport_number",)
    context = words("pass reisepass passnummer reisepassnummer passport passportnumber passnr")
    refute = words("order invoice tracking shipment")
    wide_needs = f"{EDGE}[{_FIRST}][{_REST}]{{8}}"
    needs = r"[C-Kc-k][C-Zc-z0-9]{7}[C-Zc-z0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
