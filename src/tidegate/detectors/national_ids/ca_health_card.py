"""Canadian health card numbers: each province has its own, most of them nine or ten digits.

Quebec's begins with letters of the name, Ontario's ends in two letters of the card's version. What the digits are is
told by the words beside them only.

Source:
    Canada Health Act annual report, provincial plans; Ontario Health Insurance (OHIP) and RAMQ card descriptions.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cues import beside, cue
from tidegate.detectors.numbers import LONE_END, LONE_START, Form, read
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

REGION = "CA"

_NUMBER = lazy.compile(
    LONE_START
    + r"(?:[0-9]{4}[ \-]?[0-9]{3}[ \-]?[0-9]{3}(?:[ \-]?[A-Za-z]{2})?|[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}"
    + r"|[0-9]{5}-?[0-9]{4}|[A-Za-z]{4} ?[0-9]{4} ?[0-9]{4})"
    + LONE_END
)
_BESIDE = (Form("card", _NUMBER, "health_plan_number", MEDIUM),)
_CUES = cue(
    r"health card|health care card|health (?:number|no)|ohip|ramq|phn|ahcip|msp|personal health|carte "
    r"(?:d'|de )?(?:assurance maladie|soleil|sant[e\u00e9])|assurance maladie"
)


class CaHealthCard:
    """Finds provincial health card numbers. Only where the region CA is on."""

    name = "ca_health_card"
    version = "2"
    entity_types: tuple[str, ...] = ("health_plan_number",)
    context = words("health ohip ramq phn ahcip msp maladie card carte")
    refute = words("order invoice tracking phone")
    wide_needs = (
        r"[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}|[0-9]{4}[ \-]?[0-9]{3}[ \-]?[0-9]{3}|[0-9]{5}-?[0-9]{4}"
        r"|[A-Za-z]{4} ?[0-9]{4} ?[0-9]{4}"
    )
    needs = r"[0-9]{4}[ -]?[0-9]{3}|[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}|[0-9]{5}-[0-9]{4}"

    def __init__(self, config: DetectorConfig) -> None:
        self.active = REGION in config.regions

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        if not self.active:
            return []
        return beside(read(_BESIDE, batch, detector=self.name, chars_min=9), batch, _CUES, detector=self.name)
