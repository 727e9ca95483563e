"""What detectors need, asked of bytes and of single texts: which of them may find anything here at all?

A need is a pattern that stands in every text in which its detector finds anything (`need_of` refuses what cannot be
one). `Scanner` makes one automaton of many and says where the first of them matches; `TextGate` says which detectors
need to read a text. What that makes safe is told in `tidegate.pipeline.gate`.

Source:
    google-re2: linear time, so that no record can slow the scan down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import re2

from tidegate.detectors.base import Detector
from tidegate.detectors.custom import is_anchored
from tidegate.errors import ConfigurationError

PATTERN_BYTES_MAX = 64 << 20  # memory of the automaton; without room RE2 falls back to a slow machine
_UNANCHORED: Any = re2._Anchor.UNANCHORED  # see `Scanner`


class Scanner:
    """One automaton for many needs; says where in a buffer the first of them matches.

    The library's own ``search`` builds three Python objects for each match, which costs more than the scan, so its
    compiled form is asked directly.
    """

    __slots__ = ("_match",)

    def __init__(self, needs: Iterable[str]) -> None:
        pattern = "|".join(f"(?:{need})" for need in needs)
        self._match = re2.compile(pattern.encode("ascii"), _options())._regexp.Match

    def first(self, buffer: bytes, position: int, end: int) -> int:
        """Where the first match at or behind ``position`` starts, or -1."""
        start: int = self._match(_UNANCHORED, buffer, position, end)[0][0]
        return start


class TextGate:
    """Says which detectors need to read a text."""

    __slots__ = ("_all", "_always", "_match", "_read_by")

    def __init__(self, needs: Sequence[str | None]) -> None:
        """``needs`` by detector, in the plan's order; None: it reads everything."""
        self._all = tuple(range(len(needs)))
        self._always = tuple(index for index, need in enumerate(needs) if need is None)
        self._read_by: tuple[int, ...] = tuple(index for index, need in enumerate(needs) if need is not None)
        self._match: Any = None
        if self._read_by:
            patterns = re2.Set.SearchSet(_options())
            for need in needs:
                if need is not None:
                    patterns.Add(need.encode("ascii"))
            try:
                patterns.Compile()
            except re2.error:
                return  # together they are too large for one automaton: everyone reads everything
            self._match = patterns._set.Match  # as in `Scanner`

    def readers(self, text: str, name: str, expected: str = "") -> Sequence[int]:
        """Places in the plan of the detectors that may find something in a text.

        Args:
            text: The text.
            name: Of its field: a detector may find in a field named for it what it would not find elsewhere.
            expected: What the last question asks for: then every detector reads, for the question is not here.
        """
        if self._match is None or expected:
            return self._all
        looked_at = as_member(name, text)
        if not looked_at.isascii():
            return self._all
        read_by = self._read_by
        wanted = [read_by[number] for number in self._match(looked_at.encode("ascii"))]
        return (*self._always, *wanted) if self._always else wanted


def as_member(name: str, text: str) -> str:
    """A text as it stands behind its name in a JSON record, which is what needs are written for."""
    return f'"{name}":"{text}"' if name else f"\n{text}\n"


def need_of(detector: Detector) -> str | None:
    """What a detector declares: a pattern that matches in every text in which it finds anything; None: it may find
    something anywhere.

    Raises:
        ConfigurationError: If what it declares is no pattern, has an anchor, or matches everywhere.
    """
    need = getattr(detector, "needs", None)
    if need is None:
        return None
    problem = ""
    if not isinstance(need, str) or not need.isascii():
        problem = "it is not an ASCII pattern"
    elif is_anchored(need):
        problem = "it has an anchor"
    else:
        try:
            if re2.compile(need.encode("ascii"), _options()).search(b"") is not None:
                problem = "it matches the empty text"
        except re2.error:
            problem = "RE2 refuses it"
    if problem:
        raise ConfigurationError(f"what the detector {detector.name} needs cannot be used: {problem}")
    return need


def _options() -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = PATTERN_BYTES_MAX
    return options
