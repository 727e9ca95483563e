"""Score: from the base score of a form to how sure one is that this is the thing.

A detector says what it saw; this module weighs it, by the same rule for every detector: the words around it, the name
of its field, the question it answers, its check digit. `weigh` returns what was weighed, so that it can be explained.

- A context word within five words, in the field's name, or in the last question adds 0.35; a refuting word takes it.
- A valid check digit raises to 1.0 only together with a distinctive form or context: of random 9-digit numbers 46 %
  pass at least one of seven national checksums.
- A failed one lowers to 0.05, except after a question for this type or in a field named for it: people mistype.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tidegate import taxonomy
from tidegate.detectors.base import Detector
from tidegate.pipeline.block_list import NAME as BLOCK_LIST
from tidegate.spans import Candidate, Checksum

CONTEXT_SCORE = 0.35
FAILED_SCORE = 0.05
WORDS_NEAR = 5  # words before and after a candidate
CHARS_FIRST = 48  # code points in which they are looked for first
CHARS_NEAR = 200  # code points before and after a candidate in which those words are looked for

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Weighed(NamedTuple):
    """A final score and what it was made of. ``named`` and ``asked`` say that the field's name or the last question
    spoke for it.
    """

    score: float
    base: float
    context: tuple[str, ...]
    refute: tuple[str, ...]
    named: bool
    asked: bool
    checksum: Checksum


def weigh(
    candidate: Candidate, detector: Detector, text: str, *, name: str = "", expected: str = "", question: str = ""
) -> Weighed:
    """Weigh one candidate.

    Args:
        candidate: With the base score of its form, in [0, 1].
        detector: Who claims it; its context and refuting words are weighed.
        text: The text it stands in.
        name: The property, header or column name nearest to the text, or "".
        expected: The type that the last question asks for, or "".
        question: The last question, or "".
    """
    base = candidate.score
    if candidate.detector == BLOCK_LIST:
        return Weighed(base, base, (), (), False, False, Checksum.NONE)  # its score is the policy's own
    near = _words_near(text, candidate.start, candidate.end) if detector.context or detector.refute else ()
    name_words = words_of_name(name) if name else frozenset()
    context = tuple(sorted(detector.context.intersection(near)))
    refute = tuple(sorted(detector.refute.intersection(near) | (detector.refute & name_words)))
    named = not detector.context.isdisjoint(name_words)
    asked = related(expected, candidate.entity_type) if expected else _asked(question, detector)
    supported = bool(context) or named or asked
    score = base + (CONTEXT_SCORE if supported else 0.0) - (CONTEXT_SCORE if refute else 0.0)
    if candidate.checksum is Checksum.VALID and (candidate.distinctive or supported):
        score = 1.0
    elif candidate.checksum is Checksum.FAILED and not (named or asked):
        score = FAILED_SCORE
    # Rounded, so that 0.1 + 0.35 meets a threshold of 0.45.
    return Weighed(round(min(1.0, max(0.0, score)), 6), base, context, refute, named, asked, candidate.checksum)


def final_score(candidate: Candidate, detector: Detector, text: str, name: str) -> float:
    """The score of `weigh` where no question was asked, without saying what it is made of.

    Words are looked for only as far as they can still change it.
    """
    _, start, end, _, base, claimed_by, _, checksum, distinctive = candidate
    if claimed_by == BLOCK_LIST:
        return base
    if checksum is Checksum.VALID and distinctive:
        return 1.0
    context, refute = detector.context, detector.refute
    named, unnamed = _told_by_name(name, context, refute) if name else (False, False)
    if checksum is Checksum.FAILED and not named:
        return FAILED_SCORE
    supported, refuted = named, unnamed
    if (context and not supported) or (refute and not refuted):
        for word in _words_near(text, start, end):
            if word in context:
                supported = True
            elif word in refute:
                refuted = True
    if checksum is Checksum.VALID and supported:
        return 1.0
    score = base + (CONTEXT_SCORE if supported else 0.0) - (CONTEXT_SCORE if refuted else 0.0)
    return round(min(1.0, max(0.0, score)), 6)


@lru_cache(maxsize=4096)
def _told_by_name(name: str, context: frozenset[str], refute: frozenset[str]) -> tuple[bool, bool]:
    words = words_of_name(name)
    return not context.isdisjoint(words), not refute.isdisjoint(words)


def related(expected: str, entity_type: str) -> bool:
    """Whether an answer of this type answers a question for ``expected``: the type itself, its parent or its child."""
    return (
        expected == entity_type
        or expected in taxonomy.ancestors(entity_type)
        or entity_type in taxonomy.ancestors(expected)
    )


def _asked(question: str, detector: Detector) -> bool:
    if not question or not detector.context:
        return False
    return not detector.context.isdisjoint(word.casefold() for word in _WORD.findall(question))


@lru_cache(maxsize=4096)
def words_of_name(name: str) -> frozenset[str]:
    """``billingCardNumber`` and ``billing_card_number`` are three words, and together one more (``ipaddress``)."""
    words = [word.casefold() for word in _WORD.findall(_CAMEL.sub(" ", name))]
    return frozenset((*words, "".join(words)))


def _words_near(text: str, start: int, end: int) -> list[str]:
    # Five words seldom take 200 code points. Where there is a sixth, those nearer are whole; else all are looked for.
    before = _WORD.findall(text, max(0, start - CHARS_FIRST), start)
    if len(before) <= WORDS_NEAR and start > CHARS_FIRST:
        before = _WORD.findall(text, max(0, start - CHARS_NEAR), start)
    after = _WORD.findall(text, end, min(len(text), end + CHARS_FIRST))
    if len(after) <= WORDS_NEAR and end + CHARS_FIRST < len(text):
        after = _WORD.findall(text, end, min(len(text), end + CHARS_NEAR))
    return [word.casefold() for word in (*before[-WORDS_NEAR:], *after[:WORDS_NEAR])]
