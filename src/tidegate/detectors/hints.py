"""Hints: which of a detector's forms may stand in a text, told by one look instead of one search a form.

A detector with many slow forms declares for each what it needs, as it declares for itself what the gate looks for
(`base.Detector`). Texts outside ASCII are searched for every form, unless it says what it needs there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import re2

BYTES_MAX = 64 << 20  # memory of the automaton
_NOWHERE = r"[^\x{0}-\x{10ffff}]"


class Hints:
    """What forms need, one google-re2 pattern each: ASCII, looser than the form, and with a text's ends for edges.
    ``wide`` is the same for texts outside ASCII, on Unicode; "" reads all of them.
    """

    __slots__ = ("_all", "_always", "_match", "_wide")

    def __init__(self, needs: Sequence[str], wide: Sequence[str] = ()) -> None:
        self._all = tuple(range(len(needs)))
        self._always = tuple(place for place, need in enumerate(wide) if not need)
        self._match = _match_of(needs, re2.Options.Encoding.LATIN1)
        # One that stands for "" would match everywhere, so it is asked for what no text has.
        self._wide = _match_of([need or _NOWHERE for need in wide], re2.Options.Encoding.UTF8) if wide else None

    def may(self, text: str) -> Collection[int]:
        """Places of the forms that may stand in a text."""
        if text.isascii():
            found: list[int] = self._match(f"\n{text}\n".encode("ascii"))
            return found
        if self._wide is None:
            return self._all
        return [*self._always, *self._wide(f"\n{text}\n".encode("utf-8", "replace"))]


def _match_of(patterns: Sequence[str], encoding: Any) -> Any:
    options = re2.Options()
    options.encoding = encoding
    options.log_errors = False
    options.max_mem = BYTES_MAX
    found = re2.Set.SearchSet(options)
    for pattern in patterns:
        found.Add(pattern.encode("utf-8"))
    found.Compile()
    return found._set.Match  # the wrapper's own costs more than most texts
