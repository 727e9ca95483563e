"""A broker in memory, for running the real lanes against every order of events.

It models what the lanes' promises rest on, and nothing else: logs with transaction markers and compacted gaps,
transactional ids with epochs, transactions that become visible whole or not at all, group offsets that belong to a
transaction, consumers whose view of their assignment may be stale, and calls whose answer is lost before or after they
took effect. Time is virtual: an hour of retries takes no time, and a run with the same events is the same run.

A worker here is the real `Lanes` with real `Lane` objects; only what is behind `tidegate.kafka.ports` is a model.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.kafka.lane_kit import CapitalsWork, CountingMeter, options
from tidegate.errors import ClientFault, LaneFenced, OutputRejected
from tidegate.kafka.commit import TopicLimits
from tidegate.kafka.lane import Lane
from tidegate.kafka.lanes import Lanes
from tidegate.kafka.ports import Hold
from tidegate.kafka.quarantine import SOURCE_HEADER, Record
from tidegate.kafka.taken_back import Place
from tidegate.records import Outcomes, RawBatch
from tidegate.wire import Delta, RunSpecification, WireFault, read

LATENCY_SECONDS = 0.001
GRACE_SECONDS = 0.5
BIG = 10**6

_PROCESSES = itertools.count()

Fault = Literal["lost before", "lost after", "rejected"]
Operation = Literal["start", "begin", "send", "send_offsets", "commit", "committed", "poll"]


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._virtual = 0.0

    def time(self) -> float:
        return self._virtual

    def _run_once(self) -> None:
        if not self._ready:  # type: ignore[attr-defined]  # the base class's own lists
            timers = [timer.when() for timer in self._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
            self._virtual = max([self._virtual, *([min(timers)] if timers else [])])
        super()._run_once()  # type: ignore[misc]


class VirtualClock:
    """The lanes' clock on a `VirtualLoop`."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now_ms(self) -> int:
        return int(self._loop.time() * 1000)

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class Entry:
    """One offset of a raw log: a record, or nothing (a marker, an aborted record, a compacted gap)."""

    value: bytes | None = None
    is_record: bool = True


@dataclass(slots=True)
class Transaction:
    state: Literal["open", "committed", "aborted"] = "open"
    offsets: dict[int, int] = field(default_factory=dict)
    metadata: dict[int, str] = field(default_factory=dict)
    places: set[tuple[str, int]] = field(default_factory=set)  # output partitions that take part
    has_offsets: bool = False


@dataclass(slots=True)
class Written:
    """A record of an output log; visible to others once its transaction is committed."""

    topic: str
    partition: int
    record: Record
    transaction: Transaction


