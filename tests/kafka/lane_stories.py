"""What stories of a lane begin with and look at: a model of a broker with records, a worker, its lane, the outcomes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from tests.kafka.broker_model import Entry, ModelBroker, ModelWorker
from tests.kafka.lane_kit import specification
from tidegate.wire import PartitionRange, QuarantineRecord, RunKind, RunSpecification, read

LONG = 20.0


def broker_with(*values: bytes, run: RunSpecification | None = None, partitions: int = 1) -> ModelBroker:
    bounds = {str(number): PartitionRange(start=0) for number in range(partitions)}
    broker = ModelBroker(run or specification(partitions=bounds), partitions)
    broker.raw[0].extend(Entry(value) for value in values)
    return broker


def bounded(end: int) -> RunSpecification:
    return specification(kind=RunKind.BOUNDED, partitions={"0": PartitionRange(start=0, end=end)})


def kinds(broker: ModelBroker, partition: int = 0) -> dict[int, str]:
    return {offset: ",".join(found) for offset, found in sorted(broker.outcomes(partition).items())}


def reasons(broker: ModelBroker) -> dict[int, str]:
    found = [read(QuarantineRecord, one.record.value or b"") for one in broker.visible("quarantine.a")]
    return {record.offset: record.reason for record in found}


async def working(
    broker: ModelBroker, *, seconds: float = 5.0, partitions: Sequence[int] = (0,), **changes: Any
) -> Any:
    """A worker that was given partitions and some time."""
    worker = ModelWorker(broker, "w", **changes)
    worker.assign(partitions)
    await asyncio.sleep(seconds)
    worker.check_alive()
    return worker


def lane_of(worker: ModelWorker, partition: int = 0) -> Any:
    return {lane.partition: lane for lane in worker.lanes.lanes}[partition]


def record_calls(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, calls: list[str]) -> None:
    real = getattr(owner, name)

    def called(*args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, called)
