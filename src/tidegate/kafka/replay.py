"""Replay what a quarantine put away: read it again in the raw topic, run the policy, write the clean record once.

    fence -> read the quarantine to its end -> for each partition: warm, process -> one transaction {clean, marks}

Once, because the clean record and the mark that releases its pointer are one transaction, and because a replay reads
the marks only after its transactional id (one for each quarantine topic) has fenced every other replay. A replay that
is killed, cut off or started twice leaves either both or neither.

A record that still fails stays put away. The run's ledger is not touched: it says what the run did, and that was to
quarantine the record. Released records come late, so behind records that were published after them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from tidegate.errors import LaneFenced, OutputRejected, TidegateError
from tidegate.kafka.acls import REPLAY
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.commit import TopicLimits, check, record_bytes, split, without
from tidegate.kafka.pointers import Pointer, Pointers, read_pointers
from tidegate.kafka.ports import Work
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.quarantine import Record, digest_of
from tidegate.kafka.records_io import PartitionSource
from tidegate.kafka.topic_limits import TopicLimitsReader
from tidegate.keys import Keyring
from tidegate.records import Outcomes, RawBatch, Reason
from tidegate.wire import Names

REPLAYED_HEADER = "tidegate-replayed"
BATCH_RECORDS_MAX = 200  # of one transaction
PIECE_POINTERS_MAX = 10_000  # of one partition, held at a time; the context is warmed anew for each piece
# Why a pointer stays, beside the pipeline's own reasons.
RAW_GONE, OTHER_RECORD, RUN_DELETED = "raw_gone", "other_record", "run_deleted"

FindWork = Callable[[str], Work | None]
"""From a run's id to what is done to its records now; None where the run is not known any more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pointers are meant; an empty filter means all.

    A record that killed its worker is left alone unless its reason is named: it may kill the replay too.
    """

    reasons: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    raw_topics: frozenset[str] = frozenset()

    def takes(self, pointer: Pointer) -> bool:
        """Whether a pointer is meant."""
        message = pointer.message
        filters = (
            (self.reasons, message.reason),
            (self.stages, message.stage),
            (self.runs, message.run_id),
            (self.raw_topics, message.topic),
        )
        return all(not wanted or value in wanted for wanted, value in filters)

    def dares(self, pointer: Pointer) -> bool:
        return pointer.message.reason != Reason.CRASHES_WORKER or Reason.CRASHES_WORKER in self.reasons


@dataclass(slots=True)
class Result:
    """What came of it: pointers that were released, by outcome, and those that stay, by reason."""

    released: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


class Replay:
    """One replay of one quarantine topic.

    Args:
        options: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
        names: Names of our own ids.
        topic: The quarantine topic.
        find_work: Compiles the policy for a run.
        keyring: Proves that the record at a pointer's place is the one that was put away; None: it is believed.
        dry: Do everything but write.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        names: Names,
        topic: str,
        *,
        find_work: FindWork,
        keyring: Keyring | None = None,
        dry: bool = False,
    ) -> None:
        self._options, self._topic, self._find_work = options, topic, find_work
        self._keyring, self._dry = keyring, dry
        self._id = f"{names.prefix}.{REPLAY}.{topic}"
        self._limits = TopicLimitsReader(options, SystemClock())
        self._producer: TransactionalProducer | None = None
        self._meant: Pointers | None = None  # as they were when this replay began
        self._put_away: Pointers | None = None  # as they were when its present producer began

    async def run(self, choice: Choice, limit: int | None = None) -> Result:
        """Replay the chosen pointers, the oldest offsets of each partition first.

        Args:
            limit: No more than so many.

        Raises:
            LaneFenced: Another replay of this topic has begun.
            KafkaFault: Unclear; what was written is marked, so run it again.
            TemporaryFault: An outside service that a detector needs is away.
        """
        result = Result()
        try:
            self._meant = await self._open(choice)
            for (run_id, raw_topic, partition), pointers in _pieces(self._meant.chosen_by_run(limit)):
                daring = [pointer for pointer in pointers if choice.dares(pointer)]
                result.kept[Reason.CRASHES_WORKER.value] += len(pointers) - len(daring)
                work = self._find_work(run_id) if daring else None
                if work is None or work.specification.topic != raw_topic:
                    result.kept[RUN_DELETED] += len(daring)
                    continue
                await self._partition(work, raw_topic, partition, daring, result)
        except LaneFenced as fault:
            raise LaneFenced(f"another replay of {self._topic} has begun; this one ends") from fault
        finally:
            await self._close()
            self._forget()
            if self._meant is not None:
                self._meant.close()
        result.kept = +result.kept
        return result

    async def _partition(
        self, work: Work, topic: str, partition: int, pointers: Sequence[Pointer], result: Result
    ) -> None:
        """Read one raw partition from as far back as the policy looks, and process what is pointed at."""
        wanted = {pointer.message.offset: pointer for pointer in pointers}
        first, last = min(wanted), max(wanted)
        source = PartitionSource(None, topic, partition, connection=self._options, limits=self._limits)
        context = work.empty_context(partition)
        start = max(0, first - work.reach_records)
        killers = self._killers(topic, partition, start, last + 1)
        async for batch in source.read_back(start, last + 1):
            for offset in self._strangers(batch, wanted):
                del wanted[offset]
                result.kept[OTHER_RECORD] += 1
            for part, pointed_at in cut_out(batch, wanted):
                if not pointed_at:
                    context = await work.warm(context, without(part, killers))
                    continue
                outcomes, context = await work.process(part, context)
                await self._release(work, outcomes, [wanted.pop(offset) for offset in part.offsets], result)
        result.kept[RAW_GONE] += len(wanted)

    def _killers(self, topic: str, partition: int, start: int, end: int) -> set[int]:
        """Offsets that killed a worker: read to remember them, they may kill this process too."""
        assert self._meant is not None
        found = self._meant.within(topic, partition, start, end)
        return {one.message.offset for one in found if one.message.reason == Reason.CRASHES_WORKER}

    def _strangers(self, batch: RawBatch, wanted: Mapping[int, Pointer]) -> list[int]:
        """Offsets at which another record stands than the one that was put away: its topic was made anew."""
        if self._keyring is None:
            return []
        found = []
        for offset, value in zip(batch.offsets, batch.values, strict=True):
            pointer = wanted.get(offset)
            if pointer is None or pointer.message.digest is None or value is None:
                continue
            key_id = pointer.message.digest.partition(":")[0]
            # After a rotation of keys an old digest cannot be repeated.
            if key_id == self._keyring.key_id and digest_of(self._keyring, value) != pointer.message.digest:
                found.append(offset)
        return found

    async def _release(self, work: Work, outcomes: Outcomes, pointers: Sequence[Pointer], result: Result) -> None:
        """Write what is clean now, and the marks of its pointers, in one transaction."""
        check(outcomes, outcomes.raw)
        topics = [output.topic for output in work.specification.outputs]
        limits = await self._limits([*topics, self._topic])
        if missing := [topic for topic in topics if topic not in limits]:
            why = "output topics do not exist, or this principal may not see them (`tidegate acl`)"
            raise TidegateError(f"{why}: {', '.join(missing)}")
        failures = {index: failure.reason for index, failure in outcomes.failures.items()}
        failures |= too_large(outcomes, limits)
        passing = [index for index in range(len(outcomes)) if index not in failures]
        result.kept.update(reason.value for reason in failures.values())
        rejected = await self._write(work, outcomes, pointers, passing)
        result.kept[Reason.REJECTED_BY_BROKER.value] += len(rejected)
        result.released.update(outcomes.kinds[index].value for index in passing if index not in rejected)

    async def _write(
        self, work: Work, outcomes: Outcomes, pointers: Sequence[Pointer], indexes: Sequence[int]
    ) -> set[int]:
        """One transaction; halved where the broker refuses something. Returns what it refused."""
        if not indexes or self._dry:
            return set()
        sends: dict[tuple[str, int], list[Record]] = defaultdict(list)
        for index in indexes:
            pointer = pointers[index]
            for output in outcomes.outputs[index]:
                headers = (*output.headers, (REPLAYED_HEADER, pointer.message.run_id.encode()))
                timestamp = output.timestamp if output.timestamp >= 0 else None
                sends[output.topic, outcomes.raw.partition].append(Record(output.key, output.value, timestamp, headers))
            mark = pointer.mark(work.specification.policy_hash)
            sends[self._topic, pointer.partition].append(mark)
        if self._producer is None:
            await self._open()
        producer = self._producer
        assert producer is not None
        assert self._put_away is not None
        if any(pointers[index] not in self._put_away for index in indexes):
            raise LaneFenced("released by another replay")  # it came between our last producer and this one
        try:
            built = [
                batch
                for (topic, partition), records in sends.items()
                for batch in producer.build(topic, partition, records)
            ]
            await producer.begin()
            await producer.send(built)
            await producer.commit()
        except OutputRejected:
            await self._close()  # nothing was committed, and the next producer of this id ends the transaction
            if len(indexes) == 1:
                return set(indexes)
            half = len(indexes) // 2
            first = await self._write(work, outcomes, pointers, indexes[:half])
            return first | await self._write(work, outcomes, pointers, indexes[half:])
        return set()

    async def _open(self, choice: Choice | None = None) -> Pointers:
        """Fence every other replay, and only then read what is still put away."""
        if not self._dry:
            self._producer = TransactionalProducer(self._options, self._id)
            await self._producer.start()
        self._forget()
        takes = choice.takes if choice is not None else lambda pointer: False
        self._put_away = await read_pointers(self._options, self._topic, takes=takes)
        return self._put_away

    def _forget(self) -> None:
        if self._put_away is not None and self._put_away is not self._meant:
            self._put_away.close()

    async def _close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.close()


