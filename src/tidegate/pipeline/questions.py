"""What a question asks for: a small, documented cue model.

"Date of birth?" and, one record later, "31/06/1996": the answer says nothing about itself, but the question did. A text
asks when it has a question mark or one of the asking words below; what it asks for is the last cue in it. It counts for
the next `ANSWER_TURNS` texts of the conversation, whoever speaks, because people say "sure" before they answer; a later
question takes its place.

The cues are English, as the asking words are. They only ever add to a score, so a cue that is missing here hides less
certain answers only where a detector was not sure by itself.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache

from tidegate.pipeline.needs import Scanner

ANSWER_TURNS = 2  # texts after a question for which it counts
QUESTION_CHARS = 1000  # code points at the end of a text in which a question is looked for

ASKING = (
    "please", "what", "which", "may i", "can i", "could you", "can you", "tell me", "give me", "share", "provide",
    "enter", "confirm", "verify", "need", "your",
)  # fmt: skip

# The things that security questions ask for; `detectors.security_answer` knows the same in statements.
SECURITY_CUES = (
    r"maiden name|(?:first|childhood|favou?rite) (?:pet|dog|cat)\b|(?:pet|dog|cat)'?s name"
    r"|name of (?:the|your) (?:first |childhood )?(?:pet|dog|cat)\b|(?:security|secret) (?:question|answer)"
    r"|(?:first|favou?rite|childhood) (?:teacher|school|car|concert|friend|best friend|hero|street|movie|film|book|food"
    r"|colou?r|team|nickname|employer|job)|(?:street|town|city) (?:did )?you (?:grew|grow) up"
    r"|(?:street|town|city) (?:were|was) you born|(?:elementary|primary|high) school"
)

CUES: tuple[tuple[str, str], ...] = (
    ("security_answer", SECURITY_CUES),
    ("cvv", r"\bcvv2?\b|\bcvc2?\b|security code|(?:three|four|3|4)[ -]digits? code|digits? (?:on|at|from) the back"),
    ("credit_card_expiration", r"expir(?:y|ation)\b|(?:it|card) expires?\b|valid (?:thru|until)"),
    ("pin", r"\bpin\b|\bpasscode"),
    ("age", r"how old|\byour age\b"),
    ("money", r"how much|what amount|\bwhat(?: is|'s| was) the (?:amount|total|balance|price)"),
    ("date_of_birth", r"date of birth|birth ?date|birthday|d\.?o\.?b\b|when were you born|born on"),
    ("date", r"\bwhat (?:day|date)|which (?:day|date)|\bdate of\b(?! birth)|on what date"),
    ("phone_number", r"phone|mobile|cell(?:ular)? number|call ?back number|contact number|number (?:to|can we) reach"),
    ("email", r"e-?mail"),
    ("credit_card_number", r"\bcard(?:'s)? ?(?:number|no\b|#)|\bcard on file|digits? (?:on|of) (?:the|your) card"),
    ("ssn", r"social security|\bssn\b|last (?:four|4) of your social"),
    ("iban", r"\biban\b|international bank account"),
    ("bank_account", r"bank account|account and routing"),
    ("routing_number", r"routing number|\baba\b"),
    ("ip_address", r"\bip address|\bip\b"),
    ("mac_address", r"\bmac address"),
    ("url", r"\burl\b|web ?site|web address|link to"),
    ("passport_number", r"passport"),
    ("driver_license", r"driver'?s? licen[cs]e|driving licen[cs]e"),
    ("api_key", r"api key|access token|secret key"),
    ("postal_code", r"zip ?code|postal code|postcode"),
    ("street_address", r"street address|(?:home|mailing|billing|postal) address|where do you live"),
    (
        "numerical_pii",
        r"(?:confirmation|booking|reservation|order|claim|policy|ticket|case|tracking|reference) (?:number|code|id)\b",
    ),
    ("account_number", r"account number|account id|customer (?:number|id)"),
    ("person", r"(?:full|first|last|your) name|who am i (?:speaking|chatting)"),
)  # fmt: skip

_CUES = re.compile("|".join(f"(?P<{name}>{cue})" for name, cue in CUES), re.IGNORECASE)


def needs_of(entity_types: Container[str]) -> list[str]:
    """google-re2 patterns, looser than the cues: where none of them matches, nothing of these types is asked for."""
    return [f"(?i:{cue.replace('(?! birth)', '')})" for name, cue in CUES if name in entity_types]


# google-re2 tells in a twentieth of the time that nothing is asked for; it reads bytes, so of what is not ASCII it does
# not know which is an ASCII letter in another case.
MAY_ASK = Scanner(needs_of(dict(CUES)))
_FOLDED = re.compile("[\u0130\u0131\u017f\u212a]")


def is_question(text: str) -> bool:
    """Whether a text asks for anything."""
    if "?" in text:
        return True
    low = text.lower()
    for word in ASKING:  # noqa: SIM110  a generator costs more than the search, and every text is asked
        if word in low:
            return True
    return False


def asks_for(text: str) -> str:
    """The entity type a text asks for, or "" where it asks for nothing that is known."""
    return _asks_for(text[-QUESTION_CHARS:])


@lru_cache(maxsize=1024)
def _asks_for(end: str) -> str:
    if not is_question(end):
        return ""
    source = end.encode("utf-8", "replace")
    if MAY_ASK.first(source, 0, len(source)) < 0 and _FOLDED.search(end) is None:
        return ""
    asked = ""
    for match in _CUES.finditer(end):
        asked = match.lastgroup or asked
    return asked


def asks_another(source: str) -> bool:
    """Whether a text of a plain JSON document asks for something that another may answer: one that comes behind it.

    Names are asked too: it costs little, and tells nothing wrong.
    """
    texts = source.split('"')
    if not texts[-1].strip(" \t\r\n]}"):
        del texts[-2:]  # the last one, and nothing that holds a value stands behind it
    return any(map(asks_for, texts))


def expected_after(earlier: Sequence[str]) -> str:
    """The type that the next text is expected to be, after what was said before it (oldest first)."""
    for text in reversed(earlier[-ANSWER_TURNS:]):
        asked = asks_for(text)
        if asked:
            return asked
    return ""


def last_question(earlier: Sequence[str]) -> str:
    """The last text that asks, among those that still count, or ""."""
    for text in reversed(earlier[-ANSWER_TURNS:]):
        if "?" in text:
            return text[-QUESTION_CHARS:]
    return ""
