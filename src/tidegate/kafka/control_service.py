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
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from tidegate.errors import KafkaFault, RunConflict, RunInvalid, RunNotFound
from tidegate.kafka.control_commands import ControlCommands
from tidegate.kafka.control_keeper import ControlKeeper
from tidegate.kafka.control_memory import Held, Memory, open_runs, reloadable
from tidegate.kafka.control_start import CreateOutputs, RunStarter
from tidegate.kafka.control_uploads import ControlUploads
from tidegate.kafka.control_writer import Entry
from tidegate.policies import Policy
from tidegate.runs import draft as runs
from tidegate.runs.listing import newest_first
from tidegate.runs.request_policy import Policies
from tidegate.runs.requests import Actor, CreateDataset, CreateRun
from tidegate.runs.result_files import ResultFiles, result_files
from tidegate.runs.run import finished
from tidegate.runs.service import Datasets, Summaries
from tidegate.runs.start import (
    refuse_published_twice,
)
from tidegate.runs.uploads import FIELD, CreateUpload
from tidegate.wire import (
    Dataset,
    Names,
    RunSpecification,
    RunStatus,
    RunSummary,
    Wanted,
)

LEAVE_SECONDS = 15.0  # how long a new run waits until the workers of the flow's last one have left the group
WAIT_SECONDS_MAX = 60.0  # a long poll's longest wait

logger = logging.getLogger("tidegate.control")