def too_large(outcomes: Outcomes, limits: Mapping[str, TopicLimits]) -> dict[int, Reason]:
    """Clean records that do not fit into one of their outputs, with the header that a replay adds."""
    found: dict[int, Reason] = {}
    for index, outputs in enumerate(outcomes.outputs):
        for output in outputs:
            headers = (*output.headers, (REPLAYED_HEADER, bytes(36)))
            if record_bytes(output.key, output.value, headers) > limits[output.topic].message_bytes_max:
                found[index] = Reason.OUTPUT_TOO_LARGE
    return found


def cut_out(batch: RawBatch, wanted: Mapping[int, Pointer]) -> Iterator[tuple[RawBatch, bool]]:
    """The batch in pieces that join: stretches of wanted records (bounded), and of all others."""
    rest = batch
    while len(rest):
        chosen = rest.offsets[0] in wanted
        at = 1
        while at < len(rest) and (rest.offsets[at] in wanted) is chosen and not (chosen and at >= BATCH_RECORDS_MAX):
            at += 1
        if at == len(rest):
            yield rest, chosen
            return
        piece, rest = split(rest, at)
        yield piece, chosen


def _pieces(pointers: Iterable[Pointer]) -> Iterator[tuple[tuple[str, str, int], list[Pointer]]]:
    """Pointers of one run and partition each, in order, in pieces that memory can hold."""

    def lane(pointer: Pointer) -> tuple[str, str, int]:
        message = pointer.message
        return message.run_id, message.topic, message.partition

    for place, group in groupby(pointers, key=lane):
        while piece := list(islice(group, PIECE_POINTERS_MAX)):
            yield place, piece
