"""Health plan and insurance numbers by their words.

Insurers number their members as they like, so what stands behind "insurance", "member id" or "policy number" is taken
for one.

Source:
    45 CFR 164.514(b)(2)(i)(I): health plan beneficiary numbers; HL7 FHIR identifier type MB (member number).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Saying, hints_of, read_cued
from tidegate.detectors.cues import OFFICE_NUMBER, OFFICE_NUMBER_NEED, OFFICE_TOKEN, Near, beside, cue
from tidegate.detectors.cues import needs as needed
from tidegate.detectors.cues import wide_needs as wide_needs_of
from tidegate.detectors.numbers import Form, read, without_outdone
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_BESIDE = (Form("beside", OFFICE_NUMBER, "health_plan_number", MEDIUM),)
_PHRASES = (
    r"(?:health|medical|ins|insur|insurance) "
    r"plan|insurance|insur|(?:member|subscriber|beneficiary|policy|group|payer) "
    r"(?:number|num|no|id)|beneficiary|medicaid|medicare|hmo|ppo|krankenversicherung|mutuelle"
)
_CUES = cue(_PHRASES)
_NEAR = Near(_PHRASES, number=OFFICE_NUMBER_NEED)
# Directly behind a word for its id whatever holds a figure is one, however it is grouped.
_NAMED = r"hicn|mbi|(?:hmo|ppo|insurance|medicare|medicaid|health plan) (?:id|number|no\.?|#)"
_SAID = (
    Saying(
        "said",
        lazy.compile(
            rf"(?i)(?<![\p{{Latin}}\p{{N}}_])(?:{_NAMED})(?: ?(?:is|was|#))?(?:[ ]?[:#=]{{1,2}}[ ]?|[ ]{{1,2}})"
            rf"(?P<value>{OFFICE_TOKEN})"
        ),
        need=rf"(?i:[^a-z](?:{_NAMED}))",
    ),
)


class HealthPlanNumber:
    """Finds health plan numbers, only beside a word for them."""

    name = "health_plan_number"
    version = "3"
    entity_types: tuple[str, ...] = ("health_plan_number",)
    context = words(
        "insurance insur ins health plan member subscriber beneficiary policy medicaid medicare hmo ppo payer"
    )
    refute = words("order invoice tracking phone car vehicle")
    wide_needs = wide_needs_of(f"{_PHRASES}|hicn|mbi")
    needs = needed(_PHRASES, rf"(?i:[^a-z](?:{_NAMED}))")

    _hints = hints_of(_SAID)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        numbers = read(_BESIDE, batch, detector=self.name, chars_min=4, rows=_NEAR.rows(batch))
        claims = beside(numbers, batch, _CUES, detector=self.name)
        said = read_cued(batch, detector=self.name, entity_type="health_plan_number", sayings=_SAID, hints=self._hints)
        return without_outdone([*claims, *said]) if said else claims
