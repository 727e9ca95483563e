"""Canadian driving licences: each province has its own form.

Those of Ontario and Quebec begin with the family name's letter and are grouped, medium claims; the other provinces use
digits, or letters and digits that many things share, and are heard only beside a word for the licence.

Source:
    Forms as the provinces publish them: ON letter and 14 digits (A1234-56789-01234); QC letter and 12
    (A1234-567890-12); NS five letters and 9; MB two letters, two letters, two digits, a letter and three; NL letter
    and 9; BC, AB, NB, SK, PE 5 to 9 digits.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import Near, beside, cue
from tidegate.detectors.cues import needs as needed
from tidegate.detectors.cues import wide_needs as wide_needs_of
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "CA"

_GROUPED = lazy.compile(
    rf"{START}[A-Za-z][0-9]{{4}}(?P<gap>[ \-])(?:[0-9]{{5}}(?P=gap)[0-9]{{5}}|[0-9]{{6}}(?P=gap)[0-9]{{2}}){END}"
)
_BARE = lazy.compile(rf"{START}[A-Z](?:[0-9]{{12}}|[0-9]{{14}}){END}")
_OTHER = lazy.compile(
    START + r"(?:[0-9]{5,9}|[0-9]{5,6}-[0-9]{3}|[A-Za-z][0-9]{9}|[A-Za-z]{5}[ \-]?[0-9]{9}"
    r"|[A-Za-z]{5}-[0-9]{3}-[0-9]{3}-[0-9]{3}"
    r"|[A-Za-z]{2}-?[A-Za-z]{2}-?[A-Za-z]{0,2}-?[0-9]{2,3}-?[A-Za-z][0-9]{3}[A-Za-z]{0,2})" + END
)
_FORMS = (
    Form("grouped", _GROUPED, "driver_license", MEDIUM),
    Form("bare", _BARE, "driver_license", WEAK),
)
_BESIDE = (Form("beside", _OTHER, "driver_license", MEDIUM),)
_PHRASES = (
    r"(?:driver'?s?'?|driver\u2019s|driving|operator'?s?) (?:licen[cs]es?|permit)|permis de conduire|dl (?:number|no)"
)
_CUES = cue(_PHRASES)
_NEAR = Near(_PHRASES)


class CaDriverLicense:
    """Finds Canadian driving licence numbers. Only where the region CA is on."""

    name = "ca_driver_license"
    version = "2"
    entity_types: tuple[str, ...] = ("driver_license",)
    context = words("driver drivers driving license licence permis conduire dl permit")
    refute = words("medical nursing software order invoice tracking plate")
    wide_needs = wide_needs_of(_PHRASES) + r"|[A-Za-z][0-9]{4}[ \-][0-9]{5}|[A-Z][0-9]{12}"
    needs = needed(
        _PHRASES,
        "[A-Za-z][0-9]{4}(?:[ -][0-9]{5}[ -][0-9]{5}|[ -][0-9]{6}[ -][0-9]{2})",
        "[A-Z][0-9]{12}",
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        numbers = read(_BESIDE, batch, detector=self.name, chars_min=5, rows=_NEAR.rows(batch))
        claims = beside(numbers, batch, _CUES, detector=self.name)
        claims += read(_FORMS, batch, detector=self.name, chars_min=13)
        return sorted(claims)
