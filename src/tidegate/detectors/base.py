"""What a detector is: it reads a batch of texts and says where something may be.

A detector claims; it does not decide. Its scores are the base scores of the form it saw (`spans.WEAK`, `MEDIUM`,
`STRONG`); context words, check digits and thresholds are weighed in one place, `pipeline.score`, so that every detector
is judged by the same rule and `explain` can show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from tidegate.records import TextBatch
from tidegate.spans import Candidate


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """What a policy tells every detector.

    Attributes:
        regions: ISO 3166 alpha-2 codes, upper case; they choose national forms.
        languages: ISO 639-1 codes, lower case.
    """

    regions: tuple[str, ...] = ("US",)
    languages: tuple[str, ...] = ("en",)


@runtime_checkable
class Detector(Protocol):
    """One way to find one or more entity types.

    Attributes:
        name: The module's name; it stands in headers, summaries and metrics.
        version: Rises when the same text may give other candidates.
        entity_types: Canonical names (see `tidegate.taxonomy`) it can claim.
        context: Words (case-folded, single words) near a candidate, in the field's name or in the last question, that
            raise its score.
        refute: Words that lower it.

    A detector may also declare ``needs``: a google-re2 pattern, ASCII and without anchors, that matches in every ASCII
    text in which the detector finds anything; where the field's name decides, in ``"name":"text"``. (After a question
    for a type every detector reads.) Then texts and whole records that do not match are not shown to it
    (`pipeline.gate`). Without one it reads everything.

    One that finds its types in one special form only (a line of a format) says so by ``special = True``: then it alone
    does not serve a type that a policy names.

    What ``needs`` says holds for ASCII: outside of it a letter may be folded, a dash or a blank be another. For all
    other texts a detector may declare ``wide_needs``, a google-re2 pattern on Unicode without anchors, ``wide_words``,
    words as `gazetteers.fold` folds them, or both: it reads a text that has either. Without them it reads all of these.
    A line's end stands before and behind the text here too, so a pattern may ask for an edge. What is encoded, spelt
    out or written with other figures is a text of its own (`views`), and is asked for itself.
    """

    name: str
    version: str
    entity_types: tuple[str, ...]
    context: frozenset[str]
    refute: frozenset[str]

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        """Claim ranges.

        Args:
            batch: Texts in columns, any content, any length, NUL and bidirectional marks included.

        Returns:
            Candidates, sorted by (text, start, end, entity_type); ``text`` indexes ``batch.texts``; offsets are code
            points, ``0 <= start < end <= len(text)``. Same batch, same answer.

        Raises:
            DetectionIncomplete: If a text could not be read to its end. Never skip a text in silence.
        """
        ...
