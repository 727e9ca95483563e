"""US employer identification numbers: two digits of a campus, a dash, seven digits.

There is no check digit. The dash after the second digit is how everyone writes it, and 17 of the 100 prefixes were
never given out; nine bare digits are one only where a word says so.

Source:
    Internal Revenue Service, "How EINs are assigned and valid EIN prefixes"; Publication 1635.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import beside, cue
from tidegate.detectors.numbers import END, START, Form, read
from tidegate.detectors.scan import EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "US"

_PREFIX = r"(?:0[1-6]|1[0-6]|2[0-7]|[35][0-9]|4[0-8]|6[0-8]|7[1-7]|8[0-8]|9[0-5]|9[89])"
_FORMS = (Form("dashed", lazy.compile(START + _PREFIX + "-[0-9]{7}" + END), "company_id", MEDIUM),)
_BESIDE = (Form("bare", lazy.compile(START + _PREFIX + "[0-9]{7}" + END), "company_id", MEDIUM),)
_CUES = cue(r"f?ein|employer id(?:entification)?|federal tax id(?:entification)?|federal id(?:entification)?")


class UsEin:
    """Finds employer identification numbers. Only where the region US is on."""

    name = "us_ein"
    version = "2"
    entity_types: tuple[str, ...] = ("company_id",)
    context = words("ein fein employer federal taxpayer")
    refute = words("order invoice tracking phone ssn")
    needs = wide_needs = EDGE + "[0-9]{2}-?[0-9]{7}" + EDGE

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        claims = beside(read(_BESIDE, batch, detector=self.name, chars_min=9), batch, _CUES, detector=self.name)
        claims += read(_FORMS, batch, detector=self.name, chars_min=9)
        return sorted(claims)
