"""Hints: which of a detector's forms may stand in a text, told by one look instead of one search a form.

A detector with many slow forms declares for each what it needs, as it declares for itself what the gate looks for
(`base.Detector`). Texts outside ASCII are searched for every form.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import re2

BYTES_MAX = 64 << 20  # memory of the automaton


class Hints:
    """What forms need, one google-re2 pattern each: ASCII, looser than the form, and with a text's ends for edges."""

    __slots__ = ("_all", "_match")

    def __init__(self, needs: Sequence[str]) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.log_errors = False
        options.max_mem = BYTES_MAX
        patterns = re2.Set.SearchSet(options)
        for need in needs:
            patterns.Add(need.encode("ascii"))
        patterns.Compile()
        self._all = tuple(range(len(needs)))
        self._match: Any = patterns._set.Match  # the wrapper's own costs more than most texts

    def may(self, text: str) -> Collection[int]:
        """Places of the forms that may stand in a text."""
        if not text.isascii():
            return self._all
        found: list[int] = self._match(f"\n{text}\n".encode("ascii"))
        return found
