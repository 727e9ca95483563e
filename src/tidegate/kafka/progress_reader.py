"""Read the ledger's deltas: our own ``read_committed`` consumer on the progress topic.

Not a Faust agent: that one reads uncommitted records unless its whole application runs exactly-once, and would fold
deltas of aborted transactions (measured). No consumer group either: where to read on is written in the summaries,
beside what was folded, so the two can never disagree.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any, Protocol

from aiokafka import TopicPartition
from mode import Service

from tidegate.errors import KafkaFault
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.records_io import deadline
from tidegate.wire import Delta, LaneState, WireFault, read

POLL_SECONDS = 0.2
RETRY_SECONDS = 1.0
RECORDS_MAX = 2_000
REPAIR_AGAIN_SECONDS = 2.0  # after a gap could not be closed

logger = logging.getLogger("tidegate.progress")


class Folder(Protocol):
    """Who takes in what is read. ``fold`` and ``lane`` do not wait: a position and what it stands for move together."""

    def fold(self, delta: Delta) -> bool:
        """Take in a delta. Returns False where one before it is missing."""
        ...

    def lane(self, state: LaneState) -> None: ...

    async def repair(self, run_id: str) -> None:
        """Close the gaps of a run, or show them as unproven. Raises `KafkaFault`: they are as they were."""
        ...


def parse(value: bytes) -> Delta | LaneState:
    """Read a message of the progress topic.

    Raises:
        WireFault: If it is neither a delta nor a lane state.
    """
    return read(LaneState, value) if b'"type":"lane"' in value else read(Delta, value)


class ProgressReader(Service):  # type: ignore[misc]  # mode is untyped here
    """Reads the progress topic from given positions, for as long as it runs.

    Args:
        broker: For consumers, and for where the topic ends.
        topic: The progress topic.
        folder: Who takes in what is read.
    """

    def __init__(self, broker: ControlBroker, topic: str, folder: Folder) -> None:
        self._broker, self._topic, self._folder = broker, topic, folder
        self._restart = asyncio.Event()
        self._moved = asyncio.Event()
        self._generation = 0
        self._gaps: set[str] = set()  # runs whose deltas wait for one before them
        self._repair_at = 0.0  # monotonic seconds
        self.positions: dict[int, int] = {}
        self.healthy = False
        self.unreadable = 0
        super().__init__()

    def begin(self, positions: Mapping[int, int]) -> None:
        """Read on from these positions, by partition; may be called again at any time."""
        self.positions = dict(positions)
        self._gaps.clear()  # what waited is read again
        self._repair_at = 0.0
        self._generation += 1
        self._restart.set()

    async def catch_up(self, seconds: float) -> None:
        """Wait until everything that was committed before this call has been folded, or the deadline passes."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        ends = (await self._broker.ends({self._topic: len(self.positions)}))[self._topic]
        while any(self.positions.get(number, 0) < end for number, end in ends.items()):
            left = until - loop.time()
            if left <= 0:
                return
            self._moved.clear()
            try:
                async with asyncio.timeout(min(left, POLL_SECONDS)):
                    await self._moved.wait()
            except TimeoutError:
                continue

    @Service.task  # type: ignore[untyped-decorator]
    async def _run(self) -> None:
        while not self.should_stop:
            try:
                await self._read()
            except KafkaFault as fault:
                logger.warning("progress cannot be read, trying again", extra={"fault": str(fault)})
                self.healthy = False
                await self.sleep(RETRY_SECONDS)

    async def _read(self) -> None:
        """Read until somebody says where to read instead."""
        self._restart.clear()
        generation, positions = self._generation, dict(self.positions)
        if not positions:
            await self.sleep(POLL_SECONDS)
            return
        places = [TopicPartition(self._topic, number) for number in sorted(positions)]
        async with self._broker.long_consumer("progress") as consumer:
            async with deadline("progress"):
                begin = await consumer.beginning_offsets(places)
                consumer.assign(places)
                for place in places:
                    # What expired is seen as a gap, partition by partition of the runs.
                    consumer.seek(place, max(positions[place.partition], begin[place]))
            self.healthy = True
            while not self.should_stop and not self._restart.is_set():
                async with deadline("progress", POLL_SECONDS + 10.0):
                    found = await consumer.getmany(timeout_ms=int(POLL_SECONDS * 1000), max_records=RECORDS_MAX)
                    after = {place.partition: await consumer.position(place) for place in places}
                if generation != self._generation:
                    return
                self._take(found, after)
                await self._repair()

    def _take(self, found: Mapping[TopicPartition, Any], after: Mapping[int, int]) -> None:
        """Fold what came and move the positions, without a pause between."""
        for records in found.values():
            for record in records:
                if record.value is None:
                    continue
                try:
                    message = parse(record.value)
                except WireFault as fault:
                    # Its run shows a gap, and then the range as unproven.
                    self.unreadable += 1
                    logger.error(
                        "a progress message cannot be read", extra={"offset": record.offset, "why": str(fault)}
                    )
                    continue
                if isinstance(message, LaneState):
                    self._folder.lane(message)
                elif not self._folder.fold(message):
                    self._gaps.add(message.run_id)
        self.positions.update(after)
        self._moved.set()

    async def _repair(self) -> None:
        """Close the gaps that were seen. One that cannot be closed is tried again, for no later delta may come."""
        if time.monotonic() < self._repair_at:
            return
        for run_id in sorted(self._gaps):
            try:
                await self._folder.repair(run_id)
            except KafkaFault as fault:
                logger.warning("a gap cannot be closed yet", extra={"run_id": run_id, "fault": str(fault)})
                self._repair_at = time.monotonic() + REPAIR_AGAIN_SECONDS
            else:
                self._gaps.discard(run_id)
