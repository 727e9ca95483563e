"""US driving licences: each state has its own form, most of them a letter and digits.

No state publishes a check digit that all its numbers keep. A letter with 7, 8 or 11 to 14 digits is a weak claim, the
grouped forms of Florida, Illinois and Wisconsin are medium ones, and the states that use digits only (New York,
Texas, Pennsylvania, Georgia and others) are heard only beside a word for the licence.

Source:
    Formats as the states' motor vehicle agencies publish them: CA letter and 7; AZ, KS, KY, MA, MO, NE, VA letter and
    8; IL letter and 11; FL, MD, MI, MN letter and 12; WI letter and 13; NJ letter and 14; OH two letters and 6;
    others 6 to 12 digits.
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

REGION = "US"

_LETTER = lazy.compile(START + r"[A-Z](?:[0-9]{7,8}|[0-9]{11,14})" + END)
_GROUPED = lazy.compile(
    START + r"[A-Z][0-9]{3}-(?:[0-9]{3}-[0-9]{2}-[0-9]{3}-[0-9]|[0-9]{4}-[0-9]{4}(?:-[0-9]{2})?)" + END
)
_DIGITS = lazy.compile(START + r"(?:[A-Za-z]{0,2}[0-9]{6,14}|[0-9]{2,4}(?:[ \-][0-9]{2,4}){2,3})" + END)
_FORMS = (
    Form("grouped", _GROUPED, "driver_license", MEDIUM),
    Form("letter", _LETTER, "driver_license", WEAK),
)
_BESIDE = (Form("beside", _DIGITS, "driver_license", MEDIUM),)
_PHRASES = (
    r"(?:driver'?s?'?|driver\u2019s|driving|operator'?s?) (?:licen[cs]es?|id|permit)|dl(?: "
    r"(?:number|no|num))?|licen[cs]e id"
)
_CUES = cue(_PHRASES)
_NEAR = Near(_PHRASES)


class UsDriverLicense:
    """Finds driving licence numbers. Only where the region US is on."""

    name = "us_driver_license"
    version = "2"
    entity_types: tuple[str, ...] = ("driver_license",)
    context = words("driver drivers driving license licence dl dmv permit operator")
    refute = words("medical nursing software order invoice tracking plate")
    wide_needs = wide_needs_of(_PHRASES) + "|[A-Z][0-9]{7}|[A-Z][0-9]{3}-"
    needs = needed(_PHRASES, "[A-Z][0-9]{7}", "[A-Z][0-9]{3}-[0-9]{3,4}-")

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        numbers = read(_BESIDE, batch, detector=self.name, chars_min=7, rows=_NEAR.rows(batch))
        claims = beside(numbers, batch, _CUES, detector=self.name)
        claims += read(_FORMS, batch, detector=self.name, chars_min=7)
        return sorted(claims)
