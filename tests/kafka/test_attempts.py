"""A record that kills its process is found and quarantined, alone, and no other with it."""

from __future__ import annotations

import asyncio

import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.kafka.broker_model import Entry, ModelBroker, ModelWorker, run_virtual
from tests.kafka.lane_kit import CapitalsWork, commit_start, specification
from tidegate.kafka.attempts import KILLERS_MAX, Attempt, Care, Killers
from tidegate.kafka.connection import client_options
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.records_io import PartitionSource, stop_consumer
from tidegate.records import Outcomes, RawBatch
from tidegate.settings import KafkaSettings
from tidegate.wire import PartitionRange, QuarantineRecord, read

KILLER = b"this kills"


@pytest.mark.parametrize(
    "attempt", [Attempt(1, 2_000, 2_500, "0a1b"), Attempt(13, 1, 10**12, "p"), Attempt(999_999_999, 1, 0, "p")]
)
def test_an_attempt_is_read_as_it_was_written(attempt: Attempt) -> None:
    """It travels in the metadata of a committed offset."""
    assert Attempt.read(str(attempt)) == attempt
    assert str(attempt).startswith(f"attempt={attempt.number} ")


@pytest.mark.parametrize("metadata", ["", "attempt=3", "something else", "attempt=-1 records=1 until=1 by=p"])
def test_metadata_that_is_not_ours_counts_as_nothing_begun(metadata: str) -> None:
    """Also what an administrator wrote when resetting the group's offset."""
    assert Attempt.read(metadata) == Attempt()


def batch(start: int, count: int) -> RawBatch:
    offsets = list(range(start, start + count))
    return RawBatch("raw.a", 0, start, start + count, offsets, [0] * count, [None] * count, [b""] * count, [()] * count)


@pytest.mark.parametrize(
    ("metadata", "size", "number", "kills"),
    [
        ("", 8, 1, False),
        ("attempt=1 records=8 until=8 by=dead", 8, 2, False),  # once is bad luck
        ("attempt=2 records=8 until=8 by=dead", 4, 3, False),  # the third attempt: halves
        ("attempt=3 records=4 until=8 by=dead", 2, 4, False),
        ("attempt=4 records=2 until=8 by=dead", 1, 5, False),
        ("attempt=5 records=1 until=8 by=dead", 1, None, True),
        ("attempt=1 records=1 until=1 by=dead", 8, 2, False),  # one record alone has three attempts, too
        ("attempt=2 records=1 until=1 by=dead", 1, None, True),
        ("attempt=2 records=1 until=1 by=me", 8, 2, False),  # I began that, and I live: the broker was away
        ("attempt=5 records=1 until=8 by=me", 1, 5, False),
    ],
)
def test_from_the_third_attempt_on_batches_are_halved(
    metadata: str, size: int, number: int | None, kills: bool
) -> None:
    """Down to one record, which is not tried again."""
    care = Care("me")
    care.opened(metadata)
    step = care.step(batch(0, 8))
    assert (len(step.part), step.kills) == (size, kills)
    assert (step.mark.number if step.mark else None) == number


def test_care_is_taken_up_to_the_end_of_the_batch_that_failed_and_no_further() -> None:
    """Every part of it is marked; the batch behind it is carried as usual."""
    care = Care("me")
    care.opened("attempt=2 records=8 until=8 by=dead")
    sizes, rest = [], batch(0, 8)
    while True:
        step = care.step(rest)
        sizes.append((len(step.part), step.mark is not None))
        if step.rest is None:
            break
        rest = step.rest
    assert sizes == [(4, True), (4, True)]
    after = care.step(batch(8, 100))
    assert (len(after.part), after.rest) == (100, None)
    assert care.step(batch(108, 100)).mark is None


class Kills(CapitalsWork):
    """A pipeline in which one record kills the process."""

    worker: ModelWorker

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        if KILLER in batch.values:
            self.worker.kill()
            await asyncio.sleep(3600)
        return await super().process(batch, context)


@pytest.mark.parametrize("places", [[0], [7], [12], [19], [3, 4], [0, 19]])
def test_rule_15_a_record_that_kills_its_process_is_quarantined_alone(places: list[int]) -> None:
    """Whatever its place in the batch; everything else is clean, once, in order."""

    async def story() -> int:
        broker = ModelBroker(specification(partitions={"0": PartitionRange(start=0)}), 1)
        broker.raw[0].extend(Entry(KILLER if number in places else b"good") for number in range(20))
        deaths = 0
        while broker.committed[0] != 20:
            work = Kills(broker.specification)
            worker = ModelWorker(broker, "w", work=work, batch_records_max=10)
            work.worker = worker
            worker.assign([0])
            await asyncio.sleep(30)
            deaths += worker.dead
            worker.kill()
            assert deaths < 30, "no end"
        outcomes = broker.outcomes(0)
        assert {number for number, kinds in outcomes.items() if kinds == ["quarantined"]} == set(places)
        assert {number for number, kinds in outcomes.items() if kinds == ["clean"]} == set(range(20)) - set(places)
        pointers = [read(QuarantineRecord, one.record.value or b"") for one in broker.visible("quarantine.a")]
        assert {pointer.reason for pointer in pointers} == {"crashes_worker"}
        assert broker.metadata[0] == "", "a good commit takes the mark away"
        return deaths

    deaths: list[int] = []

    async def told() -> None:
        deaths.append(await story())

    run_virtual(told())
    assert deaths[0] <= 8 * len(places)