class ControlService(ControlKeeper):
    """Implements `tidegate.runs.service.Control`.

    Args:
        options: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
        names: Names of our own topics and ids.
        policies: Where policies come from.
        create_outputs: Creates output topics.
        prepare: Called before the topics are read: creates those that are missing.
        uploads: Lays files on topics and reads them back; without it uploads are refused.
        now: The wall clock.
        new_id: Makes ids.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        names: Names,
        policies: Policies,
        *,
        create_outputs: CreateOutputs,
        prepare: Callable[[], Awaitable[None]] | None = None,
        uploads: ControlUploads | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        super().__init__(options, names, prepare=prepare, uploads=uploads, now=now)
        self._policies, self._new_id = policies, new_id
        self._starter = RunStarter(self._broker, names, create_outputs)
        self._creating = asyncio.Lock()
        self.commands = ControlCommands(self, self._broker, names)

    # creating

    async def create(self, request: CreateRun, *, actor: Actor, idempotency_key: str | None = None) -> RunSummary:
        return await self.create_as(runs.run_id_for(actor, idempotency_key, self._new_id), request, actor)

    async def create_as(self, run_id: str, request: CreateRun, actor: Actor) -> RunSummary:
        """As `create`, with an id that was decided elsewhere; the same request with the same id finds the same run."""
        async with self._creating:
            memory = self.known()
            if (existing := memory.runs.get(run_id)) is not None:
                if not runs.same_request(request, existing.specification):
                    raise RunConflict("this idempotency key was used for another request")
                return existing.published
            known = [held.published for held in memory.runs.values()]
            drafted = runs.draft(
                request,
                run_id=run_id,
                actor=actor,
                names=self._names,
                policies=self._policies,
                dataset=self._dataset_of(memory, request),
                runs=known,
            )
            partitions = await self._starter.partitions(
                drafted.topic, field="topic" if drafted.dataset is None else "dataset_id"
            )
            ranges, to_commit = await self._starter.resolve(drafted, partitions)
            if not request.allow_duplicates:
                refuse_published_twice(drafted.topic, drafted.outputs, ranges, known)
            specification = runs.specify(drafted, ranges, names=self._names, now=self._now())
            await self._starter.create_outputs(drafted, partitions)
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

    # changing what runs run

    def policies_in_use(self) -> list[str]:
        """The policies by whose name open continuous runs were opened, sorted."""
        memory = self._memory
        return sorted({held.published.policy for held in reloadable(memory) if held.published.policy}) if memory else []

    async def reload(self, policy: Policy) -> int:
        """Make a policy the next revision of the continuous runs that were opened by its name.

        Returns:
            How many runs have another policy now.

        Raises:
            ConfigurationError: If one of them cannot run it; those before it in order of id may have it.
            KafkaFault: The broker does not answer.
        """
        memory = self.known()
        changed = 0
        for held in reloadable(memory):
            if held.published.policy != policy.policy:
                continue
            async with held.lock:
                revised = runs.revise(held.specification, policy)
                if not held.open or revised is None:
                    continue
                needed = await asyncio.to_thread(self._policies.requirements, policy, held.format)
                revised = revised.model_copy(update={"requirements": dict(needed)})
                held.take(revised, policy)
                await self._publish(memory, [held], Entry(self._names.runs, revised.run_id, revised))
                changed += 1
        return changed

    # what doors ask

    async def get(self, run_id: str) -> RunSummary:
        return self.known().run(run_id).published

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
                return self.known().run(run_id).published
            try:
                async with asyncio.timeout(left):
                    await news.wait()
            except TimeoutError:
                continue

    async def list(self, *, limit: int = 20, status: RunStatus | None = None, after: str | None = None) -> Summaries:
        found = newest_first((held.published for held in self.known().runs.values()), after=after)
        return [run for run in found if status is None or run.status is status][: max(0, limit)]

    async def pause(self, run_id: str) -> RunSummary:
        return await self._stop(run_id, RunStatus.PAUSED)

    async def abort(self, run_id: str) -> RunSummary:
        return await self._stop(run_id, RunStatus.ABORTED)

    async def resume(self, run_id: str) -> RunSummary:
        memory = self.known()
        held = memory.run(run_id)
        async with held.lock:
            if held.state.status is not RunStatus.PAUSED:
                raise RunConflict(f"a run that is {held.state.status} cannot be resumed")
            held.state.advance(RunStatus.PROCESSING, self._now())
            await self._specify(memory, held, Wanted.PROCESS, publish=True)
            return held.published

    async def delete(self, run_id: str) -> None:
        memory = self.known()
        held = memory.run(run_id)
        async with held.lock:
            if not finished(held.state.status):
                raise RunConflict(f"a run that is {held.state.status} cannot be deleted; abort it first")
            lanes = held.specification.lanes
            if not any(other.specification.lanes == lanes for other in open_runs(memory)):
                # Lanes of a continuous flow may belong to its next run already: those are left alone.
                await self._stopper.fence(held)
            tombstones = [Entry(topic, run_id, None) for topic in (self._names.runs, self._names.status)]
            await self._write(memory, tombstones)
            memory.runs.pop(run_id, None)
            self._wake_waiters()

    async def metadata(self, run_id: str) -> dict[str, Any]:
        specification = self.known().run(run_id).specification
        return {
            "id": run_id,
            "fields": specification.policy["fields"],
            "policy": specification.policy,
            "policy_hash": specification.policy_hash,
            "tidegate_version": version("tidegate"),
            "requirements": specification.requirements,
        }

    async def create_dataset(self, request: CreateDataset, *, actor: Actor) -> Dataset:
        self.known()
        topic, ranges = await self._starter.dataset_ranges(request)
        dataset = Dataset(
            id=self._new_id(),
            name=request.name or topic,
            topic=topic,
            format=request.format,
            csv=request.csv if request.format == "csv" else None,
            partitions=ranges,
            created_by_email=actor.email,
            created_at=self._now(),
        )
        await self._keep_dataset(dataset)
        return dataset

    async def upload(self, request: CreateUpload, chunks: AsyncIterator[bytes], *, actor: Actor) -> Dataset:
        self.known()
        if self._uploads is None:
            raise RunInvalid("this control plane takes no uploads", field=FIELD)
        dataset_id = self._new_id()
        received = await self._uploads.receive(dataset_id, request, chunks)
        dataset = Dataset(
            id=dataset_id,
            name=request.name,
            topic=received.topic,
            format=received.format,
            csv=received.csv,
            upload=received.upload,
            partitions=received.ranges,
            created_by_email=actor.email,
            created_at=self._now(),
        )
        try:
            await self._keep_dataset(dataset)
        except KafkaFault:
            # Whether the dataset was written is not known, so its topic may be in use: a person has to look.
            logger.warning("the topic of an upload without a dataset may stay", extra={"topic": received.topic})
            raise
        return dataset

    async def _keep_dataset(self, dataset: Dataset) -> None:
        memory = self.known()
        await self._write(memory, [Entry(self._names.datasets, dataset.id, dataset)])
        memory.datasets[dataset.id] = dataset

    async def files(self, run_id: str) -> ResultFiles:
        return result_files(self.known().run(run_id).published)

    async def read_file(self, run_id: str, file_id: str) -> AsyncIterator[bytes]:
        memory = self.known()
        run = memory.run(run_id).published
        upload = memory.datasets[run.dataset_id].upload if run.dataset_id in memory.datasets else None
        if self._uploads is None or upload is None or all(file.id != file_id for file in run.anonymized_files):
            raise RunNotFound("no such file")
        return await self._uploads.content(run.outputs[0].topic, upload)

    async def get_dataset(self, dataset_id: str) -> Dataset:
        return self.known().dataset(dataset_id)

    async def list_datasets(self, *, limit: int = 20, after: str | None = None) -> Datasets:
        return newest_first(self.known().datasets.values(), after=after)[: max(0, limit)]
