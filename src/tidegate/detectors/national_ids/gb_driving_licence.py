"""British driving licence numbers: sixteen characters with the surname, the date of birth and the initials in them.

Five letters of the surname, filled up with 9; the decade's digit, the month (50 more for women), the day, the year's
digit; two initials or 9; three characters of which the first is a digit. The last two are check characters whose rule
is not published, so what is checked is the date.

Source:
    Driver and Vehicle Licensing Agency, INF45/1, "What your driving licence number means".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.numbers import END, START, Form, day_exists, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

REGION = "GB"

_SURNAME = lazy.compile(r"[A-Z]+9*")


def _dated(number: str) -> bool:
    decade, month, day, year = number[5], int(number[6:8]) % 50, int(number[8:10]), number[10]
    if number[6] not in "0156" or _SURNAME.fullmatch(number[:5]) is None:
        return False
    # The century is unknown; a leap day is right in either only where the year is a leap year.
    return day_exists(2000 + int(decade + year), month, day)


_FORMS = (
    Form(
        "dated",
        lazy.compile(rf"{START}[A-Za-z][A-Za-z9]{{4}} ?[0-9]{{6}} ?[A-Za-z9]{{2}}[0-9][A-Za-z]{{2}}{END}"),
        "driver_license",
        STRONG,
        admits=_dated,
    ),
)


class GbDrivingLicence:
    """Finds driving licence numbers of Great Britain. Only where the region GB is on."""

    name = "gb_driving_licence"
    version = "2"
    entity_types: tuple[str, ...] = ("driver_license",)
    context = words("driving driver drivers licence license dvla drivinglicence licencenumber")
    refute: frozenset[str] = frozenset()
    needs = wide_needs = r"[A-Za-z9]{5} ?[0-9]{6} ?[A-Za-z9]{2}[0-9][A-Za-z]{2}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read(_FORMS, batch, detector=self.name, chars_min=16) if self.active else []
