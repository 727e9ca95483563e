"""Registration plates by their words, in whatever country's form: behind "license plate", or in a field of that name.

National forms are read where their region is on. Here the word does the work of the form.

Source:
    The words are written by hand; Vienna Convention on Road Traffic, annex 2 (Latin letters and figures).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, hints_of, read_cued
from tidegate.detectors.numbers import END, START
from tidegate.detectors.scan import EDGE, in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

# A figure among the first, four characters at least, at most three groups; a word behind it is none of them.
_PLATE = (
    r"(?=[A-Za-z\u00c4\u00d6\u00dc \-]{0,6}[0-9])[A-Za-z0-9\u00c4\u00d6\u00dc]{1,8}"
    r"(?:[ \-\u00b7](?=[A-Za-z]{0,3}[0-9]|(?-i:[A-Z]{1,3}(?![A-Za-z])))[A-Za-z0-9]{1,5}){0,2}"
    r"(?<=[A-Za-z0-9\u00c4\u00d6\u00dc \-]{4})"
)
_CUE = (
    r"licen[cs]e[ _-]?plates?|number[ _-]?plates?|registration[ _-]?plates?|(?:vehicle|car)[ _-]?registration"
    r"|plate[ _-]?(?:number|no)|tag number|kennzeichen|nummernschild|immatriculation|matr\u00edcula|matricula|targa"
    r"|kenteken|nummerplade|registreringsskylt|rekisteritunnus|tablica rejestracyjna|placa"
)
_SAID = lazy.compile(rf"(?i){START}(?:{_CUE}){LINK}(?P<value>{_PLATE}){END}")
_NEED = (
    r"(?i:plate|registration|tag number|kennzeichen|nummernschild|immatriculation|matr.{0,2}cula|targa|kenteken"
    r"|nummerplade|registreringsskylt|rekisteritunnus|tablica|placa)"
)
# No figure stands in a link, and a link with the letters before the figure is shorter than this.
_FIGURE_BEHIND = rf"{_NEED}[^0-9]{{0,90}}[0-9]"


class PlateNumber:
    """Finds registration plates beside a word for them."""

    name = "plate_number"
    version = "1"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("plate plates licenseplate licenceplate numberplate kennzeichen matricula targa kenteken placa")
    refute = words("size diameter version")
    wide_needs = f"{EDGE}(?i:{in_re2(_CUE)})"
    needs = _FIGURE_BEHIND

    _sayings = (Saying("said", _SAID, MEDIUM, need=_FIGURE_BEHIND),)
    _answer = Answer(
        lazy.compile(rf"(?i)\A\s*(?P<value>{_PLATE})\s*\Z"),
        lazy.compile(rf"(?i)(?:^|[_ .-])(?:{_CUE}|plate|(?:car|vehicle)_?plate)$|(?-i:(?<=[a-z])Plate(?:Number|No)?)$"),
        texts_max=20,
    )
    _hints = hints_of(_sayings)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch,
            detector=self.name,
            entity_type="vehicle_id",
            sayings=self._sayings,
            answer=self._answer,
            hints=self._hints,
        )
