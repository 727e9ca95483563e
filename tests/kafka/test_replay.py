"""Replay on a real broker: the clean record is written once, however often, however badly, a replay is run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.e2e.independent import read_all
from tests.kafka.lane_kit import UNDECODABLE, CapitalsWork, publish, specification
from tidegate.errors import ClientFault, LaneFenced, OutputRejected
from tidegate.kafka.pointers import read_pointers
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.quarantine import Quarantiner
from tidegate.kafka.replay import Choice, Replay, cut_out
from tidegate.keys import Keyring
from tidegate.records import Failure, RawBatch, Reason, Stage
from tidegate.wire import Names, RunSpecification

CRASHES = Failure(Stage.DETECT, Reason.CRASHES_WORKER)


def batch(topic: str, values: Sequence[bytes | None]) -> RawBatch:
    count = len(values)
    return RawBatch(topic, 0, 0, count, range(count), [7] * count, [None] * count, values, [()] * count)


@dataclass
class Quarantine:
    """A raw topic with records, and pointers to some of them."""

    bootstrap: str
    prefix: str
    specification: RunSpecification
    values: Sequence[bytes | None]

    @property
    def options(self) -> dict[str, Any]:
        return {"bootstrap_servers": self.bootstrap}

    async def put_away(
        self, offsets: Iterable[int], failure: Failure = UNDECODABLE, keyring: Keyring | None = None, run: str = "run-1"
    ) -> None:
        """Write pointers as a lane does."""
        quarantiner = Quarantiner(run, self.specification.policy_hash, keyring=keyring)
        raw = batch(self.specification.topic, self.values)
        producer = AIOKafkaProducer(**self.options)
        await producer.start()
        try:
            for offset in offsets:
                record = quarantiner.record(raw, offset, failure)
                await producer.send_and_wait(
                    self.specification.quarantine_topic, record.value, key=record.key, headers=list(record.headers)
                )
        finally:
            await producer.stop()

    def replay(self, work: CapitalsWork | None = None, **changes: Any) -> Replay:
        works = {"run-1": work or CapitalsWork(self.specification)}
        return Replay(
            self.options,
            Names(self.prefix),
            self.specification.quarantine_topic,
            **{"find_work": works.get, **changes},
        )

    async def clean(self) -> list[bytes | None]:
        return [record.value for record in await read_all(self.bootstrap, self.specification.outputs[0].topic)]

    async def put_away_still(self) -> list[int]:
        found = await read_pointers(self.options, self.specification.quarantine_topic)
        return [pointer.message.offset for pointer in found.open]


@pytest.fixture
async def quarantine(broker: Broker, topic_name: TopicName, create_topics: CreateTopics) -> Quarantine:
    raw, clean, put_away = topic_name("raw.a"), topic_name("clean.a"), topic_name("quarantine.a")
    await create_topics(raw, clean, put_away)
    values = [b"a0", b"a1", b"a2", b"bad", b"drop", b"a5"]
    await publish(broker.bootstrap, raw, values)
    run = specification(raw, outputs=[clean], quarantine_topic=put_away)
    return Quarantine(broker.bootstrap, topic_name("t"), run, values)


async def test_what_passes_now_is_written_once_and_the_rest_stays(quarantine: Quarantine) -> None:
    """A second replay finds nothing of it any more."""
    await quarantine.put_away([1, 3, 4, 5])
    result = await quarantine.replay().run(Choice())
    assert (result.released, result.kept) == ({"clean": 2, "dropped": 1}, {"undecodable_syntax": 1})
    again = await quarantine.replay().run(Choice())
    assert (again.released, again.kept) == ({}, {"undecodable_syntax": 1})
    topic = quarantine.specification.outputs[0].topic
    records = await read_all(quarantine.bootstrap, topic)
    assert [record.value for record in records] == [b"A1", b"A5"]
    assert [record.source for record in records] == [(quarantine.specification.topic, 0, offset) for offset in (1, 5)]
    assert [record.headers["tidegate-replayed"] for record in records] == [b"run-1"] * 2
    assert await quarantine.put_away_still() == [3]


async def test_a_replay_that_is_cut_off_leaves_neither_or_both(
    quarantine: Quarantine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit nothing was written; after it, with the answer lost, all of it was."""
    await quarantine.put_away([0, 1, 2])
    commit = TransactionalProducer.commit

    async def before(self: TransactionalProducer) -> None:
        raise ClientFault("the connection is gone")

    async def after(self: TransactionalProducer) -> None:
        await commit(self)
        raise ClientFault("the answer is lost")

    for cut, written in ((before, []), (after, [b"A0", b"A1", b"A2"])):
        with monkeypatch.context() as patch:
            patch.setattr(TransactionalProducer, "commit", cut)
            with pytest.raises(ClientFault):
                await quarantine.replay().run(Choice())
        assert await quarantine.clean() == written
    result = await quarantine.replay().run(Choice())
    assert not result.released
    assert await quarantine.clean() == [b"A0", b"A1", b"A2"]


