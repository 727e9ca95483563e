"""One run in this process: a consumer in the run's group, and the lanes of what it is assigned.

aiokafka's rebalance callbacks swallow exceptions, and records may arrive before they have finished; so the callbacks
only tell `Lanes`, and partitions stay paused until their lane has sought its place. A consumer that does not get an
assignment in time is replaced: one was seen to wait for ever after a broker was killed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition

from tidegate.errors import KafkaFault, LaneRefused
from tidegate.kafka.assignor import NamedAssignor
from tidegate.kafka.clock import Clock
from tidegate.kafka.group_watch import GroupWatch
from tidegate.kafka.lane import Lane
from tidegate.kafka.lanes import DuplicateWorkerId, Lanes, RunningLane
from tidegate.kafka.ports import Hold, LaneEnd, LaneOptions, Meter, OpenProducer, Work
from tidegate.kafka.records_io import (
    CALL_SECONDS,
    CLOSE_SECONDS,
    PartitionSource,
    deadline,
    partition_of_key,
    stop_consumer,
)
from tidegate.kafka.runs_follower import RunsFollower
from tidegate.kafka.topic_limits import TopicLimitsReader
from tidegate.wire import LaneRefusal, LaneStatus, RunKind, RunSpecification

log = logging.getLogger(__name__)

NEVER_MS = 24 * 3600 * 1000  # a worker without lanes polls nothing, and must not be put out of its group for it
# What waits in memory for each lane. A record batch that is larger comes all the same, alone.
FETCH_BYTES_MAX = 256 * 1024
METADATA_AGE_MS = 30_000  # how soon a new partition of an input topic is seen
RETRY_SECONDS = 1.0
REJOIN_SECONDS = 0.5
# Of the session timeout, that a rebalance may take; more than a batch under way is given (`GRACE_SHARE`). While members
# wait for one that is dead, the embedded broker hears no heartbeat of theirs: a rebalance as long as the session put
# them all out, its leader too, and then nobody was ever given a partition again.
REBALANCE_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class WorkerParts:
    """What all runs of a process share.

    ``static_id`` is the group's instance id, or None for dynamic membership. ``join_seconds_max``: a consumer without
    an assignment for longer is replaced. ``floor_seconds`` is the least time between two commits of a lane, as of now.
    """

    connection: Mapping[str, Any]
    follower: RunsFollower
    limits: TopicLimitsReader
    open_producer: OpenProducer
    clock: Clock
    meter: Meter
    options: LaneOptions
    static_id: str | None
    session_timeout_ms: int
    grace_seconds: float
    join_seconds_max: float
    floor_seconds: Callable[[], float]
    on_change: Callable[[], None]


class RefusedLane:
    """A partition that this worker cannot work on: it says so, and nothing else."""

    def __init__(self, partition: int, reason: LaneRefusal) -> None:
        self.partition = partition
        self.status = LaneStatus.REFUSED
        self.reason: LaneRefusal | None = reason
        self.next: int | None = None
        self.position = self.lag = 0
        self.failing_seconds = 0.0

    def swap(self, work: Work) -> None:
        """Nothing to swap: `Lanes` opens a refused lane again."""

    async def run(self) -> LaneEnd:
        return LaneEnd.REFUSED


class RunWork:
    """Works on one run until it is closed; `run` is its loop.

    Args:
        specification: The run; `swap` takes a new revision.
        compile_work: Makes the work of a specification; raises `LaneRefused` where this worker lacks something.
        parts: What all runs of the process share.
    """

    def __init__(
        self, specification: RunSpecification, compile_work: Callable[[RunSpecification], Work], parts: WorkerParts
    ) -> None:
        self.specification = specification
        self._compile_work = compile_work
        self._parts = parts
        self._work = self._compile(specification)
        self._consumer: Any = None
        self._group: GroupWatch | None = None
        self._waiting_since: float | None = None  # without an assignment since then
        self._rejoin = False
        self.lanes = Lanes(
            self._open_lane,
            clock=parts.clock,
            grace_seconds=parts.grace_seconds,
            on_fenced=self._ask_rejoin,
            static=parts.static_id is not None,
            on_change=parts.on_change,
        )

    @property
    def joined(self) -> bool:
        """Whether the consumer has an assignment, be it an empty one."""
        return self._consumer is not None and self._waiting_since is None

    def same_lanes(self, other: RunSpecification) -> bool:
        """Whether another revision can be swapped into running lanes: only what is done to a record changed."""
        names = ("topic", "group", "lanes", "outputs", "quarantine_topic", "partitions", "kind", "flow")
        return all(getattr(self.specification, name) == getattr(other, name) for name in names)

    def swap(self, specification: RunSpecification) -> None:
        """Take over a new revision between batches."""
        self.specification, self._work = specification, self._compile(specification)
        if isinstance(self._work, LaneRefusal):
            self._ask_rejoin()  # lanes that run must end, and only a new assignment opens them (refused)
        else:
            self.lanes.swap(self._work)

    async def run(self) -> None:
        """Consume until cancelled. Faults of the client are survived with a new consumer; anything else ends it."""
        keeping = asyncio.create_task(self.lanes.keep(), name=f"lanes {self.specification.run_id}")
        consuming = asyncio.create_task(self._consume(), name=f"consumer {self.specification.run_id}")
        try:
            await asyncio.wait([keeping, consuming], return_when=asyncio.FIRST_COMPLETED)
        finally:
            # The consumer's end closes the lanes, so their loop must outlive it.
            for task in (consuming, keeping):
                task.cancel()
                await asyncio.wait([task], timeout=2 * self._parts.grace_seconds + CLOSE_SECONDS)
        for task in (keeping, consuming):
            if task.done() and not task.cancelled():
                task.result()

    # The consumer

    async def _consume(self) -> None:
        while True:
            consumer = self._new_consumer()
            try:
                async with deadline("consumer", 3 * CALL_SECONDS):
                    await consumer.start()
                self._consumer, self._waiting_since = consumer, self._parts.clock.monotonic()
                patience_seconds = self._parts.session_timeout_ms / 1000
                self._group = GroupWatch(consumer, self._parts.clock, patience_seconds=patience_seconds)
                consumer.subscribe([self.specification.topic], listener=_Listener(self, consumer))
                await self._watch(consumer, self._group)
            except DuplicateWorkerId:
                raise
            except KafkaFault as fault:
                log.warning("consumer of run %s starts again: %s", self.specification.run_id, fault)
            finally:
                self._consumer = None
                await self.lanes.revoked()
                await stop_consumer(consumer)
            await self._parts.clock.sleep(RETRY_SECONDS)

    def _new_consumer(self) -> Any:
        parts = self._parts
        return AIOKafkaConsumer(
            **parts.connection,
            group_id=self.specification.group,
            group_instance_id=parts.static_id,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            session_timeout_ms=parts.session_timeout_ms,
            heartbeat_interval_ms=max(200, parts.session_timeout_ms // 5),
            rebalance_timeout_ms=int(REBALANCE_SHARE * parts.session_timeout_ms),
            max_poll_interval_ms=NEVER_MS,
            metadata_max_age_ms=METADATA_AGE_MS,
            max_partition_fetch_bytes=min(FETCH_BYTES_MAX, parts.options.batch_bytes_max),
            fetch_max_wait_ms=100,
            partition_assignment_strategy=(NamedAssignor(parts.static_id or ""),),
        )

    async def _watch(self, consumer: Any, group: GroupWatch) -> None:
        """Wait until this consumer has to be replaced."""
        while True:
            await self._parts.clock.sleep(REJOIN_SECONDS)
            if group.fenced:
                raise DuplicateWorkerId
            await group.dismiss_if_gone()
            if self._rejoin:
                self._rejoin = False
                # A member whose partitions are still its own is simply given them again, under a new number.
                consumer._coordinator.request_rejoin()
            since = self._waiting_since
            if since is not None and self._parts.clock.monotonic() - since > self._parts.join_seconds_max:
                log.warning("consumer of run %s has no assignment, it is replaced", self.specification.run_id)
                return

    def _ask_rejoin(self) -> None:
        self._rejoin = True

    async def on_revoked(self, consumer: Any) -> None:
        if consumer is self._consumer:
            self._waiting_since = self._parts.clock.monotonic()
            await self.lanes.revoked()

    def on_assigned(self, consumer: Any, assigned: set[TopicPartition]) -> None:
        if consumer is self._consumer:
            self._waiting_since = None
            if self._group is not None:
                self._group.assigned()
            consumer.pause(*assigned)
            numbers = [place.partition for place in assigned if self._is_part(place.partition)]
            self.lanes.assigned(numbers)

    def _is_part(self, partition: int) -> bool:
        """A partition that is newer than the specification is not part of a bounded run."""
        if self.specification.kind is RunKind.CONTINUOUS:
            return True
        return str(partition) in self.specification.partitions

    # Lanes

    def _compile(self, specification: RunSpecification) -> Work | LaneRefusal:
        try:
            return self._compile_work(specification)
        except LaneRefused as refused:
            log.error("run %s is refused: %s", specification.run_id, refused.reason)
            return LaneRefusal(refused.reason)
        except MemoryError:
            raise  # that is this process's fault, and another one may well be able to
        except Exception as error:
            # A detector of somebody's own, say. Were it raised, one run would end all others here, time and again.
            log.error("run %s is refused: compiling it raised %s", specification.run_id, type(error).__name__)
            return LaneRefusal.POLICY_INVALID

    def _open_lane(self, partition: int, hold: Hold) -> RunningLane:
        work, parts, specification = self._work, self._parts, self.specification
        if isinstance(work, LaneRefusal):
            return RefusedLane(partition, work)
        source = PartitionSource(
            self._consumer, specification.topic, partition, connection=parts.connection, limits=parts.limits
        )
        return Lane(
            partition,
            work=work,
            source=source,
            open_producer=parts.open_producer,
            progress_partition=partition_of_key,
            still_wanted=lambda: parts.follower.is_wanted(specification.run_id),
            hold=hold,
            clock=parts.clock,
            meter=parts.meter,
            options=parts.options,
            floor_seconds=parts.floor_seconds,
            on_change=parts.on_change,
        )


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Tells which consumer's assignment changed: a replaced one may still speak."""

    def __init__(self, work: RunWork, consumer: Any) -> None:
        self._work = work
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._work.on_revoked(self._consumer)

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._work.on_assigned(self._consumer, assigned)