def test_a_process_that_lives_on_through_faults_suspects_no_record() -> None:
    """Broker faults while a single record is carried, again and again: it is clean in the end."""

    async def story() -> None:
        broker = ModelBroker(specification(partitions={"0": PartitionRange(start=0)}), 1)
        broker.raw[0].append(Entry(b"good"))
        worker = ModelWorker(broker, "w")
        worker.faults["send"] = ["lost before"] * 8
        worker.assign([0])
        await asyncio.sleep(600)
        worker.check_alive()
        assert broker.outcomes(0) == {0: ["clean"]}

    run_virtual(story())


class KillsWhoReads(Kills):
    """Its context is what was said, so who warms it reads old records, too."""

    async def warm(self, context: object, batch: RawBatch) -> object:
        if KILLER in batch.values:
            self.worker.kill()
            await asyncio.sleep(3600)
        return await super().warm(context, batch)


def test_a_record_that_kills_is_not_read_again_by_a_lane_that_warms_its_context() -> None:
    """It stands just before the committed position: each fresh lane would die of it, for ever."""

    async def story() -> None:
        broker = ModelBroker(specification(partitions={"0": PartitionRange(start=0)}), 1)
        broker.raw[0].extend(Entry(KILLER if number in (2, 4) else b"good") for number in range(6))
        deaths = 0
        while len(broker.raw[0]) < 12:
            found = broker.committed[0] == len(broker.raw[0])
            if found:
                broker.raw[0].append(Entry(b"more"))  # the next lane opens with work to do
            work = KillsWhoReads(broker.specification, reach_records=5)
            worker = ModelWorker(broker, "w", work=work)
            work.worker = worker
            worker.assign([0])
            await asyncio.sleep(30)
            assert not (found and worker.dead), "it dies of what it has put away"
            deaths += worker.dead
            assert deaths <= 8
            worker.kill()
        outcomes = broker.outcomes(0)
        assert {number for number, kinds in outcomes.items() if kinds == ["quarantined"]} == {2, 4}
        assert {number for number, kinds in outcomes.items() if kinds == ["clean"]} == set(range(12)) - {2, 4}
        assert work.contexts == [tuple((at, b"good" if at < 6 else b"more") for at in range(6, 11))]
        assert broker.metadata[0] == "killers=2,4 behind=0"

    run_virtual(story())


def test_what_a_lane_does_not_remember_a_fresh_one_does_not_either() -> None:
    """The records around a killer are remembered by both, and it by neither."""

    async def story(fresh: bool) -> list[object]:
        broker = ModelBroker(specification(partitions={"0": PartitionRange(start=0)}), 1)
        broker.raw[0].extend(map(Entry, (b"one", KILLER, b"two")))
        broker.committed[0], broker.metadata[0] = 1, "attempt=2 records=1 until=1 by=dead"
        contexts: list[object] = []
        for number in range(2):
            work = KillsWhoReads(broker.specification, reach_records=5, contexts=contexts)
            if number == 0 or fresh:
                worker = work.worker = ModelWorker(broker, "w", work=work)
                worker.assign([0])
            await asyncio.sleep(30)
            assert not worker.dead
            if fresh:
                worker.kill()
            broker.raw[0].append(Entry(b"three"))
        if not fresh:
            await asyncio.sleep(30)
            worker.kill()
        return contexts

    told: list[list[object]] = []

    async def tell() -> None:
        told.extend([await story(True), await story(False)])

    run_virtual(tell())
    seen = ((0, b"one"),)
    assert told[0] == [seen, (*seen, (2, b"two"))]
    assert told[1][:2] == told[0]


@pytest.mark.parametrize(("reach", "named"), [(5, "killers=1,2 behind=0"), (0, "")])
def test_killers_stay_named_where_the_log_has_let_go_of_offsets(reach: int, named: str) -> None:
    """An attempt does not: it was made elsewhere. Without a context nothing is read again, and nothing named."""

    async def story() -> None:
        broker = ModelBroker(specification(partitions={"0": PartitionRange(start=0)}), 1)
        broker.raw[0].extend(Entry(b"good") for _ in range(6))
        broker.log_start[0], broker.committed[0] = 4, 3
        broker.metadata[0] = "attempt=2 records=1 until=4 by=dead killers=1,2 behind=0"
        worker = ModelWorker(broker, "w", work=CapitalsWork(broker.specification, reach_records=reach))
        worker.assign([0])
        await asyncio.sleep(30)
        worker.check_alive()
        assert broker.outcomes(0) == {4: ["clean"], 5: ["clean"]}
        assert broker.metadata[0] == named

    run_virtual(story())


