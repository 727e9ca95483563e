"""Custom detectors: a policy's own patterns, as good as built in.

They come from outside, so they run on google-re2, whose search is linear in the text, and compiling them is bounded
too: seventeen characters can describe an automaton of hundreds of megabytes. A pattern that RE2 cannot hold is refused
when the policy is read, with RE2's reason.

Source:
    google-re2 (syntax: https://github.com/google/re2/wiki/Syntax); its ``\\d \\w \\b`` are ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import re2

from tidegate import taxonomy
from tidegate.detectors.payment_card import luhn
from tidegate.detectors.scan import words
from tidegate.errors import ConfigurationError
from tidegate.policies import CustomDetector
from tidegate.records import TextBatch
from tidegate.spans import Candidate, Checksum

PATTERN_BYTES_MAX = 8 << 20  # memory of one compiled pattern, in bytes
FAILED_CHARS_MIN = 2  # digits below which there is nothing for a check digit to check


class Custom:
    """One pattern of the policy. Its name is ``custom_<type>``; findings carry the policy's own type."""

    version = "1"

    def __init__(self, rule: CustomDetector, *, place: str = "detect.detectors", number: int = 0) -> None:
        self.name = f"custom_{rule.type}" + (f"_{number}" if number else "")
        own = rule.type.upper() not in {alias for entity in taxonomy.ENTITY_TYPES for alias in entity.aliases}
        self.entity_types: tuple[str, ...] = (rule.type if own else taxonomy.canonical(rule.type),)
        self.context = words(" ".join(rule.context))
        self.refute = words(" ".join(rule.refute)) - self.context
        self.score = rule.score
        self.checksum = rule.checksum
        self._pattern = compile_pattern(rule.pattern, place=f"{place}.pattern")
        self.needs = need_of_pattern(rule.pattern)

    def detect(self, batch: TextBatch) -> Sequence[Candidate]:
        found: list[Candidate] = []
        entity_type = self.entity_types[0]
        for index, text in enumerate(batch.texts):
            for match in self._pattern.finditer(text):
                start, end = match.span()
                if start < end:
                    checksum = self._check(text[start:end])
                    found.append(Candidate(index, start, end, entity_type, self.score, self.name, "pattern", checksum))
        return found

    def _check(self, value: str) -> Checksum:
        if self.checksum == "none":
            return Checksum.NONE
        digits = "".join(character for character in value if character in "0123456789")
        return Checksum.VALID if len(digits) >= FAILED_CHARS_MIN and luhn(digits) else Checksum.FAILED


def compile_pattern(pattern: str, *, place: str = "", ignore_case: bool = False) -> re2.Pattern[str]:
    """Compile a pattern from outside within bounds.

    Raises:
        ConfigurationError: If RE2 refuses it, if it is too large, or if it matches nothing (an empty text): with the
        reason.
    """
    options = re2.Options()
    options.max_mem = PATTERN_BYTES_MAX
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "it is not valid"
        text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise ConfigurationError(f"RE2 refuses the pattern: {text}", place=place) from None
    if compiled.search("") is not None:
        raise ConfigurationError("the pattern matches the empty text, so it would match everywhere", place=place)
    return compiled


# Pieces of a pattern: classes and escapes whole, so that a `$` in a class is no anchor.
_PIECE = re.compile(r"\[\^?\]?(?:\[:\^?[a-z]+:\]|\\.|[^\]\\])*\]|\\x\{|\\.|\(\?P?<|.", re.DOTALL)
# Anchors, a quotation in which nothing is as it seems, and what means something else in a buffer of bytes; a group's
# name may come twice where patterns are joined.
_DEPENDENT = frozenset({"^", "$", r"\A", r"\z", r"\Z", r"\C", r"\Q", r"\x{", "(?P<", "(?<"})


def is_anchored(pattern: str) -> bool:
    """Whether a pattern may depend on where its text begins or ends. Word boundaries do not count: what stands around a
    text in a record's bytes is never a letter or a digit.
    """
    return not _DEPENDENT.isdisjoint(_PIECE.findall(pattern)) or "\\x{" in pattern


def need_of_pattern(pattern: str, *, ignore_case: bool = False) -> str | None:
    """What must stand in a text for a pattern from outside to match: itself, unless it has an anchor."""
    if not pattern.isascii() or is_anchored(pattern):
        return None
    return f"(?i:{pattern})" if ignore_case else pattern


def build(rules: Sequence[CustomDetector], *, place: str = "detect.detectors") -> tuple[Custom, ...]:
    """The policy's own detectors, in its order; two patterns of one type are two detectors."""
    built: list[Custom] = []
    for index, rule in enumerate(rules):
        number = sum(earlier.type == rule.type for earlier in rules[:index])
        built.append(Custom(rule, place=f"{place}[{index}]", number=number + 1 if number else 0))
    return tuple(built)
