"""PINs: four to eight digits beside the word, in a field named so, or after the question.

Said in capitals or with "my" it is a PIN; "pin 3" of a connector has one digit, and a PIN code of India is a postal
code. Two may be named in one breath: "my PIN is either 1596 or 0314".

Source:
    ISO 9564-1 (4 to 12 digits; more than 8 are not used).
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, hints_of, read_cued
from tidegate.detectors.scan import words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

_DIGITS = r"[0-9]{4,8}(?![\p{Latin}\p{N}_%]|[.,:/-][0-9])"
_PIN = rf"(?<![0-9][.,/-])(?P<value>{_DIGITS})"
_CUE = r"pin(?: ?(?:number|no\.?|code|num|#))?|passcode|pass ?code|geheimzahl|code secret"
_SAID = lazy.compile(rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_CUE})(?:{LINK}|(?=[0-9])){_PIN}")
_OR_ANOTHER = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_CUE})(?:'?s)?\b[^0-9\n]{{0,50}}"
    rf"[0-9]{{4,8}}(?:[,?]|[,?]? (?:or|and|then|maybe))"
    rf"(?: (?:maybe|is|it's|it could be))? {_PIN}"
)
_NEAR = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_CUE})(?:'?s)?\b[^0-9\n]{{0,50}}?(?<![\p{{Latin}}\p{{N}}_.,/-]){_PIN}"
)
_BEFORE = lazy.compile(
    rf"(?i)(?<![\p{{Latin}}\p{{N}}_.,/-])(?P<value>{_DIGITS}) (?:is|as|was|for) (?:(?:my|the|your) )?pin\b"
)


class Pin:
    """Finds personal identification numbers of cards, accounts and telephones."""

    name = "pin"
    version = "1"
    entity_types: tuple[str, ...] = ("pin",)
    context = words("pin pins passcode pinnumber pincode geheimzahl")
    refute = words("postal india gpio connector")
    wide_needs = f"(?i:{_CUE})"
    # In the text, or in the field's name; that figures stand near is what the sayings need.
    needs = (
        rf"[^0-9A-Za-z](?i:{_CUE})(?:'?s)?[^A-Za-z]|(?i:(?:is|as|was|for) (?:(?:my|the|your) )?pin)[^0-9A-Za-z]"
        r"|[^A-Za-z](?i:pin)[^a-z]|[a-z]P(?:in|IN)[^a-z]|(?i:pass_?code|pin_?(?:code|number))"
    )

    _sayings = (
        Saying("said", _SAID, STRONG, need=rf"[^0-9A-Za-z](?i:{_CUE})[^0-9]{{0,64}}[0-9]{{4}}"),
        Saying(
            "or_another",
            _OR_ANOTHER,
            STRONG,
            need=rf"[^0-9A-Za-z](?i:{_CUE})[^0-9]{{0,64}}[0-9]{{4,8}}[^0-9]{{1,30}}[0-9]{{4}}",
        ),
        Saying("before", _BEFORE, STRONG, need=r"[0-9]{4} (?i:(?:is|as|was|for) (?:(?:my|the|your) )?pin)"),
        Saying("near", _NEAR, need=rf"[^0-9A-Za-z](?i:{_CUE})[^0-9]{{0,64}}[0-9]{{4}}"),
    )
    _hints = hints_of(_sayings)
    _answer = Answer(
        lazy.compile(
            rf"(?i)(?<![\p{{Latin}}\p{{N}}_.,/$\u20ac\u00a3-])(?<!balance (?:is|of) ){_PIN}(?! ?(?:dollars?"
            rf"|euros?))"
        ),
        lazy.compile(r"(?:^|[^a-zA-Z])(?i:pin)(?![a-z])|[a-z]P(?:in|IN)(?![a-z])|(?i:pass_?code|pin_?(?:code|number))"),
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch,
            detector=self.name,
            entity_type="pin",
            sayings=self._sayings,
            answer=self._answer,
            hints=self._hints,
        )
