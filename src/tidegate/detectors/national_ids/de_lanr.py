"""German physician numbers (LANR): six digits of the physician, a check digit, two digits of the specialty.

The number stays with a physician for life and stands on every prescription. Weights 4 and 9 in turn make the seventh
digit; a change by five under a 4 goes unnoticed. One number of nine digits in ten passes, so it needs a word.

Source:
    Kassenaerztliche Bundesvereinigung, Richtlinie nach Paragraf 75 Abs. 7 SGB V zur Vergabe der Arzt-,
    Betriebsstaetten- sowie der Praxisnetznummern (form and check digit).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "DE"

_WEIGHTS = (4, 9, 4, 9, 4, 9, 1)


def _check(number: str) -> bool:
    return number[:7].strip("0") != "" and weighted_sum(digits_of(number[:7]), _WEIGHTS) % 10 == 0


_FORMS = (
    Form("bare", lazy.compile(rf"{START}[0-9]{{9}}{END}"), "license_number", WEAK, _check),
    Form("grouped", lazy.compile(rf"{LONE_START}[0-9]{{7}}[ \-/][0-9]{{2}}{LONE_END}"), "license_number", WEAK, _check),
)


class DeLanr:
    """Finds German physician numbers. Only where the region DE is on."""

    name = "de_lanr"
    version = "2"
    entity_types: tuple[str, ...] = ("license_number",)
    context = words(
        "lanr arztnummer arztnr anr arzt \u00e4rztin vertragsarzt lebenslangearztnummer physician doctor prescriber"
    )
    refute = words("order invoice tracking telefon rechnung")
    needs = wide_needs = r"[0-9]{7}[ /-]?[0-9]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
