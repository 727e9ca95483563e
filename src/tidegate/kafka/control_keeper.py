"""The runs as control keeps them: read from their topics, folded from progress, written, and stopped.

It is the only writer of what runs are. What is shown is always what was written: a summary is published first and
answered then. Whenever it is unclear whether a write got through, the producer's id is taken over again and everything
is read anew. A lock for each run keeps what is done to it in order.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from mode import Service

from tidegate.errors import ClientFault, KafkaFault, RunError, RunGone
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.control_memory import Held, Memory, load_memory, open_runs, unusable_runs
from tidegate.kafka.control_stop import RunStopper, reached
from tidegate.kafka.control_uploads import ControlUploads
from tidegate.kafka.control_writer import ControlFenced, ControlWriter, Entry
from tidegate.kafka.progress_reader import ProgressReader, parse
from tidegate.runs.flows import UPLOAD_FLOW
from tidegate.runs.ledger import Fold
from tidegate.runs.result_files import describe
from tidegate.runs.run import advance, may, wanted
from tidegate.runs.service import Missing, Summaries
from tidegate.wire import (
    Delta,
    LaneState,
    Names,
    RunKind,
    RunStatus,
    RunSummary,
    Wanted,
)

TICK_SECONDS = 0.1
HEARTBEAT_SECONDS = 3.0  # how soon an idle control learns that another one has taken over
PROGRESS_BEHIND_MAX = 20_000  # offsets that a restarted control re-reads for a run in which nothing happens
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)

logger = logging.getLogger("tidegate.control")


class ControlKeeper(Service):  # type: ignore[misc]  # mode is untyped here
    """Keeps the runs. `control_service.ControlService` opens the doors to them.

    Args:
        options: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
        names: Names of our own topics and ids.
        prepare: Called before the topics are read: creates those that are missing.
        uploads: Measures result files.
        now: The wall clock.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        names: Names,
        *,
        prepare: Callable[[], Awaitable[None]] | None = None,
        uploads: ControlUploads | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._options, self._names = dict(options), names
        self._prepare, self._uploads, self._now = prepare, uploads, now
        self._broker = ControlBroker(options)
        self._writer = ControlWriter(options, names)
        self.reader = ProgressReader(self._broker, names.progress, self)
        self._stopper = RunStopper(self._options, self._broker, self.reader)
        self._memory: Memory | None = None
        self._news = asyncio.Event()
        self._written_at = 0.0
        self._loaded = asyncio.Event()
        self.also_needed: Callable[[], list[str]] = list  # what the process's other parts miss
        self._stopping: set[str] = set()
        self._measuring: set[str] = set()
        super().__init__()

    # life

    @property
    def commands_group(self) -> str:
        """The group that holds how far commands have been carried out; no consumer is ever a member of it."""
        return f"{self._names.control}.commands"

    @property
    def fenced(self) -> bool:
        """Whether another control plane has taken over: this one must end."""
        return self._writer.fenced

    @property
    def summaries(self) -> Summaries:
        """The published summary of every run that is known, for metrics."""
        return [held.published for held in self._memory.runs.values()] if self._memory else []

    async def on_start(self) -> None:
        self.add_dependency(self.reader)

    async def wait_ready(self) -> None:
        """Wait until the topics have been read. `_work` goes on trying while the broker is away."""
        while not self._current and not self.should_stop:
            await self._loaded.wait()

    async def on_stop(self) -> None:
        self._loaded.set()
        self._wake_waiters()

    async def on_shutdown(self) -> None:
        await self._writer.close()

    async def _load(self) -> None:
        """Take the writer's id over and read everything. Nothing can have been written in between."""
        names = self._names
        if self._prepare is not None:
            await self._prepare()
        own = (names.runs, names.status, names.datasets, names.progress, names.commands)
        counts = await self._broker.partition_counts(own)
        if missing := [topic for topic in own if topic not in counts]:
            raise ClientFault(f"topics are missing: {', '.join(missing)}")
        await self._writer.start(counts)
        memory = await load_memory(self._broker, names, epoch=self._writer.epoch, group=self.commands_group)
        ends = (await self._broker.ends({names.progress: counts[names.progress]}))[names.progress]
        self.reader.begin(memory.progress_positions(ends))
        self._memory = memory
        for run_id in unusable_runs(memory):
            logger.error("a run's policy is not valid in this version: mend it, or abort", extra={"run_id": run_id})
        self._wake_waiters()
        self._loaded.set()

    def known(self) -> Memory:
        if self._memory is None:
            raise ClientFault("control has not read its topics yet")
        return self._memory

    @property
    def _current(self) -> bool:
        """Whether memory is what the topics say, and can be added to."""
        return self._memory is not None and self._writer.usable and self._memory.epoch == self._writer.epoch

    def ready(self) -> Missing:
        missing = []
        if not self._current:
            missing.append("broker")
        if self.fenced:
            missing.append("another control plane has taken over")
        if not self.reader.healthy:
            missing.append("progress")
        unusable = unusable_runs(self._memory) if self._memory else []
        return [*missing, *(f"a usable policy of run {run_id}" for run_id in unusable), *self.also_needed()]

    @Service.task  # type: ignore[untyped-decorator]
    async def _work(self) -> None:
        """Publish what changed, finish what is done, and connect again after a fault."""
        failures = 0
        while not self.should_stop:
            try:
                if not self._current:
                    await self._load()
                await self._tick(self.known())
                failures = 0
                await self.sleep(TICK_SECONDS)
            except ControlFenced:
                logger.error("another control plane has taken over")
                return  # `fenced` says so, and the process ends
            except KafkaFault as fault:
                logger.warning("control cannot reach the broker", extra={"fault": str(fault)})
                await self.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1

    async def _tick(self, memory: Memory) -> None:
        for held in open_runs(memory):
            if held.lock.locked() or held.state.id in self._stopping:
                continue
            # A stop that was begun and not finished, by us or by the control before us, is finished.
            target = RunStatus.FAILED if held.state.error is not None else held.stop_target
            if target is not None:
                self._stopping.add(held.state.id)
                self.add_future(self._finish_stop(held.state.id, target))
            elif held.state.read_to_end:
                if held.files is None and held.published.flow == UPLOAD_FLOW:
                    if held.state.id not in self._measuring:
                        self._measuring.add(held.state.id)
                        self.add_future(self._measure(memory, held))
                else:
                    await self._succeed(memory, held)
        now = time.monotonic()
        due = [held for held in open_runs(memory) if self._due(held, now)]
        if due:
            await self._publish(memory, due)
        elif now - self._written_at > HEARTBEAT_SECONDS:
            await self._commit_commands(memory, memory.command_positions)

    def _due(self, held: Held, now: float) -> bool:
        if held.repairing or held.lock.locked():
            return False
        if held.state.gaps:
            return False  # its positions are behind deltas that wait: whoever read on from there would not see them
        if held.state.status is not held.published.status:
            return True
        if now - held.published_at < held.every_seconds:
            return False
        behind = sum(self.reader.positions.values()) - sum(held.published.progress_offsets.values())
        return held.state.changed or behind > PROGRESS_BEHIND_MAX

    # writing

    async def _publish(self, memory: Memory, helds: Iterable[Held], *also: Entry) -> None:
        """Write the summaries of runs, and other entries with them, in one transaction; then show them."""
        rendered = [(held, held.state.render(self.reader.positions)) for held in helds]
        entries = [Entry(self._names.status, summary.id, summary) for _, summary in rendered]
        await self._write(memory, [*also, *entries])
        for held, summary in rendered:
            if summary.revision > held.published.revision:
                held.published, held.published_at = summary, time.monotonic()
        self._wake_waiters()

    async def _write(self, memory: Memory, entries: Iterable[Entry]) -> None:
        await self._writer.write(entries, epoch=memory.epoch)
        self._written_at = time.monotonic()

    async def mark_command(self, partition: int, offset: int) -> None:
        """Commit that everything up to and with this offset of the command topic has been taken."""
        memory = self.known()
        positions = {**memory.command_positions, partition: offset + 1}
        await self._commit_commands(memory, positions)
        memory.command_positions = positions

    async def _commit_commands(self, memory: Memory, positions: Mapping[int, int]) -> None:
        """Note how far commands have been taken. Done every few seconds, it is how a fenced control finds out."""
        offsets = {(self._names.commands, number): at for number, at in (positions or {0: 0}).items()}
        await self._writer.write(epoch=memory.epoch, group=self.commands_group, offsets=offsets)
        self._written_at = time.monotonic()

    async def _specify(self, memory: Memory, held: Held, want: Wanted, *, publish: bool = False) -> None:
        """Tell lanes what is wanted, with the run's summary in the same transaction where it says something new."""
        specification = held.specification.model_copy(
            update={"wanted": want, "revision": held.specification.revision + 1}
        )
        entry = Entry(self._names.runs, specification.run_id, specification)
        await (self._publish(memory, [held], entry) if publish else self._write(memory, [entry]))
        held.specification = specification

    def _wake_waiters(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    # progress: `progress_reader.Folder`

    def fold(self, delta: Delta) -> bool:
        held = self._memory.runs.get(delta.run_id) if self._memory else None
        if held is None or not held.open:
            return True  # of a run that was deleted, or is over: nothing is written for it any more
        fold = held.state.fold(delta, self._now())
        if fold is Fold.BROKEN:
            logger.error("the ledger of a run is broken", extra={"run_id": delta.run_id, "partition": delta.partition})
        return fold is not Fold.GAP

    def lane(self, state: LaneState) -> None:
        held = self._memory.runs.get(state.run_id) if self._memory else None
        if held is not None:
            held.state.lane(state, self._now())

    async def repair(self, run_id: str) -> None:
        """Read the run's deltas again from the beginning; what is not found is shown as unproven."""
        memory = self.known()
        held = memory.runs.get(run_id)
        if held is None or not held.state.gaps:
            return
        held.repairing = True
        try:
            logger.warning("deltas are missing, reading them again", extra={"run_id": run_id})
            for message in await self._broker.read(self._names.progress, keep=lambda message: message.key == run_id):
                found = parse(message.value) if message.value is not None else None
                if isinstance(found, Delta):
                    held.state.fold(found, self._now())
            for partition in held.state.gaps:
                while held.state.partitions[partition].waiting and not held.state.partitions[partition].flaw:
                    held.state.skip_gap(partition)
        finally:
            held.repairing = False

    # stopping

    async def _succeed(self, memory: Memory, held: Held) -> None:
        async with held.lock:
            if held.state.status is RunStatus.PENDING:
                held.state.advance(RunStatus.PROCESSING, self._now())  # an empty dataset: there was nothing to open
            if may(held.state.status, RunStatus.SUCCEEDED):
                held.state.base = held.state.base.model_copy(update={"anonymized_files": held.files or ()})
                held.state.advance(RunStatus.SUCCEEDED, self._now())
                await self._specify(memory, held, Wanted.STOP, publish=True)

    async def _measure(self, memory: Memory, held: Held) -> None:
        """Describe the result file of a run over an upload, before SUCCEEDED is shown: who polls finds both at once.

        A run of which no record came through has no file: its header would be all there is.
        """
        run_id, dataset = held.state.id, memory.datasets.get(held.published.dataset_id or "")
        try:
            run = held.state.render(self.reader.positions)
            if self._uploads is None or dataset is None or dataset.upload is None or not run.results.records.clean:
                held.files = ()
            else:
                size = await self._uploads.size(run.outputs[0].topic, dataset.upload)
                held.files = (describe(run, dataset.upload, size),)
        except RunGone:
            logger.warning("the result of a run has expired before it was described", extra={"run_id": run_id})
            held.files = ()
        except KafkaFault as fault:
            logger.warning("a result file could not be measured yet", extra={"run_id": run_id, "fault": str(fault)})
            await self.sleep(RETRY_SECONDS[-1])
        finally:
            self._measuring.discard(run_id)

    async def _finish_stop(self, run_id: str, target: RunStatus) -> None:
        """A stop that nobody waits for. After a fault `_tick` finds it unfinished and begins it again."""
        try:
            await self._stop(run_id, target)
        except RunError:
            logger.info("the run was stopped meanwhile", extra={"run_id": run_id})
        except ControlFenced:
            logger.error("another control plane has taken over")
        except KafkaFault as fault:
            logger.warning("a run could not be stopped yet", extra={"run_id": run_id, "fault": str(fault)})
            await self.sleep(RETRY_SECONDS[-1])
        finally:
            self._stopping.discard(run_id)

    async def _stop(self, run_id: str, target: RunStatus) -> RunSummary:
        """Say that it is over, fence every lane, count what they had committed, and only then show it as reached."""
        memory = self.known()
        held = memory.run(run_id)
        async with held.lock:
            advance(held.state.status, target)
            await self._specify(memory, held, wanted(target), publish=target is RunStatus.FAILED)
            await self._stopper.stop(held, current=lambda: self._memory is memory)
            end = reached(held.state, target)
            held.state.advance(end, self._now())
            if wanted(end) is not held.specification.wanted:
                await self._specify(memory, held, wanted(end), publish=True)
            else:
                await self._publish(memory, [held])
            return held.published

    # timers

    def check_lanes(self) -> int:
        """Show partitions whose lane has fallen silent as held by nobody. Returns how many there were."""
        silent = 0
        for held in open_runs(self._memory) if self._memory else ():
            silent += len(found := held.state.forget_silent_lanes(self._now()))
            for number in found:
                logger.warning("a lane is silent", extra={"run_id": held.state.id, "partition": number})
        return silent

    async def measure_lag(self) -> None:
        """Ask how far each continuous run is behind the end of its topic."""
        memory = self.known()
        continuous = [held for held in open_runs(memory) if held.specification.kind is RunKind.CONTINUOUS]
        counts = await self._broker.partition_counts(held.specification.topic for held in continuous)
        ends = await self._broker.ends(counts)
        for held in continuous:
            held.state.measure_lag(ends.get(held.specification.topic, {}))
