"""Hints: which of a detector's forms may stand in a text, told by one look instead of one search a form.

A detector with many slow forms declares for each what it needs, as it declares for itself what the gate looks for
(`base.Detector`). Texts outside ASCII are searched for every form, unless it says what it needs there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tidegate.detectors.pattern_sets import match_of

_NOWHERE = r"[^\x{0}-\x{10ffff}]"


class Hints:
    """What forms need, one google-re2 pattern each: ASCII, looser than the form, and with a text's ends for edges.
    ``wide`` is the same for texts outside ASCII, on Unicode; "" reads all of them.
    """

    __slots__ = ("_all", "_always", "_asked", "_needs", "_wide", "_wide_asked")

    def __init__(self, needs: Sequence[str], wide: Sequence[str] = ()) -> None:
        self._needs, self._wide = tuple(needs), tuple(wide)
        self._all = tuple(range(len(needs)))
        self._always = tuple(place for place, need in enumerate(wide) if not need)
        # Made at first use: most detectors of most policies never need theirs.
        self._asked: Any = None
        self._wide_asked: Any = None

    def may(self, text: str) -> Collection[int]:
        """Places of the forms that may stand in a text."""
        if text.isascii():
            asked = self._asked
            if asked is None:
                asked = self._asked = match_of(self._needs) or self._everything
            found: list[int] = asked(f"\n{text}\n".encode("ascii"))
            return found
        if not self._wide:
            return self._all
        if self._wide_asked is None:
            # One that stands for "" would match everywhere, so it is asked for what no text has.
            self._wide_asked = match_of([need or _NOWHERE for need in self._wide], wide=True) or self._everything
        return [*self._always, *self._wide_asked(f"\n{text}\n".encode("utf-8", "replace"))]

    def _everything(self, source: bytes) -> Sequence[int]:
        return self._all
