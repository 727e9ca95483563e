"""What control remembers: the runs and datasets, as its compacted topics say.

There is no other state. Memory is read when control starts, and read anew whenever it is unclear whether a write got
through, so it never holds what the topics do not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from tidegate.errors import RunNotFound, TidegateError
from tidegate.file_forms import AnonymizedFile
from tidegate.kafka.control_broker import ControlBroker, latest
from tidegate.policies import Policy, SummaryRule
from tidegate.runs.draft import stored_policy
from tidegate.runs.run import finished
from tidegate.runs.summary import RunState
from tidegate.wire import (
    Command,
    Dataset,
    LaneRefusal,
    Names,
    RunKind,
    RunSpecification,
    RunStatus,
    RunSummary,
    Wanted,
    Wire,
    WireFault,
    read,
)

W = TypeVar("W", bound=Wire)

COMMANDS_REMEMBERED_MAX = 10_000  # ids of commands that are recognised when they come again


@dataclass(slots=True)
class Held:
    """One run. ``published`` is its last record in the status topic, which is what everybody is shown."""

    state: RunState
    specification: RunSpecification
    published: RunSummary
    published_at: float = 0.0  # monotonic seconds
    every_seconds: float = 1.0
    repairing: bool = False
    files: tuple[AnonymizedFile, ...] | None = None  # what a run over an upload has written, once that is known
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def of(cls, specification: RunSpecification, summary: RunSummary) -> Held:
        policy = stored_policy(specification)
        rule = policy.summary if policy is not None else SummaryRule()
        # One run that this version cannot run must not keep control from all the others.
        refusal = LaneRefusal.POLICY_INVALID if policy is None else None
        state = RunState.of(summary, entities_max=rule.entities_max, refusal=refusal)
        return cls(state, specification, summary, every_seconds=rule.every_seconds)

    @property
    def open(self) -> bool:
        return not self.state.finished

    @property
    def format(self) -> Literal["json", "text"]:
        return "text" if self.specification.format == "text" else "json"

    def take(self, specification: RunSpecification, policy: Policy) -> None:
        """Another policy, from the next summary on. What is not written is read anew, so this is never undone."""
        self.specification, self.every_seconds = specification, policy.summary.every_seconds
        self.state.take(policy, specification.policy_hash)

    @property
    def stop_target(self) -> RunStatus | None:
        """Where a stop that was begun and not finished was to lead; None if none is under way."""
        if not self.open or self.specification.wanted is Wanted.PROCESS:
            return None
        if self.specification.wanted is Wanted.PAUSE:
            return RunStatus.PAUSED if self.state.status is not RunStatus.PAUSED else None
        return RunStatus.FAILED if self.state.error else RunStatus.ABORTED


@dataclass(slots=True)
class Memory:
    """Everything. ``epoch`` is the writer's when it was read; what builds on it may be written only in that epoch."""

    epoch: int
    partitions: Mapping[str, int]
    runs: dict[str, Held] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    command_positions: dict[int, int] = field(default_factory=dict)
    command_ids: dict[str, None] = field(default_factory=dict)

    def run(self, run_id: str) -> Held:
        """Raises `RunNotFound`."""
        held = self.runs.get(run_id)
        if held is None:
            raise RunNotFound("no such run")
        return held

    def dataset(self, dataset_id: str) -> Dataset:
        """Raises `RunNotFound`."""
        found = self.datasets.get(dataset_id)
        if found is None:
            raise RunNotFound("no such dataset")
        return found

    def remember(self, command_id: str) -> bool:
        """Note a command. Returns False if it was noted before."""
        if command_id in self.command_ids:
            return False
        self.command_ids[command_id] = None
        while len(self.command_ids) > COMMANDS_REMEMBERED_MAX:
            del self.command_ids[next(iter(self.command_ids))]
        return True

    def progress_positions(self, ends: Mapping[int, int]) -> dict[int, int]:
        """Where to read the progress topic on: behind what every run that may still get a delta has folded.

        Args:
            ends: Where the topic ends, by partition: nothing before is new if no run is at work.
        """
        at_work = [
            held.published.progress_offsets
            for held in self.runs.values()
            if held.open
            and (held.published.status is not RunStatus.PAUSED or held.specification.wanted is Wanted.PROCESS)
        ]
        return {
            number: min([end, *(int(offsets.get(str(number), 0)) for offsets in at_work)])
            for number, end in ends.items()
        }


async def load_memory(broker: ControlBroker, names: Names, *, epoch: int, group: str) -> Memory:
    """Read everything from the topics.

    Args:
        group: The group in which control keeps its position in the command topic.

    Raises:
        KafkaFault: The broker does not answer, or a topic is missing.
        WireFault: A record is not ours, or of a version that we do not know: going on would lose a run.
    """
    own = (names.runs, names.status, names.datasets, names.progress, names.commands)
    partitions = await broker.partition_counts(own)
    memory = Memory(epoch=epoch, partitions=partitions)
    specifications = _read_all(RunSpecification, latest(await broker.read(names.runs)))
    for run_id, summary in _read_all(RunSummary, latest(await broker.read(names.status))).items():
        if run_id not in specifications:
            raise TidegateError(f"{names.status} holds a run that {names.runs} lacks: {run_id}")
        memory.runs[run_id] = Held.of(specifications[run_id], summary)
    memory.datasets = _read_all(Dataset, latest(await broker.read(names.datasets)))
    memory.command_positions = await broker.committed(group, names.commands, partitions[names.commands])
    _remember_carried_out(
        memory,
        (
            (message.partition, message.offset, message.value)
            for message in await broker.read(names.commands, newest_max=COMMANDS_REMEMBERED_MAX)
        ),
    )
    return memory


def _remember_carried_out(memory: Memory, commands: Iterable[tuple[int, int, bytes | None]]) -> None:
    for partition, offset, value in commands:
        if value is None or offset >= memory.command_positions.get(partition, 0):
            continue
        try:
            memory.remember(read(Command, value).id)
        except WireFault:
            continue  # it was refused when it came


def _read_all(model: type[W], found: Mapping[str, bytes]) -> dict[str, W]:
    return {key: read(model, value) for key, value in found.items()}


def open_runs(memory: Memory) -> list[Held]:
    """Runs that are not finished, in the order of their ids."""
    return [held for _, held in sorted(memory.runs.items()) if not finished(held.state.status)]


def unusable_runs(memory: Memory) -> list[str]:
    """Ids of open runs whose stored policy this version refuses: it was made stricter, and they are older."""
    return [held.state.id for held in open_runs(memory) if held.state.refusal is not None]


def reloadable(memory: Memory) -> list[Held]:
    """Open continuous runs that were opened by a policy's name. A bounded run keeps the policy it began with."""
    return [
        held
        for held in open_runs(memory)
        if held.specification.kind is RunKind.CONTINUOUS and held.published.policy is not None
    ]