class ModelBroker:
    """Logs, transactions and group offsets of one run."""

    def __init__(self, specification: RunSpecification, partitions: int, message_bytes_max: int = BIG) -> None:
        self.specification = specification
        self.raw: dict[int, list[Entry]] = {number: [] for number in range(partitions)}
        self.log_start = dict.fromkeys(self.raw, 0)
        self.committed: dict[int, int | None] = dict.fromkeys(self.raw, 0)
        self.metadata: dict[int, str] = {}
        self.output_partitions = partitions
        self.message_bytes_max = message_bytes_max
        self.wanted = True
        self.poison: set[bytes] = set()  # values that the broker refuses to store
        self.commits: list[tuple[str, dict[int, int]]] = []
        self._written: list[Written] = []
        self._epochs: dict[str, int] = {}
        self._open: dict[str, Transaction] = {}
        self.forgets_markers = False  # acknowledges commits, and writes no marker anywhere
        self._undecided: dict[str, list[tuple[tuple[str, int] | None, Transaction]]] = {}

    # The transaction coordinator

    def initialise(self, identity: str) -> int:
        """A new epoch; whoever had the last one is fenced and its open transaction aborted."""
        if identity in self._open:
            self.end(identity, "aborted")
        self._epochs[identity] = self._epochs.get(identity, 0) + 1
        return self._epochs[identity]

    def check(self, identity: str, epoch: int) -> None:
        if self._epochs[identity] != epoch:
            raise LaneFenced(f"epoch {epoch} is over")

    def time_out_transactions(self) -> None:
        """What the coordinator does with transactions that stay open for too long: abort them, and fence their
        owner.
        """
        for identity in list(self._open):
            self.initialise(identity)

    def transaction(self, identity: str) -> Transaction:
        return self._open.setdefault(identity, Transaction())

    def write(self, identity: str, topic: str, partition: int, records: Sequence[Record]) -> None:
        transaction = self.transaction(identity)
        transaction.places.add((topic, partition))
        if any(record.value in self.poison for record in records):
            raise OutputRejected("refused for good")
        self._written.extend(Written(topic, partition, record, transaction) for record in records)

    def end(self, identity: str, state: Literal["committed", "aborted"]) -> None:
        transaction = self._open.pop(identity, None)
        if transaction is None:
            return
        if self.forgets_markers and state == "committed":
            self._forget(identity, transaction)
            return
        self._decide(identity, transaction, state)
        transaction.state = state
        if state == "committed":
            self.metadata.update(transaction.metadata)
            moved = any(self.committed[partition] != offset for partition, offset in transaction.offsets.items())
            self.committed.update(transaction.offsets)
            if moved:  # the mark of an attempt commits the same offset once more
                self.commits.append((identity, transaction.offsets))

    def _forget(self, identity: str, transaction: Transaction) -> None:
        """The coordinator calls it committed; every partition still waits for a marker."""
        waiting = self._undecided.setdefault(identity, [])
        for place in sorted(transaction.places):
            part = Transaction()
            for one in self._written:
                if one.transaction is transaction and (one.topic, one.partition) == place:
                    one.transaction = part
            waiting.append((place, part))
        waiting.append((None, Transaction(offsets=transaction.offsets, metadata=transaction.metadata)))

    def _decide(self, identity: str, transaction: Transaction, state: Literal["committed", "aborted"]) -> None:
        """A marker of the same producer ends what was left undecided in its partition, whatever it was."""
        left = []
        for place, part in self._undecided.pop(identity, []):
            if place not in transaction.places and not (place is None and transaction.has_offsets):
                left.append((place, part))
                continue
            part.state = state
            if state == "committed":
                self.committed.update(part.offsets)
        if left:
            self._undecided[identity] = left

    # What an independent reader sees

    def visible(self, topic: str) -> list[Written]:
        """Records of committed transactions, in log order."""
        return [one for one in self._written if one.topic == topic and one.transaction.state == "committed"]

    def deltas(self, partition: int) -> list[Delta]:
        found = []
        for one in self.visible("tidegate.progress"):
            try:
                delta = read(Delta, one.record.value or b"")
            except WireFault:
                continue
            if delta.partition == partition:
                found.append(delta)
        return found

    def outcomes(self, partition: int) -> dict[int, list[str]]:
        """What can be seen of each input offset, in the order in which it was written."""
        found: dict[int, list[str]] = {}
        for kind, topic in (("clean", "clean.a"), ("quarantined", "quarantine.a")):
            for one in self.visible(topic):
                source = dict(one.record.headers)[SOURCE_HEADER]
                assert source is not None
                _, number, offset = source.decode().split("/")
                if int(number) == partition:
                    found.setdefault(int(offset), []).append(kind)
        return found


