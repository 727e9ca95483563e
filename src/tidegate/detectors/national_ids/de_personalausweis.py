"""German identity card numbers: nine characters without vowels, and a check digit in the tenth place.

The card shows nine characters, the check digit follows in the machine-readable zone and on older cards. Nine such
characters alone need a word beside them; where the ninth is the check digit of the eight before, as many forms and
programs have it, it is a weak claim by itself. Serial numbers of the first cards are a T and eight digits.

Source:
    Personalausweisverordnung, annex 1; Bundesamt fuer Sicherheit in der Informationstechnik, TR-03105 (serial number:
    four characters of the authority, five of the card; C F G H J K L M N P R T V W X Y Z and digits); ICAO Doc 9303
    part 3 (check digit).
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

_FIRST = "CFGHJKLMNPRTVWXYZcfghjklmnprtvwxyz"
_REST = f"{_FIRST}0-9"


def _check_tenth(number: str) -> bool:
    return icao_9303(number[:10])


def _mixed(number: str) -> bool:
    return sum(character.isdigit() for character in number) >= 2


_FORMS = (
    Form(
        "tenth_is_check",
        lazy.compile(rf"{START}[{_FIRST}][{_REST}]{{8}}[0-9][Dd]?{END}"),
        "national_id",
        MEDIUM,
        _check_tenth,
        distinctive=True,
        admits=_check_tenth,
    ),
    Form(
        "ninth_is_check",
        lazy.compile(rf"{START}[{_FIRST}][{_REST}]{{7}}[0-9]{END}"),
        "national_id",
        WEAK,
        icao_9303,
        admits=icao_9303,
    ),
    Form("first_cards", lazy.compile(rf"{START}[Tt][0-9]{{8}}{END}"), "national_id", WEAK),
    Form(
        "nine",
        lazy.compile(rf"{START}[{_FIRST}][{_REST}]{{8}}{END}"),
        "national_id",
        FAINT,
        admits=_mixed,
    ),
)


class DePersonalausweis:
    """Finds German identity card numbers. Only where the region DE is on."""

    name = "de_personalausweis"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("personalausweis ausweis ausweisnummer ausweisnr personalausweisnummer perso id identity")
    refute = words("order invoice tracking shipment")
    wide_needs = f"{EDGE}[{_FIRST}][{_REST}]{{8}}"
    needs = r"[C-Zc-z][C-Zc-z0-9]{7}[C-Zc-z0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