@pytest.mark.parametrize(
    "metadata",
    ["", "killers=", "killers=1", "killers=1,x behind=0", "killers=,1 behind=0", "killers=1 behind=0 and more"],
)
def test_killers_that_are_not_ours_are_none(metadata: str) -> None:
    assert Killers.read(metadata) == Killers()


def test_killers_stand_beside_an_attempt_or_alone() -> None:
    killers = Killers().and_(7).and_(2**63 - 1).and_(7)
    assert str(killers) == "killers=7,9223372036854775807 behind=0"
    attempt = Attempt(3, 1, 8, "p")
    assert Killers.read(str(killers)) == Killers.read(f"{attempt} {killers}") == killers
    assert Attempt.read(f"{attempt} {killers}") == attempt
    assert Attempt.read(str(killers)) == Attempt()
    assert Killers.read(str(attempt)) == Killers()


def test_killers_beyond_those_that_can_be_named_hide_what_lies_before_them() -> None:
    """A broker keeps 4 KB beside an offset; the context begins behind the last one without a name."""
    killers = Killers()
    for offset in range(10**18, 10**18 + KILLERS_MAX + 2):
        killers = killers.and_(offset)
    assert (len(killers.offsets), killers.behind) == (KILLERS_MAX, 10**18 + 2)
    assert Killers.read(str(killers)) == killers
    assert len(f"{Attempt(999_999_999, 999_999_999, 10**18 - 1, 'p' * 200)} {killers}") < 4096


def test_a_batch_is_read_again_without_killers() -> None:
    whole = batch(5, 4)
    assert Killers().without(whole) is whole
    left = Killers((6, 99)).without(whole)
    assert (list(left.offsets), left.position_from, left.position_to) == ([5, 7, 8], 5, 9)
    assert len(left.keys) == len(left.values) == len(left.headers) == len(left.timestamps) == 3


async def test_the_broker_keeps_the_mark_beside_the_offset(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Written in a transaction of the lane's producer, read by the next owner."""
    from aiokafka import AIOKafkaConsumer

    topic, group = topic_name(), topic_name("group")
    await create_topics(topic)
    await commit_start(broker.bootstrap, group, topic, {0: 0})
    connection = client_options(KafkaSettings.model_validate({"bootstrap.servers": broker.bootstrap}))
    lane = topic_name("lane")
    owners = [TransactionalProducer(connection, lane)]
    consumer = AIOKafkaConsumer(
        **connection,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
    )
    try:
        await owners[0].start()
        await consumer.start()

        async def limits(topics: object) -> dict[str, object]:
            return {}

        source = PartitionSource(consumer, topic, 0, connection=connection, limits=limits)  # type: ignore[arg-type]
        most = Killers(tuple(range(10**18, 10**18 + KILLERS_MAX)), 10**18)
        for mark in (str(Attempt(3, 20, 40, "p")), "", f"{Attempt(3, 20, 40, 'p')} {most}"):
            await owners[-1].begin()
            await owners[-1].send_offsets(group, {(topic, 0): 0}, metadata=mark)
            await owners[-1].commit()
            # The fence waits until the commit has reached the group's log; without it Kafka 3.9 answers as before.
            owners.append(TransactionalProducer(connection, lane))
            await owners[-1].start()
            assert await source.committed_metadata() == mark
            assert await source.committed() == 0
    finally:
        for owner in owners:
            await owner.close()
        await stop_consumer(consumer)


class KillsQuickly(CapitalsWork):
    """One record kills the process at once; every other one takes longer than that."""

    worker: ModelWorker

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        if KILLER in batch.values:
            self.worker.kill()
            await asyncio.sleep(3600)
        await asyncio.sleep(0.2)
        return await super().process(batch, context)


def test_a_lane_that_shares_its_process_with_a_killer_is_not_blamed() -> None:
    """It never gets to its first commit before the process dies, as often as the killer's lane."""

    async def story() -> None:
        bounds = {str(number): PartitionRange(start=0) for number in range(3)}
        broker = ModelBroker(specification(partitions=bounds), 3)
        for number in range(3):
            broker.raw[number].append(Entry(KILLER if number == 1 else b"good"))
        deaths = 0
        while any(broker.committed[number] != 1 for number in range(3)):
            work = KillsQuickly(broker.specification)
            worker = ModelWorker(broker, "w", work=work, turn=asyncio.Lock())
            work.worker = worker
            worker.assign([0, 1, 2])
            await asyncio.sleep(10)
            deaths += worker.dead
            assert deaths <= 4
            worker.kill()
        outcomes = [broker.outcomes(number) for number in range(3)]
        assert outcomes == [{0: ["clean"]}, {0: ["quarantined"]}, {0: ["clean"]}]

    run_virtual(story())
