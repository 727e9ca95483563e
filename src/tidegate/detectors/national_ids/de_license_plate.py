"""German registration plates: one to three letters of the district, one or two letters, up to four digits.

With a hyphen behind the district the form is rare elsewhere; with spaces only it is any abbreviation and a number, so
it needs a word, and is read in upper case only. E and H mark electric and historic vehicles.

Source:
    Fahrzeug-Zulassungsverordnung (FZV), sections 9 and 10, annex 1; at most eight characters.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "DE"

_DISTRICT = r"[A-Z\u00c4\u00d6\u00dc]{1,3}"


def _short(number: str) -> bool:
    return len(number) <= 8


_FORMS = (
    Form(
        "hyphen",
        lazy.compile(rf"{START}{_DISTRICT}-[A-Z]{{1,2}}[ -]?[1-9][0-9]{{0,3}}[EH]?{END}"),
        "vehicle_id",
        MEDIUM,
        admits=_short,
    ),
    Form(
        "spaces",
        lazy.compile(rf"{START}{_DISTRICT} [A-Z]{{1,2}} ?[1-9][0-9]{{0,3}}[EH]?{END}"),
        "vehicle_id",
        WEAK,
        admits=_short,
    ),
)


class DeLicensePlate:
    """Finds German registration plates. Only where the region DE is on."""

    name = "de_license_plate"
    version = "2"
    entity_types: tuple[str, ...] = ("vehicle_id",)
    context = words("kennzeichen kfz nummernschild autokennzeichen fahrzeug auto wagen plate registration")
    refute = words("order invoice tracking shipment")
    wide_needs = rf"{in_re2(_DISTRICT)}[ \-][A-Z]{{1,2}}[ \-]?[1-9]"
    needs = r"[A-Z]{1,3}[ -][A-Z]{1,2}[ -]?[1-9]"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=4) if self.active else []
