"""A lane on a real broker: from the raw topic to the clean topic, exactly once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.kafka.lane_kit import (
    CapitalsWork,
    CountingMeter,
    commit_start,
    committed,
    eventually,
    options,
    publish,
    read_all,
    specification,
)
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.lane import Lane
from tidegate.kafka.ports import Hold, Producer
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.records_io import PartitionSource, partition_of_key
from tidegate.kafka.topic_limits import TopicLimitsReader
from tidegate.wire import Delta, RunSpecification, read


@dataclass
class Slice:
    """Topics of one run on a real broker, and the lanes a test opens on them."""

    bootstrap: str
    prefix: str
    specification: RunSpecification

    @asynccontextmanager
    async def lane(self, work: CapitalsWork | None = None, **changes: Any) -> Any:
        """One lane on partition 0 with a consumer of its own that is simply given the partition."""
        topic = self.specification.topic
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap,
            group_id=self.specification.group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
        )
        connection = {"bootstrap_servers": self.bootstrap}
        await consumer.start()
        consumer.assign([TopicPartition(topic, 0)])
        clock = SystemClock()

        def open_producer(identity: str, batch_bytes: int) -> Producer:
            return TransactionalProducer(connection, identity, batch_bytes_max=min(batch_bytes, 512 * 1024))

        async def wanted() -> bool:
            return True

        lane = Lane(
            0,
            **{
                "work": work or CapitalsWork(self.specification),
                "source": PartitionSource(
                    consumer, topic, 0, connection=connection, limits=TopicLimitsReader(connection, clock)
                ),
                "open_producer": open_producer,
                "progress_partition": partition_of_key,
                "still_wanted": wanted,
                "hold": Hold(),
                "clock": clock,
                "meter": CountingMeter(),
                "options": options(self.prefix),
                **changes,
            },
        )
        task = asyncio.create_task(lane.run())
        try:
            yield lane, task
        finally:
            lane.hold.leave()
            await asyncio.wait([task])
            await consumer.stop()

    async def clean(self) -> list[Any]:
        return await read_all(self.bootstrap, self.specification.outputs[0].topic)

    async def deltas(self) -> list[Delta]:
        records = await read_all(self.bootstrap, f"{self.prefix}.progress")
        return [read(Delta, record.value) for record in records if b'"delta"' in record.value]


@pytest.fixture
def cut_slice(broker: Broker, topic_name: TopicName, create_topics: CreateTopics) -> Any:
    async def cut(*, start: int | None = 0, configuration: dict[str, str] | None = None, **changes: Any) -> Slice:
        prefix = topic_name("tg")
        raw, clean, quarantine = (f"{kind}.{prefix}" for kind in ("raw", "clean", "quarantine"))
        await create_topics(raw, quarantine, f"{prefix}.progress")
        await create_topics(clean, configuration=configuration)
        run = specification(raw, outputs=(clean,), quarantine_topic=quarantine, prefix=prefix, **changes)
        if start is not None:
            await commit_start(broker.bootstrap, run.group, raw, {0: start})
        return Slice(broker.bootstrap, prefix, run)

    return cut


async def test_records_come_through_clean_with_their_key_order_and_source(cut_slice: Any) -> None:
    """The thin slice: every record has one outcome, and the ledger adds up."""
    cut = await cut_slice()
    raw = cut.specification.topic
    await publish(cut.bootstrap, raw, [b"one", b"bad", b"drop", b"two", None])
    async with cut.lane() as (lane, _):
        await eventually(lambda: _is(lane.next == 5))
    clean = await cut.clean()
    assert [(r.key, r.value) for r in clean] == [(b"0", b"ONE"), (b"3", b"TWO"), (b"4", None)]
    assert [dict(r.headers)["tidegate-source"].decode() for r in clean] == [f"{raw}/0/{n}" for n in (0, 3, 4)]
    quarantined = await read_all(cut.bootstrap, cut.specification.quarantine_topic)
    assert [r.key.decode() for r in quarantined] == [f"{raw}/0/1"]
    assert b"bad" not in quarantined[0].value
    deltas = await cut.deltas()
    assert [d.from_ for d in deltas] == [0, *[d.to for d in deltas[:-1]]]
    totals = [sum(getattr(d.counts, n) for d in deltas) for n in ("in_", "clean", "quarantined", "dropped")]
    assert totals == [5, 3, 1, 1]
    assert await committed(cut.bootstrap, cut.specification.group, raw) == deltas[-1].to == 5


async def _is(value: bool) -> bool:
    return value
