"""Blood types: one of the eight types of ABO and RhD, beside a word for blood.

"A+" is also a grade and a rating, so the word, the field's name or the question has to say it.

Source:
    ISBT 001 (ABO) and ISBT 004 (Rh): A, B, AB, O with RhD positive or negative.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, read_cued
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_RHESUS = (
    r"(?: ?(?:[+\u2212\u207a\u207b\-\u2013](?![\p{Latin}\p{N}])"
    r"|(?i:rh ?\(?d?\)? ?)?(?:[+\-]|(?i:pos(?:itive|itiv|itif|itivo)?|neg(?:ative|ativ|atif|ativo)?)\b)))"
)
_TYPE = rf"(?:AB|A|B|O|0){_RHESUS}"
_CUE = r"blood ?(?:type|group)s?(?: and rh)?|blutgruppe|groupe sanguin|grupo sangu\u00edneo|gruppo sanguigno"
_SAID = lazy.compile(
    rf"(?i:(?<![\p{{Latin}}\p{{N}}])(?:{_CUE})){LINK}(?i:type )?"
    rf"(?P<value>{_TYPE}|(?:AB|A|B|O)(?![\p{{Latin}}\p{{N}}']))"
)
_BEFORE = lazy.compile(
    rf"(?<![\p{{Latin}}\p{{N}}_])(?P<value>{_TYPE})(?i:[ ,-]{{1,2}}(?:blood|donor|type blood|red cells|plasma|rbcs?"
    rf"|blutgruppe))"
)
_TYPE_O = lazy.compile(rf"(?i:(?<![\p{{Latin}}\p{{N}}])(?:blood )?type )(?P<value>{_TYPE})(?![\p{{Latin}}\p{{N}}])")


class BloodType:
    """Finds blood types."""

    name = "blood_type"
    version = "1"
    entity_types: tuple[str, ...] = ("blood_type",)
    context = words("blood bloodtype bloodgroup blutgruppe donor transfusion rh rhesus abo")
    refute = words("grade rating battery credit")
    wide_needs = "(?i:blood|blutgruppe|sang|type|donor|red cells|plasma|rbc)"
    # In the text, or in the field's name.
    needs = (
        r"(?i:blood[ _]?(?:type|group)|blutgruppe|groupe sanguin|grupo sangu|gruppo sanguigno)"
        r"|(?:A|B|O|0) ?(?:[+-]|(?i:rh|pos|neg))[^\n]{0,12}[ ,-](?i:blood|donor|type blood|red cells|plasma|rbc"
        r"|blutgruppe)"
        r"|(?i:type) (?:AB|A|B|O|0) ?(?:[+-]|(?i:rh|pos|neg))"
    )

    _sayings = (Saying("said", _SAID, STRONG), Saying("before", _BEFORE, STRONG), Saying("type", _TYPE_O, MEDIUM))
    _answer = Answer(
        lazy.compile(rf"(?<![\p{{Latin}}\p{{N}}_]){_TYPE}(?![\p{{Latin}}\p{{N}}])|\A(?:AB|A|B|O)\Z"),
        lazy.compile(r"(?i)blood_?(?:type|group)|blutgruppe"),
        texts_max=60,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch, detector=self.name, entity_type="blood_type", sayings=self._sayings, answer=self._answer
        )
