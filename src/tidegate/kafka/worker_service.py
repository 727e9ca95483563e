"""The data plane in one process: it follows the wanted runs and takes part in each of them.

Plain asyncio tasks under one rule: if any of them ends, the process must end, with a code that says so. A worker that
is alive but holds no lanes looks healthy and does nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from tidegate.kafka.clock import Clock, SystemClock
from tidegate.kafka.lane_states import LaneStateWriter, lane_state
from tidegate.kafka.ports import LaneOptions, Meter, OpenProducer, Work
from tidegate.kafka.producer import BATCH_BYTES_MAX, TransactionalProducer, refuse_optimised_python
from tidegate.kafka.records_io import CLOSE_SECONDS
from tidegate.kafka.run_work import RunWork, WorkerParts
from tidegate.kafka.runs_follower import RunsFollower
from tidegate.kafka.topic_limits import TopicLimitsReader
from tidegate.settings import Settings
from tidegate.wire import LaneRefusal, LaneState, LaneStatus, Names, RunSpecification, Wanted

log = logging.getLogger(__name__)

MANY_LANES = 16  # from here on each lane commits less often, so that the broker's transactions are not the limit
GRACE_SHARE = 0.4  # of the drain time or session that a batch under way may take
JOIN_SESSIONS = 4  # session timeouts after which a consumer without an assignment is replaced


class WorkerService:
    """One process's part of every open run.

    Args:
        settings: How the process runs.
        connection: Arguments that every Kafka client shares.
        worker: The name in deltas and lane states.
        static_id: Group instance id, or None for dynamic membership.
        compile_work: Makes the work of a specification; raises `LaneRefused` where something is missing here.
        meter: Where lanes count.
    """

    def __init__(
        self,
        settings: Settings,
        connection: Mapping[str, Any],
        *,
        worker: str,
        static_id: str | None,
        compile_work: Callable[[RunSpecification], Work],
        meter: Meter,
        clock: Clock | None = None,
    ) -> None:
        refuse_optimised_python()
        names = Names(settings.prefix)
        self._settings = settings
        self._connection = connection
        self._clock = clock or SystemClock()
        self._compile_work = compile_work
        self._worker = worker
        self._runs_changed = asyncio.Event()
        self._works: dict[str, tuple[RunWork, asyncio.Task[None]]] = {}
        self.follower = RunsFollower(connection, names.runs, on_change=self._runs_changed.set)
        self._states = LaneStateWriter(connection, names.progress, self.lane_states)
        self._grace_seconds = GRACE_SHARE * min(settings.drain_seconds, settings.session_timeout_ms / 1000)
        self._parts = WorkerParts(
            connection=connection,
            follower=self.follower,
            limits=TopicLimitsReader(connection, self._clock),
            open_producer=self._producer_opener(settings),
            clock=self._clock,
            meter=meter,
            options=LaneOptions(
                worker=worker,
                progress_topic=names.progress,
                batch_records_max=settings.batch_records_max,
                batch_bytes_max=settings.batch_bytes_max,
                retry_seconds_max=settings.retry_seconds_max,
            ),
            static_id=static_id,
            session_timeout_ms=settings.session_timeout_ms,
            grace_seconds=self._grace_seconds,
            join_seconds_max=JOIN_SESSIONS * settings.session_timeout_ms / 1000,
            floor_seconds=self._floor_seconds,
            on_change=self._states.changed,
        )

    def _producer_opener(self, settings: Settings) -> OpenProducer:
        def open_producer(transactional_id: str, batch_bytes_max: int) -> TransactionalProducer:
            return TransactionalProducer(
                self._connection,
                transactional_id,
                transaction_timeout_ms=settings.transaction_timeout_ms,
                batch_bytes_max=min(batch_bytes_max, BATCH_BYTES_MAX),
            )

        return open_producer

    def _floor_seconds(self) -> float:
        lanes = sum(len(work.lanes.lanes) for work, _ in self._works.values())
        return self._settings.commit_interval_floor_ms / 1000 if lanes >= MANY_LANES else 0.0

    # Life

    async def run(self) -> None:
        """Work until cancelled. Raises what killed any part of it."""
        keeping = asyncio.create_task(self._keep_runs(), name="keep runs")
        tasks = [
            keeping,
            asyncio.create_task(self.follower.follow(), name="follow runs"),
            asyncio.create_task(self._states.write(), name="lane states"),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            raise RuntimeError("a part of the worker ended on its own")
        finally:
            # First whoever opens runs, then the runs: else one that was closed is opened again.
            await _end([keeping], self._grace_seconds)
            await self._close(list(self._works))
            await _end(tasks, CLOSE_SECONDS + 1.0)

    async def _keep_runs(self) -> None:
        while True:
            await self._runs_changed.wait()
            self._runs_changed.clear()
            await self._reconcile()

    async def _reconcile(self) -> None:
        """Close runs that are not wanted any more, swap new revisions in, open what is new."""
        wanted = {run_id: run for run_id, run in self.follower.runs.items() if run.wanted is Wanted.PROCESS}
        for run_id, (work, task) in list(self._works.items()):
            run = wanted.get(run_id)
            if task.done():
                task.result()
                raise RuntimeError(f"the loop of run {run_id} ended on its own")
            if run is None or not work.same_lanes(run):
                await self._close([run_id])
            elif run.revision != work.specification.revision:
                work.swap(run)
        for run_id, run in sorted(wanted.items()):
            if run_id not in self._works:
                self._open(run)
        self._states.changed()

    def _open(self, specification: RunSpecification) -> None:
        log.info("run %s is opened, revision %s", specification.run_id, specification.revision)
        work = RunWork(specification, self._compile_work, self._parts)
        task = asyncio.create_task(work.run(), name=f"run {specification.run_id}")
        task.add_done_callback(lambda _: self._runs_changed.set())
        self._works[specification.run_id] = (work, task)

    async def _close(self, run_ids: list[str]) -> None:
        closing = [self._works.pop(run_id)[1] for run_id in run_ids]
        await _end(closing, 4 * self._grace_seconds + 2 * CLOSE_SECONDS)

    # What others ask

    def lane_states(self) -> list[LaneState]:
        """The state of every lane of this process."""
        now_ms = self._clock.now_ms()
        return [
            lane_state(work.specification, lane, self._worker, now_ms)
            for work, _ in self._works.values()
            for lane in work.lanes.lanes
        ]

    def missing(self) -> list[str]:
        """What keeps this process from being ready; names places, never values."""
        if not self.follower.caught_up:
            return ["the runs topic has not been read to its end"]
        found = []
        for run_id, (work, _) in sorted(self._works.items()):
            if not work.joined:
                found.append(f"run {run_id}: waiting for an assignment")
            for lane in work.lanes.lanes:
                place = f"{work.specification.topic}/{lane.partition}"
                retried = lane.reason is LaneRefusal.TEMPORARY_FAULT
                if retried and lane.failing_seconds < self._settings.retry_seconds_max:
                    continue
                if lane.reason is not None:
                    found.append(f"{place}: {lane.reason.value}")
                elif lane.status is LaneStatus.PAUSED and lane.failing_seconds > self._grace_seconds:
                    found.append(f"{place}: failing")
        return found


async def _end(tasks: list[asyncio.Task[None]], seconds: float) -> None:
    """Cancel tasks and wait, bounded. What they raise is looked at, so that the loop does not call it forgotten."""
    for task in tasks:
        task.cancel()
    if tasks:
        done, _ = await asyncio.wait(tasks, timeout=seconds)
        for task in done:
            if not task.cancelled() and task.exception() is not None:
                log.error("%s ended with %s", task.get_name(), type(task.exception()).__name__)
