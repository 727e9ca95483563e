"""One process's part of every wanted run: joins, leaves, stops and new revisions on a real broker."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.kafka.lane_kit import (
    CapitalsWork,
    CountingMeter,
    commit_start,
    committed,
    eventually,
    publish,
    read_all,
    specification,
)
from tests.kafka.test_lane import publish_in_transaction
from tidegate.errors import ClientFault
from tidegate.kafka import records_io
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.lanes import DuplicateWorkerId
from tidegate.kafka.ports import Hold
from tidegate.kafka.records_io import stop_consumer
from tidegate.kafka.run_work import RunWork
from tidegate.kafka.runs_follower import RunsFollower
from tidegate.kafka.work import Pace, compile_work
from tidegate.kafka.worker_service import WorkerService
from tidegate.policies import Policy
from tidegate.records import RawBatch
from tidegate.settings import Settings
from tidegate.wire import LaneRefusal, LaneStatus, Names, PartitionRange, RunKind, RunSpecification, Wanted

PARTITIONS = 3


class Fleet:
    """Topics of one run, and services that come and go."""

    def __init__(self, bootstrap: str, prefix: str, run: RunSpecification) -> None:
        self.bootstrap, self.prefix, self.run = bootstrap, prefix, run
        self.meter = CountingMeter()

    @asynccontextmanager
    async def service(self, number: int = 0) -> AsyncIterator[WorkerService]:
        service = WorkerService(
            Settings(prefix=self.prefix, session_timeout_ms=6_000),
            {"bootstrap_servers": self.bootstrap},
            worker=f"w-{number}",
            static_id=None,
            compile_work=CapitalsWork,
            meter=self.meter,
        )
        task = asyncio.create_task(service.run())
        try:
            yield service
        finally:
            if not task.done():
                task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.result()

    async def want(self, value: RunSpecification | None) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap)
        await producer.start()
        try:
            content = None if value is None else value.to_bytes()
            await producer.send_and_wait(Names(self.prefix).runs, content, key=self.run.run_id.encode())
        finally:
            await producer.stop()

    async def publish(self, values: list[bytes]) -> None:
        for number in range(PARTITIONS):
            await publish(self.bootstrap, self.run.topic, values, number)

    async def done_up_to(self, count: int) -> bool:
        group, topic = self.run.group, self.run.topic
        found = [await committed(self.bootstrap, group, topic, number) for number in range(PARTITIONS)]
        return found == [count] * PARTITIONS

    async def sources(self) -> list[str]:
        records = await read_all(self.bootstrap, self.run.outputs[0].topic)
        return [dict(record.headers)["tidegate-source"].decode() for record in records]

    def all_sources(self, count: int) -> list[str]:
        return [f"{self.run.topic}/{number}/{offset}" for number in range(PARTITIONS) for offset in range(count)]


@pytest.fixture
async def fleet(broker: Broker, topic_name: TopicName, create_topics: CreateTopics) -> Fleet:
    prefix = topic_name("tg")
    raw, clean, quarantine = (f"{kind}.{prefix}" for kind in ("raw", "clean", "quarantine"))
    await create_topics(raw, clean, quarantine, partitions=PARTITIONS)
    await create_topics(Names(prefix).runs, Names(prefix).progress)
    bounds = {str(number): PartitionRange(start=0) for number in range(PARTITIONS)}
    run = specification(raw, outputs=(clean,), quarantine_topic=quarantine, prefix=prefix, partitions=bounds)
    await commit_start(broker.bootstrap, run.group, raw, dict.fromkeys(range(PARTITIONS), 0))
    own = Fleet(broker.bootstrap, prefix, run)
    await own.want(run)
    return own


@pytest.mark.deadline(120)
async def test_services_that_join_and_leave_under_load_neither_lose_double_nor_reorder(fleet: Fleet) -> None:
    """Each change of the group closes every lane and opens it again somewhere."""
    rounds, each = 3, 300

    async def load() -> None:
        for _ in range(rounds):
            await fleet.publish([b"one"] * each)

    async with fleet.service(0):
        loading = asyncio.create_task(load())
        for number in (1, 2):
            async with fleet.service(number):
                await asyncio.sleep(2.0)
        await loading
        await eventually(lambda: fleet.done_up_to(rounds * each), 60)
    assert await fleet.sources() == fleet.all_sources(rounds * each)


@pytest.mark.parametrize("tombstone", [True, False])
async def test_a_run_that_is_not_wanted_any_more_is_let_go(fleet: Fleet, tombstone: bool) -> None:
    """And nothing that comes later is touched."""
    async with fleet.service() as service:
        await fleet.publish([b"one"])
        await eventually(lambda: fleet.done_up_to(1))
        stopped = fleet.run.model_copy(update={"wanted": Wanted.STOP, "revision": 1})
        await fleet.want(None if tombstone else stopped)

        async def gone() -> bool:
            return service.lane_states() == []

        await eventually(gone)
        await fleet.publish([b"two"])
        await asyncio.sleep(1.0)
    assert await fleet.done_up_to(1)
    assert await fleet.sources() == fleet.all_sources(1)


async def test_a_new_revision_is_taken_over_without_a_rebalance(fleet: Fleet) -> None:
    """The deltas say which policy made which range."""
    async with fleet.service() as service:
        await fleet.publish([b"one"])
        await eventually(lambda: fleet.done_up_to(1))
        numbers = [work.lanes.number for work, _ in service._works.values()]
        await fleet.want(fleet.run.model_copy(update={"revision": 1, "policy_hash": "cd" * 32}))

        async def swapped() -> bool:
            return [work.specification.revision for work, _ in service._works.values()] == [1]

        await eventually(swapped)
        await fleet.publish([b"two"])
        await eventually(lambda: fleet.done_up_to(2))
        assert [work.lanes.number for work, _ in service._works.values()] == numbers
    hashes = sorted((delta.from_, delta.policy_hash[:2]) for delta in fleet.meter.deltas)
    assert hashes == [(0, "ab")] * PARTITIONS + [(1, "cd")] * PARTITIONS


async def test_a_worker_without_lanes_is_ready_and_one_that_waits_is_not(fleet: Fleet) -> None:
    """Readiness names each thing that is missing."""
    await fleet.want(None)
    async with fleet.service() as service:
        assert service.missing() == ["the runs topic has not been read to its end"]

        async def ready() -> bool:
            return service.missing() == []

        await eventually(ready)


async def test_rule_7_a_consumer_that_does_not_join_is_replaced(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """One was seen to wait for ever after its broker was killed."""
    made: list[Any] = []
    real = RunWork._new_consumer

    def new_consumer(self: RunWork) -> Any:
        consumer = real(self)
        made.append(consumer)
        if len(made) == 1:
            consumer.subscribe = lambda *args, **kwargs: None  # it never asks for partitions
        return consumer

    monkeypatch.setattr(RunWork, "_new_consumer", new_consumer)
    monkeypatch.setattr("tidegate.kafka.worker_service.JOIN_SESSIONS", 0.2)
    await fleet.publish([b"one"])
    async with fleet.service():
        await eventually(lambda: fleet.done_up_to(1), 40)
    assert len(made) >= 2


async def test_the_runs_topic_is_read_to_its_very_end_before_a_lane_may_work(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop that stands in an open transaction is not overlooked: the question waits, and fails rather than guess."""
    names, connection = Names(fleet.prefix), {"bootstrap_servers": fleet.bootstrap}
    follower = RunsFollower(connection, names.runs, on_change=lambda: None)
    following = asyncio.create_task(follower.follow())
    try:

        async def caught_up() -> bool:
            return follower.caught_up

        await eventually(caught_up)
        assert await follower.is_wanted("run-1")
        assert not await follower.is_wanted("run-2")
        producer = AIOKafkaProducer(**connection, transactional_id=f"{fleet.prefix}.control")
        await producer.start()
        await producer.begin_transaction()
        stopped = fleet.run.model_copy(update={"wanted": Wanted.PAUSE, "revision": 1})
        await producer.send_and_wait(names.runs, stopped.to_bytes(), key=b"run-1")
        with monkeypatch.context() as patch:
            patch.setattr(records_io, "CALL_SECONDS", 0.7)
            with pytest.raises(ClientFault):
                await follower.is_wanted("run-1")
        await producer.commit_transaction()
        assert not await follower.is_wanted("run-1")
        await producer.stop()
    finally:
        following.cancel()
        await asyncio.wait([following])


