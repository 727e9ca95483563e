"""British registration marks: of 2001, and the older ones whose year is a letter before or behind.

Since September 2001 two letters (no I, Q, Z in the second), an age of 02 to 29 or 51 to 79, three letters (no I, Q).
Before, a letter for the year in front (from 1983) or behind (from 1963), with up to three digits. These older forms
meet product codes by chance, so without a space they are weak.

Source:
    Driver and Vehicle Licensing Agency, INF104 and V796, "Vehicle registration numbers and number plates".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "GB"

_THREE = r"[A-HJ-PR-Za-hj-pr-z]{3}"
_YEAR = r"[A-HJ-NPR-TV-Ya-hj-npr-tv-y]"
_AGED = rf"[A-HJ-PR-Ya-hj-pr-y]{{2}}(?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9]) ?{_THREE}"


_FORMS = (
    Form("aged", lazy.compile(rf"{START}{_AGED}{END}"), "vehicle_id", MEDIUM),
    Form(
        "year_in_front",
        lazy.compile(rf"{START}{_YEAR}[1-9][0-9]{{0,2}} ?[A-HJ-PR-Ya-hj-pr-y]{{3}}{END}"),
        "vehicle_id",
        WEAK,
    ),
    Form(
        "year_behind",
        lazy.compile(rf"{START}[A-HJ-PR-Ya-hj-pr-y]{{3}} ?[1-9][0-9]{{0,2}}{_YEAR}{END}"),
        "vehicle_id",
        WEAK,
    ),
)


class GbLicensePlate:
    """Finds British registration marks. Only where the region GB is on."""

    name = "gb_license_plate"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("vehicle car van reg registration registered plate numberplate vrm vrn licenceplate licenseplate")
    refute = words("order invoice tracking shipment")
    wide_needs = rf"{EDGE}(?:{_AGED}|{_YEAR}[0-9]{{1,3}} ?[A-Ya-y]{{3}}|[A-Ya-y]{{3}} ?[0-9]{{1,3}}{_YEAR}){EDGE}"
    needs = r"[A-Ya-y]{2}[0-9]{2} ?[A-Za-z]{3}|[A-Ya-y][0-9]{1,3} ?[A-Ya-y]{3}|[A-Ya-y]{3} ?[0-9]{1,3}[A-Ya-y]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=5) if self.active else []
