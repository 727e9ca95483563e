"""What a quarantine topic says: which records are put away there, and which of them have been released.

A pointer is released by a mark: a record with the pointer's key, no value, and the header ``tidegate-run`` that names
the run whose pointer it was. The mark is written in the very transaction that writes the clean record, to the pointer's
own partition, so it lies behind the pointer and lives at least as long. Whoever reads the topic to its end therefore
knows what is still put away; there is no other memory that could disagree with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from tidegate.errors import ClientFault
from tidegate.kafka.quarantine import POLICY_HASH_SHOWN, POLICY_HEADER, Record
from tidegate.kafka.records_io import deadline, stop_consumer
from tidegate.wire import QuarantineRecord, WireFault, read

RUN_HEADER = "tidegate-run"
READ_SECONDS = 120.0  # longer than any open transaction that we may have to wait for
POLL_MS = 200


@dataclass(frozen=True, slots=True)
class Pointer:
    """A record that is put away. ``partition`` and ``quarantined_ms`` are those of the pointer, not of the record."""

    message: QuarantineRecord
    partition: int
    quarantined_ms: int

    @property
    def key(self) -> str:
        return f"{self.message.topic}/{self.message.partition}/{self.message.offset}"

    def mark(self, policy_hash: str) -> Record:
        """What releases it: see the module."""
        headers = (
            (RUN_HEADER, self.message.run_id.encode()),
            (POLICY_HEADER, policy_hash[:POLICY_HASH_SHOWN].encode()),
        )
        return Record(self.key.encode(), None, None, headers)


@dataclass(frozen=True, slots=True)
class Pointers:
    """What a quarantine topic holds: what is still put away, in order; how many were released or cannot be read."""

    open: tuple[Pointer, ...]
    released: int = 0
    unreadable: int = 0


def fold(records: Iterable[Any]) -> Pointers:
    """Fold the topic's records, each partition in order.

    Args:
        records: With ``partition``, ``timestamp`` (milliseconds), ``key``, ``value`` and ``headers``.
    """
    found: dict[tuple[str, str], Pointer] = {}
    released = unreadable = 0
    for record in records:
        key = (record.key or b"").decode("utf-8", "replace")
        if record.value is None:
            run_id = (dict(record.headers).get(RUN_HEADER) or b"").decode("utf-8", "replace")
            released += found.pop((run_id, key), None) is not None
            continue
        try:
            pointer = Pointer(read(QuarantineRecord, record.value), record.partition, record.timestamp)
        except WireFault:
            unreadable += 1
            continue
        found[pointer.message.run_id, pointer.key] = pointer
    ordered = sorted(
        found.values(),
        key=lambda one: (one.message.topic, one.message.partition, one.message.offset, one.message.run_id),
    )
    return Pointers(tuple(ordered), released, unreadable)


async def read_pointers(options: Mapping[str, Any], topic: str, seconds: float = READ_SECONDS) -> Pointers:
    """Read a quarantine topic to its end, as of now.

    Its end is that of a reader of uncommitted records. A reader of committed ones stops before the oldest open
    transaction, a lane's perhaps, and would miss the mark of a release that was committed behind it.

    Raises:
        KafkaFault: The topic does not exist, or its end was not reached in time: half of it would be a wrong answer.
    """
    uncommitted = AIOKafkaConsumer(**options, group_id=None, enable_auto_commit=False)
    committed = AIOKafkaConsumer(
        **options,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    records: list[Any] = []
    try:
        async with deadline(f"read {topic}", seconds):
            await uncommitted.start()
            await committed.start()
            numbers = (await committed._client.fetch_all_metadata()).partitions_for_topic(topic)
            if not numbers:
                raise ClientFault(f"topic {topic} does not exist")
            places = [TopicPartition(topic, number) for number in sorted(numbers)]
            ends = await uncommitted.end_offsets(places)
            committed.assign(places)
            await committed.seek_to_beginning(*places)
            behind = set(places)
            while behind := {place for place in behind if await committed.position(place) < ends[place]}:
                for found in (await committed.getmany(timeout_ms=POLL_MS)).values():
                    records += found
    finally:
        await stop_consumer(uncommitted)
        await stop_consumer(committed)
    return fold(records)
