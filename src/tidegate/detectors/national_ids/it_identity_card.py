"""Italian identity card numbers: AA1234567 on paper, 1234567AA and CA12345AA on electronic cards.

None has a check character on the card, so they need a word; the third form is that of the cards since 2016.

Source:
    Ministero dell'Interno, "Carta d'identita elettronica" (CIE 3.0: two letters, five digits, two letters); Council of
    the European Union, PRADO, documents ITA-BO.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import WEAK, Candidate

REGION = "IT"

_FORMS = (
    Form("paper", lazy.compile(rf"{START}[A-Z]{{2}} ?[0-9]{{7}}{END}"), "national_id", WEAK),
    Form("electronic", lazy.compile(rf"{START}[0-9]{{7}}[A-Za-z]{{2}}{END}"), "national_id", WEAK),
    Form(
        "since_2016",
        lazy.compile(rf"{START}[Cc][A-Za-z][0-9]{{5}}[A-Za-z]{{2}}{END}"),
        "national_id",
        WEAK,
    ),
)


class ItIdentityCard:
    """Finds Italian identity card numbers, as weak claims. Only where the region IT is on."""

    name = "it_identity_card"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("carta identità identita cie documento identity cartaidentita")
    refute = words("order invoice tracking shipment")
    needs = wide_needs = r"[A-Za-z]{2} ?[0-9]{7}|[0-9]{7}[A-Za-z]{2}|[Cc][A-Za-z][0-9]{5}[A-Za-z]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
