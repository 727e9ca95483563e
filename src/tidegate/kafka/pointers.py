"""What a quarantine topic says: which records are put away there, and which of them have been released.

A pointer is released by a mark: a record with the pointer's key, no value, and the header ``tidegate-run`` that names
the run whose pointer it was. The mark is written in the very transaction that writes the clean record, to the pointer's
own partition, so it lies behind the pointer and lives at least as long. Whoever reads the topic to its end therefore
knows what is still put away; there is no other memory that could disagree with it.

How much is put away is bounded by the topic's retention only, so what was read is kept in a file while it is looked at.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition

from tidegate.errors import ClientFault
from tidegate.kafka.quarantine import POLICY_HASH_SHOWN, POLICY_HEADER, Record
from tidegate.kafka.records_io import deadline, stop_consumer
from tidegate.wire import QuarantineRecord, WireFault, read

RUN_HEADER = "tidegate-run"
READ_SECONDS = 120.0  # without getting on; longer than any open transaction that we may have to wait for
POLL_MS = 200
POLL_RECORDS_MAX = 2_000  # held as objects at a time
MEMORY_KIB_MAX = 32 * 1024  # of pointers; what is more goes to the file


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


Place = tuple[str, int, int, str]  # of a record, and the run that put it away: what a pointer is known by

_TABLE = """
CREATE TABLE pointer (
    topic TEXT, partition INTEGER, at INTEGER, run TEXT,
    message BLOB, lies INTEGER, quarantined_ms INTEGER, meant INTEGER,
    PRIMARY KEY (topic, partition, at, run)
) WITHOUT ROWID
"""
_PUT = "REPLACE INTO pointer VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_RELEASE = "DELETE FROM pointer WHERE topic = ? AND partition = ? AND at = ? AND run = ?"
_ONE = "SELECT message, lies, quarantined_ms FROM pointer WHERE topic = ? AND partition = ? AND at = ? AND run = ?"
_OPEN = "SELECT message, lies, quarantined_ms FROM pointer ORDER BY topic, partition, at, run"
_WITHIN = """
SELECT message, lies, quarantined_ms FROM pointer WHERE topic = ? AND partition = ? AND at >= ? AND at < ?
ORDER BY at, run
"""
_CHOSEN = "SELECT message, lies, quarantined_ms FROM pointer WHERE meant ORDER BY topic, partition, at, run LIMIT ?"
_CHOSEN_BY_RUN = """
SELECT message, lies, quarantined_ms FROM (
    SELECT * FROM pointer WHERE meant ORDER BY topic, partition, at, run LIMIT ?
) ORDER BY run, topic, partition, at
"""


class Pointers:
    """What a quarantine topic holds: what is still put away; how many were released or cannot be read.

    Args:
        takes: Which pointers are meant; of the others nobody asks more than whether and how many there are.
        sealed: Keep sealed payloads. Without it ``sealed`` is "" where there is one: each may be as large as a record.

    It lies in a private file that SQLite takes away, in the order of records; of it `MEMORY_KIB_MAX` are in memory.
    """

    def __init__(self, takes: Callable[[Pointer], bool] = lambda pointer: True, *, sealed: bool = False) -> None:
        self._takes, self._sealed = takes, sealed
        self.released = self.unreadable = 0
        self._file = sqlite3.connect("", isolation_level=None)
        # Sorting goes to a file too. Nothing here outlives the process, so nothing is guarded against its end.
        for setting in ("temp_store = 1", "journal_mode = off", "synchronous = off", f"cache_size = -{MEMORY_KIB_MAX}"):
            self._file.execute(f"PRAGMA {setting}")
        self._file.execute(_TABLE)
        self._file.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the file away."""
        self._file.close()

    def add(self, record: Any) -> None:
        """Fold in one record of the topic; those of a partition come in order.

        Args:
            record: With ``partition``, ``timestamp`` (milliseconds), ``key``, ``value`` and ``headers``.
        """
        if record.value is None:
            self._release((record.key or b"").decode("utf-8", "replace"), dict(record.headers).get(RUN_HEADER) or b"")
            return
        try:
            pointer = Pointer(read(QuarantineRecord, record.value), record.partition, record.timestamp)
            message = self._light(pointer.message)
            text = record.value if message is pointer.message else message.to_bytes()
            row = (text, pointer.partition, pointer.quarantined_ms, self._takes(pointer))
            self._file.execute(_PUT, (*_place(message), *row))
        except (WireFault, OverflowError):  # no offset is so large
            self.unreadable += 1

    def _light(self, message: QuarantineRecord) -> QuarantineRecord:
        return message if self._sealed or message.sealed is None else message.model_copy(update={"sealed": ""})

    def _release(self, key: str, run: bytes) -> None:
        topic, *numbers = key.rsplit("/", 2)
        if len(numbers) != 2 or not all(_is_offset(number) for number in numbers):
            return  # no key of a pointer
        place = (topic, *map(int, numbers), run.decode("utf-8", "replace"))
        self.released += self._file.execute(_RELEASE, place).rowcount

    @property
    def open(self) -> Iterator[Pointer]:
        """What is still put away, in order."""
        return self._read(_OPEN)

    def chosen(self, limit: int | None = None) -> Iterator[Pointer]:
        """Those of them that are meant, in order; no more than ``limit``."""
        return self._read(_CHOSEN, _most(limit))

    def chosen_by_run(self, limit: int | None = None) -> Iterator[Pointer]:
        """The same ones, run by run."""
        return self._read(_CHOSEN_BY_RUN, _most(limit))

    def within(self, topic: str, partition: int, start: int, end: int) -> Iterator[Pointer]:
        """What is still put away of the offsets ``[start, end)`` of a raw partition."""
        return self._read(_WITHIN, (topic, partition, start, end))

    @property
    def count(self) -> int:
        """How many are still put away."""
        return self._count("SELECT COUNT(*) FROM pointer")

    @property
    def count_chosen(self) -> int:
        return self._count("SELECT COUNT(*) FROM pointer WHERE meant")

    def __contains__(self, pointer: Pointer) -> bool:
        """Whether this very pointer is still put away; what was sealed is not looked at."""
        found = self._read(_ONE, _place(pointer.message))
        return any(
            (one.partition, one.quarantined_ms, self._light(one.message))
            == (pointer.partition, pointer.quarantined_ms, self._light(pointer.message))
            for one in found
        )

    def _count(self, query: str) -> int:
        [[count]] = self._file.execute(query)
        return int(count)

    def _read(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[Pointer]:
        with closing(self._file.cursor()) as cursor:
            for message, partition, quarantined_ms in cursor.execute(query, values):
                yield Pointer(read(QuarantineRecord, message), partition, quarantined_ms)


def _place(message: QuarantineRecord) -> Place:
    return message.topic, message.partition, message.offset, message.run_id


def _is_offset(text: str) -> bool:
    """Whether a number is written as we write it, and SQLite can hold it."""
    return text.isascii() and text.isdecimal() and len(text) <= 19 and str(int(text)) == text and int(text) < 2**63


def _most(limit: int | None) -> tuple[int]:
    return (-1 if limit is None else limit,)  # SQLite's word for all


def fold(records: Iterable[Any]) -> Pointers:
    """Fold the topic's records, each partition in order; see `Pointers.add`."""
    pointers = Pointers()
    for record in records:
        pointers.add(record)
    return pointers


async def read_pointers(
    options: Mapping[str, Any],
    topic: str,
    seconds: float = READ_SECONDS,
    *,
    takes: Callable[[Pointer], bool] = lambda pointer: True,
    sealed: bool = False,
) -> Pointers:
    """Read a quarantine topic to its end, as of now. ``takes`` and ``sealed``: see `Pointers`, which is to be closed.

    Its end is that of a reader of uncommitted records. A reader of committed ones stops before the oldest open
    transaction, a lane's perhaps, and would miss the mark of a release that was committed behind it.

    Raises:
        KafkaFault: The topic does not exist, or for ``seconds`` it did not get nearer to its end: half of it would be a
            wrong answer.
    """
    uncommitted = AIOKafkaConsumer(**options, group_id=None, enable_auto_commit=False)
    committed = AIOKafkaConsumer(
        **options,
        group_id=None,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
    )
    undone = ExitStack()
    pointers = undone.enter_context(Pointers(takes, sealed=sealed))
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
            positions = {place: await committed.position(place) for place in places}
        while any(positions[place] < ends[place] for place in places):
            async with deadline(f"read {topic}", seconds):
                before = positions
                while positions == before:
                    answer = await committed.getmany(timeout_ms=POLL_MS, max_records=POLL_RECORDS_MAX)
                    for record in (one for found in answer.values() for one in found):
                        pointers.add(record)
                    positions = {place: await committed.position(place) for place in places}
        undone.pop_all()
    finally:
        undone.close()
        await stop_consumer(uncommitted)
        await stop_consumer(committed)
    return pointers
