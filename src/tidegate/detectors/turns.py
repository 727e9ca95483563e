"""Which of two ways to one answer is taken: by what the first one takes.

An automaton of google-re2's makes its states as texts lead it there, so many patterns in one are the fastest way
through texts whose words it has met (logs, forms), and the slowest through others (chats): 4 or 140 us for a text.
Which of them a topic carries is not known beforehand, and may change. So the first way is timed, and left for a while
where it is slow; it is tried again later, each time after a longer while. What is found is the same either way.
"""

from __future__ import annotations

from collections.abc import Callable

CpuClock = Callable[[], float]  # seconds that this thread has worked, for `Turns.took`

# Texts: that are let pass before the first way is judged, for at first nothing has been met; by which it is judged; and
# for which the second way is then taken, at first and at most.
WARMED, JUDGED, AWAY_FIRST, AWAY_MAX = 2048, 2048, 32_768, 1 << 20


class Turns:
    """``first`` says which way to take. Not exact where threads share it, which costs time only.

    Args:
        text_seconds: What the first way may take for each text, of CPU time,
        byte_seconds: and for each byte.
    """

    __slots__ = ("_allowed", "_away", "_byte_seconds", "_left", "_spent", "_text_seconds", "_warming", "first")

    def __init__(self, text_seconds: float, byte_seconds: float) -> None:
        self.first = True
        self._text_seconds, self._byte_seconds = text_seconds, byte_seconds
        self._away = AWAY_FIRST
        self._left = WARMED
        self._warming = True
        self._spent = self._allowed = 0.0

    def took(self, seconds: float, texts: int, size: int) -> None:
        """The first way took so long for so many texts of so many bytes."""
        self._spent += seconds
        self._allowed += texts * self._text_seconds + size * self._byte_seconds
        self._left -= texts
        if self._left > 0:
            return
        if self._warming or self._spent <= self._allowed:
            if not self._warming:
                self._away = AWAY_FIRST
            self._begin(warming=False)
            return
        self.first, self._left = False, self._away
        self._away = min(self._away * 2, AWAY_MAX)

    def passed(self, texts: int) -> None:
        """The second way was taken for so many texts."""
        self._left -= texts
        if self._left <= 0:
            self.first = True
            self._begin(warming=True)

    def _begin(self, *, warming: bool) -> None:
        self._warming = warming
        self._spent = self._allowed = 0.0
        self._left = WARMED if warming else JUDGED
