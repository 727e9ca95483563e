"""Philippine taxpayer numbers: nine digits, the last a check digit, and a branch of three to five.

The ninth digit is a weighted sum modulo 11; numbers whose remainder is ten are not given out. Its groups of three
stand between hyphens; nine digits in threes with spaces are as often another country's, and bare digits count only
beside a word.

Source:
    Bureau of Internal Revenue of the Philippines, form 1901 (form of the number); its sample 000-123-456-001 keeps
    the weights 9 to 2, which Presidio's recogniser checks too.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.check_digits import digits_of, weighted_sum
from tidegate.detectors.cues import beside, cue
from tidegate.detectors.numbers import END, LONE_END, LONE_START, START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

REGION = "PH"


def is_valid(number: str) -> bool:
    """Weights 9 to 2 give the ninth digit modulo 11."""
    digits = digits_of(number)
    return weighted_sum(digits[:8], range(9, 1, -1)) % 11 == digits[8] and any(digits[:9])


_GROUPED = lazy.compile(
    LONE_START + r"[0-9]{3}(?:-[0-9]{3}-[0-9]{3}(?:-[0-9]{3,5})?| [0-9]{3} [0-9]{3} [0-9]{3,5})" + LONE_END
)
_SPACED = lazy.compile(LONE_START + r"[0-9]{3} [0-9]{3} [0-9]{3}" + LONE_END)
_BARE = lazy.compile(START + r"[0-9]{9}(?:[0-9]{3,5})?" + END)
_FORMS = (
    Form("grouped", _GROUPED, "tax_id", MEDIUM, is_valid, distinctive=True),
    Form("spaced", _SPACED, "tax_id", WEAK, is_valid),
)
_BESIDE = (Form("bare", _BARE, "tax_id", MEDIUM, is_valid),)
_CUES = cue(r"tin|bir|taxpayer|tax id(?:entification)?")


class PhTin:
    """Finds taxpayer identification numbers. Only where the region PH is on."""

    name = "ph_tin"
    version = "3"
    entity_types: tuple[str, ...] = ("tax_id",)
    context = words("tin bir taxpayer tax")
    refute = words("order invoice tracking phone")
    needs = wide_needs = r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        claims = beside(read(_BESIDE, batch, detector=self.name, chars_min=9), batch, _CUES, detector=self.name)
        claims += read(_FORMS, batch, detector=self.name, chars_min=9)
        return sorted(claims)
