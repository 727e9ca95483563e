"""Patterns that are compiled when somebody first asks them for something.

To compile what all detectors look for takes longer than to import everything else, and a process needs the patterns of
its own policy only. Measured: a command that compiles a policy took 2.9 s of CPU, and 2.0 with this; a worker's process
with the types of the benchmark 80 MB, and 72.
"""

from __future__ import annotations

from typing import Any, cast

import regex

_ASKED = ("finditer", "search", "match", "fullmatch", "findall", "sub", "split", "groupindex")


class _Lazy:
    """Stands for a pattern until its first use; then it has that pattern's own methods, and costs nothing more."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = regex.compile(self.pattern, self._flags)
        self.__dict__.update({asked: getattr(compiled, asked) for asked in _ASKED})
        return getattr(compiled, name)


def compile(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """As `regex.compile`, at the first use. Raises there what is wrong with the pattern; a test asks them all."""
    return cast("regex.Pattern[str]", _Lazy(pattern, flags))
