"""Many patterns in one automaton, which tells which of them match: google-re2's sets, asked directly.

Without room a set does not say so: its answer is that nothing matches, which here would mean that a text passes unread.
So each set is asked for a pattern of its own when it is made, and one that does not find it is none.

Source:
    google-re2 (``re2::RE2::Set``, ``DFA out of memory``).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

import re2

BYTES_MAX = 64 << 20  # memory of an automaton: its program, and the states that texts have led it through
_PROBE = secrets.token_hex(16)  # no text has it by chance, and nobody outside knows it

Match = Callable[[bytes], list[int]]


def match_of(patterns: Sequence[str], *, wide: bool = False, bytes_max: int | None = None) -> Match | None:
    """Which of these patterns match somewhere, by their places; None where they are too large for one automaton.

    Args:
        patterns: google-re2 patterns, at least one.
        wide: Whether texts are UTF-8; else each byte is a character.
        bytes_max: Memory; `BYTES_MAX` unless given.
    """
    options = re2.Options()
    options.encoding = re2.Options.Encoding.UTF8 if wide else re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = BYTES_MAX if bytes_max is None else bytes_max
    found = re2.Set.SearchSet(options)
    for pattern in (*patterns, _PROBE):
        found.Add(pattern.encode("utf-8"))
    try:
        found.Compile()
    except re2.error:
        return None
    match: Any = found._set.Match  # the wrapper's own costs more than most texts
    return match if len(patterns) in match(_PROBE.encode("ascii")) else None
