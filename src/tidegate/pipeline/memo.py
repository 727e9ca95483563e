"""A memory of answers that bounds itself: when it is full it forgets everything and starts again.

For pure functions only, so that forgetting costs time and changes nothing. Lanes that share a plan share it; each
operation is one step of the interpreter, and two threads that answer the same question give the same answer.
"""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(Generic[K, V]):
    """At most ``entries_max`` answers."""

    __slots__ = ("_known", "entries_max", "get")

    def __init__(self, entries_max: int) -> None:
        self.entries_max = entries_max
        self._known: dict[K, V] = {}
        self.get = self._known.get  # bound once: it is asked for every value of every record

    def __len__(self) -> int:
        return len(self._known)

    def put(self, key: K, value: V) -> None:
        if len(self._known) >= self.entries_max:
            self._known.clear()
        self._known[key] = value
