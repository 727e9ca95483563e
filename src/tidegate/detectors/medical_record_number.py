"""Medical record numbers by their words: what stands behind "MRN".

Each hospital has its own form, some with letters, some in groups, and even one that looks like a social security
number. Only the words beside it tell. Three or four bare digits are a year or a room as well, so the word must be one
for a record's number, and stand right before them.

Source:
    45 CFR 164.514(b)(2)(i)(H); HL7 FHIR identifier type MR (medical record number).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Saying, hints_of, read_cued
from tidegate.detectors.cues import OFFICE_NUMBER, OFFICE_TOKEN, Near, beside, cue
from tidegate.detectors.cues import needs as needed
from tidegate.detectors.cues import wide_needs as wide_needs_of
from tidegate.detectors.numbers import END, START, Form, read, without_outdone
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, Candidate

_SHORT = (Form("short", lazy.compile(rf"{START}[0-9]{{3,4}}{END}"), "medical_record_number", MEDIUM),)
_BESIDE = (Form("beside", OFFICE_NUMBER, "medical_record_number", MEDIUM),)
_PHRASES = (
    r"mrns?|medical records?|med rec|health records?|hospital (?:number|no|id)|chart "
    r"(?:number|no|id|mrn)|chart|patient (?:number|no|id|identifier|record)|pt id|emr|ehr"
)
_CUES = cue(_PHRASES)
_SHORT_PHRASES = (
    r"mrns?|(?:medical record|med rec|health record|hospital|chart|patient) (?:number|num|no|nr|id)|pt id|chart mrn"
)
_SHORT_CUES = cue(_SHORT_PHRASES)
_NEAR = Near(f"{_PHRASES}|{_SHORT_PHRASES}", number="[0-9][0-9-]{2}")
# Behind the abbreviation itself whatever holds a figure is one, however it is grouped.
_SAID = (
    Saying(
        "said",
        lazy.compile(
            r"(?i)(?<![\p{Latin}\p{N}_])mrn(?: ?(?:number|no\.?|is|was|#))?(?:[ ]?[:#=]{1,2}[ ]?|[ ]{1,2})"
            rf"(?P<value>{OFFICE_TOKEN})"
        ),
        need=r"(?i:[^a-z]mrn[^a-z])",
    ),
)


class MedicalRecordNumber:
    """Finds medical record numbers, only beside a word for them."""

    name = "medical_record_number"
    version = "4"
    entity_types: tuple[str, ...] = ("medical_record_number",)
    context = words("mrn mrns medical record records chart patient pt hospital emr ehr medicalrecordnumber")
    refute = words("order invoice tracking phone insurance")
    wide_needs = wide_needs_of(f"{_PHRASES}|{_SHORT_PHRASES}")
    needs = needed(f"{_PHRASES}|{_SHORT_PHRASES}")

    _hints = hints_of(_SAID)

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        rows = _NEAR.rows(batch)
        numbers = read(_BESIDE, batch, detector=self.name, chars_min=4, rows=rows)
        claims = beside(numbers, batch, _CUES, detector=self.name)
        short = read(_SHORT, batch, detector=self.name, chars_min=3, rows=rows)
        claims += beside(short, batch, _SHORT_CUES, detector=self.name, words_before=1)
        claims += read_cued(
            batch, detector=self.name, entity_type="medical_record_number", sayings=_SAID, hints=self._hints
        )
        return without_outdone(claims)
