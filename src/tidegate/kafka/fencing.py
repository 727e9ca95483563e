"""Fence the lanes of a run: after this nobody who held one of them can commit anything any more.

Starting a producer with a lane's transactional id ends the open transaction of whoever had it, and every later one. A
worker that slept through all of it finds out when it wakes. So the committed offsets read after the fence are final,
until a lane opens anew, and that one first reads whether its run is still wanted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from tidegate.kafka.producer import TransactionalProducer
from tidegate.wire import transactional_id

CONCURRENT_MAX = 8  # producers started at once; each costs a connection and some 10 ms


async def fence_lanes(
    options: Mapping[str, Any], *, lanes: str, topic: str, partitions: Iterable[int], start_seconds: float = 30.0
) -> None:
    """Take over every lane once, and let go.

    Args:
        options: Keyword arguments for aiokafka's clients.
        lanes: Prefix of the run's transactional ids.
        partitions: Input partitions.
        start_seconds: Deadline of each take-over; the broker may be ending an open transaction.

    Raises:
        KafkaFault: At least one lane could not be fenced. Fencing again is safe.
    """
    room = asyncio.Semaphore(CONCURRENT_MAX)

    async def fence(partition: int) -> None:
        async with room:
            producer = TransactionalProducer(options, transactional_id(lanes, topic, partition))
            try:
                await producer.start(start_seconds)
            finally:
                await producer.close()

    # Every one is awaited before an error is raised: none is left running behind the caller's back.
    results = await asyncio.gather(*(fence(partition) for partition in sorted(set(partitions))), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
