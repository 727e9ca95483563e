"""Nigerian national identification numbers: eleven digits.

The number is random and the rule of its last digit is not published, so eleven digits count only beside a word for
it.

Source:
    National Identity Management Commission of Nigeria, "About the NIN".
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import beside, cue
from tidegate.detectors.numbers import LONE_END, LONE_START, Form, figures_apart, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "NG"

_NUMBER = lazy.compile(LONE_START + r"[0-9]{4}(?P<gap>[ \-]?)[0-9]{3}(?P=gap)[0-9]{4}" + LONE_END)
_BESIDE = (Form("beside", _NUMBER, "national_id", MEDIUM),)
_CUES = cue(r"nin|national id(?:entity|entification)?|nimc")


class NgNin:
    """Finds national identification numbers. Only where the region NG is on."""

    name = "ng_nin"
    version = "2"
    entity_types: tuple[str, ...] = ("national_id",)
    context = words("nin nimc national identification identity")
    refute = words("order invoice tracking phone bvn")
    wide_needs = figures_apart(11)
    needs = r"[0-9]{4}[ -]?[0-9]{3}[ -]?[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        return beside(
            read(_BESIDE, batch, detector=self.name, chars_min=11), batch, _CUES, detector=self.name, behind=True
        )
