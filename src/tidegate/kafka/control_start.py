"""What control asks the broker before it creates a run: where it starts, and whether it can be written.

What the answers mean is decided in `runs.start` and `runs.draft`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from tidegate.errors import ConfigurationError, RunConflict, RunInvalid
from tidegate.kafka.control_broker import ControlBroker
from tidegate.runs.draft import Draft
from tidegate.runs.requests import CreateDataset, StartTimestamp
from tidegate.runs.start import Positions, bounded_ranges, continuous_ranges, dataset_ranges
from tidegate.wire import Names, PartitionRange

CreateOutputs = Callable[[str, Mapping[str, int]], Awaitable[Mapping[str, int]]]
"""Given the input topic, creates those topics that are missing, with so many partitions; returns how many each has.
Raises `ConfigurationError` for a name that no declaration covers."""


class Resolved(NamedTuple):
    """Where a run starts and ends, by partition, and the positions that its group does not have yet."""

    ranges: dict[str, PartitionRange]
    to_commit: dict[int, int]


class RunStarter:
    """Asks the broker.

    Args:
        broker: Answers.
        names: Names of our own topics and groups.
        create_outputs: Creates output topics.
    """

    def __init__(self, broker: ControlBroker, names: Names, create_outputs: CreateOutputs) -> None:
        self._broker, self._names, self._create_outputs = broker, names, create_outputs

    async def partitions(self, topic: str, *, field: str) -> int:
        """How many partitions an input has. Raises `RunInvalid` if there is no such topic."""
        count = await self._broker.partitions(topic)
        if count is None:
            raise RunInvalid("no such topic", field=field)
        return count

    async def resolve(self, draft: Draft, partitions: int) -> Resolved:
        """Where each partition starts. Raises `RunInvalid` or `RunConflict`; see `runs.start`."""
        start, group = draft.request.start, self._names.work(draft.kind, draft.flow, draft.run_id)
        at_time: dict[int, int] = {}
        if isinstance(start, StartTimestamp):
            at_time = await self._broker.at_time(draft.topic, partitions, start.timestamp)
        await self._broker.freshen(group, draft.topic)
        committed = await self._broker.committed(group, draft.topic, partitions)
        if draft.dataset is not None:
            if committed:
                raise RunConflict("this idempotency key belonged to a run that was deleted")
            ranges = bounded_ranges(draft.dataset.partitions, start, at_time)
        else:
            positions = Positions(await self._broker.log(draft.topic, partitions), committed, at_time)
            again = draft.request.allow_duplicates
            ranges = continuous_ranges(start, positions, flow=draft.flow, allow_duplicates=again)
        starts = {int(number): part.start for number, part in ranges.items()}
        return Resolved(ranges, {number: at for number, at in starts.items() if committed.get(number) != at})

    async def create_outputs(self, draft: Draft, partitions: int) -> None:
        """Create the outputs and the quarantine topic. Raises `RunInvalid` if an output cannot hold its input."""
        topics = [output.topic for output in draft.outputs]
        try:
            wanted = dict.fromkeys([*topics, draft.quarantine_topic], partitions)
            counts = await self._create_outputs(draft.topic, wanted)
        except ConfigurationError as error:
            raise RunInvalid(f"the topic cannot be created: {error.message}", field="output_topic") from None
        if any(counts[topic] < partitions for topic in topics):
            raise RunInvalid(f"an output needs the {partitions} partitions of its input", field="output_topic")

    async def dataset_ranges(self, request: CreateDataset) -> tuple[str, dict[str, PartitionRange]]:
        """The topic and offsets of a dataset. Raises `RunInvalid`."""
        if request.topic is None:
            raise RunInvalid("name a topic, or send a file", field="topic")
        if request.topic.startswith(f"{self._names.prefix}."):
            raise RunInvalid("this topic is Tidegate's own", field="topic")
        partitions = await self.partitions(request.topic, field="topic")
        return request.topic, dataset_ranges(request, await self._broker.log(request.topic, partitions))
