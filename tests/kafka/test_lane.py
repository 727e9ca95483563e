"""A lane on a real broker: from the raw topic to the clean topic, exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

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
from tidegate.errors import ClientFault
from tidegate.kafka import records_io
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.commit import TopicLimits
from tidegate.kafka.lane import Lane
from tidegate.kafka.ports import Hold, LaneEnd, Producer
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.records_io import PartitionSource, partition_of_key
from tidegate.kafka.topic_limits import TopicLimitsReader
from tidegate.wire import (
    Delta,
    LaneStatus,
    PartitionRange,
    QuarantineRecord,
    RunKind,
    RunSpecification,
    read,
)


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
                    consumer,
                    topic,
                    0,
                    connection=connection,
                    limits=changes.pop("limits", None) or TopicLimitsReader(connection, clock),
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
    times = {record.offset: record.timestamp for record in await read_all(cut.bootstrap, raw)}
    assert [r.timestamp for r in clean] == [times[n] for n in (0, 3, 4)]  # rule 9: the source's, not the commit's
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


async def publish_in_transaction(bootstrap: str, topic: str, values: Sequence[bytes], *, abort: bool = False) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=f"{topic}-producer")
    await producer.start()
    try:
        await producer.begin_transaction()
        for value in values:
            await producer.send_and_wait(topic, value, key=b"k", partition=0)
        await (producer.abort_transaction() if abort else producer.commit_transaction())
    finally:
        await producer.stop()


async def end_of(bootstrap: str, topic: str) -> int:
    """What control notes as the end of a bounded run: the last stable offset."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, isolation_level="read_committed")
    await consumer.start()
    try:
        place = TopicPartition(topic, 0)
        end: int = (await consumer.end_offsets([place]))[place]
        return end
    finally:
        await consumer.stop()


def bounded_by(cut: Slice, end: int) -> Slice:
    run = cut.specification.model_copy(
        update={"kind": RunKind.BOUNDED, "partitions": {"0": PartitionRange(start=0, end=end)}}
    )
    return Slice(cut.bootstrap, cut.prefix, run)


@pytest.mark.parametrize("after", [[], [b"after the end"]])
async def test_rule_9_a_transactional_raw_topic_with_an_aborted_tail_is_complete_at_its_position(
    cut_slice: Any, after: list[bytes]
) -> None:
    """10 records, a marker, 5 aborted ones, a marker: the last record + 1 is 10, the position is 17."""
    cut = await cut_slice()
    raw = cut.specification.topic
    await publish_in_transaction(cut.bootstrap, raw, [b"one"] * 10)
    await publish_in_transaction(cut.bootstrap, raw, [b"never"] * 5, abort=True)
    end = await end_of(cut.bootstrap, raw)
    assert end == 17
    cut = bounded_by(cut, end)
    if after:
        await publish(cut.bootstrap, raw, after)
    async with cut.lane() as (lane, _):
        await eventually(lambda: _is(lane.next == 17))
    assert [record.value for record in await cut.clean()] == [b"ONE"] * 10
    deltas = await cut.deltas()
    assert [delta.from_ for delta in deltas] == [0, *[delta.to for delta in deltas[:-1]]]
    assert deltas[-1].to == 17 == await committed(cut.bootstrap, cut.specification.group, raw)
    assert sum(delta.counts.in_ for delta in deltas) == 10


async def test_rule_9_an_empty_partition_is_at_its_end_at_once(cut_slice: Any) -> None:
    """Nothing to read, nothing to commit, and nothing that waits."""
    cut = bounded_by(await cut_slice(), 0)
    async with cut.lane() as (lane, _):
        await eventually(lambda: _is(lane.status is LaneStatus.IDLE))
        assert lane.lag == 0
    assert await cut.deltas() == []


class AmplePromises:
    """Limits that promise more than the broker keeps, so that it must reject."""

    def __init__(self, real: TopicLimitsReader) -> None:
        self._real = real

    async def __call__(self, topics: Sequence[str]) -> Mapping[str, TopicLimits]:
        return {topic: TopicLimits(limit.partitions, 10**8) for topic, limit in (await self._real(topics)).items()}


async def test_rule_14_a_rejected_send_inside_a_transaction_commits_nothing_of_its_batch(cut_slice: Any) -> None:
    """The broker refuses one record of three: the other two pass, that one is quarantined, nothing is lost."""
    cut = await cut_slice(configuration={"max.message.bytes": "20000"})
    raw, connection = cut.specification.topic, {"bootstrap_servers": cut.bootstrap}
    await publish(cut.bootstrap, raw, [b"one", b"x" * 50_000, b"two"])
    meter = CountingMeter()
    promises = AmplePromises(TopicLimitsReader(connection, SystemClock()))
    async with cut.lane(limits=promises, meter=meter) as (lane, _):
        await eventually(lambda: _is(lane.next == 3))
    assert [record.value for record in await cut.clean()] == [b"ONE", b"TWO"]
    quarantined = await read_all(cut.bootstrap, cut.specification.quarantine_topic)
    assert [read(QuarantineRecord, record.value).reason for record in quarantined] == ["rejected_by_broker"]
    assert sum(delta.counts.in_ for delta in await cut.deltas()) == 3
    assert "rejected" in meter.failed


