"""French registration plates: AA-123-AA since 2009, and the older 1234 AB 75.

The letters I, O and U are not used. Without its hyphens the new form meets product codes by chance; the old one, which
cars of collectors keep, needs a word.

Source:
    Arrete du 9 fevrier 2009 relatif aux modalites d'immatriculation des vehicules, article 1 and annex.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "FR"

_TWO = r"[A-HJ-NP-TV-Z]{2}"
_ANY_CASE = r"[A-HJ-NP-TV-Za-hj-np-tv-z]{2}"

_FORMS = (
    Form("hyphens", lazy.compile(rf"{START}{_ANY_CASE}-[0-9]{{3}}-{_ANY_CASE}{END}"), "vehicle_id", MEDIUM),
    Form("bare", lazy.compile(rf"{START}{_TWO} ?[0-9]{{3}} ?{_TWO}{END}"), "vehicle_id", WEAK),
    Form(
        "until_2009",
        lazy.compile(rf"{START}[1-9][0-9]{{1,3}} [A-HJ-NP-TV-Z]{{2,3}} (?:[0-9]{{2}}|2[AB]|97[1-6]){END}"),
        "vehicle_id",
        WEAK,
    ),
)


class FrLicensePlate:
    """Finds French registration plates. Only where the region FR is on."""

    name = "fr_license_plate"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words(
        "immatriculation plaque immatriculé immatriculée véhicule vehicule voiture plate vehicle registration"
    )
    refute = words("order invoice tracking shipment")
    wide_needs = (
        rf"{EDGE}(?:{_ANY_CASE}-[0-9]{{3}}-{_ANY_CASE}|{_TWO} ?[0-9]{{3}} ?{_TWO}){EDGE}|[0-9] [A-Z]{{2,3}} [0-9]"
    )
    needs = EDGE + "[A-Za-z]{2}[ -]?[0-9]{3}[ -]?[A-Za-z]{2}" + EDGE + "|[0-9] [A-Z]{2,3} [0-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=7) if self.active else []
