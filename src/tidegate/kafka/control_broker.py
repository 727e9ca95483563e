"""What control asks the broker: how long logs are, where groups stand, what a compacted topic says.

These are rare questions, so each call brings its own client and leaves nothing behind that could be stale or broken by
the next one. Every answer is that of a ``read_committed`` reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code

from tidegate.errors import ClientFault
from tidegate.kafka import aborted
from tidegate.kafka.faults import classify
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.records_io import deadline, let_go, stop_consumer
from tidegate.runs.start import LogRange

CALL_SECONDS = 10.0
READ_SECONDS = 60.0  # to read a compacted topic to its end


class Message(NamedTuple):
    """A record of one of our own topics; ``value`` is None in a tombstone."""

    partition: int
    offset: int
    key: str
    value: bytes | None


class ControlBroker:
    """Answers about topics and groups.

    Args:
        options: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        aborted.install()
        self.options = dict(options)

    async def partitions(self, topic: str) -> int | None:
        """How many partitions a topic has; None if it does not exist."""
        return (await self.partition_counts([topic])).get(topic)

    async def partition_counts(self, topics: Iterable[str]) -> dict[str, int]:
        """How many partitions topics have; one that does not exist, or has no leader yet, is missing."""
        wanted = set(topics)
        async with self._admin("describe topics") as admin:
            # All of them, and then a look through: asking a broker for a topic by name may create it.
            described = await admin.describe_topics()
        # With an error its partitions are none: a run over it would succeed at once, and have read nothing.
        found = {topic["topic"]: len(topic["partitions"]) for topic in described if not topic["error_code"]}
        return {name: count for name, count in found.items() if name in wanted and count}

    async def log(self, topic: str, partitions: int) -> dict[int, LogRange]:
        """What each partition's log holds now."""
        places = [TopicPartition(topic, number) for number in range(partitions)]
        async with self.consumer("log range") as consumer:
            begin = await consumer.beginning_offsets(places)
            end = await consumer.end_offsets(places)
        return {place.partition: LogRange(begin[place], max(begin[place], end[place])) for place in places}

    async def ends(self, topics: Mapping[str, int]) -> dict[str, dict[int, int]]:
        """Where the logs of topics end, given their partition counts."""
        places = [TopicPartition(topic, number) for topic, count in topics.items() for number in range(count)]
        found: dict[str, dict[int, int]] = {topic: {} for topic in topics}
        if places:
            async with self.consumer("log ends") as consumer:
                for place, end in (await consumer.end_offsets(places)).items():
                    found[place.topic][place.partition] = end
        return found

    async def at_time(self, topic: str, partitions: int, timestamp_ms: int) -> dict[int, int]:
        """The first offset that is not older than a time; a partition without such a record is missing."""
        places = {TopicPartition(topic, number): timestamp_ms for number in range(partitions)}
        async with self.consumer("offsets by time") as consumer:
            found = await consumer.offsets_for_times(places)
        return {place.partition: at.offset for place, at in found.items() if at is not None and at.offset >= 0}

    async def committed(self, group: str, topic: str, partitions: int) -> dict[int, int]:
        """A group's committed offsets; a partition without one is missing."""
        places = [TopicPartition(topic, number) for number in range(partitions)]
        async with self._admin("committed offsets") as admin:
            found = await admin.list_consumer_group_offsets(group, partitions=places)
        return {place.partition: at.offset for place, at in found.items() if at.offset >= 0}

    async def freshen(self, group: str, topic: str) -> None:
        """Let the broker write in a group's log and take it back: its answers about the group are up to date then.

        Apache Kafka 4.3.0, started again, answered that a group had no offsets until the next write there (measured); a
        flow that ran before would then begin at its first record once more.
        """
        producer = TransactionalProducer(self.options, f"{group}.offsets")
        try:
            await producer.start()
            await producer.begin()
            await producer.send_offsets(group, {(topic, 0): 0})
            await producer.abort()
        finally:
            await producer.close()

    async def group_is_empty(self, group: str) -> bool:
        """Whether no consumer is a member of the group."""
        async with self._admin("describe group") as admin:
            answers = await admin.describe_consumer_groups([group])
        for answer in answers:
            for code, _, state, *_rest in answer.groups:
                if code != 0:
                    raise classify("describe group", for_code(code)())
                if state not in ("Empty", "Dead"):
                    return False
        return True

    async def wait_until_empty(self, group: str, seconds: float) -> bool:
        """Wait until no consumer is a member of the group. Returns False when the deadline passed first."""
        deadline_at = asyncio.get_running_loop().time() + seconds
        while not await self.group_is_empty(group):
            if asyncio.get_running_loop().time() >= deadline_at:
                return False
            await asyncio.sleep(0.2)
        return True

    async def read(
        self, topic: str, *, keep: Callable[[Message], bool] | None = None, newest_max: int | None = None
    ) -> list[Message]:
        """A topic's records from the beginning to its end as of now.

        Args:
            keep: Which of them are wanted; all without it.
            newest_max: Read no more than about so many of the newest offsets of each partition.

        Raises:
            KafkaFault: Also where the end is not reached in `READ_SECONDS`: half a log would be a wrong answer.
        """
        count = await self.partitions(topic)
        if count is None:
            raise ClientFault(f"read: topic {topic} does not exist")
        places = [TopicPartition(topic, number) for number in range(count)]
        messages: list[Message] = []
        async with self.consumer("read", READ_SECONDS) as consumer:
            begin = await consumer.beginning_offsets(places)
            ends = await consumer.end_offsets(places)
            consumer.assign(places)
            for place in places:
                first = begin[place] if newest_max is None else max(begin[place], ends[place] - newest_max)
                consumer.seek(place, first)
            behind = set(places)
            while behind := {place for place in behind if await consumer.position(place) < ends[place]}:
                for place, records in (await consumer.getmany(timeout_ms=100)).items():
                    for record in records:
                        key = (record.key or b"").decode("utf-8", "replace")
                        message = Message(place.partition, record.offset, key, record.value)
                        if record.offset < ends[place] and (keep is None or keep(message)):
                            messages.append(message)
        return messages

    async def read_at(self, topic: str, partition: int, offset: int) -> Message | None:
        """The committed record at an offset; None if there is none, because its transaction was aborted.

        Raises:
            KafkaFault: Also while a transaction before it is still open: it may yet be aborted.
        """
        place = TopicPartition(topic, partition)
        async with self.consumer("read a record") as consumer:
            consumer.assign([place])
            consumer.seek(place, offset)
            while (await consumer.end_offsets([place]))[place] <= offset:  # noqa: ASYNC110  only the broker knows
                await asyncio.sleep(0.05)
            while await consumer.position(place) <= offset:
                for record in (await consumer.getmany(place, timeout_ms=100, max_records=1)).get(place, []):
                    if record.offset == offset:
                        key = (record.key or b"").decode("utf-8", "replace")
                        return Message(partition, offset, key, record.value)
                    return None
        return None

    @asynccontextmanager
    async def consumer(self, step: str, seconds: float = CALL_SECONDS) -> AsyncIterator[Any]:
        """A started consumer without a group, for one question under one deadline."""
        async with self._closing() as consumer, deadline(step, seconds):
            await consumer.start()
            yield consumer

    @asynccontextmanager
    async def long_consumer(self, step: str) -> AsyncIterator[Any]:
        """A started consumer without a group; the caller puts a deadline round each call."""
        async with self._closing() as consumer:
            async with deadline(step):
                await consumer.start()
            yield consumer

    @asynccontextmanager
    async def _closing(self) -> AsyncIterator[Any]:
        consumer = AIOKafkaConsumer(
            **self.options,
            group_id=None,
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )
        try:
            yield consumer
        finally:
            await stop_consumer(consumer)

    @asynccontextmanager
    async def _admin(self, step: str) -> AsyncIterator[Any]:
        admin = AIOKafkaAdminClient(**self.options, request_timeout_ms=int(CALL_SECONDS * 1000))
        try:
            async with deadline(step, CALL_SECONDS):
                await admin.start()
                yield admin
        finally:
            await let_go(admin.close())


def latest(messages: Iterable[Message]) -> dict[str, bytes]:
    """What a compacted topic says: the last value of each key; a tombstone removes it."""
    found: dict[str, bytes] = {}
    for message in messages:
        if message.value is None:
            found.pop(message.key, None)
        else:
            found[message.key] = message.value
    return found
