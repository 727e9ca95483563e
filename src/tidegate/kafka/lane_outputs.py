"""Where a lane writes: its partition of every output, its part of the quarantine topic and of the ledger.

A record keeps its partition number, so every output has at least as many partitions as the input; what a topic can take
is asked anew each time a lane opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tidegate.errors import LaneRefused
from tidegate.kafka.commit import TopicLimits
from tidegate.kafka.ports import Source
from tidegate.wire import LaneRefusal, RunSpecification


class LaneOutputs:
    """The topics of one lane, and what each can take. ``limits`` is empty until `check` has asked for it.

    Args:
        partition: Number of the input partition.
        source: Who asks the broker.
        progress_topic: Where deltas go.
        progress_partition: From (key, partitions of the progress topic): where a run's deltas go.
    """

    def __init__(
        self, partition: int, source: Source, progress_topic: str, progress_partition: Callable[[str, int], int]
    ) -> None:
        self.limits: Mapping[str, TopicLimits] = {}
        self._partition = partition
        self._source = source
        self._progress_topic = progress_topic
        self._progress_partition = progress_partition

    async def check(self, specification: RunSpecification) -> None:
        """Ask what the topics can take.

        Raises:
            LaneRefused: ``partition_count``: one of them is not there, or has too few partitions.
        """
        outputs = [output.topic for output in specification.outputs]
        topics = [*outputs, specification.quarantine_topic, self._progress_topic]
        self.limits = await self._source.limits(topics)
        needed = {**dict.fromkeys(topics, 1), **dict.fromkeys(outputs, self._source.partitions())}
        for topic, partitions in needed.items():
            if topic not in self.limits or self.limits[topic].partitions < partitions:
                raise LaneRefused(LaneRefusal.PARTITION_COUNT, f"{topic} needs {partitions} partitions")

    def places(self, specification: RunSpecification) -> list[tuple[str, int]]:
        """Every partition that this lane writes to."""
        quarantine = specification.quarantine_topic
        return [
            *((output.topic, self._partition) for output in specification.outputs),
            (quarantine, self._partition % self.limits[quarantine].partitions),
            (self._progress_topic, self.progress_partition(specification)),
        ]

    def progress_partition(self, specification: RunSpecification) -> int:
        """Where this run's deltas go."""
        return self._progress_partition(specification.run_id, self.limits[self._progress_topic].partitions)
