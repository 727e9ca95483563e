"""The policy's block list as a detector: what it names is found whatever else is enabled, and nothing frees it.

Patterns run on google-re2: linear time on any text, and compiling is bounded, because they come from outside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tidegate.detectors.custom import compile_pattern, need_of_pattern
from tidegate.records import TextBatch
from tidegate.spans import Candidate

NAME = "block_list"


class BlockList:
    """Every match of every pattern, under the label it is listed by, case-insensitive."""

    name = NAME
    version = "1"
    context: frozenset[str] = frozenset()
    refute: frozenset[str] = frozenset()

    def __init__(self, patterns: Mapping[str, str], *, score: float, place: str = "") -> None:
        self.entity_types = tuple(sorted(patterns))
        self._score = score
        self._patterns = [
            (label, compile_pattern(patterns[label], place=f"{place}.{label}", ignore_case=True))
            for label in self.entity_types
        ]
        needs = [need_of_pattern(pattern, ignore_case=True) for pattern in patterns.values()]
        self.needs = None if None in needs else "|".join(f"(?:{need})" for need in needs)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            for label, pattern in self._patterns:
                for match in pattern.finditer(text):
                    start, end = match.span()
                    if start < end:
                        found.append(Candidate(index, start, end, label, self._score, NAME, label))
        found.sort()
        return found
