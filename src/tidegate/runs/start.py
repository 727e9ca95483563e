"""Where a run starts: a request's words become one position for each partition.

Control commits these positions to the run's consumer group before lanes hear of the run, so a lane never has to guess:
for it a missing offset is a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tidegate.errors import RunConflict, RunInvalid
from tidegate.runs.requests import CreateDataset, Start, StartOffsets, StartTimestamp
from tidegate.wire import Output, PartitionRange, RunSummary


class LogRange(NamedTuple):
    """What a partition's log holds now, as a ``read_committed`` reader sees it: positions, half-open."""

    begin: int
    end: int


class Positions(NamedTuple):
    """What the broker says of a topic and of the run's group, by partition number.

    ``committed`` are the group's offsets. ``at_time`` are the first offsets that are not older than the timestamp asked
    for; a partition without such a record is not in it.
    """

    log: Mapping[int, LogRange]
    committed: Mapping[int, int]
    at_time: Mapping[int, int]


def dataset_ranges(request: CreateDataset, log: Mapping[int, LogRange]) -> dict[str, PartitionRange]:
    """The offset range of a dataset.

    Raises:
        RunInvalid: If a partition does not exist, a range ends before it starts, or reaches beyond the log.
    """
    starts, ends = request.from_ or {}, request.to or {}
    for field, named in (("from", starts), ("to", ends)):
        _known_partitions(named, log, field=field)
    ranges: dict[str, PartitionRange] = {}
    for number, (begin, end) in sorted(log.items()):
        start, stop = starts.get(str(number), begin), ends.get(str(number), end)
        if not begin <= start <= end:
            raise RunInvalid(f"partition {number} holds offsets {begin} to {end}", field="from")
        if not start <= stop <= end:
            raise RunInvalid(f"partition {number} may end at {start} to {end}", field="to")
        ranges[str(number)] = PartitionRange(start=start, end=stop)
    return ranges


def bounded_ranges(
    dataset: Mapping[str, PartitionRange], start: Start | None, at_time: Mapping[int, int]
) -> dict[str, PartitionRange]:
    """The ranges of a bounded run: those of its dataset, or what is left of them behind ``start``.

    Raises:
        RunInvalid: If ``start`` names an offset outside the dataset.
    """
    if isinstance(start, StartOffsets):
        _known_partitions(start.offsets, {int(number): None for number in dataset}, field="start")
    ranges: dict[str, PartitionRange] = {}
    for number, given in dataset.items():
        if given.end is None:
            raise RunInvalid("the dataset has no end", field="dataset_id")
        first = _first(start, int(number), LogRange(given.start, given.end), at_time)
        ranges[number] = PartitionRange(start=first, end=given.end)
    return ranges


def continuous_ranges(
    start: Start | None, positions: Positions, *, flow: str, allow_duplicates: bool
) -> dict[str, PartitionRange]:
    """The ranges of a continuous run: where its flow stopped, else ``start``, else the earliest record.

    Raises:
        RunInvalid: If ``start`` names a partition or offset that the log does not have.
        RunConflict: If the flow has other offsets already than the start that is asked for without
            ``allow_duplicates``, or if its offsets lie beyond the log, which then is not the log that it read.
    """
    if isinstance(start, StartOffsets):
        _known_partitions(start.offsets, positions.log, field="start")
    asked = {number: _first(start, number, log, positions.at_time) for number, log in positions.log.items()}
    if start is not None and not allow_duplicates and not _agree(asked, positions.committed):
        raise RunConflict(
            f"flow {flow} goes on where it stopped; leave start out, or set allow_duplicates to start elsewhere"
        )
    ranges: dict[str, PartitionRange] = {}
    for number, log in sorted(positions.log.items()):
        committed = positions.committed.get(number) if start is None else None
        if committed is not None and committed > log.end:
            raise RunConflict(
                f"flow {flow} stopped behind the end of partition {number}, so this is not the log that it read; "
                "name a start and set allow_duplicates"
            )
        ranges[str(number)] = PartitionRange(start=asked[number] if committed is None else committed)
    return ranges


def refuse_published_twice(
    topic: str, outputs: Iterable[Output], ranges: Mapping[str, PartitionRange], runs: Iterable[RunSummary]
) -> None:
    """Refuse to publish an offset to an output topic that has it already.

    Args:
        runs: Every run that is known, finished ones too.

    Raises:
        RunConflict: Naming the run that published it.
    """
    wanted = {output.topic for output in outputs}
    for run in runs:
        if run.topic != topic or not wanted & {output.topic for output in run.outputs}:
            continue
        for number, part in run.results.partitions.items():
            asked = ranges.get(number)
            if asked is None or part.next <= part.from_:
                continue
            if asked.start < part.next and (asked.end is None or asked.end > part.from_):
                raise RunConflict(
                    f"run {run.id} has published offsets of partition {number} to this output; "
                    "set allow_duplicates to publish them again"
                )


def _agree(asked: Mapping[int, int], committed: Mapping[int, int]) -> bool:
    """Whether a flow stands where it is asked to start: a creation that failed half way may have put it there."""
    return all(asked.get(number) == position for number, position in committed.items())


def _first(start: Start | None, number: int, log: LogRange, at_time: Mapping[int, int]) -> int:
    if start is None or start == "earliest":
        return log.begin
    if start == "latest":
        return log.end
    if isinstance(start, StartTimestamp):
        return min(max(at_time.get(number, log.end), log.begin), log.end)
    offset = start.offsets.get(str(number), log.begin)
    if not log.begin <= offset <= log.end:
        raise RunInvalid(f"partition {number} holds offsets {log.begin} to {log.end}", field="start")
    return offset


def _known_partitions(named: Mapping[str, int], known: Mapping[int, object], *, field: str) -> None:
    if any(int(number) not in known for number in named):
        raise RunInvalid(f"the topic has partitions {', '.join(map(str, sorted(known)))}", field=field)
