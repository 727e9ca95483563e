"""The policy's block list as a detector: what it names is found whatever else is enabled, and nothing frees it.

Its patterns come from outside: `tidegate.detectors.patterns` bounds what they may cost. A label is a known type, by any
of its names, or a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tidegate import taxonomy
from tidegate.detectors.patterns import UserPattern, compile_pattern, need_of_pattern, wide_need_of_pattern
from tidegate.records import TextBatch
from tidegate.spans import Candidate

NAME = "block_list"


class BlockList:
    """Every match of every pattern, under the label it is listed by, case-insensitive."""

    name = NAME
    version = "1"
    context: frozenset[str] = frozenset()
    refute: frozenset[str] = frozenset()

    def __init__(
        self,
        patterns: Mapping[str, str],
        *,
        score: float,
        place: str = "",
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._score = score
        self._patterns: list[tuple[str, UserPattern]] = []
        needs: list[str | None] = []
        wide: list[str] = []
        for label, pattern in sorted(patterns.items()):
            compiled = compile_pattern(pattern, place=f"{place}.{label}", ignore_case=True, clock=clock)
            self._patterns.append((taxonomy.known_or_own(label), compiled))
            needs.append(need_of_pattern(pattern, compiled, ignore_case=True))
            wide.append(wide_need_of_pattern(pattern, compiled, ignore_case=True))
        self.entity_types = tuple(sorted({label for label, _ in self._patterns}))
        self.linear = all(pattern.linear != "none" for _, pattern in self._patterns)
        self.slow_beyond_ascii = any(pattern.linear == "ascii" for _, pattern in self._patterns)
        self.needs = None if None in needs else "|".join(f"(?:{need})" for need in needs)
        self.wide_needs = "" if "" in wide else "|".join(f"(?:{need})" for need in wide)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        for index, text in enumerate(batch.texts):
            for label, pattern in self._patterns:
                for start, end in pattern.spans(text, detector=NAME):
                    found.append(Candidate(index, start, end, label, self._score, NAME, label))
        found.sort()
        return found