async def test_of_two_replays_the_first_is_fenced_and_nothing_is_doubled(quarantine: Quarantine) -> None:
    await quarantine.put_away([0, 1, 2])
    second_done = asyncio.Event()

    class Slow(CapitalsWork):
        async def process(self, batch: RawBatch, context: object) -> Any:
            await second_done.wait()
            return await super().process(batch, context)

    first = asyncio.create_task(quarantine.replay(Slow(quarantine.specification)).run(Choice()))
    await asyncio.sleep(1.0)
    assert not first.done()
    assert (await quarantine.replay().run(Choice())).released == {"clean": 3}
    second_done.set()
    with pytest.raises(LaneFenced, match="another replay"):
        await first
    assert await quarantine.clean() == [b"A0", b"A1", b"A2"]


async def test_a_mark_behind_an_open_transaction_is_seen(quarantine: Quarantine) -> None:
    """A lane's open transaction hides what was committed behind it from a reader of committed records."""
    await quarantine.put_away([0, 1, 2])
    topic = quarantine.specification.quarantine_topic
    lane = TransactionalProducer(quarantine.options, f"{quarantine.prefix}.lane", transaction_timeout_ms=30_000)
    await lane.start()
    try:
        await lane.begin()
        await lane.send_batch(topic, 0, [(b"k", b"not committed", None, [])])

        async def finish() -> None:
            await asyncio.sleep(2.0)
            await lane.abort()

        first = asyncio.create_task(quarantine.replay().run(Choice()))
        ending = asyncio.create_task(finish())
        assert (await first).released == {"clean": 3}
        await ending
        await lane.begin()
        await lane.send_batch(topic, 0, [(b"k", b"not committed", None, [])])
        ending = asyncio.create_task(finish())
        assert not (await quarantine.replay().run(Choice())).released
        await ending
    finally:
        await lane.close()
    assert await quarantine.clean() == [b"A0", b"A1", b"A2"]


async def test_a_mark_hidden_when_the_replay_begins_is_waited_for(quarantine: Quarantine) -> None:
    """The transaction is open before the mark is written, so the mark lies behind the last stable offset."""
    await quarantine.put_away([0])
    topic = quarantine.specification.quarantine_topic
    lane = TransactionalProducer(quarantine.options, f"{quarantine.prefix}.lane", transaction_timeout_ms=30_000)
    marker = TransactionalProducer(quarantine.options, f"{quarantine.prefix}.marker")
    await lane.start()
    await marker.start()
    try:
        [pointer] = (await read_pointers(quarantine.options, topic)).open
        await lane.begin()
        await lane.send_batch(topic, 0, [(b"k", b"not committed", None, [])])
        await marker.begin()
        await marker.send_batch(topic, 0, [pointer.mark("ab" * 32)])
        await marker.commit()
        replay = asyncio.create_task(quarantine.replay().run(Choice()))
        await asyncio.sleep(1.5)
        assert not replay.done()
        await lane.abort()
        assert not (await replay).released
    finally:
        await lane.close()
        await marker.close()
    assert await quarantine.clean() == []


@pytest.mark.parametrize(
    ("choice", "released"),
    [
        (Choice(), 2),
        (Choice(reasons=frozenset({"undecodable_syntax"})), 2),
        (Choice(reasons=frozenset({"detector_failed"})), 0),
        (Choice(stages=frozenset({"decode"})), 2),
        (Choice(stages=frozenset({"detect"})), 0),
        (Choice(runs=frozenset({"run-1"})), 2),
        (Choice(runs=frozenset({"another"})), 0),
        (Choice(raw_topics=frozenset({"raw.other"})), 0),
    ],
)
async def test_filters_choose(quarantine: Quarantine, choice: Choice, released: int) -> None:
    await quarantine.put_away([0, 1])
    result = await quarantine.replay(dry=True).run(choice)
    assert result.released.total() == released


