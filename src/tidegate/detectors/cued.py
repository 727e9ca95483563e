"""How values are read that only the words beside them tell: "my PIN is 7402", or "7402" after the question for a PIN.

Three places speak for such a value: what stands in front of it in its own text, the name of its field, and the question
that it answers. The first is a form of its own (`Saying`); the other two make every value of the right shape a weak
claim, which the name or the question then lifts (`pipeline.score`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from tidegate.detectors.hints import Hints
from tidegate.detectors.scan import Taken, matches
from tidegate.records import TextBatch
from tidegate.spans import MEDIUM, WEAK, Candidate

# What people put between a cue and its value: "is", "was either", "number:", "= ", "(", blanks up to a column's colon.
# Bounded, to stay linear.
LINK = (
    r"(?:(?:[ \t]{2,24}(?=[:=]))?[ \t\n:=#\"'(\[*,>\-\u2013\u2019]{1,4}"
    r"(?:(?:is|was|are|were|be|might be|may be|could be|would be|its|it's|it is|it was|number|no|nr|code"
    r"|of|a|my|the|this|named|called|either|should|to|set|now|ist|war|lautet|est|es|era"
    r"|\u00e8)\b[ \t:=#\"'(.,*\-\u2019]{0,3}){0,4})"
)


@dataclass(frozen=True, slots=True)
class Saying:
    """A way to say a value: a cue and the value in one pattern.

    Attributes:
        name: The pattern's name in candidates.
        pattern: Its group ``value`` is what is claimed.
        score: Base score.
        hint: A compiled pattern, of `regex` or google-re2, that is searched first; where it is not found, the pattern
            is not tried. For patterns that begin with what is common (figures) and end with what is rare.
        need: What an ASCII text needs for the pattern (`base.Detector`), where the detector asks for hints.
        wide_need: The same for any other text.
        wide: It is claimed also where an earlier saying has found a part of it: what a label claims ends behind the
            street.
    """

    name: str
    pattern: regex.Pattern[str]
    score: float = MEDIUM
    hint: Any = None
    need: str = ""
    wide_need: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a value looks like where the field's name or the question says what it is.

    Attributes:
        pattern: Its group ``value``, or the whole match, is what is claimed.
        field: Searched in the field's name.
        texts_max: Longer texts are no answers, in code points.
        wide: It is claimed also where a saying has found a part of it: "92-639 Williams Ave, Toronto" is one answer.
    """

    pattern: regex.Pattern[str]
    field: regex.Pattern[str]
    texts_max: int = 400
    wide: bool = False


def hints_of(sayings: Sequence[Saying]) -> Hints:
    """Which of these sayings may stand in a text: each must say what it needs."""
    wide = [saying.wide_need for saying in sayings]
    return Hints([saying.need for saying in sayings], wide if any(wide) else ())


def read_cued(
    batch: TextBatch,
    *,
    detector: str,
    entity_type: str,
    sayings: Sequence[Saying],
    answer: Answer | None = None,
    hints: Hints | None = None,
) -> list[Candidate]:
    """Claims on values that are said, named or asked for, sorted; disjoint but for answers that are `Answer.wide`.

    Args:
        batch: Texts.
        detector: Who claims.
        entity_type: What is claimed.
        sayings: In order of precedence.
        answer: What stands alone in a field of that name, or after the question.
        hints: As `hints_of` makes them of these sayings; without, each is tried on every text.

    Raises:
        DetectionIncomplete: If a text could not be read to its end.
    """
    found: list[Candidate] = []
    for index, text in enumerate(batch.texts):
        if text:
            asked = answer is not None and len(text) <= answer.texts_max and is_asked(batch, index, entity_type, answer)
            tried = sayings if hints is None else [sayings[place] for place in sorted(hints.may(text))]
            if tried or asked:
                found.extend(sorted(_read(index, text, detector, entity_type, tried, answer if asked else None)))
    return found


def is_asked(batch: TextBatch, index: int, entity_type: str, answer: Answer) -> bool:
    """Whether a question or the field's name says that a text is such a value."""
    name = batch.names[index]
    return batch.expected[index] == entity_type or (bool(name) and answer.field.search(name) is not None)


def _read(
    index: int, text: str, detector: str, entity_type: str, sayings: Sequence[Saying], answer: Answer | None
) -> Iterator[Candidate]:
    taken = Taken()
    for saying in sayings:
        if saying.hint is not None and saying.hint.search(text) is None:
            continue
        for match in matches(saying.pattern, text, detector=detector):
            start, end = match.span("value")
            if start < end and (taken.take(start, end) or (saying.wide and not taken.covers(start, end))):
                yield Candidate(index, start, end, entity_type, saying.score, detector, saying.name)
    if answer is not None:
        group: str | int = "value" if "value" in answer.pattern.groupindex else 0
        for match in matches(answer.pattern, text, detector=detector):
            start, end = match.span(group)
            if start < end and (taken.take(start, end) or (answer.wide and not taken.covers(start, end))):
                yield Candidate(index, start, end, entity_type, WEAK, detector, "answer")
