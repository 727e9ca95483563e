"""The control plane: it keeps the runs, is the only writer of what they are, and stops them so that they stay so.

A request becomes a specification that lanes read, the lanes' deltas become a summary that everybody polls. What is
shown is always what was written: a summary is published first and answered then. Whenever it is unclear whether a write
got through, the producer's id is taken over again and everything is read anew.

HTTP and the command topic call the same methods; a lock for each run keeps its commands in order.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from mode import Service

from tidegate.errors import ClientFault, ConfigurationError, KafkaFault, RunConflict, RunError, RunInvalid, RunNotFound
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.control_memory import Held, Memory, load_memory, newest_first, open_runs
from tidegate.kafka.control_writer import ControlFenced, ControlWriter, Entry
from tidegate.kafka.fencing import fence_lanes
from tidegate.kafka.progress_reader import ProgressReader, parse
from tidegate.runs import service as runs
from tidegate.runs.ledger import Fold
from tidegate.runs.requests import Actor, CreateDataset, CreateRun, StartTimestamp
from tidegate.runs.run import advance, finished, may, wanted
from tidegate.runs.service import Datasets, Missing, Summaries
from tidegate.runs.start import (
    Positions,
    bounded_ranges,
    continuous_ranges,
    dataset_ranges,
    refuse_published_twice,
)
from tidegate.wire import (
    Command,
    CommandName,
    Dataset,
    Delta,
    LaneState,
    Names,
    PartitionRange,
    RunKind,
    RunSpecification,
    RunStatus,
    RunSummary,
    Wanted,
    read,
)

TICK_SECONDS = 0.1
HEARTBEAT_SECONDS = 3.0  # how soon an idle control learns that another one has taken over
FOLD_SECONDS = 30.0  # how long a stop waits for deltas that must be there; then they are shown as unproven
LEAVE_SECONDS = 15.0  # how long a new run waits until the workers of the flow's last one have left the group
WAIT_SECONDS_MAX = 60.0  # a long poll's longest wait
PROGRESS_BEHIND_MAX = 20_000  # offsets that a restarted control re-reads for a run in which nothing happens
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)

CreateOutputs = Callable[[str, Mapping[str, int]], Awaitable[Mapping[str, int]]]
"""Given the input topic, creates those topics that are missing, with so many partitions; returns how many each has.
Raises `ConfigurationError` for a name that no declaration covers."""

logger = logging.getLogger("tidegate.control")


class ControlService(Service):  # type: ignore[misc]  # mode is untyped here
    """Implements `tidegate.runs.service.Control`.

    Args:
        options: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
        names: Names of our own topics and ids.
        policies: Where policies come from.
        create_outputs: Creates output topics.
        prepare: Called before the topics are read: creates those that are missing.
        now: The wall clock.
        new_id: Makes ids.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        names: Names,
        policies: runs.Policies,
        *,
        create_outputs: CreateOutputs,
        prepare: Callable[[], Awaitable[None]] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._options, self._names, self._policies = dict(options), names, policies
        self._make_outputs, self._prepare, self._now, self._new_id = create_outputs, prepare, now, new_id
        self._broker = ControlBroker(options)
        self._writer = ControlWriter(options, names)
        self.reader = ProgressReader(self._broker, names.progress, self)
        self._memory: Memory | None = None
        self._creating = asyncio.Lock()
        self._commanding = asyncio.Lock()
        self._news = asyncio.Event()
        self._written_at = 0.0
        self._loaded = asyncio.Event()
        self.also_needed: Callable[[], list[str]] = list  # what the process's other parts miss
        self._stopping: set[str] = set()
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
        self._wake_waiters()
        self._loaded.set()

    def _known(self) -> Memory:
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
        return [*missing, *self.also_needed()]

    @Service.task  # type: ignore[untyped-decorator]
    async def _work(self) -> None:
        """Publish what changed, finish what is done, and connect again after a fault."""
        failures = 0
        while not self.should_stop:
            try:
                if not self._current:
                    await self._load()
                await self._tick(self._known())
                failures = 0
                await self.sleep(TICK_SECONDS)
            except ControlFenced:
                raise  # mode notes the crash; the process ends
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
                await self._succeed(memory, held)
        now = time.monotonic()
        due = [held for held in open_runs(memory) if self._due(held, now)]
        if due:
            await self._publish(memory, due)
        elif now - self._written_at > HEARTBEAT_SECONDS:
            await self._mark_commands(memory)

    def _due(self, held: Held, now: float) -> bool:
        if held.repairing or held.lock.locked():
            return False
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

    async def _mark_commands(self, memory: Memory, positions: Mapping[int, int] | None = None) -> None:
        """Note how far commands have been carried out. It doubles as the sign of life that a newer control fences."""
        known = positions or memory.command_positions or {0: 0}
        offsets = {(self._names.commands, number): at for number, at in known.items()}
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
        memory = self._known()
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
                held.state.advance(RunStatus.SUCCEEDED, self._now())
                await self._specify(memory, held, Wanted.STOP, publish=True)

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
        memory = self._known()
        held = memory.run(run_id)
        async with held.lock:
            advance(held.state.status, target)
            await self._specify(memory, held, wanted(target), publish=target is RunStatus.FAILED)
            await self._fence(memory, held)
            reached = self._reached(held, target)
            held.state.advance(reached, self._now())
            if wanted(reached) is not held.specification.wanted:
                await self._specify(memory, held, wanted(reached), publish=True)
            else:
                await self._publish(memory, [held])
            return held.published

    def _reached(self, held: Held, target: RunStatus) -> RunStatus:
        """Where a stop ends: its last deltas may show that the run is done, or that its ledger is broken."""
        if held.state.error is not None:
            return RunStatus.FAILED
        if held.state.read_to_end and may(held.state.status, RunStatus.SUCCEEDED):
            return RunStatus.SUCCEEDED
        return target

    async def _fence(self, memory: Memory, held: Held) -> None:
        specification = held.specification
        numbers = set(held.state.partitions)
        if specification.kind is RunKind.CONTINUOUS:
            numbers |= set(range(await self._broker.partitions(specification.topic) or 0))
        if not numbers:
            return
        await fence_lanes(self._options, lanes=specification.lanes, topic=specification.topic, partitions=numbers)
        committed = await self._broker.committed(specification.group, specification.topic, max(numbers) + 1)
        await self._fold_up_to(memory, held, {number: at for number, at in committed.items() if number in numbers})

    async def _fold_up_to(self, memory: Memory, held: Held, committed: Mapping[int, int]) -> None:
        """Wait until the ledger has reached what was committed; what is still missing then is shown as unproven."""
        until = time.monotonic() + FOLD_SECONDS

        def behind() -> dict[int, int]:
            ledgers = {number: held.state.ledger(held.specification.topic, number) for number in committed}
            return {
                n: committed[n] for n, ledger in ledgers.items() if ledger is not None and ledger.next < committed[n]
            }

        while behind() and time.monotonic() < until:
            if self._memory is not memory:
                raise ClientFault("control has read its topics anew; the stop begins again")
            await self.reader.catch_up(until - time.monotonic())
            if behind():
                await asyncio.sleep(TICK_SECONDS)
        for number, position in behind().items():
            logger.error("committed offsets have no delta", extra={"run_id": held.state.id, "partition": number})
            held.state.skip_to(number, position)

    # creating

    async def create(self, request: CreateRun, *, actor: Actor, idempotency_key: str | None = None) -> RunSummary:
        return await self._create(request, runs.run_id_for(actor, idempotency_key, self._new_id), actor)

    async def _create(self, request: CreateRun, run_id: str, actor: Actor) -> RunSummary:
        async with self._creating:
            memory = self._known()
            dataset = self._dataset_of(memory, request)
            drafted = runs.draft(
                request,
                run_id=run_id,
                actor=actor,
                names=self._names,
                policies=self._policies,
                dataset=dataset,
                runs=[held.published for held in memory.runs.values()],
            )
            if (existing := memory.runs.get(run_id)) is not None:
                if not runs.same_request(drafted, existing.published):
                    raise RunConflict("this idempotency key was used for another request")
                return existing.published
            partitions = await self._broker.partitions(drafted.topic)
            if partitions is None:
                raise RunInvalid("no such topic", field="topic" if dataset is None else "dataset_id")
            ranges, to_commit = await self._resolve_start(drafted, partitions)
            if not request.allow_duplicates:
                known = [held.published for held in memory.runs.values()]
                refuse_published_twice(drafted.topic, drafted.outputs, ranges, known)
            await self._create_outputs(drafted, partitions)
            specification = runs.specify(drafted, ranges, names=self._names, now=self._now())
            await self._commit_start(memory, specification, to_commit)
            held = Held.of(specification, runs.first_summary(drafted, specification))
            await self._publish(memory, [held], Entry(self._names.runs, run_id, specification))
            memory.runs[run_id] = held
            self._wake_waiters()
            return held.published

    def _dataset_of(self, memory: Memory, request: CreateRun) -> Dataset | None:
        if request.dataset_id is None:
            return None
        try:
            return memory.dataset(request.dataset_id)
        except RunNotFound:
            raise RunInvalid("no such dataset", field="dataset_id") from None

    async def _resolve_start(
        self, drafted: runs.Draft, partitions: int
    ) -> tuple[dict[str, PartitionRange], dict[int, int]]:
        """The run's ranges, and the positions that its group lacks."""
        start, group = drafted.request.start, self._names.work(drafted.kind, drafted.flow, drafted.run_id)
        at_time: dict[int, int] = {}
        if isinstance(start, StartTimestamp):
            at_time = await self._broker.at_time(drafted.topic, partitions, start.timestamp)
        committed = await self._broker.committed(group, drafted.topic, partitions)
        if drafted.dataset is not None:
            if committed:
                raise RunConflict("this idempotency key belonged to a run that was deleted")
            ranges = bounded_ranges(drafted.dataset.partitions, start, at_time)
        else:
            positions = Positions(await self._broker.log(drafted.topic, partitions), committed, at_time)
            ranges = continuous_ranges(
                start, positions, flow=drafted.flow, allow_duplicates=drafted.request.allow_duplicates
            )
        starts = {int(number): part.start for number, part in ranges.items()}
        return ranges, {number: at for number, at in starts.items() if committed.get(number) != at}

    async def _create_outputs(self, drafted: runs.Draft, partitions: int) -> None:
        topics = [output.topic for output in drafted.outputs]
        try:
            wanted = dict.fromkeys([*topics, drafted.quarantine_topic], partitions)
            counts = await self._make_outputs(drafted.topic, wanted)
        except ConfigurationError as error:
            raise RunInvalid(f"the topic cannot be created: {error.message}", field="output_topic") from None
        if any(counts[topic] < partitions for topic in topics):
            raise RunInvalid(f"an output needs the {partitions} partitions of its input", field="output_topic")

    async def _commit_start(self, memory: Memory, specification: RunSpecification, starts: Mapping[int, int]) -> None:
        """Commit where lanes start, before they hear of the run.

        A transaction of its own, and complete when the next one of the same producer begins: a specification in the
        same one could be seen before the offsets.
        """
        if not starts:
            return
        group = specification.group
        if not await self._broker.wait_until_empty(group, LEAVE_SECONDS):
            raise RunConflict(f"workers are still at work in group {group}")
        offsets = {(specification.topic, number): at for number, at in starts.items()}
        await self._writer.write(epoch=memory.epoch, group=group, offsets=offsets)

    # what doors ask

    async def get(self, run_id: str) -> RunSummary:
        return self._known().run(run_id).published

    async def wait(self, run_id: str, *, revision: int | None, seconds: float) -> RunSummary:
        until = time.monotonic() + min(max(seconds, 0.0), WAIT_SECONDS_MAX)
        while True:
            news = self._news
            memory = self._memory
            if memory is not None:
                published = memory.run(run_id).published
                if revision is None or published.revision > revision or time.monotonic() >= until:
                    return published
            left = until - time.monotonic()
            if left <= 0 or self.should_stop:
                return self._known().run(run_id).published
            try:
                async with asyncio.timeout(left):
                    await news.wait()
            except TimeoutError:
                continue

    async def list(self, *, limit: int = 20, status: RunStatus | None = None, after: str | None = None) -> Summaries:
        found = newest_first(held.published for held in self._known().runs.values())
        if after is not None:
            ids = [run.id for run in found]
            if after not in ids:
                raise RunNotFound("no such run")
            found = found[ids.index(after) + 1 :]
        return [run for run in found if status is None or run.status is status][: max(0, limit)]

    async def pause(self, run_id: str) -> RunSummary:
        return await self._stop(run_id, RunStatus.PAUSED)

    async def abort(self, run_id: str) -> RunSummary:
        return await self._stop(run_id, RunStatus.ABORTED)

    async def resume(self, run_id: str) -> RunSummary:
        memory = self._known()
        held = memory.run(run_id)
        async with held.lock:
            if held.state.status is not RunStatus.PAUSED:
                raise RunConflict(f"a run that is {held.state.status} cannot be resumed")
            held.state.advance(RunStatus.PROCESSING, self._now())
            await self._specify(memory, held, Wanted.PROCESS, publish=True)
            return held.published

    async def delete(self, run_id: str) -> None:
        memory = self._known()
        held = memory.run(run_id)
        async with held.lock:
            if not finished(held.state.status):
                raise RunConflict(f"a run that is {held.state.status} cannot be deleted; abort it first")
            lanes = held.specification.lanes
            if not any(other.specification.lanes == lanes for other in open_runs(memory)):
                # Lanes of a continuous flow may belong to its next run already: those are left alone.
                await self._fence(memory, held)
            tombstones = [Entry(topic, run_id, None) for topic in (self._names.runs, self._names.status)]
            await self._write(memory, tombstones)
            memory.runs.pop(run_id, None)
            self._wake_waiters()

    async def metadata(self, run_id: str) -> dict[str, Any]:
        specification = self._known().run(run_id).specification
        return {
            "id": run_id,
            "fields": specification.policy["fields"],
            "policy": specification.policy,
            "policy_hash": specification.policy_hash,
            "tidegate_version": version("tidegate"),
            "requirements": specification.requirements,
        }

    async def create_dataset(self, request: CreateDataset, *, actor: Actor) -> Dataset:
        memory = self._known()
        if request.topic is None:
            raise RunInvalid("uploads are not built yet: name a topic", field="topic")
        if request.topic.startswith(f"{self._names.prefix}."):
            raise RunInvalid("this topic is Tidegate's own", field="topic")
        partitions = await self._broker.partitions(request.topic)
        if partitions is None:
            raise RunInvalid("no such topic", field="topic")
        ranges = dataset_ranges(request, await self._broker.log(request.topic, partitions))
        dataset = Dataset(
            id=self._new_id(),
            name=request.name or request.topic,
            topic=request.topic,
            format=request.format,
            partitions=ranges,
            created_by_email=actor.email,
            created_at=self._now(),
        )
        await self._write(memory, [Entry(self._names.datasets, dataset.id, dataset)])
        memory.datasets[dataset.id] = dataset
        return dataset

    async def get_dataset(self, dataset_id: str) -> Dataset:
        return self._known().dataset(dataset_id)

    async def list_datasets(self, *, limit: int = 20, after: str | None = None) -> Datasets:
        found = sorted(self._known().datasets.values(), key=lambda one: (one.created_at, one.id), reverse=True)
        if after is not None:
            ids = [one.id for one in found]
            if after not in ids:
                raise RunNotFound("no such dataset")
            found = found[ids.index(after) + 1 :]
        return found[: max(0, limit)]

    # commands from the topic, and timers

    async def execute_at(self, partition: int, offset: int) -> bool:
        """Read the command at a place of the command topic as a ``read_committed`` reader, and carry it out.

        Returns:
            False if there is none (its transaction was aborted), or it was carried out before.

        Raises:
            WireFault: It is not a command. Otherwise as `execute`.
        """
        if offset < self._known().command_positions.get(partition, 0):
            return False
        message = await self._broker.read_at(self._names.commands, partition, offset)
        if message is None or message.value is None:
            return False
        return await self.execute(read(Command, message.value), partition=partition, offset=offset)

    async def execute(self, command: Command, *, partition: int, offset: int) -> bool:
        """Carry a command out, at most once.

        Its position is committed first, so that a command which comes again after a crash is not carried out again.

        Returns:
            False if it was carried out before.

        Raises:
            RunError: It cannot be carried out.
            KafkaFault: The broker does not answer. It may be tried again: if its position got through, it will not be
                carried out.
        """
        async with self._commanding:
            memory = self._known()
            if offset < memory.command_positions.get(partition, 0):
                return False
            await self._mark_commands(memory, {**memory.command_positions, partition: offset + 1})
            memory.command_positions[partition] = offset + 1
            if not memory.remember(command.id):
                return False
            await self._carry_out(command)
            return True

    async def _carry_out(self, command: Command) -> None:
        match command.command:
            case CommandName.CREATE:
                run_id = _uuid(command.run_id)
                if run_id not in self._known().runs:
                    actor = Actor(email=command.created_by_email)
                    await self._create(CreateRun.parse(command.request or {}), run_id, actor)
            case CommandName.PAUSE:
                await self.pause(command.run_id)
            case CommandName.RESUME:
                await self.resume(command.run_id)
            case CommandName.ABORT:
                await self.abort(command.run_id)
            case CommandName.DELETE:
                await self.delete(command.run_id)

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
        memory = self._known()
        continuous = [held for held in open_runs(memory) if held.specification.kind is RunKind.CONTINUOUS]
        counts = await self._broker.partition_counts(held.specification.topic for held in continuous)
        ends = await self._broker.ends(counts)
        for held in continuous:
            held.state.measure_lag(ends.get(held.specification.topic, {}))


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise RunInvalid("must be a UUID", field="run_id") from None
