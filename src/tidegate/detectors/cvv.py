"""Card security codes: three or four digits, told by the words beside them alone.

Source:
    EMV and the card networks: CVV2, CVC2 and CID have three digits, American Express four.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import LINK, Answer, Saying, read_cued
from tidegate.detectors.scan import in_re2, words
from tidegate.records import TextBatch
from tidegate.spans import STRONG, Candidate

_CODE = r"(?<![0-9][.,/-])(?P<value>[0-9]{3,4})(?![\p{Latin}\p{N}_%]|[.,:/-][0-9])"
_CUE = (
    r"cvv2?|cvc2?|cvn2?|csc\b|card verification|verification (?:value|code)|security ?code|card ?code"
    r"|digits? (?:on|at|from) (?:the )?back|code (?:on|at) (?:the )?back|pr\u00fcfziffer|kartenpr\u00fcfnummer"
    r"|cryptogramme"
)
_SAID = lazy.compile(rf"(?i)(?<![\p{{Latin}}\p{{N}}])(?:{_CUE}){LINK}{_CODE}")
_EXPIRATION = r"\bexp[a-z]{0,8}[ .:]{1,3}[01]?[0-9] ?[/-] ?(?:20)?[0-9]{2}"
_AFTER_EXPIRATION = lazy.compile(rf"(?i){_EXPIRATION}[ ,;/]{{1,3}}{_CODE}")


class Cvv:
    """Finds card security codes beside a word for them, in a field named so, and after the question."""

    name = "cvv"
    version = "1"
    entity_types: tuple[str, ...] = ("cvv",)
    context = words("cvv cvv2 cvc cvc2 cvn csc security verification securitycode cardcode cryptogramme")
    refute = words("zip routing")
    wide_needs = rf"(?i:{in_re2(_CUE)}|{_EXPIRATION})"
    needs = (
        r"(?i:cvv|cvc|cvn|csc|card verification|verification_? ?(?:value|code)|security_? ?code|card_? ?code"
        r"|digits? (?:on|at|from) (?:the )?back|code (?:on|at) (?:the )?back|digits? code|cryptogramme"
        r"|exp[a-z]{0,8}[ .:]{1,3}[01]?[0-9] ?[/-] ?[0-9]{2})"
    )

    _sayings = (Saying("said", _SAID, STRONG), Saying("after_expiration", _AFTER_EXPIRATION))
    _answer = Answer(
        lazy.compile(rf"(?<![\p{{Latin}}\p{{N}}_]){_CODE}"),
        lazy.compile(r"(?i)cvv|cvc|cvn|csc|security_?code|card_?code|verification_?(?:value|code)"),
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(batch, detector=self.name, entity_type="cvv", sayings=self._sayings, answer=self._answer)
