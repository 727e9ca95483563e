"""Biometric data as text has it: the id or template of a fingerprint, voiceprint, face or iris, by the words before it.

Programs call other things fingerprints (certificates, keys, browsers), so words for those speak against it.

Source:
    Regulation (EU) 2016/679, article 4(14) and 9(1); 45 CFR 164.514(b)(2)(i)(P): biometric identifiers; the words are
    written by hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, read_cued
from tidegate.detectors.scan import EDGE, LETTER_EDGE, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_PARTS = r"(?:finger|thumb|voice|palm|hand|face|foot) ?prints?|facial|face|iris|retina(?:l)?|gait|vein|biometrics?"
_THINGS = (
    r"template|scan|hash|id|record|profile|code|sample|signature|data|pattern|file|image|vector|embedding|number|no"
)
_CUE = rf"(?:{_PARTS})(?:[ _-](?:{_THINGS}))+|(?:finger|thumb|voice|palm|hand|face) ?prints?"
_WRITTEN = (
    r"(?=[A-Za-z+/=_-]{0,24}[0-9])[A-Za-z0-9](?:[A-Za-z0-9+/=]|[-_:](?=[A-Za-z0-9])){3,200}(?![\p{Latin}\p{N}_@])"
)
_SAID = lazy.compile(rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_CUE})\b{LINK}(?P<value>{_WRITTEN})")
_FIELD = rf"(?:{_PARTS})_?(?:{_THINGS})|(?:finger|thumb|voice|palm|hand|face)_?prints?|biometrics?"


class Biometric:
    """Finds ids and templates of biometric data, only beside words for them."""

    name = "biometric"
    version = "1"
    entity_types: tuple[str, ...] = ("biometric",)
    context = words("voiceprint faceprint retina iris biometric biometrics enrolled enrollment authentication template")
    refute = words(
        "certificate cert ssh sha256 sha1 md5 tls ssl key keys browser device canvas gpg pgp commit acoustid"
    )
    wide_needs = f"{LETTER_EDGE}(?i:{_CUE}){EDGE}"
    needs = rf"(?i:{_CUE}|(?:{_FIELD})\")"

    _sayings = (Saying("said", _SAID, MEDIUM),)
    _answer = Answer(
        lazy.compile(r"\A\s*(?P<value>[A-Za-z0-9][A-Za-z0-9+/=_:-]{3,4000})\s*\Z"),
        lazy.compile(rf"(?i)(?:^|[_ .-]|(?-i:[a-z](?=[A-Z])))(?:{_FIELD})$"),
        texts_max=4096,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found = read_cued(
            batch, detector=self.name, entity_type="biometric", sayings=self._sayings, answer=self._answer
        )
        # A field that is named for it holds nothing else.
        return [claim._replace(score=STRONG) if claim.pattern == "answer" else claim for claim in found]
