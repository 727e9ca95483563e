"""Progress as its reader sees it, on a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from tests.broker.brokers import Broker
from tests.conftest import create_topics_at
from tests.kafka.control_plane import PROGRESS_PARTITIONS, Lane, Plane
from tidegate.errors import ClientFault
from tidegate.kafka.progress_reader import ProgressReader, parse
from tidegate.kafka.records_io import partition_of_key
from tidegate.wire import Delta, LaneState, LaneStatus, PartitionRange, RunKind, RunSpecification, WireFault


def lane_of(plane: Plane) -> Lane:
    """Of a run whose input exists: Kafka keeps no offset of a topic that does not."""
    specification = RunSpecification(
        run_id="run-1",
        kind=RunKind.BOUNDED,
        flow="chat",
        group=f"{plane.names.prefix}.g",
        lanes=f"{plane.names.prefix}.l",
        topic=f"raw.{plane.names.prefix}",
        format="json",
        outputs=(),
        quarantine_topic="q",
        partitions={"0": PartitionRange(start=0, end=100)},
        policy={},
        policy_hash="h",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return plane.lane(specification, 0)


class Notebook:
    """Writes down what it is told; says that deltas in ``missing`` have a gap before them.

    ``faults`` is how often a repair fails before it works.
    """

    def __init__(self, *missing: int, faults: int = 0) -> None:
        self.deltas: list[int] = []
        self.lanes: list[LaneStatus] = []
        self.repaired: list[str] = []
        self._missing = missing
        self._faults = faults

    def fold(self, delta: Delta) -> bool:
        self.deltas.append(delta.from_)
        return delta.from_ not in self._missing

    def lane(self, state: LaneState) -> None:
        self.lanes.append(state.state)

    async def repair(self, run_id: str) -> None:
        if self._faults:
            self._faults -= 1
            raise ClientFault("the broker is away")
        self.repaired.append(run_id)


@pytest.fixture
async def plane(broker: Broker) -> Plane:
    plane = await Plane.create(broker.bootstrap)
    await create_topics_at(broker.bootstrap, f"raw.{plane.names.prefix}")
    return plane


@asynccontextmanager
async def reading(
    plane: Plane, notebook: Notebook, positions: dict[int, int] | None = None
) -> AsyncIterator[ProgressReader]:
    reader = ProgressReader(plane.broker, plane.names.progress, notebook)
    reader.begin(positions or dict.fromkeys(range(PROGRESS_PARTITIONS), 0))
    await reader.start()
    try:
        yield reader
    finally:
        await reader.stop()


async def test_an_aborted_delta_never_reaches_the_ledger(plane: Plane) -> None:
    """Neither while its transaction is open, nor after; those before and behind it do."""
    notebook = Notebook()
    async with reading(plane, notebook) as reader, lane_of(plane) as lane:
        await lane.commit(0, 10)
        await lane.begin(10, 20)
        await reader.catch_up(5)
        assert notebook.deltas == [0]
        await lane.producer.abort()
        await lane.commit(30, 40)
        await reader.catch_up(5)
        assert notebook.deltas == [0, 30]
    again = Notebook()
    async with reading(plane, again) as reader:
        await reader.catch_up(5)
        assert again.deltas == [0, 30]


async def test_the_delta_of_a_fenced_lane_never_reaches_the_ledger(plane: Plane) -> None:
    """Its successor's transactional id ends the open transaction."""
    notebook = Notebook()
    async with reading(plane, notebook) as reader, lane_of(plane) as zombie:
        await zombie.begin(0, 10)
        async with lane_of(plane) as successor:
            await successor.commit(50, 60)
        await reader.catch_up(5)
        assert notebook.deltas == [50]


async def test_reading_goes_on_from_any_position(plane: Plane) -> None:
    """Positions cover transaction markers, so what was read is not read again."""
    notebook = Notebook()
    async with lane_of(plane) as lane:
        await lane.commit(0, 10)
        async with reading(plane, notebook) as reader:
            await reader.catch_up(5)
            behind = dict(reader.positions)
        await lane.commit(10, 20)
        async with reading(plane, notebook, behind) as reader:
            await reader.catch_up(5)
            assert notebook.deltas == [0, 10]
            reader.begin(dict.fromkeys(range(PROGRESS_PARTITIONS), 0))
            await reader.catch_up(5)
            assert notebook.deltas == [0, 10, 0, 10]


async def test_a_gap_is_repaired_after_the_batch_that_showed_it(plane: Plane) -> None:
    notebook = Notebook(10)
    async with reading(plane, notebook) as reader, lane_of(plane) as lane:
        await lane.commit(10, 20)
        await lane.commit(20, 30)
        await reader.catch_up(5)
        async with asyncio.timeout(5):
            while not notebook.repaired:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert notebook.repaired == ["run-1"]


async def test_a_gap_that_could_not_be_repaired_is_tried_again(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though no delta comes after it: a bounded run's last one would wait for ever."""
    monkeypatch.setattr("tidegate.kafka.progress_reader.REPAIR_AGAIN_SECONDS", 0.1)
    notebook = Notebook(10, faults=2)
    async with reading(plane, notebook) as reader, lane_of(plane) as lane:
        await lane.commit(10, 20)
        await reader.catch_up(5)
        async with asyncio.timeout(10):
            while not notebook.repaired:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert notebook.deltas == [10]
        await lane.commit(20, 30)
        await reader.catch_up(5)
        assert notebook.repaired == ["run-1"]


async def test_a_message_that_cannot_be_read_is_counted_and_passed_over(
    plane: Plane, caplog: pytest.LogCaptureFixture
) -> None:
    """It stands in no log: whatever it is, it may hold a value."""
    notebook = Notebook()
    number = partition_of_key("run-1", PROGRESS_PARTITIONS)
    async with reading(plane, notebook) as reader, lane_of(plane) as lane:
        await lane.producer.begin()
        rows = [(b"run-1", value, None, ()) for value in (b"no json ada@example.com", b'{"type":"lane"}', None)]
        await lane.producer.send_batch(plane.names.progress, number, rows)
        await lane.producer.commit()
        await lane.say(LaneStatus.OPEN)
        await lane.commit(0, 10)
        await reader.catch_up(5)
        assert (notebook.deltas, notebook.lanes, reader.unreadable) == ([0], [LaneStatus.OPEN], 2)
    assert "ada@example.com" not in caplog.text


async def test_catching_up_is_bounded(plane: Plane) -> None:
    """A reader that does not move is not waited for."""
    reader = ProgressReader(plane.broker, plane.names.progress, Notebook())
    reader.begin(dict.fromkeys(range(PROGRESS_PARTITIONS), 0))
    async with lane_of(plane) as lane:
        await lane.commit(0, 10)
    async with asyncio.timeout(5):
        await reader.catch_up(0.5)
    assert sum(reader.positions.values()) == 0


@pytest.mark.parametrize(
    "value", [b"", b"null", b"[]", b'{"type":"delta"}', b'{"type":"lane","run_id":"ada@example.com"}']
)
def test_what_is_no_message_of_ours_is_a_fault_without_its_value(value: bytes) -> None:
    with pytest.raises(WireFault) as caught:
        parse(value)
    assert "ada@example.com" not in str(caught.value)
