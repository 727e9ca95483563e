"""What a benchmark asks of a broker: fill a topic, see how far a group has come, pace records, hear of commits.

It looks from outside, as any other client: what a group has committed, and the deltas that committed transactions left.
So the process that is measured does nothing for being measured, and while it works nobody else does much.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tidegate.errors import TidegateError
from tidegate.kafka.topics import admin_client, apply_topics, ensure_topics, load_catalog
from tidegate.wire import Delta, RunSpecification, WireFault, read

BATCH_RECORDS = 1_000
FORGOTTEN = {"retention.ms": "-1"}  # the embedded broker would drop old records at once


class NothingHappened(TidegateError):
    """What is measured did not come as far as it should in the time it had."""


@asynccontextmanager
async def bench_topics(
    options: Mapping[str, Any], prefix: str, partitions: Mapping[str, int], folder: Path | None
) -> AsyncIterator[AIOKafkaAdminClient]:
    """Our own topics under a prefix, and these, for as long as the body runs; gives an admin client."""
    catalog = load_catalog(prefix, folder)
    async with admin_client(options) as admin:
        await apply_topics(admin, catalog)
        await ensure_topics(admin, catalog, partitions, configuration=FORGOTTEN)
        try:
            yield admin
        finally:
            with suppress(Exception):  # a broker of one's own is about to go; another may not let us
                await admin.delete_topics([*catalog.names(), *partitions])


@asynccontextmanager
async def output_topic(
    admin: AIOKafkaAdminClient, prefix: str, name: str, partitions: int, folder: Path | None = None
) -> AsyncIterator[str]:
    """A topic for one pass. What is in it goes with it: the embedded broker writes all that it holds to disk every few
    seconds, so each pass would be slowed down by those before it.
    """
    await ensure_topics(admin, load_catalog(prefix, folder), {name: partitions}, configuration=FORGOTTEN)
    try:
        yield name
    finally:
        with suppress(Exception):
            await admin.delete_topics([name])


async def fill(options: Mapping[str, Any], topic: str, partitions: int, values: Sequence[bytes]) -> None:
    """Write values in turn to all partitions, ``BATCH_RECORDS`` at a time, without keys."""
    producer = AIOKafkaProducer(**options, max_batch_size=1024 * 1024)
    await producer.start()
    try:
        sent = []
        for number, start in enumerate(range(0, len(values), BATCH_RECORDS)):
            part = values[start : start + BATCH_RECORDS]
            sent.append(await _send(producer, topic, number % partitions, part, int(time.time() * 1000)))
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def _send(producer: Any, topic: str, partition: int, values: Iterable[bytes], timestamp_ms: int) -> Any:
    builder = producer.create_batch()
    for value in values:
        if builder.append(timestamp=timestamp_ms, key=None, value=value, headers=[]) is None:
            raise NothingHappened("a batch is too small for these records")
    builder.close()
    return await producer.send_batch(builder, topic, partition=partition)


async def write_run(options: Mapping[str, Any], topic: str, specification: RunSpecification) -> None:
    """Say what is wanted, as the control plane does."""
    producer = AIOKafkaProducer(**options)
    await producer.start()
    try:
        await producer.send_and_wait(topic, specification.to_bytes(), key=specification.run_id.encode())
    finally:
        await producer.stop()


async def committed(admin: AIOKafkaAdminClient, group: str) -> int:
    """How many offsets a group has committed, over all partitions."""
    offsets = await admin.list_consumer_group_offsets(group)
    return sum(max(0, one.offset) for one in offsets.values())


class Pace(NamedTuple):
    """Records a second, and what a process spent on each of them: CPU time in microseconds (0: not known)."""

    records_per_second: float
    cpu_microseconds: float


class _Look(NamedTuple):
    at: float
    done: int
    cpu: float


async def rate(
    admin: AIOKafkaAdminClient,
    group: str,
    records: int,
    *,
    pid: int = 0,
    seconds_max: float,
    every_seconds: float = 0.2,
) -> Pace:
    """How fast a group commits, between its first tenth and its last twentieth.

    Args:
        admin: A started admin client.
        group: Whose committed offsets are looked at.
        records: How many it will commit in all.
        pid: The process that does it.
        seconds_max: Deadline.
        every_seconds: How often to look.

    Raises:
        NothingHappened: The group did not come to the end in time.
    """
    deadline = time.monotonic() + seconds_max
    before = _Look(time.monotonic(), 0, cpu_seconds(pid))
    first: _Look | None = None
    last: _Look | None = None
    while time.monotonic() < deadline:
        with suppress(Exception):  # while the group is being formed its coordinator may not answer
            look = _Look(time.monotonic(), await committed(admin, group), cpu_seconds(pid))
            if first is None and look.done >= records * 0.1:
                first = look
            if first is not None and (last is None or last.done < records * 0.95):
                last = look
            if look.done >= records and first is not None and last is not None:
                first = first if last.done > first.done else before  # it was faster than we looked
                share = last.done - first.done
                return Pace(share / (last.at - first.at), (last.cpu - first.cpu) / share * 1e6)
            before = look
        await asyncio.sleep(every_seconds)
    raise NothingHappened(f"{group} committed too little within {seconds_max:.0f} seconds")


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, in user and kernel (Linux); 0 where that cannot be read."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def deltas(
    options: Mapping[str, Any], topic: str, run_id: str, records: int, *, seconds_max: float
) -> list[Delta]:
    """The deltas of a run, once they account for so many records.

    Called when the group has committed them, and not while it works: as long as a transaction is open in a topic, the
    embedded broker answers a reader of committed records at once with nothing, so a reader asks without end, and on
    two cores that took a third of what was measured.

    Raises:
        NothingHappened: They do not account for the records in time.
    """
    consumer = AIOKafkaConsumer(
        **options,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    await consumer.start()
    try:
        consumer._client.add_topic(topic)
        await consumer._client.force_metadata_update()
        numbers = consumer.partitions_for_topic(topic) or ()
        consumer.assign([TopicPartition(topic, number) for number in sorted(numbers)])
        found: list[Delta] = []
        counted = 0
        deadline = time.monotonic() + seconds_max
        while counted < records and time.monotonic() < deadline:
            for answer in (await consumer.getmany(timeout_ms=50)).values():
                for record in answer:
                    with suppress(WireFault):  # lane states are no deltas
                        delta = read(Delta, record.value)
                        if delta.run_id == run_id:
                            found.append(delta)
                            counted += delta.counts.in_
    finally:
        await consumer.stop()
    if counted < records:
        raise NothingHappened("the ledger does not account for every record")
    return found


class Committed(NamedTuple):
    """Offsets ``[start, end)`` of a partition, and when they were seen to be committed, in seconds since the epoch."""

    at: float
    partition: int
    start: int
    end: int


class Commits:
    """Notes when a group's committed offsets move.

    Args:
        admin: A started admin client.
        group: The group.
        every_seconds: How often to look, which is how late a commit may be seen.
    """

    def __init__(self, admin: AIOKafkaAdminClient, group: str, *, every_seconds: float = 0.01) -> None:
        self._admin, self._group, self._every_seconds = admin, group, every_seconds
        self._positions: dict[int, int] = {}
        self.seen: list[Committed] = []

    async def follow(self) -> None:
        """Look until cancelled."""
        while True:
            with suppress(KafkaError):  # while the group is being formed its coordinator may not answer
                offsets = await self._admin.list_consumer_group_offsets(self._group)
                now = time.time()
                for place, one in offsets.items():
                    before = self._positions.get(place.partition, 0)
                    if one.offset > before:
                        self._positions[place.partition] = one.offset
                        self.seen.append(Committed(now, place.partition, before, one.offset))
            await asyncio.sleep(self._every_seconds)

    async def reached(self, records: int, *, seconds_max: float) -> None:
        """Wait until so many offsets are committed, over all partitions.

        Raises:
            NothingHappened: They are not, in time.
        """
        deadline = time.monotonic() + seconds_max
        while sum(self._positions.values()) < records:
            if time.monotonic() > deadline:
                raise NothingHappened(f"{self._group} committed too little within {seconds_max:.0f} seconds")
            await asyncio.sleep(self._every_seconds)


async def paced(
    options: Mapping[str, Any],
    topic: str,
    partitions: int,
    values: Sequence[bytes],
    *,
    per_second: float,
    seconds: float,
    tick_seconds: float = 0.01,
) -> dict[int, list[float]]:
    """Write values at an even rate, over all partitions.

    Returns:
        For each partition the time of each record, by offset, in seconds since the epoch.
    """
    times: dict[int, list[float]] = {number: [] for number in range(partitions)}
    producer = AIOKafkaProducer(**options, max_batch_size=1024 * 1024)
    await producer.start()
    try:
        started, written, turn = time.monotonic(), 0, 0
        while (elapsed := time.monotonic() - started) < seconds:
            due = int(per_second * elapsed) - written
            for _ in range(min(partitions, max(1, due // 50))):
                count = min(due, max(50, -(-due // partitions)))
                if count <= 0:
                    break
                now = time.time()
                part = [values[(written + index) % len(values)] for index in range(count)]
                await _send(producer, topic, turn % partitions, part, int(now * 1000))
                times[turn % partitions].extend([now] * count)
                written, due, turn = written + count, due - count, turn + 1
            await asyncio.sleep(tick_seconds)
        await producer.flush()
    finally:
        await producer.stop()
    return times


def latencies(seen: Iterable[Committed], times: Mapping[int, Sequence[float]]) -> list[float]:
    """From each record's timestamp to the moment its commit was seen, in seconds, sorted."""
    found: list[float] = []
    for at, partition, start, end in seen:
        found.extend(at - written for written in times[partition][start:end])
    return sorted(found)
