"""How long a service that detectors need has been away, and what the policy says then.

A temporary fault is not the record's fault, so a lane waits and tries again. For how long that is bearable is the
policy's to say: `quarantine.temporary_fault` is ``wait`` (for ever, readiness turns red) or ``quarantine`` (after
`retry_seconds_max`; every batch asks anew, so what comes after the service is back passes).
"""

from __future__ import annotations

from tidegate.kafka.clock import Clock


class Away:
    """Of one lane. ``retry_seconds_max``: how long a temporary fault is waited out before the policy has its say."""

    def __init__(self, clock: Clock, retry_seconds_max: float) -> None:
        self._clock = clock
        self._seconds_max = retry_seconds_max
        self._since: float | None = None

    def over(self) -> None:
        """A batch was read: every service is there."""
        self._since = None

    def too_long(self) -> bool:
        """A batch met a temporary fault: whether it has lasted for longer than is waited."""
        now = self._clock.monotonic()
        if self._since is None:
            self._since = now
        return now - self._since >= self._seconds_max
