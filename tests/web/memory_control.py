"""A control plane in memory: the real rules of `runs/`, without a broker."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tidegate.errors import RunConflict, RunGone, RunNotFound, UnknownName
from tidegate.pipeline.plan import compile_plan
from tidegate.policies import FieldRule, Format, Policy
from tidegate.runs.draft import draft, first_summary, run_id_for, specify
from tidegate.runs.listing import newest_first
from tidegate.runs.requests import Actor, CreateDataset, CreateRun
from tidegate.runs.result_files import FileWriter, ResultFiles, describe, result_files
from tidegate.runs.service import Datasets, Missing, Summaries
from tidegate.runs.summary import RunState
from tidegate.runs.uploads import LINE_END_HEADER, CreateUpload, Line, UploadReader
from tidegate.wire import Dataset, Names, Output, PartitionRange, RunStatus, RunSummary

CREATED_AT = datetime(2026, 11, 7, 5, 31, 56, tzinfo=UTC)
PARTITIONS = {"0": PartitionRange(start=0, end=143), "1": PartitionRange(start=10, end=120)}


class OnePolicy:
    """Knows the policy support-chat."""

    def find(self, name: str) -> Policy:
        if name != "support-chat":
            raise UnknownName("policy", name, ["support-chat"], place="policy")
        return Policy(policy=name, fields=(FieldRule(path="$..*", treat="text"),))

    def requirements(self, policy: Policy, format: Format) -> Mapping[str, str]:
        """As the real one: compile it."""
        output = Output(topic="clean")
        plan = compile_plan(policy, input_topic="raw", outputs=[output], keys=None, run_id="check", format=format)
        return plan.requirements


class MemoryControl:
    """Runs never advance by themselves: a test does it with `change`."""

    def __init__(self) -> None:
        self.news = asyncio.Condition()
        self.forget()

    def forget(self) -> None:
        """Be as new."""
        self.states: dict[str, RunState] = {}
        self.summaries: dict[str, RunSummary] = {}
        self.datasets: dict[str, Dataset] = {}
        self.lines: dict[str, list[Line]] = {}
        self.runs_made = 0
        self.expired = False
        self.missing: list[str] = []
        self.fault: Exception | None = None

    def _breathe(self) -> None:
        if self.fault is not None:
            raise self.fault

    def _publish(self, run_id: str) -> RunSummary:
        self.summaries[run_id] = self.states[run_id].render({0: 1})
        return self.summaries[run_id]

    async def change(self, run_id: str, status: RunStatus) -> RunSummary:
        """Advance a run, and tell who waits for it."""
        self._breathe()
        await self.get(run_id)
        self.states[run_id].advance(status, datetime.now(UTC))
        async with self.news:
            self.news.notify_all()
            return self._publish(run_id)

    async def create(self, request: CreateRun, *, actor: Actor, idempotency_key: str | None = None) -> RunSummary:
        self._breathe()
        dataset = await self.get_dataset(request.dataset_id) if request.dataset_id else None
        run_id = run_id_for(actor, idempotency_key, lambda: str(uuid.uuid4()))
        drafted = draft(
            request,
            run_id=run_id,
            actor=actor,
            names=Names(),
            policies=OnePolicy(),
            dataset=dataset,
            runs=self.summaries.values(),
        )
        if run_id in self.summaries:
            return self.summaries[run_id]
        partitions = dataset.partitions if dataset else {"0": PartitionRange(start=0)}
        specification = specify(drafted, partitions, names=Names(), now=CREATED_AT + timedelta(seconds=self.runs_made))
        self.runs_made += 1
        self.states[run_id] = RunState.of(first_summary(drafted, specification), entities_max=100)
        return self._publish(run_id)

    async def get(self, run_id: str) -> RunSummary:
        self._breathe()
        if run_id not in self.summaries:
            raise RunNotFound("no such run")
        return self.summaries[run_id]

    async def wait(self, run_id: str, *, revision: int | None, seconds: float) -> RunSummary:
        try:
            async with asyncio.timeout(seconds), self.news:
                await self.news.wait_for(lambda: self.summaries[run_id].revision != revision)
        except TimeoutError:
            pass
        return await self.get(run_id)

    async def list(self, *, limit: int = 20, status: RunStatus | None = None, after: str | None = None) -> Summaries:
        found = newest_first(self.summaries.values(), after=after)
        return [run for run in found if status in (None, run.status)][:limit]

    async def pause(self, run_id: str) -> RunSummary:
        return await self.change(run_id, RunStatus.PAUSED)

    async def resume(self, run_id: str) -> RunSummary:
        return await self.change(run_id, RunStatus.PROCESSING)

    async def abort(self, run_id: str) -> RunSummary:
        return await self.change(run_id, RunStatus.ABORTED)

    async def delete(self, run_id: str) -> None:
        await self.get(run_id)
        if not self.states[run_id].finished:
            raise RunConflict("only a finished run can be deleted")
        del self.states[run_id], self.summaries[run_id]

    async def metadata(self, run_id: str) -> dict[str, Any]:
        run = await self.get(run_id)
        return {"fields": ["$..*"], "policy_hash": run.policy_hash, "versions": {"email_address": "1"}}

    async def create_dataset(self, request: CreateDataset, *, actor: Actor) -> Dataset:
        self._breathe()
        dataset = Dataset(
            id=str(uuid.uuid4()),
            name=request.name or request.topic or "",
            topic=request.topic or "raw.support-chat",
            format=request.format,
            partitions=PARTITIONS,
            created_by_email=actor.email,
            created_at=CREATED_AT + timedelta(seconds=len(self.datasets)),
        )
        self.datasets[dataset.id] = dataset
        return dataset

    async def upload(self, request: CreateUpload, chunks: AsyncIterator[bytes], *, actor: Actor) -> Dataset:
        self._breathe()
        reader = UploadReader(request)
        lines = [line async for chunk in chunks for line in reader.feed(chunk)] + reader.finish()
        format, layout = reader.layout
        id = str(uuid.uuid4())
        dataset = Dataset(
            id=id,
            name=request.name,
            topic=Names().upload(id),
            format=format,
            csv=layout,
            upload=reader.upload(),
            partitions={"0": PartitionRange(start=0, end=len(lines))},
            created_by_email=actor.email,
            created_at=CREATED_AT + timedelta(seconds=len(self.datasets)),
        )
        self.datasets[id], self.lines[id] = dataset, lines
        return dataset

    async def succeed(self, run_id: str) -> bytes:
        """End a run over an upload whose records all pass as they are; returns its file."""
        run = await self.get(run_id)
        dataset = self.datasets[run.dataset_id or ""]
        assert dataset.upload is not None
        content = b"".join([piece async for piece in self._content(dataset)])
        state = self.states[run_id]
        state.base = state.base.model_copy(update={"anonymized_files": (describe(run, dataset.upload, len(content)),)})
        await self.change(run_id, RunStatus.PROCESSING)
        await self.change(run_id, RunStatus.SUCCEEDED)
        return content

    async def _content(self, dataset: Dataset) -> AsyncIterator[bytes]:
        assert dataset.upload is not None
        writer = FileWriter(dataset.upload)
        yield writer.head()
        for value, end in self.lines[dataset.id]:
            yield writer.lines([(value, () if end is None else ((LINE_END_HEADER, end),))])

    async def files(self, run_id: str) -> ResultFiles:
        return result_files(await self.get(run_id))

    async def read_file(self, run_id: str, file_id: str) -> AsyncIterator[bytes]:
        if self.expired:
            raise RunGone("the file has expired with its topic")
        run = await self.get(run_id)
        return self._content(self.datasets[run.dataset_id or ""])

    async def get_dataset(self, dataset_id: str) -> Dataset:
        if dataset_id not in self.datasets:
            raise RunNotFound("no such dataset")
        return self.datasets[dataset_id]

    async def list_datasets(self, *, limit: int = 20, after: str | None = None) -> Datasets:
        return newest_first(self.datasets.values(), after=after)[:limit]

    def ready(self) -> Missing:
        return self.missing