class ModelWorker:
    """One worker: a consumer's view, real `Lanes`, and a process that may freeze, die or lose answers."""

    def __init__(self, broker: ModelBroker, name: str, *, work: CapitalsWork | None = None, **changes: Any) -> None:
        self.broker, self.name = broker, name
        self.work = work or CapitalsWork(broker.specification)
        self.meter = CountingMeter()
        self.view: dict[int, int] = {}  # partition -> position, as this consumer believes
        self.dead = False
        self.process = f"process-{next(_PROCESSES)}"
        self.faults: dict[Operation, list[Fault | None]] = {}  # of the next calls; None: that one is answered
        self.rejoin = False
        self._changes = changes
        self._thawed = asyncio.Event()
        self._thawed.set()
        self._clock = VirtualClock(asyncio.get_running_loop())
        self.lanes = Lanes(self.open_lane, clock=self._clock, grace_seconds=GRACE_SECONDS, on_fenced=self._ask_rejoin)
        self._tasks = [asyncio.create_task(self.lanes.keep())]

    def open_lane(self, partition: int, hold: Hold) -> Lane:
        settings = {"poll_seconds": 0.05, "batch_records_max": 3, "process": self.process, **self._changes}
        return Lane(
            partition,
            work=_FreezingWork(self),
            source=ModelSource(self, partition),
            open_producer=lambda identity, size: ModelProducer(self, identity),
            progress_partition=lambda key, partitions: 0,
            still_wanted=self._still_wanted,
            hold=hold,
            clock=self._clock,
            meter=self.meter,
            options=options(**settings),
        )

    async def _still_wanted(self) -> bool:
        await self.gate()
        return self.broker.wanted

    def _ask_rejoin(self) -> None:
        self.rejoin = True

    # Assignments, as aiokafka tells them

    def assign(self, partitions: Iterable[int]) -> None:
        """A rebalance that this worker takes part in: revoked, then assigned; one at a time, as a consumer does."""
        previous = self._tasks[-1] if len(self._tasks) > 1 else None
        self._tasks.append(asyncio.create_task(self._rebalance(tuple(partitions), previous)))

    async def _rebalance(self, partitions: tuple[int, ...], previous: asyncio.Task[None] | None) -> None:
        if previous is not None:
            await asyncio.wait([previous])
        await self.gate()
        await self.lanes.revoked()
        await self.gate()
        # A new assignment is new state: aiokafka begins at the committed offset, whatever the lane had read.
        self.view = {number: self.broker.committed[number] or 0 for number in partitions}
        self.lanes.assigned(partitions)

    # The process

    def freeze(self) -> None:
        self._thawed.clear()

    def thaw(self) -> None:
        self._thawed.set()

    @property
    def frozen(self) -> bool:
        return not self._thawed.is_set()

    def kill(self) -> None:
        """kill -9: nothing that runs in the tasks' clean-up reaches the broker."""
        self.dead = True
        self._thawed.set()
        for task in self._tasks:
            task.cancel()
        for one in self.lanes._open.values():
            one.task.cancel()

    def check_alive(self) -> None:
        """Raise what killed this worker's loop, if anything did."""
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    async def gate(self) -> None:
        """Every call takes a moment, waits while the process is frozen, and never comes back in a dead one."""
        await asyncio.sleep(LATENCY_SECONDS)
        await self._thawed.wait()
        if self.dead:
            raise asyncio.CancelledError

    async def call(self, operation: Operation, effect: Callable[[], Any]) -> Any:
        await self.gate()
        faults = self.faults.get(operation)
        fault = faults.pop(0) if faults else None
        if fault == "lost before":
            raise ClientFault(f"{operation}: no answer")
        if fault == "rejected":
            raise OutputRejected(f"{operation}: refused")
        answer = effect()
        if fault == "lost after":
            raise ClientFault(f"{operation}: no answer")
        return answer


class _FreezingWork:
    """The test's policy, in a process that may freeze while it works."""

    reach_records = 0

    def __init__(self, worker: ModelWorker) -> None:
        self._worker = worker
        self.specification = worker.work.specification
        self.quarantiner = worker.work.quarantiner
        self.reach_records = worker.work.reach_records

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        await self._worker.gate()
        answer = await self._worker.work.process(batch, context)
        await self._worker.gate()
        return answer

    async def warm(self, context: object, batch: RawBatch) -> object:
        return await self._worker.work.warm(context, batch)

    def empty_context(self, partition: int) -> object:
        return self._worker.work.empty_context(partition)


class ModelSource:
    """A partition of a worker's consumer."""

    def __init__(self, worker: ModelWorker, partition: int) -> None:
        self._worker = worker
        self._broker = worker.broker
        self._partition = partition

    async def committed(self) -> int | None:
        answer: int | None = await self._worker.call("committed", lambda: self._broker.committed[self._partition])
        return answer

    async def committed_metadata(self) -> str:
        await self._worker.gate()
        return self._broker.metadata.get(self._partition, "")

    async def log_start(self) -> int:
        await self._worker.gate()
        return self._broker.log_start[self._partition]

    def partitions(self) -> int:
        return len(self._broker.raw)

    async def limits(self, topics: Sequence[str]) -> Mapping[str, TopicLimits]:
        await self._worker.gate()
        return {topic: TopicLimits(self._broker.output_partitions, self._broker.message_bytes_max) for topic in topics}

    def seek(self, position: int) -> None:
        self._expect_assigned()
        self._worker.view[self._partition] = position

    def pause(self) -> None:
        self._expect_assigned()

    def resume(self) -> None:
        self._expect_assigned()

    async def poll(self, *, wait_seconds: float, records_max: int) -> RawBatch:
        self._expect_assigned()
        start = self._worker.view[self._partition]
        await self._worker.call("poll", lambda: None)
        self._expect_assigned()
        log = self._broker.raw[self._partition]
        if start == self._worker.view[self._partition] >= len(log):
            await asyncio.sleep(wait_seconds)
        self._expect_assigned()
        position = start = self._worker.view[self._partition]
        offsets: list[int] = []
        while position < len(log) and len(offsets) < records_max:
            if log[position].is_record:
                offsets.append(position)
            position += 1
        self._worker.view[self._partition] = position
        return self._batch(start, position, offsets)

    async def read_back(self, start: int, end: int) -> AsyncIterator[RawBatch]:
        await self._worker.gate()
        log = self._broker.raw[self._partition]
        first = max(start, self._broker.log_start[self._partition])
        yield self._batch(first, end, [offset for offset in range(first, end) if log[offset].is_record])

    async def is_committed(self, place: Place) -> bool:
        await self._worker.gate()
        one = self._broker._written[place[2]]
        if one.transaction.state == "open":
            raise ClientFault("undecided")
        return one.transaction.state == "committed"

    def log_end(self) -> int | None:
        return len(self._broker.raw[self._partition])

    def _batch(self, start: int, end: int, offsets: Sequence[int]) -> RawBatch:
        log = self._broker.raw[self._partition]
        topic = self._broker.specification.topic
        count = len(offsets)
        values = [log[offset].value for offset in offsets]
        return RawBatch(topic, self._partition, start, end, offsets, [0] * count, [b"k"] * count, values, [()] * count)

    def _expect_assigned(self) -> None:
        if self._partition not in self._worker.view:
            raise ClientFault(f"partition {self._partition} is not assigned")


