"""Custom detectors: a policy's own patterns, as good as built in.

They come from outside, so `tidegate.detectors.patterns` bounds what they may cost. Context words, refuting words and a
check digit weigh them like the built-in ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tidegate import taxonomy
from tidegate.detectors.patterns import compile_pattern, is_anchored, need_of_pattern, wide_need_of_pattern
from tidegate.detectors.payment_card import luhn
from tidegate.detectors.scan import words
from tidegate.policies import CustomDetector
from tidegate.records import TextBatch
from tidegate.spans import Candidate, Checksum

__all__ = ["Custom", "build", "compile_pattern", "is_anchored", "need_of_pattern"]

FAILED_CHARS_MIN = 2  # digits below which there is nothing for a check digit to check


class Custom:
    """One pattern of the policy. Its name is ``custom_<type>``; findings carry the policy's own type."""

    version = "1"

    def __init__(
        self,
        rule: CustomDetector,
        *,
        place: str = "detect.detectors",
        number: int = 0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.name = f"custom_{rule.type}" + (f"_{number}" if number else "")
        self.entity_types: tuple[str, ...] = (taxonomy.known_or_own(rule.type),)
        self.context = words(" ".join(rule.context))
        self.refute = words(" ".join(rule.refute)) - self.context
        self.score = rule.score
        self.checksum = rule.checksum
        self._pattern = compile_pattern(rule.pattern, place=f"{place}.pattern", clock=clock)
        self.linear = self._pattern.linear != "none"
        self.slow_beyond_ascii = self._pattern.linear == "ascii"
        self.needs = need_of_pattern(rule.pattern, self._pattern)
        self.wide_needs = wide_need_of_pattern(rule.pattern, self._pattern)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        entity_type = self.entity_types[0]
        for index, text in enumerate(batch.texts):
            for start, end in self._pattern.spans(text, detector=self.name):
                checksum = self._check(text[start:end])
                found.append(Candidate(index, start, end, entity_type, self.score, self.name, "pattern", checksum))
        return found

    def _check(self, value: str) -> Checksum:
        if self.checksum == "none":
            return Checksum.NONE
        digits = "".join(character for character in value if character in "0123456789")
        return Checksum.VALID if len(digits) >= FAILED_CHARS_MIN and luhn(digits) else Checksum.FAILED


def build(
    rules: Sequence[CustomDetector], *, place: str = "detect.detectors", clock: Callable[[], float] | None = None
) -> tuple[Custom, ...]:
    """The policy's own detectors, in its order; two patterns of one type are two detectors. ``clock``: as in
    `compile_pattern`.
    """
    built: list[Custom] = []
    for index, rule in enumerate(rules):
        number = sum(earlier.type == rule.type for earlier in rules[:index])
        built.append(Custom(rule, place=f"{place}[{index}]", number=number + 1 if number else 0, clock=clock))
    return tuple(built)
