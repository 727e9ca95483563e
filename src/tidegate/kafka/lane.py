"""A lane: one input partition on its way from raw to clean, exactly once.

    open    fence -> committed offset -> seek -> is the run still wanted? -> warm the context -> ready
    cycle   poll -> process -> one transaction {clean, quarantine, progress, source offset} -> keep the new context

The story is here; where it starts is in `lane_start`, what it does to a batch and remembers in `lane_work`, where it
writes in `lane_outputs`, what a batch becomes in `commit`, how that is written in `lane_transactions`, who opens and
closes lanes in `lanes`. Three things make it exact. The producer's transactional id belongs to the partition, so
starting it fences whoever held the lane before, and the committed offset is read only after that. A position is
committed, never a count. And after anything unclear the producer is thrown away and the lane opened again: the
committed offset then says what happened.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace

from tidegate.errors import (
    AuthorizationFault,
    ClientFault,
    LaneFenced,
    LaneRefused,
    OutputRejected,
    TemporaryFault,
)
from tidegate.kafka import commit
from tidegate.kafka.attempts import Care, Killers
from tidegate.kafka.away import Away
from tidegate.kafka.clock import Clock
from tidegate.kafka.lane_outputs import LaneOutputs
from tidegate.kafka.lane_start import LaneStart, OffsetInDoubt
from tidegate.kafka.lane_transactions import Built, LaneOver, LaneTransactions
from tidegate.kafka.lane_work import LaneWork
from tidegate.kafka.ports import Hold, LaneEnd, LaneOptions, Meter, OpenProducer, Source, Work
from tidegate.records import Failure, Outcomes, RawBatch, Reason, Stage
from tidegate.wire import LaneRefusal, LaneStatus, RunSpecification

log = logging.getLogger(__name__)


class LaneBlocked(Exception):
    """Mode block: a record may not pass, so nothing behind it does."""


class Lane:
    """One input partition of one run, for one assignment.

    Args:
        partition: Number of the input partition.
        work: What is done to a batch; may be replaced between batches by `swap`.
        source: The partition, read by this assignment.
        open_producer: Makes the transactional producer.
        progress_partition: From (key, partitions of the progress topic): where this run's deltas go.
        still_wanted: Reads `<prefix>.runs` to its end: may this run be worked on?
        hold: Ties the lane to its assignment.
        floor_seconds: Least time between two commits of this lane (many lanes share one worker).
        on_change: Called when the lane's state changes.
    """

    def __init__(
        self,
        partition: int,
        *,
        work: Work,
        source: Source,
        open_producer: OpenProducer,
        progress_partition: Callable[[str, int], int],
        still_wanted: Callable[[], Awaitable[bool]],
        hold: Hold,
        clock: Clock,
        meter: Meter,
        options: LaneOptions,
        floor_seconds: Callable[[], float] = lambda: 0.0,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.partition = partition
        self.status = LaneStatus.PAUSED
        self.reason: LaneRefusal | None = None
        self.hold = hold
        self.next: int | None = None  # what we know to be committed: where the next delta begins
        self._source = source
        self._still_wanted = still_wanted
        self._clock = clock
        self._meter = meter
        self._options = options
        self._floor_seconds = floor_seconds
        self._on_change = on_change
        self._transactions = LaneTransactions(partition, open_producer, hold)
        self._outputs = LaneOutputs(partition, source, options.progress_topic, progress_partition)
        self._position = 0  # where the consumer must stand; anywhere else, somebody moved it
        self._committed_at = clock.monotonic()
        self._failing_since: float | None = None
        self._start = LaneStart(partition, source, clock)
        self._work = LaneWork(work, partition, source, Away(clock, options.retry_seconds_max))
        self._blocked_by: Work | None = None
        self._care = Care(options.process)

    # The life of a lane

    async def run(self) -> LaneEnd:
        """Open and carry batches until the assignment is over, the run unwanted, or somebody else owns the lane."""
        try:
            while True:
                end = await self.turn()
                if end is not None:
                    return end
        finally:
            await self._transactions.drop()

    async def turn(self) -> LaneEnd | None:
        """One step of the life: open, or one batch, or one rest after a fault. Returns the end, or None."""
        if self.hold.leaving:
            return LaneEnd.LEFT
        try:
            if self._blocked_by is self._work.take():
                await self._clock.sleep(self._options.poll_seconds)
            elif not self._transactions.started:
                await self._open()
            else:
                await self._cycle()
        except LaneOver:
            await self._transactions.drop()
            return LaneEnd.LEFT if self.hold.leaving else LaneEnd.UNWANTED
        except LaneFenced:
            # Somebody else opened this lane. Opening it again here would fence the rightful owner.
            self._meter.transaction_failed(self._specification.flow, "fenced")
            await self._transactions.drop()
            self._set(LaneStatus.PAUSED, None)
            return LaneEnd.FENCED
        except LaneBlocked:
            await self._transactions.drop()
            self._blocked_by = self._work.revision
            self._set(LaneStatus.PAUSED, LaneRefusal.BLOCKED)
        except LaneRefused as refusal:
            await self._transactions.drop()
            self._set(LaneStatus.REFUSED, LaneRefusal(refusal.reason))
            return LaneEnd.REFUSED
        except AuthorizationFault:
            await self._stand_back(LaneRefusal.NOT_AUTHORIZED)
        except TemporaryFault:
            await self._stand_back(LaneRefusal.TEMPORARY_FAULT)
        except (ClientFault, OutputRejected) as fault:
            log.warning("lane %s/%s stands back: %s", self._specification.topic, self.partition, fault)
            self._meter.transaction_failed(self._specification.flow, "unclear")
            if not isinstance(fault, OffsetInDoubt):
                self._start.give_time()
            await self._stand_back(None)
        return None

    def swap(self, work: Work) -> None:
        """Take over a new revision of the run; it counts from the next batch on."""
        self._work.swap(work)

    @property
    def position(self) -> int:
        """Where the consumer stands; what lies between it and ``next`` is held."""
        return max(self._position, self.next or 0)

    @property
    def lag(self) -> int:
        """Offsets between the lane and the end of the log (or of a bounded run), as far as known."""
        end = self._source.log_end()
        bound = self._end
        if bound is not None:
            end = bound if end is None else min(end, bound)
        return max(0, (end or 0) - (self.next or 0))

    @property
    def failing_seconds(self) -> float:
        """How long the lane has not been able to work, 0 where it can."""
        return 0.0 if self._failing_since is None else self._clock.monotonic() - self._failing_since

    @property
    def _specification(self) -> RunSpecification:
        return self._work.specification

    @property
    def _end(self) -> int | None:
        bounds = self._specification.partitions.get(str(self.partition))
        return bounds.end if bounds else None

    # Opening

    async def _open(self) -> None:
        """Take the partition over. The order is the promise: fence, then read, then decide."""
        self._source.pause()
        await self._outputs.check(self._specification)
        await self._transactions.start(self._specification, self._outputs.limits)
        await self._transactions.settle(self.next, self._outputs.places(self._specification))
        start = await self._start_position()
        if not await self._still_wanted():
            raise LaneOver
        beside = await self._source.committed_metadata()
        self._work.killers = Killers.read(beside)
        first = await self._skip_expired(start)
        self._care.opened(beside if first == start else "")
        self._source.seek(first)
        await self._work.warm(first)
        self._position = self.next = first
        self._source.resume()
        self._set(LaneStatus.OPEN, None)

    async def _start_position(self) -> int:
        """The committed offset, read after the fence."""
        start = await self._start.position(self._specification, self.next, self._transactions.acknowledged)
        if self.next is not None and start < self.next:
            log.warning(
                "lane %s/%s: the broker took commits back, from %s on", self._specification.topic, self.partition, start
            )
            self._transactions.acknowledged.forget()
            self.next = start
        return start

    async def _skip_expired(self, start: int) -> int:
        """If the log no longer has our offset, write that to the ledger and go on where the log starts."""
        log_start = await self._source.log_start()
        target = log_start if self._end is None else min(log_start, self._end)
        if target <= start:
            return start
        expired = commit.build_expired(
            self._specification,
            self.partition,
            start,
            target,
            progress_topic=self._options.progress_topic,
            progress_partition=self._outputs.progress_partition(self._specification),
            worker=self._options.worker,
        )
        await self._transactions.commit(self._transactions.build(expired), self._work.beside())
        self._meter.committed(self._specification.flow, expired.delta, None, self._clock.now_ms())
        self.next = target
        return target

    # One batch

    async def _cycle(self) -> None:
        assert self.next is not None
        if self._reached_end:
            self._set(LaneStatus.IDLE, None)
            await self._clock.sleep(self._options.poll_seconds)
            return
        wait = self._committed_at + self._floor_seconds() - self._clock.monotonic()
        if wait > 0:
            await self._clock.sleep(wait)
        batch = await self._source.poll(
            wait_seconds=self._options.poll_seconds, records_max=self._options.batch_records_max
        )
        if self.hold.leaving:
            raise LaneOver
        if batch.position_from != self._position:
            raise ClientFault("the consumer does not stand where this lane left it")
        self._position = batch.position_to
        self._work.take()  # a poll may take a while; what came in meanwhile is under the new revision
        await self._work.warm(self.next)
        batch = replace(batch, position_from=self.next)
        if self._end is not None:
            batch = commit.cut(batch, self._end)
        if len(batch):
            self._set(LaneStatus.OPEN, None)
            await self._carry_with_care(batch)
        elif batch.position_to > self.next and self._worth_a_commit(batch):
            await self._commit(*self._ready(commit.nothing_in(batch)), self._work.context)
        elif batch.position_to == self.next:
            self._set(LaneStatus.IDLE, None)
        self._failing_since = None

    @property
    def _reached_end(self) -> bool:
        return self._end is not None and self.next is not None and self.next >= self._end

    def _worth_a_commit(self, batch: RawBatch) -> bool:
        """Markers and gaps alone: at once where they end a bounded run, else once it has been quiet for a while."""
        if self._end is not None and batch.position_to >= self._end:
            return True
        return self._clock.monotonic() - self._committed_at >= self._options.idle_commit_seconds

    async def _carry_with_care(self, batch: RawBatch) -> None:
        """Carry a batch so that, should a record in it kill this process, the next one finds out which."""
        rest: RawBatch | None = batch
        while rest is not None:
            step = self._care.step(rest)
            rest = step.rest
            if step.kills:
                log.error("record %s/%s/%s kills workers", step.part.topic, self.partition, step.part.offsets[0])
                # Not even remembered: who reads it once more may die of it.
                self._work.killers = self._work.killers.and_(step.part.offsets[0])
                await self._set_aside(step.part, Failure(Stage.DETECT, Reason.CRASHES_WORKER), self._work.context)
                continue
            if step.mark is None:
                await self._carry(step.part)
                continue
            assert self.next is not None
            # A batch that was begun before, and not finished, is not begun beside another such one: were this process
            # to die, both would be blamed, time and again, though it is one of them that kills it.
            async with self._options.turn if step.mark.number > 1 else nullcontext():
                await self._transactions.mark(self.next, self._work.beside(step.mark))
                await self._carry(step.part)

    async def _carry(self, batch: RawBatch) -> None:
        """Process and commit a batch; where a record does not fit, the records before it, itself, and the rest."""
        for part in commit.by_size(batch, self._options.batch_bytes_max):
            try:
                outcomes, context = await self._work.process(part)
            except commit.OutcomesBroken:
                await self._isolate(part, Failure(Stage.ENCODE, Reason.CRASHES_WORKER))
                continue
            if self._work.quarantiner.blocks and outcomes.failures:
                await self._block(part, min(outcomes.failures))
            misfit = commit.find_misfit(outcomes, self._outputs.limits)
            if misfit is not None and len(part) > 1:
                for piece in commit.set_apart(part, misfit.index):
                    await self._carry(piece)
                continue
            if misfit is not None:
                outcomes = commit.quarantine_all(part, misfit.failure)
                if self._work.quarantiner.blocks:
                    await self._block(part, 0)
            try:
                ready = self._ready(outcomes)
                del outcomes  # many lanes wait for the broker at once: what they send is held once, as it is sent
                await self._commit(*ready, context)
            except OutputRejected:
                # Nothing of it was written. A new producer, then halves, down to the one record.
                self._meter.transaction_failed(self._specification.flow, "rejected")
                await self._renew_producer()
                await self._isolate(part, Failure(Stage.SEND, Reason.REJECTED_BY_BROKER))

    async def _isolate(self, batch: RawBatch, failure: Failure) -> None:
        """Halve the batch until the record that cannot pass is alone, and quarantine it."""
        if len(batch) > 1:
            for half in commit.split(batch, len(batch) // 2):
                await self._carry(half)
            return
        await self._set_aside(batch, failure, await self._work.after(batch))

    async def _set_aside(self, record: RawBatch, failure: Failure, context: object) -> None:
        """Quarantine the one record of a batch."""
        if self._work.quarantiner.blocks:
            await self._block(record, 0)
        await self._commit(*self._ready(commit.quarantine_all(record, failure)), context)

    async def _block(self, batch: RawBatch, index: int) -> None:
        """Mode block: what lies before the record is committed, the record and all after it wait for a person."""
        if index:
            before, _ = commit.split(batch, index)
            await self._carry(before)
        raise LaneBlocked

    def _ready(self, outcomes: Outcomes) -> tuple[Built, Outcomes]:
        """The transaction of these outcomes, encoded, and what is counted of them once it is committed."""
        transaction = commit.build(
            outcomes,
            specification=self._specification,
            quarantiner=self._work.quarantiner,
            limits=self._outputs.limits,
            progress_topic=self._options.progress_topic,
            progress_partition=self._outputs.progress_partition(self._specification),
            worker=self._options.worker,
        )
        return self._transactions.build(transaction), replace(outcomes, outputs=(), found=(), applied={})

    async def _commit(self, built: Built, counted: Outcomes, context: object) -> None:
        """One transaction. The new context counts only when it is committed."""
        await self._transactions.commit(built, self._work.beside())
        self.next = built.position
        self._work.keep(context, built.position)
        self._committed_at = self._clock.monotonic()
        delta = built.delta
        self._meter.committed(self._specification.flow, delta, counted, self._clock.now_ms())
        log.debug("lane %s/%s committed %s to %s", delta.topic, delta.partition, delta.from_, delta.to)

    # Faults

    async def _renew_producer(self) -> None:
        """A new producer with the same id; the offset it finds must be ours, for nothing was committed."""
        await self._transactions.drop()
        await self._transactions.start(self._specification, self._outputs.limits)
        before = self.next
        if await self._start_position() != before:
            raise ClientFault("the committed offset moved while a rejected batch was taken apart")

    async def _stand_back(self, reason: LaneRefusal | None) -> None:
        """After a fault: let go of the producer and rest, longer each time; the next turn opens the lane again."""
        await self._transactions.drop()
        self._set(LaneStatus.PAUSED, reason)
        now = self._clock.monotonic()
        if self._failing_since is None:
            self._failing_since = now
        rest = max(self._options.rest_seconds_first, now - self._failing_since)
        await self._clock.sleep(min(rest, self._options.rest_seconds_max))

    def _set(self, status: LaneStatus, reason: LaneRefusal | None) -> None:
        if (status, reason) != (self.status, self.reason):
            self.status, self.reason = status, reason
            self._on_change()