class ModelProducer:
    """A transactional producer that behaves like `TransactionalProducer`: after an error it is spent."""

    def __init__(self, worker: ModelWorker, identity: str) -> None:
        self._worker, self._broker = worker, worker.broker
        self._identity = identity
        self._epoch = 0
        self.in_transaction = False
        self._spent = self._failed = False
        self._touched: set[tuple[str, int]] = set()

    async def start(self) -> None:
        def effect() -> None:
            self._epoch = self._broker.initialise(self._identity)

        await self._call("start", effect)

    def build(self, topic: str, partition: int, records: Sequence[Record]) -> Sequence[Any]:
        return [(topic, partition, tuple(records))]

    async def begin(self) -> None:
        await self._call("begin", self._touched.clear)
        self.in_transaction = True

    def touch(self, places: Sequence[tuple[str, int]]) -> None:
        self._touched.update(places)

    def _take_part(self) -> None:
        self._broker.check(self._identity, self._epoch)
        self._broker.transaction(self._identity).places.update(self._touched)
        self._touched.clear()

    async def send(self, batches: Sequence[Any]) -> Sequence[Place]:
        places: list[Place] = []

        def effect() -> None:
            self._take_part()
            for topic, partition, records in batches:
                places.append((topic, partition, len(self._broker._written)))
                self._broker.write(self._identity, topic, partition, records)

        await self._call("send", effect)
        return places

    async def send_offsets(self, group: str, offsets: Mapping[tuple[str, int], int], *, metadata: str = "") -> None:
        def effect() -> None:
            self._take_part()
            self._broker.transaction(self._identity).has_offsets = True
            places = {partition: offset for (_, partition), offset in offsets.items()}
            self._broker.transaction(self._identity).offsets.update(places)
            self._broker.transaction(self._identity).metadata.update(dict.fromkeys(places, metadata))

        await self._call("send_offsets", effect)

    async def commit(self) -> None:
        def effect() -> None:
            self._broker.check(self._identity, self._epoch)
            self._broker.end(self._identity, "committed")

        await self._call("commit", effect)
        self.in_transaction = False

    async def abort(self) -> None:
        await self._worker.gate()
        self._broker.check(self._identity, self._epoch)
        self._broker.end(self._identity, "aborted")
        self.in_transaction, self._spent = False, self._failed

    async def close(self) -> None:
        """An open transaction is left to the next producer with this id."""
        self._spent = True

    async def _call(self, operation: Operation, effect: Callable[[], None]) -> None:
        if self._spent:
            raise ClientFault(f"{operation}: the producer is spent")
        try:
            await self._worker.call(operation, effect)
        except BaseException:
            self._failed = True
            self._spent = operation not in ("send", "send_offsets")
            raise


def run_virtual(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in virtual time and leave nothing behind."""
    loop = VirtualLoop()
    try:
        loop.run_until_complete(coroutine)
    finally:
        close_loop(loop)
        loop.close()


def close_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what is left and look at how it ended."""
    for _ in range(5):
        tasks = asyncio.all_tasks(loop)
        if not tasks:
            return
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
