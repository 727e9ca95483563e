"""Every order of deliveries, faults, crashes and rebalances: each record has exactly one outcome, in order.

The machine drives real `Lanes` and `Lane` objects against `broker_model`. After every step it compares what an
independent reader sees with the committed offsets: below an offset every record has its one outcome, above it none has.
"""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.kafka.broker_model import Entry, ModelBroker, ModelWorker, VirtualLoop, close_loop
from tests.kafka.lane_kit import specification
from tidegate.errors import TemporaryFault
from tidegate.wire import PartitionRange

PARTITIONS = 2
VALUES = [b"one", b"two", b"bad", b"drop", b"poison"]
OPERATIONS = ["start", "begin", "send", "send_offsets", "commit", "committed", "poll"]

# One process for all of them: no record here kills its reader, so none may be suspected however often they crash.
OPTIONS: dict[str, Any] = {"poll_seconds": 0.3, "rest_seconds_max": 2.0, "idle_commit_seconds": 0.5, "process": "one"}

partitions = st.integers(0, PARTITIONS - 1)
workers = st.integers(0, 2)


def expected(value: bytes | None) -> str | None:
    """The one outcome of a record, None where it leaves no trace in an output."""
    if value == b"drop":
        return None
    return "quarantined" if value in (b"bad", b"poison") else "clean"


def check(broker: ModelBroker) -> None:
    """The promise, as an independent reader can see it."""
    for partition, log in broker.raw.items():
        committed = broker.committed[partition] or 0
        seen = broker.outcomes(partition)
        for offset, entry in enumerate(log):
            wanted = [expected(entry.value)] if entry.is_record and offset < committed else []
            assert seen.get(offset, []) == [kind for kind in wanted if kind], f"{partition}/{offset}, at {committed}"
        for topic in ("clean.a", "quarantine.a"):
            sources = [_source(one) for one in broker.visible(topic)]
            order = [offset for number, offset in sources if number == partition]
            assert order == sorted(set(order)), f"{topic}: out of order"
        deltas = broker.deltas(partition)
        assert [delta.from_ for delta in deltas] == [0, *[delta.to for delta in deltas]][: len(deltas)]
        assert (deltas[-1].to if deltas else 0) == committed
        counted = sum(delta.counts.in_ for delta in deltas)
        assert counted == sum(entry.is_record for entry in log[:committed])


def _source(one: Any) -> tuple[int, int]:
    _, number, offset = dict(one.record.headers)["tidegate-source"].decode().split("/")
    return int(number), int(offset)


