"""German tax numbers (Steuernummer): the tax office, the district and a serial number, parted by slashes.

Each of the sixteen states writes it its own way, and each checks it its own way, so no check digit is read here. What
sets it apart are the slashes between groups that no date has; the nationwide form has thirteen digits, of which the
first name the state and the fifth is 0. Digits with blanks, or without anything, are heard only beside a word.

Source:
    ELSTER, "Pruefung der Steuer- und Steueridentifikationsnummer" (forms by state, nationwide form); Paragraf 139a AO.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import beside, cue
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "DE"

# 2/3/5 and, in Rhineland-Palatinate, 2/3/4/1; 3/3/5; 3/4/4 in North Rhine-Westphalia; 5/5 in Baden-Wuerttemberg.
_SLASHED = lazy.compile(
    rf"{START}(?:[0-9]{{2,3}}/[0-9]{{3}}/(?:[0-9]{{5}}|[0-9]{{4}}/[0-9])|[0-9]{{3}}/[0-9]{{4}}/[0-9]{{4}}){END}"
)
_TWO_GROUPS = lazy.compile(rf"{START}[0-9]{{5}}/[0-9]{{5}}{END}")
_NATIONWIDE = lazy.compile(rf"{START}(?:(?:1[01]|2[1-4678]|3[0-2]|4[01])[0-9]{{2}}|[59][0-9]{{3}})0[0-9]{{8}}{END}")
_BARE = lazy.compile(rf"{START}(?:[0-9]{{10,11}}|[0-9]{{2,3}} [0-9]{{3,4}} [0-9]{{4,5}}){END}")
_FORMS = (
    Form("slashed", _SLASHED, "tax_id", MEDIUM),
    Form("two_groups", _TWO_GROUPS, "tax_id", WEAK),
    Form("nationwide", _NATIONWIDE, "tax_id", WEAK),
)
_BESIDE = (Form("beside", _BARE, "tax_id", MEDIUM),)
_CUES = cue(r"steuernummer|steuer nr|st nr|stnr|finanzamt")


class DeSteuernummer:
    """Finds German tax numbers of the states. Only where the region DE is on."""

    name = "de_steuernummer"
    version = "2"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("steuernummer steuernr steuer stnr finanzamt umsatzsteuer einkommensteuer steuerbescheid tax")
    refute = words("order invoice tracking telefon phone")
    wide_needs = r"[0-9]{2}/[0-9]{3,4}/[0-9]{4}|[0-9]{5}/[0-9]{5}|[0-9]{10}|[0-9]{2} [0-9]{3,4} [0-9]{4}"
    needs = (
        r"[0-9]{2}/[0-9]{3,4}/[0-9]{4}|[0-9]{5}/[0-9]{5}"
        r"|(?:1[01]|2[1-4678]|3[0-2]|4[01]|[59][0-9])[0-9]{2}0[0-9]{8}"
        r"|(?i:steuernummer|steuer[\s._\-]{0,3}nr|st[\s._\-]{0,3}nr|finanzamt)"
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        claims = beside(read(_BESIDE, batch, detector=self.name, chars_min=10), batch, _CUES, detector=self.name)
        claims += read(_FORMS, batch, detector=self.name, chars_min=11)
        return sorted(claims)
