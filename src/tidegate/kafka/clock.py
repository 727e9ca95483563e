"""The clock of the data plane, passed in: a lane that waits 30 seconds must not make its test wait."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Time as a lane sees it."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch; may jump, so it only dates things."""

    def monotonic(self) -> float:
        """Seconds that never go back; measures how long something took."""

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