async def test_a_specification_that_cannot_be_read_is_not_worked_on(fleet: Fleet) -> None:
    """Not to be understood means not to be worked on, also where an earlier revision was."""
    names = Names(fleet.prefix)
    await publish_in_transaction(fleet.bootstrap, names.runs, [b"{}"])  # its key is not the run's
    producer = AIOKafkaProducer(bootstrap_servers=fleet.bootstrap)
    await producer.start()
    await producer.send_and_wait(names.runs, b'{"run_id": "run-1", "surprise": true}', key=b"run-1")
    await producer.stop()
    await fleet.publish([b"one"])
    async with fleet.service() as service:

        async def ready() -> bool:
            return service.missing() == []

        await eventually(ready)
        await asyncio.sleep(0.5)
        assert service.lane_states() == []
    assert await fleet.done_up_to(0)


def test_a_partition_newer_than_a_bounded_run_is_not_part_of_it() -> None:
    """Its end was noted at its start; what came later belongs to nobody's count."""
    bounds = {"0": PartitionRange(start=0, end=1)}
    for kind, part in ((RunKind.BOUNDED, False), (RunKind.CONTINUOUS, True)):
        work = RunWork.__new__(RunWork)
        work.specification = specification(kind=kind, partitions=bounds)
        assert work._is_part(0)
        assert work._is_part(1) == part


