"""What runs are wanted: `<prefix>.runs` as this process last read it, and a way to read it to its very end.

A lane asks after its own fence and before its first batch. Control writes "stop" first and fences the lane second, so
whichever of the two fences came later, the lane either is fenced or reads the word.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from tidegate.errors import ClientFault, KafkaFault
from tidegate.kafka.records_io import CALL_SECONDS, deadline, stop_consumer
from tidegate.kafka.retries import Retries
from tidegate.wire import RunSpecification, Wanted, WireFault, read

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2


class RunsFollower:
    """Follows the topic of run specifications with a consumer of its own, without a group.

    Args:
        connection: Arguments that every client shares.
        topic: `<prefix>.runs`.
        on_change: Called after specifications changed.
    """

    def __init__(self, connection: Mapping[str, Any], topic: str, *, on_change: Callable[[], None]) -> None:
        self._connection = connection
        self._topic = topic
        self._on_change = on_change
        self._runs: dict[str, RunSpecification] = {}
        self._positions: dict[TopicPartition, int] = {}
        self._moved = asyncio.Condition()
        self._ends_consumer: Any = None
        self._retries = Retries(time.monotonic)
        self.caught_up = False

    @property
    def runs(self) -> Mapping[str, RunSpecification]:
        """Specifications by run id, as last read."""
        return self._runs

    async def follow(self) -> None:
        """Read for ever; after a fault, from the beginning with new clients."""
        while True:
            try:
                await self._follow_once()
            except KafkaFault as fault:
                if self._retries.failed(fault):
                    log.warning("runs topic not readable, trying on: %s", fault)
                await asyncio.sleep(self._retries.seconds)

    async def is_wanted(self, run_id: str) -> bool:
        """Whether a run may be worked on, after reading the topic to its end as of now.

        The end is the high watermark, not the last stable offset: an answered commit may still wait for its markers.

        Raises:
            ClientFault: The end could not be asked, or was not reached in time.
        """
        ends_consumer = self._ends_consumer
        if ends_consumer is None:
            raise ClientFault("runs: not connected")
        async with deadline("runs to their end"):
            ends = await ends_consumer.end_offsets(list(self._positions))
            async with self._moved:
                await self._moved.wait_for(
                    lambda: all(self._positions.get(place, -1) >= end for place, end in ends.items())
                )
        specification = self._runs.get(run_id)
        return specification is not None and specification.wanted is Wanted.PROCESS

    async def _follow_once(self) -> None:
        consumer = self._consumer("read_committed")
        ends_consumer = self._consumer("read_uncommitted")
        try:
            async with deadline("runs", 3 * CALL_SECONDS):
                await consumer.start()
                await ends_consumer.start()
                numbers = await consumer._client._wait_on_metadata(self._topic)
                places = [TopicPartition(self._topic, number) for number in sorted(numbers)]
                consumer.assign(places)
                await consumer.seek_to_beginning(*places)
                ends = await consumer.end_offsets(places)
            seen: dict[str, RunSpecification] = {}
            behind = True
            self._positions = dict.fromkeys(places, -1)
            self._ends_consumer = ends_consumer
            while True:
                async with deadline("runs", CALL_SECONDS):
                    answer = await consumer.getmany(timeout_ms=int(POLL_SECONDS * 1000))
                    positions = {place: await consumer.position(place) for place in places}
                if self._retries.worked():
                    log.info("runs topic is readable again")
                changed = [self._take(record, seen) for records in answer.values() for record in records]
                if behind and all(positions[place] >= end for place, end in ends.items()):
                    # Only now: half a log would show runs that were ended long ago.
                    behind, self._runs, changed = False, seen, [True]
                    self.caught_up = True
                async with self._moved:
                    self._positions = positions if not behind else dict.fromkeys(places, -1)
                    self._moved.notify_all()
                if any(changed) and not behind:
                    self._on_change()
        finally:
            self._ends_consumer = None
            await stop_consumer(consumer)
            await stop_consumer(ends_consumer)

    def _consumer(self, isolation: str) -> Any:
        return AIOKafkaConsumer(
            **self._connection,
            group_id=None,
            enable_auto_commit=False,
            isolation_level=isolation,
            auto_offset_reset="earliest",
        )

    def _take(self, record: Any, seen: dict[str, RunSpecification]) -> bool:
        run_id = (record.key or b"").decode("utf-8", "replace")
        if record.value is None:
            return seen.pop(run_id, None) is not None
        try:
            specification = read(RunSpecification, record.value)
        except WireFault as fault:
            # Not to be understood means not to be worked on.
            log.error("specification at %s/%s/%s is refused: %s", self._topic, record.partition, record.offset, fault)
            return seen.pop(run_id, None) is not None
        if specification.run_id != run_id:
            log.error("specification at %s/%s/%s has another key", self._topic, record.partition, record.offset)
            return seen.pop(run_id, None) is not None
        seen[run_id] = specification
        return True
