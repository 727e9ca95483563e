"""One partition of an aiokafka consumer as a lane sees it.

The consumer is shared by all lanes of a run; each lane polls its own partition only. Positions are the consumer's own:
after a poll they lie behind transaction markers, aborted records and compacted gaps, where a count would not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.partitioner import murmur2

from tidegate.errors import ClientFault, KafkaFault
from tidegate.kafka.commit import TopicLimits
from tidegate.kafka.faults import classify
from tidegate.kafka.taken_back import Place
from tidegate.records import RawBatch

CALL_SECONDS = 10.0
READ_BACK_IDLE_SECONDS = 10.0  # a log that gives nothing for so long, with an end still ahead, is a fault
CLOSE_SECONDS = 3.0


def partition_of_key(key: str, partitions: int) -> int:
    """Where Kafka's default partitioner puts a key: one run's messages stay in one partition, in order."""
    number: int = murmur2(key.encode())
    return (number & 0x7FFFFFFF) % partitions


@asynccontextmanager
async def deadline(step: str, seconds: float | None = None) -> AsyncIterator[None]:
    """A deadline round a client call, ``CALL_SECONDS`` by default; what it raises becomes one of our faults."""
    try:
        async with asyncio.timeout(CALL_SECONDS if seconds is None else seconds):
            yield
    except KafkaFault:
        raise
    except Exception as error:
        raise classify(step, error) from error


def raw_batch(topic: str, partition: int, start: int, end: int, records: Sequence[Any]) -> RawBatch:
    """aiokafka's records as columns. ``start`` and ``end`` are positions."""
    return RawBatch(
        topic=topic,
        partition=partition,
        position_from=start,
        position_to=end,
        offsets=[record.offset for record in records],
        timestamps=[record.timestamp for record in records],
        keys=[record.key for record in records],
        values=[record.value for record in records],
        headers=[record.headers for record in records],
    )


async def let_go(ending: Awaitable[object], seconds: float | None = None) -> None:
    """Wait for the end of a client that has done its work, ``CLOSE_SECONDS`` at most. What it raises says nothing.

    Bounded by itself: where a broker is gone, the deadline of whoever used the client has passed already.
    """
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_SECONDS if seconds is None else seconds):
            await ending


async def stop_consumer(consumer: Any, seconds: float = CLOSE_SECONDS) -> None:
    """Leave the group and close, bounded: aiokafka waits for a broker that may be gone."""
    with suppress(Exception):
        async with asyncio.timeout(seconds):
            await consumer.stop()
            return
    await let_go(consumer._client.close(), 1.0)


class PartitionSource:
    """A partition of a started consumer (``read_committed``, no auto commit, ``auto_offset_reset=none``).

    Args:
        consumer: The run's consumer.
        connection: Arguments for a consumer of one's own, used to read back.
        limits: From topic names to what each can take.
    """

    def __init__(
        self,
        consumer: Any,
        topic: str,
        partition: int,
        *,
        connection: Mapping[str, Any],
        limits: Callable[[Sequence[str]], Awaitable[Mapping[str, TopicLimits]]],
    ) -> None:
        self._consumer = consumer
        self._connection = connection
        self._place = TopicPartition(topic, partition)
        self._limits = limits

    async def committed(self) -> int | None:
        async with deadline("committed offset"):
            offset: int | None = await self._consumer.committed(self._place)
            return offset

    async def committed_metadata(self) -> str:
        async with deadline("committed offset"):
            found = await self._consumer._coordinator.fetch_committed_offsets([self._place])
            return str(found[self._place].metadata or "") if self._place in found else ""

    async def log_start(self) -> int:
        async with deadline("log start"):
            offsets = await self._consumer.beginning_offsets([self._place])
            start: int = offsets[self._place]
            return start

    def partitions(self) -> int:
        return len(self._consumer.partitions_for_topic(self._place.topic) or ())

    async def limits(self, topics: Sequence[str]) -> Mapping[str, TopicLimits]:
        async with deadline("topic limits"):
            return await self._limits(topics)

    def seek(self, position: int) -> None:
        with _as_fault("seek"):
            self._consumer.seek(self._place, position)

    def pause(self) -> None:
        with _as_fault("pause"):
            self._consumer.pause(self._place)

    def resume(self) -> None:
        with _as_fault("resume"):
            self._consumer.resume(self._place)

    async def poll(self, *, wait_seconds: float, records_max: int) -> RawBatch:
        # getmany's own timeout does not bound the wait for a rebalance.
        async with deadline("poll", wait_seconds + CALL_SECONDS):
            start = await self._consumer.position(self._place)
            answer = await self._consumer.getmany(
                self._place, timeout_ms=int(wait_seconds * 1000), max_records=records_max
            )
            records = answer.get(self._place, [])
            end = await self._consumer.position(self._place)
        if records and not start <= records[0].offset < end:
            raise ClientFault("poll: records of another assignment")
        return raw_batch(self._place.topic, self._place.partition, start, end, records)

    async def read_back(self, start: int, end: int) -> AsyncIterator[RawBatch]:
        consumer = AIOKafkaConsumer(
            **self._connection,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )
        try:
            async with deadline("read back"):
                await consumer.start()
                consumer.assign([self._place])
                log_start = (await consumer.beginning_offsets([self._place]))[self._place]
                position = max(start, log_start)
                consumer.seek(self._place, position)
            while position < end:
                before = position
                async with deadline("read back", READ_BACK_IDLE_SECONDS):
                    while position == before:
                        answer = await consumer.getmany(self._place, timeout_ms=200, max_records=2_000)
                        position = await consumer.position(self._place)
                records = [record for record in answer.get(self._place, []) if record.offset < end]
                yield raw_batch(self._place.topic, self._place.partition, before, min(position, end), records)
        finally:
            await stop_consumer(consumer)

    async def is_committed(self, place: Place) -> bool:
        topic, partition, offset = place
        at = TopicPartition(topic, partition)
        consumer = AIOKafkaConsumer(
            **self._connection,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )
        try:
            async with deadline("read a record"):
                await consumer.start()
                consumer.assign([at])
                while (await consumer.end_offsets([at]))[at] <= offset:  # noqa: ASYNC110  only the broker knows
                    await asyncio.sleep(0.05)
                consumer.seek(at, offset)
                while await consumer.position(at) <= offset:
                    for record in (await consumer.getmany(at, timeout_ms=100, max_records=1)).get(at, []):
                        return bool(record.offset == offset)
            return False
        finally:
            await stop_consumer(consumer)

    def log_end(self) -> int | None:
        try:
            end: int | None = self._consumer.last_stable_offset(self._place)
        except Exception:  # not assigned any more: then nothing is known
            return None
        return end if end is not None and end >= 0 else None


class _as_fault:
    """Turns what a synchronous client call raises into one of our faults."""

    def __init__(self, step: str) -> None:
        self._step = step

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, KafkaFault):
            raise classify(self._step, error) from error
