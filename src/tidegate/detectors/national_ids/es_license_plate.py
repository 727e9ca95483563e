"""Spanish registration plates: four digits and three consonants, and the provincial ones before 2000.

Vowels and Q are not used, so no word stands behind the digits; still a year and an abbreviation look alike, so the form
needs a word unless it has its hyphen.

Source:
    Real Decreto 2822/1998, Reglamento General de Vehiculos, annex XVIII.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, FAINT, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "ES"

_THREE = r"[BCDFGHJKLMNPRSTVWXYZ]{3}"

_PROVINCES = (
    "A|AB|AL|AV|B|BA|BI|BU|C|CA|CC|CE|CO|CR|CS|CU|GC|GE|GI|GR|GU|H|HU|IB|J|L|LE|LO|LR|LU|M|MA|ML|MU|NA|O|OR|OU|OV|P|PM"
    "|PO|S|SA|SE|SG|SO|SS|T|TE|TF|TO|V|VA|VI|Z|ZA"
)

_FORMS = (
    # Behind two letters and a hyphen it is the number of an article: "SN-4402-BLK".
    Form("hyphen", lazy.compile(rf"{START}(?<![A-Za-z]{{2}}-)[0-9]{{4}}-{_THREE}{END}"), "vehicle_id", MEDIUM),
    Form("bare", lazy.compile(rf"{START}[0-9]{{4}} ?{_THREE}{END}"), "vehicle_id", WEAK),
    Form(
        "provincial",
        lazy.compile(rf"{START}(?:{_PROVINCES})-[0-9]{{4}}-[A-Z]{{1,2}}{END}"),
        "vehicle_id",
        MEDIUM,
    ),
    # Behind other letters it is as likely the number of an article.
    Form(
        "provincial_form",
        lazy.compile(rf"{START}[A-Z]{{1,2}}-[0-9]{{4}}-[A-Z]{{1,2}}{END}"),
        "vehicle_id",
        WEAK,
    ),
    # In small letters only where the field or a word says so.
    Form("small", lazy.compile(rf"(?i){START}[0-9]{{4}}[ -]?{_THREE}{END}"), "vehicle_id", FAINT),
)


class EsLicensePlate:
    """Finds Spanish registration plates. Only where the region ES is on."""

    name = "es_license_plate"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("matrícula matricula vehículo vehiculo coche placa plate vehicle registration")
    refute = words("order invoice tracking shipment")
    wide_needs = rf"[0-9]{{4}}[ \-]?(?i:{_THREE}){EDGE}|[A-Z]-[0-9]{{4}}-[A-Z]"
    needs = EDGE + "[0-9]{4}[ -]?[B-Zb-z]{3}" + EDGE + "|[A-Z]-[0-9]{4}-[A-Z]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=7) if self.active else []
