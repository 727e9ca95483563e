"""Do not ask a broker without end that answers at once with nothing.

A fetch says how long the broker may wait for records (``fetch.max.wait.ms``), and Apache Kafka waits. The embedded
broker (noida-db 0.2.3) answers a reader of committed records at once while a transaction is open in the topic, and
aiokafka asks again at once: reader and broker take a core each. So who was answered with nothing, sooner than it had
allowed, rests a moment before it asks again.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from aiokafka.consumer.fetcher import Fetcher

REST_SECONDS = 0.01  # short beside the 0.1 to 0.5 s that our readers allow

_ask = Fetcher._proc_fetch_request
_sleep = asyncio.sleep


async def ask(fetcher: Any, assignment: Any, node_id: Any, request: Any) -> bool:
    """aiokafka's fetch, and a rest behind one that brought nothing before its time."""
    asked_at = time.monotonic()
    brought: bool = await _ask(fetcher, assignment, node_id, request)
    if not brought:
        early = asked_at + fetcher._fetch_max_wait_ms / 1000 - time.monotonic()
        if early > 0:
            # As aiokafka's own fetch does: whoever cancels it awaits it, and would end of a cancellation of its own.
            with suppress(asyncio.CancelledError):
                await _sleep(min(early, REST_SECONDS))
    return brought


def install() -> None:
    """Let every consumer of this process do so."""
    Fetcher._proc_fetch_request = ask
