"""How a loop that tries again for ever waits and speaks.

A broker that is away for an hour is one event, not thousands: a fault is said when it begins or changes and then once a
minute, and its retries come less and less often.
"""

from __future__ import annotations

from collections.abc import Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 5.0
SAID_EVERY_SECONDS = 60.0


class Retries:
    """Of one loop. ``clock``: monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._fault = ""
        self._said_at = 0.0
        self._count = 0

    def worked(self) -> bool:
        """It worked. Returns whether it had not before."""
        again, self._fault, self._count = bool(self._fault), "", 0
        return again

    def failed(self, fault: Exception) -> bool:
        """It failed. Returns whether that should be said."""
        self._count += 1
        now = self._clock()
        said = str(fault) == self._fault and now - self._said_at < SAID_EVERY_SECONDS
        if not said:
            self._fault, self._said_at = str(fault), now
        return not said

    @property
    def seconds(self) -> float:
        """How long to wait before the next try: twice as long as before it, up to `LONGEST_SECONDS`."""
        return float(min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(self._count - 1, 10)))
