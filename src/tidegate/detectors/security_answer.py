"""Answers to security questions: "my mother's maiden name is Miller", or "Poppy." after the question for the first pet.

The answer is a word or a few. Said in a sentence it follows the thing that was asked for; after the question it is what
a short text holds once words like "it was" are off. After such a question too much is hidden rather than too little:
what stands there opens an account.

Source:
    NIST SP 800-63B (verifiers shall not use them, so they are secrets where they still are); the questions that banks
    ask.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.detectors import lazy
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.cued import Answer, Saying, read_cued
from tidegate.detectors.scan import in_ascii, words
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, STRONG, Candidate

_FIELD = "(?:security|secret)_?-?answer|maiden_?-?name|(?:first|childhood)_?pet|pet_?name"
_NAME = r"(?P<value>[\p{L}\p{N}][\p{L}\p{M}'\u2019\-]{1,30}(?: \p{Lu}[\p{L}\p{M}'\u2019\-]{1,30}){0,2})"
# A small word is no answer; a longer one that begins with it may be.
_NOT = (
    r"(?!(?:a|an|the|my|your|his|her|our|its|it|is|was|not|no|yes|please|what|which|when|where|and|or|but|i|you|we"
    r"|that|this"
    r"|name|named|called|to|of|for|in|on|then|too|either|something|someone|so|if|correct|wrong|incorrect|required|one"
    r"|needed|ever|can|could|would|will|has|have|had|do|does|did|just|also|really|very|still|kind|sure|by|from|at"
    r"|after|oh|ok"
    r"|okay|pin|gosh|nevermind|never|thanks?|goodness|god|sorry|hi|hello|hey|bye|hold|wait|let|actually|may|how|who"
    r"|why|because|back"
    r"|way|there|here|well|she|he|they|all|don'?t|didn'?t|cannot|can'?t|forgot|forget|remember|know|unknown|account"
    r"|card"
    r"|mother|question|wonderful|now|i'?m|i'?ll|i'?d|i'?ve|that'?s|it'?s|what'?s|let'?s|am|are|were|be|been|about"
    r"|with|as|me)"
    r"(?![\p{L}\p{M}'\u2019]))"
)
_THING = (
    r"(?:mother|mom|mum|mommy|mommie|mummy|mama)(?:'?s|\u2019s)?'? (?:maiden(?: name)?|birth name)|maiden(?: name)?"
    r"|(?:my|our|first|childhood|favou?rite) (?:first |childhood |old )?(?:pet|dog|cat|hamster)(?:'?s"
    r"|\u2019s)?(?: name)?"
    r"|(?:first|favou?rite|childhood) (?:teacher|school|car|concert|friend|best friend|hero|street|movie|film|book"
    r"|food|colou?r|team"
    r"|sports team|nickname|employer|job|boss|kiss|love|album)(?:'?s|\u2019s)?(?: name)?"
    r"|(?:street|town|city) (?:i|we) (?:grew up|lived|was born)(?: (?:on|in))?|(?:elementary|primary|high) school"
    r"|(?:secret|security) (?:question|answer|word)|answer to (?:my|the) (?:security|secret) question"
    r"|childhood nickname"
)
_LINK = (
    r"(?: i had| as a child| growing up| ever| back then)?"
    r"(?:(?: was| is|'s|\u2019s| used to be| were)(?: (?:named|called))?|:| ?=| named| called|,)"
    r"[ \"'\u201c(]{1,3}(?:(?:named|called) )?"
)
_SAID = lazy.compile(rf"(?i:(?<![\p{{L}}\p{{N}}])(?:{_THING}){_LINK}{_NOT}){_NAME}")
_MAIDEN = lazy.compile(
    rf"(?i:(?<![\p{{L}}\p{{N}}])(?:mother|mom|mum)(?:'s|\u2019s"
    rf"|s)? maiden(?: name)? ){_NOT}(?P<value>\p{{Lu}}[\p{{L}}\p{{M}}'\u2019\-]{{1,30}})"
)
# What may stand before the answer to a question, and what ends it.
_LEAD = (
    r"(?:\A|(?<=[.!?,;:\-] )|(?<=\n)|(?<= and ))\W{0,3}"
    r"(?:(?:ok|okay|oh|um|uh|hm+|yes|yeah|sure|well|so|i think|i believe|i guess|maybe|probably|that|it|it's|its"
    r"|it\u2019s|that's"
    r"|that is|that was|it is|it was|was|is|the answer|my answer|her name|his name|the name of my (?:dog|cat|pet)"
    r"|name|named|called"
    r"|and|would be|must be|might be|could be|try|has to be|used to be|the|a|my|he|she|we called (?:her|him|it)"
    r"|(?:i|they|we) (?:had|called) (?:her|him|it|a pet)|\p{L}{3,12} named)\b[ ,.:;!\-\"'\u2026]{0,4}){0,6}"
)
_WORD = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}'\u2019\-]{1,30}"
_ANSWERED = lazy.compile(
    rf"(?i:{_LEAD}{_NOT})(?P<value>{_WORD}(?: {_WORD}){{0,2}}?)"
    r"(?=[\s.,;:!?\-)\"']*(?:\Z|[.,;:!?\n(]|[ ]-|(?i:[ ](?:and|but|i|i'm|is|was|if|as|because|please|thanks|thank"
    r"|maybe|or|he|she"
    r"|the|no|like|who|go|god|rest)\b)))"
)


class SecurityAnswer:
    """Finds answers to security questions."""

    name = "security_answer"
    version = "1"
    entity_types: tuple[str, ...] = ("security_answer",)
    context = words("maiden pet security secret answer securityanswer childhood mother")
    refute = words("question questions")
    wide_needs = (
        "(?i:maiden|birth name|pet|dog|cat|hamster|first|favou?rite|childhood|street|town|city|school|secret|security"
        "|answer to)"
    )
    needs = (
        rf"(?i:[^0-9A-Za-z](?:(?:{in_ascii(_THING)}){in_ascii(_LINK)}"
        r"|(?:mother|mom|mum)(?:'?s)? maiden(?: name)? ))[0-9A-Za-z]"
        rf"|(?i:{_FIELD})"
    )

    _sayings = (Saying("said", _SAID, STRONG), Saying("maiden", _MAIDEN, MEDIUM))
    _answer = Answer(
        _ANSWERED,
        lazy.compile(f"(?i){_FIELD}"),
        texts_max=200,
    )

    def __init__(self, config: DetectorConfig) -> None:
        self.config = config

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        return read_cued(
            batch, detector=self.name, entity_type="security_answer", sayings=self._sayings, answer=self._answer
        )
