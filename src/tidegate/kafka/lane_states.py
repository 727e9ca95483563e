"""What each lane is doing, told to the progress topic every few seconds and on each change.

Outside transactions: a lane that cannot commit is the very one that must be able to say so. Nothing is proved by these
records; the ledger is made of deltas alone.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from tidegate.errors import KafkaFault
from tidegate.kafka.lanes import RunningLane
from tidegate.kafka.records_io import CALL_SECONDS, deadline, let_go
from tidegate.kafka.retries import Retries
from tidegate.wire import LaneState, RunSpecification

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
GATHER_SECONDS = 0.2  # changes that come together are told together


def lane_state(specification: RunSpecification, lane: RunningLane, worker: str, now_ms: int) -> LaneState:
    """The message about one lane."""
    committed = lane.next or 0
    return LaneState(
        run_id=specification.run_id,
        topic=specification.topic,
        partition=lane.partition,
        worker=worker,
        state=lane.status,
        reason=lane.reason,
        position=lane.position,
        committed=committed,
        held=max(0, lane.position - committed),
        lag=lane.lag,
        at=datetime.fromtimestamp(now_ms / 1000, UTC),
    )


class LaneStateWriter:
    """Writes lane states with an idempotent producer.

    Args:
        connection: Arguments that every client shares.
        topic: `<prefix>.progress`.
        states: The states of all lanes, as of now.
    """

    def __init__(self, connection: Mapping[str, Any], topic: str, states: Callable[[], Iterable[LaneState]]) -> None:
        self._connection = connection
        self._topic = topic
        self._states = states
        self._changed = asyncio.Event()
        self._retries = Retries(time.monotonic)

    def changed(self) -> None:
        """A lane's state changed: tell it soon."""
        self._changed.set()

    async def write(self) -> None:
        """Write for ever; after a fault with a new producer."""
        while True:
            producer = AIOKafkaProducer(**self._connection, enable_idempotence=True)
            try:
                async with deadline("lane states", CALL_SECONDS):
                    await producer.start()
                while True:
                    async with deadline("lane states", CALL_SECONDS):
                        await self._write_once(producer)
                    if self._retries.worked():
                        log.info("lane states are written again")
                    with suppress(TimeoutError):
                        async with asyncio.timeout(EVERY_SECONDS):
                            await self._changed.wait()
                    await asyncio.sleep(GATHER_SECONDS)
                    self._changed.clear()
            except KafkaFault as fault:
                if self._retries.failed(fault):
                    log.warning("lane states not written, trying on: %s", fault)
            finally:
                await let_go(producer.stop())
            await asyncio.sleep(self._retries.seconds)

    async def _write_once(self, producer: Any) -> None:
        sent = [
            await producer.send(self._topic, state.to_bytes(), key=state.run_id.encode()) for state in self._states()
        ]
        if sent:
            await asyncio.gather(*sent)