async def test_rules_6_8_and_9_the_consumer_itself_decides_nothing() -> None:
    """No offset of its own choice, no commit of its own, committed records only, and the name it was given."""
    service = WorkerService(
        Settings(session_timeout_ms=7_000),
        {"bootstrap_servers": "127.0.0.1:1"},
        worker="w",
        static_id="w-0",
        compile_work=CapitalsWork,
        meter=CountingMeter(),
    )
    consumer = RunWork(specification(), CapitalsWork, service._parts)._new_consumer()
    try:
        assert consumer._auto_offset_reset == "none"  # an offset that left the log must come back as a fault
        assert consumer._enable_auto_commit is False
        assert consumer._isolation_level == "read_committed"
        assert consumer._group_instance_id == "w-0"
        assert consumer._session_timeout_ms == 7_000
    finally:
        await stop_consumer(consumer)


async def test_rule_8_who_hears_that_another_has_its_name_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a new consumer it would take the name back, and the other one would take it again, for ever."""

    class Consumer:
        async def start(self) -> None: ...
        async def stop(self) -> None: ...
        def subscribe(self, *args: object, **kwargs: object) -> None: ...

    class Watch:
        fenced = True

        def __init__(self, *args: object, **kwargs: object) -> None: ...

    service = WorkerService(
        Settings(), {}, worker="w", static_id="w-0", compile_work=CapitalsWork, meter=CountingMeter()
    )
    monkeypatch.setattr(RunWork, "_new_consumer", lambda self: Consumer())
    monkeypatch.setattr("tidegate.kafka.run_work.GroupWatch", Watch)
    with pytest.raises(DuplicateWorkerId):
        await asyncio.wait_for(RunWork(specification(), CapitalsWork, service._parts).run(), 10)


@pytest.mark.parametrize(
    ("status", "reason", "failing_seconds", "shown"),
    [
        (LaneStatus.OPEN, None, 0.0, []),
        (LaneStatus.IDLE, None, 0.0, []),
        (LaneStatus.PAUSED, None, 0.1, []),  # a fault a moment ago
        (LaneStatus.PAUSED, None, 60.0, ["raw.a/7: failing"]),
        (LaneStatus.PAUSED, LaneRefusal.NOT_AUTHORIZED, 0.0, ["raw.a/7: not_authorized"]),
        (LaneStatus.PAUSED, LaneRefusal.BLOCKED, 0.0, ["raw.a/7: blocked"]),
        (LaneStatus.REFUSED, LaneRefusal.PARTITION_COUNT, 0.0, ["raw.a/7: partition_count"]),
        (LaneStatus.PAUSED, LaneRefusal.TEMPORARY_FAULT, 299.0, []),
        (LaneStatus.PAUSED, LaneRefusal.TEMPORARY_FAULT, 301.0, ["raw.a/7: temporary_fault"]),
    ],
)
async def test_readiness_names_each_lane_that_cannot_work(
    status: LaneStatus, reason: LaneRefusal | None, failing_seconds: float, shown: list[str]
) -> None:
    """A pause that a person must end is seen at once, one that ends by itself only when it lasts."""
    settings = Settings(retry_seconds_max=300)
    service = WorkerService(settings, {}, worker="w", static_id=None, compile_work=CapitalsWork, meter=CountingMeter())
    service.follower.caught_up = True
    lane = SimpleNamespace(partition=7, status=status, reason=reason, failing_seconds=failing_seconds)
    work = SimpleNamespace(joined=True, specification=specification(), lanes=SimpleNamespace(lanes=[lane]))
    works: Any = {"run-1": (work, None)}
    service._works = works
    assert service.missing() == shown


async def _threads_of(
    values: Sequence[bytes], *, first: bytes = b"", detect: Mapping[str, Any] | None = None
) -> list[str]:
    """Where each stage ran for a batch of these values, after one batch that taught the pace."""
    raw = {"policy": "a", "input": {"topic": "raw.a", "format": "text"}, "transform": {"default": "redact"}}
    policy = Policy.model_validate(raw | ({"detect": dict(detect)} if detect else {}))
    run = specification(policy=policy.effective(), policy_hash=policy.hash())
    threads: list[str] = []

    def observer(flow: str) -> Any:
        def observe(name: str, stage: Any) -> Any:
            threads.append(threading.current_thread().name)
            return stage

        return observe

    def batch(values: Sequence[bytes]) -> RawBatch:
        count = len(values)
        return RawBatch(
            "raw.a", 0, 0, count, list(range(count)), [0] * count, [None] * count, list(values), [()] * count
        )

    with ThreadPoolExecutor(1, thread_name_prefix="detect") as executor:
        work = compile_work(run, keyring=None, executor=executor, observer=observer)
        if first:
            await work.process(batch([first]), work.empty_context(0))
            assert set(threads) == {"detect_0"}  # nobody knows yet how long it takes
            threads.clear()
        outcomes, _ = await work.process(batch(values), work.empty_context(0))
    assert outcomes.outputs[0][0].value == b"mail [REDACTED]"
    return sorted(set(threads))


WARM = b"mail sam@example.com, " * 40
MAIL = b"mail sam@example.com"


async def test_rule_10_detection_runs_off_the_event_loop() -> None:
    """Heartbeats share the loop: a batch that takes longer than a session must not cost the partition."""
    assert await _threads_of([MAIL]) == ["detect_0"]
    assert await _threads_of([MAIL, b"x" * 3000], first=WARM) == ["detect_0"]  # one record is long
    assert await _threads_of([MAIL] + [b"fine"] * 200_000, first=WARM) == ["detect_0"]  # all together are
    backtracking = {"detectors": [{"type": "ticket", "pattern": "(?<!a)T-[0-9]{6}"}]}
    assert await _threads_of([MAIL], first=WARM, detect=backtracking) == ["detect_0"]


async def test_rule_10_a_batch_that_is_done_in_a_moment_stays_on_the_loop() -> None:
    """Two threads would pass the interpreter's lock to and fro, which costs more than the batch."""
    assert await _threads_of([MAIL] * 10, first=WARM) == ["MainThread"]
    linear = {"detectors": [{"type": "ticket", "pattern": "T-[0-9]{6}"}]}
    assert await _threads_of([MAIL], first=WARM, detect=linear) == ["MainThread"]