class LaneMachine(RuleBasedStateMachine):
    """Up to three workers share two partitions of a continuous run."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = VirtualLoop()
        run = specification(partitions={str(number): PartitionRange(start=0) for number in range(PARTITIONS)})
        self.broker = ModelBroker(run, PARTITIONS)
        self.broker.poison = {b"POISON"}
        self.workers: list[ModelWorker] = []
        self.slept = False  # somebody was frozen during a rebalance, or fenced by a time-out

    def spend(self, seconds: float) -> None:
        self.loop.run_until_complete(asyncio.sleep(seconds))
        for worker in self.workers:
            worker.check_alive()

    def on_loop(self, action: Any) -> Any:
        async def act() -> Any:
            return action()

        return self.loop.run_until_complete(act())

    def worker(self, number: int) -> ModelWorker | None:
        return self.workers[number % len(self.workers)] if self.workers else None

    @initialize()
    def begin(self) -> None:
        self.workers.append(self.on_loop(lambda: ModelWorker(self.broker, "w0", **OPTIONS)))
        self.rebalance(0)

    @rule(partition=partitions, values=st.lists(st.sampled_from(VALUES), min_size=1, max_size=6))
    def deliver(self, partition: int, values: list[bytes]) -> None:
        self.broker.raw[partition].extend(Entry(value) for value in values)

    @rule(partition=partitions, count=st.integers(1, 3))
    def markers_and_gaps(self, partition: int, count: int) -> None:
        self.broker.raw[partition].extend(Entry(is_record=False) for _ in range(count))

    @rule(milliseconds=st.sampled_from([1, 2, 3, 5, 8, 13, 40, 300, 3000]))
    def time_passes(self, milliseconds: int) -> None:
        self.spend(milliseconds / 1000)

    @precondition(lambda self: len(self.workers) < 3)
    @rule(split=st.integers(0, 7))
    def join(self, split: int) -> None:
        number = len(self.workers)
        self.workers.append(self.on_loop(lambda: ModelWorker(self.broker, f"w{number}", **OPTIONS)))
        self.rebalance(split)

    @rule(split=st.integers(0, 7))
    def rebalance(self, split: int) -> None:
        """Every worker that answers gets its share; one that is frozen hears nothing and keeps its old view."""
        present = [worker for worker in self.workers if not worker.frozen]
        shares: list[list[int]] = [[] for _ in present]
        for partition in range(PARTITIONS):
            if present:
                shares[(split >> partition) % len(present)].append(partition)
        for worker, share in zip(present, shares, strict=True):
            worker.rejoin = False
            self.on_loop(lambda worker=worker, share=share: worker.assign(share))

    @rule(number=workers, operation=st.sampled_from(OPERATIONS), fault=st.sampled_from(["lost before", "lost after"]))
    def answer_is_lost(self, number: int, operation: Any, fault: Any) -> None:
        worker = self.worker(number)
        if worker is not None:
            worker.faults.setdefault(operation, []).append(fault)

    @rule(number=workers)
    def detect_fails(self, number: int) -> None:
        worker = self.worker(number)
        if worker is not None:
            worker.work.raises.append(TemporaryFault("away"))

    @rule(number=workers)
    def freeze(self, number: int) -> None:
        worker = self.worker(number)
        if worker is not None:
            worker.freeze()
            self.slept = True

    @rule(number=workers)
    def zombie_wakes(self, number: int) -> None:
        """It goes on where it stood, and hears of the rebalance only later."""
        worker = self.worker(number)
        if worker is not None:
            worker.thaw()

    @rule(number=workers, working=st.integers(1, 40), opening=st.integers(1, 12), split=st.integers(0, 7))
    def zombie_wakes_during_the_handover(self, number: int, working: int, opening: int, split: int) -> None:
        """It falls asleep in the middle of a batch, and wakes while its heir opens the lane."""
        if len(self.workers) < 2:
            self.join(split)
            self.spend(0.1)
        worker = self.worker(number)
        assert worker is not None
        for partition in range(PARTITIONS):
            self.deliver(partition, [b"one", b"two"])
        self.spend(working / 100)
        worker.freeze()
        self.slept = True
        self.rebalance(split)
        self.spend(opening / 1000)
        worker.thaw()

    @rule(number=workers, split=st.integers(0, 7))
    def crash(self, number: int, split: int) -> None:
        worker = self.worker(number)
        if worker is not None:
            self.on_loop(worker.kill)
            self.workers.remove(worker)
            self.rebalance(split)

    @rule()
    def transactions_time_out(self) -> None:
        self.broker.time_out_transactions()

    @rule(number=workers, partition=partitions, by=st.integers(-3, 3))
    def rewind(self, number: int, partition: int, by: int) -> None:
        """Something moves the consumer's position behind the lane's back, as a late rebalance does."""
        worker = self.worker(number)
        self.spend(0.1)
        if worker is not None and partition in worker.view:
            end = len(self.broker.raw[partition])
            worker.view[partition] = max(0, min(end, worker.view[partition] + by))
            self.deliver(partition, [b"one"])
            self.spend(0.05)

    @invariant()
    def promise_holds(self) -> None:
        check(self.broker)

    def teardown(self) -> None:
        """When all faults are over, everything that was delivered gets through, without help if nobody slept."""
        try:
            for worker in self.workers:
                worker.thaw()
                worker.faults.clear()
                worker.work.raises.clear()
            self.spend(1.0)
            if not self.workers:
                self.workers.append(self.on_loop(lambda: ModelWorker(self.broker, "last", **OPTIONS)))
                self.slept = True
            if self.slept or any(worker.rejoin for worker in self.workers):
                self.rebalance(0)
            self.spend(15.0)
            if any(worker.rejoin for worker in self.workers):
                self.rebalance(0)  # a zombie that woke fenced somebody on its way out
                self.spend(15.0)
            check(self.broker)
            for partition, log in self.broker.raw.items():
                assert (self.broker.committed[partition] or 0) == len(log), "a partition stands still"
        finally:
            for worker in self.workers:
                self.on_loop(worker.kill)
            close_loop(self.loop)
            self.loop.close()


TestLaneMachine = LaneMachine.TestCase
TestLaneMachine.settings = settings(
    max_examples=100, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