async def test_a_dry_run_writes_nothing(quarantine: Quarantine) -> None:
    await quarantine.put_away([0, 3])
    result = await quarantine.replay(dry=True).run(Choice())
    assert (result.released, result.kept) == ({"clean": 1}, {"undecodable_syntax": 1})
    assert await quarantine.clean() == []
    assert await quarantine.put_away_still() == [0, 3]


async def test_a_record_that_killed_its_worker_is_left_alone_unless_it_is_named(quarantine: Quarantine) -> None:
    await quarantine.put_away([0], CRASHES)
    assert (await quarantine.replay().run(Choice())).kept == {"crashes_worker": 1}
    named = Choice(reasons=frozenset({"crashes_worker"}))
    assert (await quarantine.replay().run(named)).released == {"clean": 1}


async def test_another_record_at_the_same_place_is_not_released(quarantine: Quarantine) -> None:
    """The raw topic was deleted and made anew: its offsets begin again, with other people's records."""
    keyring = Keyring.generate()
    original = Quarantine(quarantine.bootstrap, quarantine.prefix, quarantine.specification, [b"was", b"a1"])
    await original.put_away([0, 1], keyring=keyring)
    result = await quarantine.replay(keyring=keyring).run(Choice())
    assert (result.released, result.kept) == ({"clean": 1}, {"other_record": 1})
    assert await quarantine.clean() == [b"A1"]


async def test_what_cannot_be_replayed_stays_with_its_reason(quarantine: Quarantine) -> None:
    """The run is deleted, or its record has left the raw log."""
    far = Quarantine(quarantine.bootstrap, quarantine.prefix, quarantine.specification, [b"x"] * 8)
    await quarantine.put_away([0], run="deleted")
    await far.put_away([2])
    result = await quarantine.replay().run(Choice())
    assert (result.released, result.kept) == ({"clean": 1}, {"run_deleted": 1})
    assert await quarantine.put_away_still() == [0]


async def test_two_runs_may_put_the_same_record_away(quarantine: Quarantine) -> None:
    """Each has its own outputs, so releasing the one's pointer does not release the other's."""
    await quarantine.put_away([0], run="another")
    await quarantine.put_away([0])
    assert (await quarantine.replay().run(Choice())).released == {"clean": 1}
    [left] = (await read_pointers(quarantine.options, quarantine.specification.quarantine_topic)).open
    assert left.message.run_id == "another"


async def test_the_context_is_what_the_raw_log_says(quarantine: Quarantine) -> None:
    """What was said before a record is read again, so that a value is found as it would have been."""
    work = CapitalsWork(quarantine.specification, reach_records=2)
    await quarantine.put_away([2, 5])
    await quarantine.replay(work).run(Choice())
    assert work.contexts == [((0, b"a0"), (1, b"a1")), ((3, b"bad"), (4, b"drop"))]


async def test_a_record_that_killed_its_worker_is_not_read_to_remember_it(quarantine: Quarantine) -> None:
    """It stands before a record that is replayed, and would kill the replay, however often it is begun."""

    class Kills(CapitalsWork):
        async def warm(self, context: object, batch: RawBatch) -> object:
            assert b"a1" not in batch.values
            return await super().warm(context, batch)

    work = Kills(quarantine.specification, reach_records=5)
    await quarantine.put_away([1], CRASHES)
    await quarantine.put_away([2])
    undecodable = Choice(reasons=frozenset({"undecodable_syntax"}))
    assert (await quarantine.replay(work).run(undecodable)).released == {"clean": 1}
    assert work.contexts == [((0, b"a0"),)]