def test_a_slow_batch_is_remembered_for_a_while() -> None:
    """The next one of its size goes to a thread, and after some quick ones no more."""
    sizes = [1000]
    pace = Pace(linear=True)
    pace.took(0.001, sizes)
    assert pace.is_short(sizes)
    pace.took(0.5, sizes)
    assert not pace.is_short(sizes)
    for _ in range(7):
        pace.took(0.001, sizes)
    assert pace.is_short(sizes)


def test_the_clock_and_settings_give_many_lanes_a_floor() -> None:
    """Sixteen lanes or more share the broker's transactions."""
    settings = Settings(commit_interval_floor_ms=250)

    class Held:
        def __init__(self, count: int) -> None:
            self.lanes = type("Lanes", (), {"lanes": [object()] * count})()

    async def floor(count: int) -> float:
        service = WorkerService(
            settings,
            {},
            worker="w",
            static_id=None,
            compile_work=CapitalsWork,
            meter=CountingMeter(),
            clock=SystemClock(),
        )
        works: Mapping[str, Any] = {"run-1": (Held(count), None)}
        service._works = dict(works)
        lane: Any = RunWork(specification(), CapitalsWork, service._parts)._open_lane(0, Hold())
        return float(lane._floor_seconds())

    assert [asyncio.run(floor(count)) for count in (15, 16)] == [0.0, 0.25]
