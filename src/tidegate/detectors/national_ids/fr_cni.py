"""French identity card numbers, by form only: twelve digits, or nine characters on cards since 2021.

Twelve digits are the year and month of issue, the department and a serial; the new number is random letters and
digits. Neither has a check digit of its own, so both need a word.

Source:
    Ministere de l'Interieur, "Carte nationale d'identite" (number of the old card: AAMM, department, centre, serial);
    Council of the European Union, PRADO, documents FRA-BO-02 and FRA-BO-03.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import Candidate

REGION = "FR"


def _mixed(number: str) -> bool:
    return 2 <= sum(character.isdigit() for character in number) <= 7


_FORMS = (
    Form(
        "until_2021",
        lazy.compile(rf"{START}[0-9]{{2}}(?:0[1-9]|1[0-2])[0-9]{{8}}{END}"),
        "national_id",
        FAINT,
    ),
    Form(
        "since_2021",
        lazy.compile(rf"{START}[A-Z0-9]{{9}}{END}"),
        "national_id",
        FAINT,
        admits=_mixed,
    ),
)


class FrCni:
    """Finds French identity card numbers, as faint claims. Only where the region FR is on."""

    name = "fr_cni"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("cni identité identite carte cartenationale idcard pièce piece identity")
    refute = words("order invoice tracking shipment")
    wide_needs = f"{EDGE}(?:[0-9]{{12}}|[A-Z0-9]{{9}}){EDGE}"
    needs = r"[0-9]{12}|[A-Z0-9]{9}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=9) if self.active else []