async def test_a_partition_is_replayed_in_pieces_with_the_same_context(
    quarantine: Quarantine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an earlier piece released is context for the next, as it would be in one."""
    monkeypatch.setattr("tidegate.kafka.replay.PIECE_POINTERS_MAX", 2)
    work = CapitalsWork(quarantine.specification, reach_records=2)
    await quarantine.put_away([0, 1, 2, 3, 5])
    result = await quarantine.replay(work).run(Choice(), limit=4)
    assert (result.released, result.kept) == ({"clean": 3}, {"undecodable_syntax": 1})
    assert work.contexts == [(), ((0, b"a0"), (1, b"a1"))]
    assert await quarantine.put_away_still() == [3, 5]


async def test_an_output_that_is_too_large_stays(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    raw, clean, put_away = topic_name("raw.a"), topic_name("clean.a"), topic_name("quarantine.a")
    await create_topics(raw, put_away)
    await create_topics(clean, configuration={"max.message.bytes": "2000"})
    values = [b"a" * 3000, b"small"]
    await publish(broker.bootstrap, raw, values)
    run = specification(raw, outputs=[clean], quarantine_topic=put_away)
    quarantine = Quarantine(broker.bootstrap, topic_name("t"), run, values)
    await quarantine.put_away([0, 1])
    result = await quarantine.replay().run(Choice())
    assert (result.released, result.kept) == ({"clean": 1}, {"output_too_large": 1})
    assert await quarantine.clean() == [b"SMALL"]


async def test_what_the_broker_refuses_is_found_by_halving_and_stays(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits that were asked for are not all that a broker may refuse a record for."""
    monkeypatch.setattr("tidegate.kafka.replay.too_large", lambda outcomes, limits: {})
    raw, clean, put_away = topic_name("raw.a"), topic_name("clean.a"), topic_name("quarantine.a")
    await create_topics(raw, put_away)
    await create_topics(clean, configuration={"max.message.bytes": "2000"})
    values = [b"a", b"b", b"c" * 3000, b"d", b"e"]
    await publish(broker.bootstrap, raw, values)
    run = specification(raw, outputs=[clean], quarantine_topic=put_away)
    quarantine = Quarantine(broker.bootstrap, topic_name("t"), run, values)
    await quarantine.put_away(range(5))
    result = await quarantine.replay().run(Choice())
    assert (result.released, result.kept) == ({"clean": 4}, {"rejected_by_broker": 1})
    assert await quarantine.clean() == [b"A", b"B", b"D", b"E"]
    assert await quarantine.put_away_still() == [2]


async def test_a_replay_that_comes_between_two_halves_is_noticed(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a refusal the producer is made anew, which would fence a replay that began meanwhile and did our work."""
    raw, clean, put_away = topic_name("raw.a"), topic_name("clean.a"), topic_name("quarantine.a")
    await create_topics(raw, clean, put_away)
    await publish(broker.bootstrap, raw, [b"a", b"b"])
    run = specification(raw, outputs=[clean], quarantine_topic=put_away)
    quarantine = Quarantine(broker.bootstrap, topic_name("t"), run, [b"a", b"b"])
    await quarantine.put_away(range(2))
    first, close = quarantine.replay(), Replay._close
    refused = False

    async def send(self: TransactionalProducer, batches: Any) -> None:
        nonlocal refused
        if not refused:
            refused = True
            raise OutputRejected("send: refused")
        await plain_send(self, batches)

    async def close_and_be_overtaken(self: Replay) -> None:
        await close(self)
        if self is first and refused and not await quarantine.clean():
            await quarantine.replay().run(Choice())

    plain_send = TransactionalProducer.send
    monkeypatch.setattr(TransactionalProducer, "send", send)
    monkeypatch.setattr(Replay, "_close", close_and_be_overtaken)
    with pytest.raises(LaneFenced, match="another replay"):
        await first.run(Choice())
    assert await quarantine.clean() == [b"A", b"B"]


@pytest.mark.parametrize(
    ("wanted", "pieces"),
    [
        ([], [("abcdef", False)]),
        ([0], [("a", True), ("bcdef", False)]),
        ([2, 3], [("ab", False), ("cd", True), ("ef", False)]),
        ([0, 5], [("a", True), ("bcde", False), ("f", True)]),
        ([0, 1, 2, 3, 4, 5], [("abcdef", True)]),
    ],
)
def test_pieces_of_a_batch_join(wanted: list[int], pieces: list[tuple[str, bool]]) -> None:
    letters = [letter.encode() for letter in "abcdef"]
    whole = batch("raw", letters)
    found = list(cut_out(whole, dict.fromkeys(wanted)))  # type: ignore[arg-type]
    assert [(b"".join(v or b"" for v in piece.values).decode(), chosen) for piece, chosen in found] == pieces
    assert [piece.position_from for piece, _ in found[1:]] == [piece.position_to for piece, _ in found[:-1]]