async def test_rule_4_a_zombie_that_is_fenced_ends_and_the_rightful_owner_goes_on(cut_slice: Any) -> None:
    """Two lanes believe that the partition is theirs; the one that opened last is right."""
    cut = await cut_slice()
    raw = cut.specification.topic
    async with cut.lane() as (zombie, zombie_task):
        await eventually(lambda: _is(zombie.status is LaneStatus.IDLE))
        async with cut.lane() as (heir, heir_task):
            await eventually(lambda: _is(heir.status is LaneStatus.IDLE))
            await publish(cut.bootstrap, raw, [b"one", b"two"])
            await eventually(lambda: _is(heir.next == 2 and zombie_task.done()))
            assert zombie_task.result() is LaneEnd.FENCED
            assert not heir_task.done()
    assert [record.value for record in await cut.clean()] == [b"ONE", b"TWO"]


@pytest.mark.parametrize("took_effect", [True, False])
async def test_rule_4_a_commit_without_an_answer_neither_loses_nor_doubles(cut_slice: Any, took_effect: bool) -> None:
    """A new producer with the same id ends the old transaction, and the committed offset says what happened."""
    cut = await cut_slice()
    started: list[str] = []

    class LosesOneAnswer(TransactionalProducer):
        async def start(self, timeout_seconds: float = 30.0) -> None:
            started.append(self.transactional_id)
            await super().start(timeout_seconds)

        async def commit(self) -> None:
            if len(started) > 1:
                await super().commit()
                return
            if took_effect:
                await super().commit()
            raise ClientFault("commit: TimeoutError")

    def open_producer(identity: str, batch_bytes: int) -> Producer:
        return LosesOneAnswer({"bootstrap_servers": cut.bootstrap}, identity)

    await publish(cut.bootstrap, cut.specification.topic, [b"one", b"two"])
    async with cut.lane(open_producer=open_producer) as (lane, _):
        await eventually(lambda: _is(lane.next == 2))
    assert [record.value for record in await cut.clean()] == [b"ONE", b"TWO"]
    assert len(started) == 2
    assert len(set(started)) == 1
    assert sum(delta.counts.in_ for delta in await cut.deltas()) == 2


async def test_rule_5_every_call_to_the_broker_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that waits for ever would hold its lane, and its heartbeats would still say that all is well."""

    class Silent:
        async def _never(self, *args: Any, **kwargs: Any) -> Any:
            await asyncio.Event().wait()

        committed = beginning_offsets = position = getmany = _never

    async def limits(topics: Sequence[str]) -> Mapping[str, TopicLimits]:
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(records_io, "CALL_SECONDS", 0.05)
    source = PartitionSource(Silent(), "raw.a", 0, connection={}, limits=limits)
    for call in (
        source.committed(),
        source.log_start(),
        source.limits(["clean.a"]),
        source.poll(wait_seconds=0.05, records_max=1),
    ):
        with pytest.raises(ClientFault):
            await call


async def test_rule_13_the_raw_log_is_read_back_up_to_a_position_over_markers(cut_slice: Any) -> None:
    """Warming must end at its position even where the last offsets before it hold no record."""
    cut = await cut_slice()
    raw = cut.specification.topic
    await publish_in_transaction(cut.bootstrap, raw, [b"one", b"two"])
    await publish_in_transaction(cut.bootstrap, raw, [b"never"], abort=True)
    connection = {"bootstrap_servers": cut.bootstrap}
    limits = TopicLimitsReader(connection, SystemClock())
    source = PartitionSource(None, raw, 0, connection=connection, limits=limits)
    found = [batch async for batch in source.read_back(1, 5)]
    assert [value for batch in found for value in batch.values] == [b"two"]
    assert [found[0].position_from, found[-1].position_to] == [1, 5]


async def test_limits_are_what_the_broker_says(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Partitions and largest batch of each topic; one that does not exist is missing, and is not created."""
    small, plain = topic_name("clean.small"), topic_name("clean.plain")
    await create_topics(small, partitions=3, configuration={"max.message.bytes": "5000"})
    await create_topics(plain)
    reader = TopicLimitsReader({"bootstrap_servers": broker.bootstrap}, SystemClock())
    found = await reader([small, plain, "clean.nowhere"])
    assert found[small] == TopicLimits(3, 5000)
    assert found[plain].partitions == 1
    assert set(found) == {small, plain}
