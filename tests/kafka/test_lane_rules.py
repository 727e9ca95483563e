"""The rules of a lane, one by one, on a model of a broker in virtual time."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from tests.kafka.broker_model import Entry, ModelBroker, ModelProducer, ModelSource, ModelWorker, run_virtual
from tests.kafka.lane_kit import CapitalsWork, outcomes_of, specification
from tests.kafka.lane_stories import LONG, bounded, broker_with, kinds, lane_of, reasons, record_calls, working
from tests.kafka.test_commit_core_machine import check
from tidegate.errors import AuthorizationFault, LaneRefused, OutputRejected, TemporaryFault
from tidegate.kafka import commit
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.commit import record_bytes
from tidegate.kafka.lane import Lane
from tidegate.kafka.lanes import DuplicateWorkerId, Lanes
from tidegate.kafka.ports import Hold
from tidegate.kafka.quarantine import Quarantiner, Record
from tidegate.records import Outcomes, RawBatch
from tidegate.sealing import new_sealing_pair
from tidegate.wire import LaneRefusal, LaneStatus, QuarantineRecord, read


def test_rule_1_each_partition_has_its_own_transactional_id_and_lanes_run_side_by_side() -> None:
    """One slow partition holds nobody up, and the id names partition and flow."""

    async def story() -> None:
        broker = broker_with(b"slow", partitions=2)
        broker.raw[1].extend([Entry(b"one")])

        class Slow(CapitalsWork):
            async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
                if batch.partition == 0:
                    await asyncio.sleep(3600)
                return await super().process(batch, context)

        await working(broker, partitions=(0, 1), work=Slow(broker.specification))
        assert broker.committed == {0: 0, 1: 1}
        assert {identity for identity, _ in broker.commits} == {"tidegate.a.raw.a.1"}

    run_virtual(story())


def test_rule_2_everything_is_built_before_the_transaction_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """An output that cannot be built must not leave a transaction open."""
    calls: list[str] = []
    for name in ("build", "begin", "send", "send_offsets", "commit"):
        record_calls(monkeypatch, ModelProducer, name, calls)

    async def story() -> None:
        await working(broker_with(b"one", b"bad"))

    run_virtual(story())
    mark = ["begin", "send_offsets", "commit"]  # rule 15: the batch is begun
    freshen = ["begin", "send_offsets"]  # and an abort
    assert calls == [*freshen, *mark, "build", "build", "build", "begin", "send", "send_offsets", "commit"]


@pytest.mark.parametrize("fault", ["lost before", "lost after"])
@pytest.mark.parametrize("earlier", [0, 1, 2])  # calls before it: of the opening, of the mark, of the batch
@pytest.mark.parametrize("operation", ["begin", "send", "send_offsets"])
def test_rule_3_a_failure_inside_a_transaction_commits_nothing_and_aborts(
    operation: Any, earlier: int, fault: Any
) -> None:
    """A lost send must not be followed by a commit: that is how the client's own example loses records."""

    async def story() -> None:
        broker = broker_with(b"one", b"two", b"three", b"four", b"five", b"six", b"seven")
        worker = ModelWorker(broker, "w", rest_seconds_first=1.0)
        worker.faults = {operation: [*[None] * earlier, fault]}
        worker.assign([0])
        await asyncio.sleep(0.5)
        committed = 3 * earlier if operation == "send" else 0  # batches of three before the one that failed
        assert (broker.committed[0], kinds(broker)) == (committed, dict.fromkeys(range(committed), "clean"))
        assert broker._open == {}  # an open one would hold back whoever reads these topics
        await asyncio.sleep(LONG)
        assert kinds(broker) == dict.fromkeys(range(7), "clean")
        check(broker)

    run_virtual(story())


@pytest.mark.parametrize("fault", ["lost before", "lost after"])
@pytest.mark.parametrize("operation", ["start", "begin", "send", "send_offsets", "commit", "committed", "poll"])
def test_rule_4_after_an_unclear_call_a_new_producer_and_the_committed_offset_tell(operation: Any, fault: Any) -> None:
    """Whether it took effect or not: neither lost nor doubled, and without any help from a rebalance."""

    async def story() -> None:
        broker = broker_with(*[b"one"] * 7)
        worker = ModelWorker(broker, "w")
        worker.faults = {operation: [fault]}
        worker.assign([0])
        await asyncio.sleep(LONG)
        assert kinds(broker) == dict.fromkeys(range(7), "clean")
        assert broker._epochs["tidegate.a.raw.a.0"] >= 2 or operation == "start"
        assert worker.lanes.number == 2
        check(broker)

    run_virtual(story())


def test_rule_4_a_zombie_that_was_fenced_does_not_duel() -> None:
    """It ends, asks to rejoin, and takes no new epoch until it is assigned anew."""

    async def story() -> None:
        broker = broker_with(b"one")
        zombie = await working(broker)
        zombie.freeze()
        heir = await working(broker)
        broker.raw[0].append(Entry(b"two"))
        await asyncio.sleep(LONG)
        epoch = broker._epochs["tidegate.a.raw.a.0"]
        zombie.thaw()
        await asyncio.sleep(LONG)
        assert broker._epochs["tidegate.a.raw.a.0"] == epoch
        assert zombie.rejoin
        broker.raw[0].append(Entry(b"three"))
        await asyncio.sleep(LONG)
        assert kinds(broker) == dict.fromkeys(range(3), "clean")
        assert lane_of(heir).status is not LaneStatus.REFUSED
        zombie.assign([0])
        heir.assign([])
        broker.raw[0].append(Entry(b"four"))
        await asyncio.sleep(LONG)
        assert kinds(broker) == dict.fromkeys(range(4), "clean")
        check(broker)

    run_virtual(story())


def test_rule_6_a_lane_fences_first_then_reads_the_offset_then_asks_whether_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Any other order has a gap through which an earlier owner's commit, or a stop, is missed."""
    calls: list[str] = []
    record_calls(monkeypatch, ModelProducer, "start", calls)
    for name in ("committed", "seek", "resume", "poll"):
        record_calls(monkeypatch, ModelSource, name, calls)
    record_calls(monkeypatch, ModelWorker, "_still_wanted", calls)

    async def story() -> None:
        await working(broker_with(), seconds=0.02)

    run_virtual(story())
    assert calls == ["start", "committed", "_still_wanted", "seek", "resume", "poll"]


def test_rule_6_the_offset_is_read_only_after_the_fence() -> None:
    """The last commit of the earlier owner lands just before the fence; who read the offset earlier doubles it."""

    async def story() -> None:
        broker = broker_with(b"one")
        real = broker.initialise

        def initialise(identity: str) -> int:
            if len(broker._epochs) and not broker.commits:
                broker.write(identity, "clean.a", 0, _clean(broker, 0))
                broker.write(identity, "tidegate.progress", 0, _progress(broker, 0, 1))
                broker.transaction(identity).offsets[0] = 1
                broker.end(identity, "committed")
            return real(identity)

        broker._epochs["tidegate.a.raw.a.0"] = 1
        broker.initialise = initialise  # type: ignore[method-assign]
        await working(broker)
        assert kinds(broker) == {0: "clean"}
        check(broker)

    run_virtual(story())


def _outcomes(broker: ModelBroker, start: int, end: int) -> Outcomes:
    values = [entry.value for entry in broker.raw[0][start:end]]
    count = len(values)
    raw = RawBatch("raw.a", 0, start, end, range(start, end), [0] * count, [None] * count, values, [()] * count)
    return outcomes_of(raw, ["clean.a"])


def _clean(broker: ModelBroker, offset: int) -> Any:
    outputs = _outcomes(broker, offset, offset + 1).outputs[0]
    return [Record(one.key, one.value, one.timestamp, one.headers) for one in outputs]


def _progress(broker: ModelBroker, start: int, end: int) -> Any:
    delta = commit._delta(_outcomes(broker, start, end), broker.specification, "w")
    return [Record(b"run-1", delta.to_bytes(), None, ())]


def test_rule_6_a_lane_that_was_opened_between_revoked_and_assigned_is_not_used() -> None:
    """It was given a position under an assignment that is over; the present one has moved on."""

    async def story() -> None:
        broker = broker_with(b"one")
        opened: list[Lane] = []
        worker = ModelWorker(broker, "w")
        real = worker.open_lane

        def open_lane(partition: int, hold: Hold) -> Lane:
            opened.append(real(partition, hold))
            return opened[-1]

        worker.lanes._open_lane = open_lane
        worker.view = {0: 0}
        worker.lanes.assigned([0])
        await asyncio.sleep(0)  # the loop has begun to open the lane when the next assignment comes
        await asyncio.sleep(0)
        worker.lanes.assigned([0])
        await asyncio.sleep(5.0)
        assert len(opened) == 2
        assert opened[0].hold.lost
        assert worker.lanes.lanes == [opened[1]]
        assert kinds(broker) == {0: "clean"}

    run_virtual(story())


def test_rule_6_a_dropped_batch_is_read_again() -> None:
    """The consumer's position is behind the batch; only a lane that seeks reads it once more."""

    async def story() -> None:
        broker = broker_with(b"one", b"two")
        worker = ModelWorker(broker, "w")
        worker.work.raises.append(TemporaryFault("away"))
        worker.assign([0])
        await asyncio.sleep(0.015)
        assert worker.view[0] == 2
        worker.assign([0])
        await asyncio.sleep(LONG)
        assert kinds(broker) == {0: "clean", 1: "clean"}
        check(broker)

    run_virtual(story())


def test_rule_6_a_batch_that_arrives_after_its_assignment_is_over_is_not_begun() -> None:
    """The next owner reads it; here it would only make the rebalance wait."""

    async def story() -> None:
        broker = broker_with()
        worker = ModelWorker(broker, "w", poll_seconds=0.3)
        worker.assign([0])
        await asyncio.sleep(0.1)  # in its first poll
        broker.raw[0].append(Entry(b"one"))
        await worker.lanes.revoked()
        await asyncio.sleep(LONG)
        assert (broker.committed[0], kinds(broker)) == (0, {})
        worker.assign([0])
        await asyncio.sleep(LONG)
        assert kinds(broker) == {0: "clean"}
        check(broker)

    run_virtual(story())


@pytest.mark.parametrize("by", [-1, 1])
def test_rule_6_a_position_that_somebody_moved_is_sought_again(by: int) -> None:
    """The lane knows where it left the consumer; forward would lose records, backward double them."""

    async def story() -> None:
        broker = broker_with(b"one", b"two")
        worker = await working(broker)
        broker.raw[0].extend([Entry(b"three"), Entry(b"four")])
        worker.view[0] += by
        await asyncio.sleep(LONG)
        assert kinds(broker) == dict.fromkeys(range(4), "clean")
        check(broker)

    run_virtual(story())


class SlowWork(CapitalsWork):
    """Takes ``seconds`` for a batch, in virtual time."""

    seconds = 0.2

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        await asyncio.sleep(self.seconds)
        return await super().process(batch, context)


@pytest.mark.parametrize(("seconds", "committed"), [(0.2, 1), (30.0, 0)])
def test_rule_7_on_revoke_the_batch_under_way_is_waited_for_but_not_for_ever(seconds: float, committed: int) -> None:
    """A batch that is nearly done is not done twice; one that hangs does not hold up the rebalance."""

    async def story() -> None:
        broker = broker_with(b"one")
        work = SlowWork(broker.specification)
        work.seconds = seconds
        worker = ModelWorker(broker, "w", work=work)
        worker.assign([0])
        await asyncio.sleep(0.05)
        before = asyncio.get_running_loop().time()
        await worker.lanes.revoked()
        assert asyncio.get_running_loop().time() - before <= 0.6
        # Already now, not some time later: when this returns, the client tells the group that it has let go.
        assert broker.committed[0] == committed
        await asyncio.sleep(100)
        assert broker.committed[0] == committed
        assert worker.lanes.lanes == []

    run_virtual(story())


def test_rule_7_a_lane_that_swallows_its_cancellation_commits_nothing_more() -> None:
    """A client library may; the partition is somebody else's by then."""

    class Deaf(CapitalsWork):
        async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)
            await asyncio.sleep(3.0)
            return await super().process(batch, context)

    async def story() -> None:
        broker = broker_with(b"one")
        worker = ModelWorker(broker, "w", work=Deaf(broker.specification))
        worker.assign([0])
        await asyncio.sleep(0.05)
        before = asyncio.get_running_loop().time()
        await worker.lanes.revoked()
        assert asyncio.get_running_loop().time() - before <= 0.6, "the rebalance of all others waited for it"
        await asyncio.sleep(LONG)
        assert (broker.committed[0], kinds(broker)) == (0, {})
        assert worker.lanes.lanes == []

    run_virtual(story())


@pytest.mark.parametrize(
    ("static", "every_seconds", "dies"),
    [(True, 1.0, True), (True, 3.0, False), (False, 1.0, False)],
)
def test_rule_8_a_storm_of_assignments_means_a_duplicate_worker_id(
    static: bool, every_seconds: float, dies: bool
) -> None:
    """Two processes with one static id are given all partitions in turn, for ever; the client does not see it."""

    async def story() -> None:
        worker = ModelWorker(broker_with(), "w")
        lanes = Lanes(worker.open_lane, clock=worker._clock, grace_seconds=0.1, on_fenced=lambda: None, static=static)
        worker.view = {0: 0}
        keeping = asyncio.create_task(lanes.keep())
        for _ in range(7):
            if not keeping.done():
                await lanes.revoked()
                lanes.assigned([0])
                await asyncio.sleep(every_seconds)
        assert keeping.done() == dies
        if dies:
            with pytest.raises(DuplicateWorkerId):
                await keeping

    run_virtual(story())


@pytest.mark.parametrize(
    ("entries", "end"),
    [
        ([Entry(b"one"), Entry(is_record=False)], 2),  # the marker of a transactional producer
        ([Entry(b"one"), *[Entry(is_record=False)] * 6], 7),  # an aborted tail: position 7, last record + 1 is 1
        ([Entry(is_record=False)] * 3, 3),  # nothing but markers
        ([Entry(is_record=False), Entry(b"one")], 2),  # a compacted head
        ([Entry(b"one"), Entry(is_record=False), Entry(b"two"), Entry(b"late")], 3),  # records after the end
        ([Entry(b"one"), Entry(is_record=False), Entry(b"late")], 2),  # a hole right before the end
        ([], 0),  # an empty partition
    ],
)
def test_rule_9_a_bounded_run_ends_at_its_position_whatever_lies_before_it(entries: list[Entry], end: int) -> None:
    """The ledger is complete when the position is reached, be it over markers, gaps or nothing."""

    async def story() -> None:
        broker = broker_with(run=bounded(end))
        broker.raw[0].extend(entries)
        worker = await working(broker)
        assert broker.committed[0] == end
        assert (broker.deltas(0)[-1].to if end else 0) == end
        inside = sum(entry.is_record for entry in entries[:end])
        assert sum(delta.counts.in_ for delta in broker.deltas(0)) == inside == len(kinds(broker))
        assert lane_of(worker).status is LaneStatus.IDLE
        check(broker)

    run_virtual(story())


def test_rule_9_a_record_keeps_its_partition() -> None:
    """So order within a partition of the clean topic is that of the raw one, whatever the clean topic's key is."""

    async def story() -> None:
        broker = broker_with(b"zero", partitions=3)
        broker.raw[2].extend([Entry(b"two"), Entry(b"more")])
        await working(broker, partitions=(0, 1, 2))
        written = [(one.partition, one.record.value) for one in broker.visible("clean.a")]
        assert sorted(written) == [(0, b"ZERO"), (2, b"MORE"), (2, b"TWO")]

    run_virtual(story())


def test_rule_9_markers_alone_are_committed_once_it_is_quiet() -> None:
    """Else a continuous run's lag would never reach 0 behind a transactional producer."""

    async def story() -> None:
        broker = broker_with(b"one")
        worker = await working(broker)
        broker.raw[0].append(Entry(is_record=False))
        await asyncio.sleep(5.0)
        assert broker.committed[0] == 2
        assert lane_of(worker).lag == 0

    run_virtual(story())


def test_rule_12_an_output_without_its_source_is_never_written() -> None:
    """Without it nobody could prove that nothing was lost or doubled."""

    class Nameless(CapitalsWork):
        async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
            outcomes, context = await super().process(batch, context)
            bare = [tuple(record._replace(headers=()) for record in records) for records in outcomes.outputs]
            return replace(outcomes, outputs=bare), context

    async def story() -> None:
        broker = broker_with(b"one")
        await working(broker, work=Nameless(broker.specification))
        assert kinds(broker) == {0: "quarantined"}

    run_virtual(story())


def test_rule_13_a_fresh_lane_remembers_what_one_that_never_stopped_remembers() -> None:
    """The context is a function of the raw log, so a rebalance changes no byte."""

    async def story() -> None:
        broker = broker_with(*[b"%d" % number for number in range(8)])
        work = CapitalsWork(broker.specification, reach_records=4)
        worker = await working(broker, work=work, batch_records_max=3)
        broker.raw[0].append(Entry(b"8"))
        await asyncio.sleep(2.0)
        kept = work.contexts[-1]
        broker.committed[0] = 8  # as if the last batch had not been committed, for a fresh worker
        fresh = CapitalsWork(broker.specification, reach_records=4)
        worker.kill()
        await working(broker, work=fresh)
        assert fresh.contexts[0] == kept == tuple((number, b"%d" % number) for number in range(4, 8))

    run_virtual(story())


def test_rule_13_a_record_that_was_set_apart_is_remembered_as_a_fresh_lane_remembers_it() -> None:
    """It stands in the raw log like any other, so who reads that log again knows it."""

    class Crashing(CapitalsWork):
        async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
            if b"crash" in batch.values:
                raise ValueError
            return await super().process(batch, context)

    async def story() -> None:
        broker = broker_with(b"0", b"crash", b"2")
        work = Crashing(broker.specification, reach_records=4)
        worker = await working(broker, work=work, batch_records_max=3)
        broker.raw[0].append(Entry(b"3"))
        await asyncio.sleep(2.0)
        kept = work.contexts[-1]
        assert (reasons(broker), kept) == ({1: "crashes_worker"}, ((0, b"0"), (1, b"crash"), (2, b"2")))
        broker.committed[0] = 3
        fresh = Crashing(broker.specification, reach_records=4)
        worker.kill()
        await working(broker, work=fresh)
        assert fresh.contexts[0] == kept

    run_virtual(story())


def test_rule_13_no_more_is_read_back_than_the_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    """A raw log may hold months; a rebalance must not wait for them."""
    starts: list[int] = []
    real = ModelSource.read_back

    def read_back(self: ModelSource, start: int, end: int) -> Any:
        starts.append(start)
        return real(self, start, end)

    monkeypatch.setattr(ModelSource, "read_back", read_back)

    async def story() -> None:
        broker = broker_with(*[b"one"] * 100)
        broker.committed[0] = 90
        await working(broker, work=CapitalsWork(broker.specification, reach_records=4))
        assert starts == [86]

    run_virtual(story())


def test_rule_14_a_lane_is_refused_where_an_output_has_fewer_partitions() -> None:
    """A record keeps its partition number."""

    async def story() -> None:
        broker = broker_with(b"one", partitions=2)
        broker.output_partitions = 1
        worker = await working(broker)
        assert lane_of(worker).reason is LaneRefusal.PARTITION_COUNT
        assert broker.commits == []

    run_virtual(story())


@pytest.mark.parametrize(
    ("limit", "values", "reason"),
    [
        (600, [b"one", b"two", b"x" * 600, b"three"], {2: "output_too_large"}),
        (10**6, [b"one", b"poison", b"two", b"poison"], {1: "rejected_by_broker", 3: "rejected_by_broker"}),
        (10**6, [b"poison"], {0: "rejected_by_broker"}),
    ],
)
def test_rule_14_a_record_that_cannot_be_written_is_quarantined_alone(
    limit: int, values: list[bytes], reason: dict[int, str]
) -> None:
    """Too large is known before the transaction; a rejection is found by halving the batch."""

    async def story() -> None:
        broker = broker_with(*values)
        broker.message_bytes_max, broker.poison = limit, {b"POISON"}
        await working(broker, seconds=LONG, batch_records_max=10)
        assert reasons(broker) == reason
        assert kinds(broker) == {n: "quarantined" if n in reason else "clean" for n in range(len(values))}
        deltas = broker.deltas(0)
        assert [d.from_ for d in deltas] == [0, *[d.to for d in deltas[:-1]]]
        assert sum(d.counts.in_ for d in deltas) == len(values)

    run_virtual(story())


def test_rule_14_a_sealed_record_that_its_topic_cannot_hold_is_put_away_without_its_payload(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sealed, it is three quarters longer; were it refused, nothing behind it would ever pass."""
    public_key = base64.b64decode(new_sealing_pair()[1])

    class Sealing(CapitalsWork):
        @property
        def quarantiner(self) -> Quarantiner:
            return replace(super().quarantiner, public_key=public_key)

        async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
            if any(value and value[:1] == b"#" for value in batch.values):
                raise ValueError
            return await super().process(batch, context)

    async def story() -> None:
        broker = broker_with(b"one", b"#" * 200, b"#" * 3_500, b"two")
        broker.message_bytes_max = 4_000
        send = ModelProducer.send

        async def refusing(self: ModelProducer, batches: Sequence[Any]) -> Sequence[Any]:
            for _, _, records in batches:
                if any(record_bytes(one.key, one.value, one.headers) > 4_000 for one in records):
                    raise OutputRejected("send: MessageSizeTooLargeError")
            return await send(self, batches)

        monkeypatch.setattr(ModelProducer, "send", refusing)
        await working(broker, seconds=LONG, work=Sealing(broker.specification))
        assert kinds(broker) == {0: "clean", 1: "quarantined", 2: "quarantined", 3: "clean"}
        put_away = [read(QuarantineRecord, one.record.value or b"") for one in broker.visible("quarantine.a")]
        assert {one.offset: one.sealed is not None for one in put_away} == {1: True, 2: False}

    run_virtual(story())


def test_rule_14_a_record_that_fails_in_one_output_is_quarantined_in_all() -> None:
    """Two outputs must not tell two stories about one record."""

    class TwoOutputs(CapitalsWork):
        async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
            outcomes, context = await super().process(batch, context)
            long = [
                tuple(r if r.topic == "clean.a" else r._replace(value=(r.value or b"") * 300) for r in records)
                for records in outcomes.outputs
            ]
            return replace(outcomes, outputs=long), context

    async def story() -> None:
        run = specification(outputs=("clean.a", "clean.a.fake"))
        broker = broker_with(b"", b"one", run=run)
        broker.message_bytes_max = 700
        await working(broker, work=TwoOutputs(run))
        assert reasons(broker) == {1: "output_too_large"}
        assert [len(broker.visible(topic)) for topic in ("clean.a", "clean.a.fake")] == [1, 1]

    run_virtual(story())


def test_rule_14_denied_access_pauses_the_lane_and_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retrying at full speed would hammer the broker; ending would hide it."""
    denied = [True]
    real = ModelProducer.begin

    async def begin(self: ModelProducer) -> None:
        if denied[0]:
            raise AuthorizationFault("begin")
        await real(self)

    monkeypatch.setattr(ModelProducer, "begin", begin)

    async def story() -> None:
        broker = broker_with(b"one")
        worker = await working(broker)
        assert (lane_of(worker).status, lane_of(worker).reason) == (LaneStatus.PAUSED, LaneRefusal.NOT_AUTHORIZED)
        denied[0] = False
        await asyncio.sleep(60)
        assert kinds(broker) == {0: "clean"}
        assert lane_of(worker).reason is None

    run_virtual(story())


def test_rule_16_a_batch_is_bounded_in_records_and_in_bytes() -> None:
    """Fifty lanes without a bound took 206 MB."""

    async def story() -> None:
        broker = broker_with(*[b"x" * 100] * 10)
        await working(broker, batch_records_max=4, batch_bytes_max=500)
        counts = [delta.counts.in_ for delta in broker.deltas(0)]
        assert counts == [2, 2, 2, 2, 2]
        check(broker)

    run_virtual(story())


def test_rule_16_many_lanes_keep_a_floor_under_the_interval_between_commits() -> None:
    """Two cores bear some 500 transactions a second, however many lanes ask for them."""

    async def story() -> None:
        broker = broker_with()
        worker = ModelWorker(broker, "w", poll_seconds=0.01)
        lane = worker.open_lane(0, Hold())
        lane._floor_seconds = lambda: 0.5
        worker.view = {0: 0}
        running = asyncio.create_task(lane.run())
        for _ in range(100):
            broker.raw[0].append(Entry(b"one"))
            await asyncio.sleep(0.02)
        assert 3 <= len(broker.commits) <= 5
        running.cancel()

    run_virtual(story())


def test_a_temporary_fault_pauses_the_lane_and_nothing_passes_until_it_is_over() -> None:
    """Not the record's fault, so it is neither quarantined nor skipped."""

    async def story() -> None:
        broker = broker_with(b"one", b"two")
        work = CapitalsWork(broker.specification, raises=[TemporaryFault("away")] * 4)
        worker = await working(broker, work=work, seconds=0.6)
        assert (lane_of(worker).status, lane_of(worker).reason) == (LaneStatus.PAUSED, LaneRefusal.TEMPORARY_FAULT)
        assert lane_of(worker).failing_seconds > 0
        assert broker.commits == []
        await asyncio.sleep(LONG)
        assert kinds(broker) == {0: "clean", 1: "clean"}
        assert lane_of(worker).reason is None

    run_virtual(story())


def test_a_pipeline_that_raises_on_one_record_quarantines_that_one() -> None:
    """Poison never stalls a partition, and what is not understood does not pass."""

    class Broken(CapitalsWork):
        async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
            if b"two" in batch.values:
                raise KeyError("two")
            return await super().process(batch, context)

    async def story() -> None:
        broker = broker_with(b"one", b"two", b"three")
        await working(broker, work=Broken(broker.specification))
        assert kinds(broker) == {0: "clean", 1: "quarantined", 2: "clean"}
        assert reasons(broker) == {1: "crashes_worker"}

    run_virtual(story())


def test_mode_block_commits_what_lies_before_and_nothing_past_the_record() -> None:
    """The partition waits for a person; a new revision of the policy frees it."""

    async def story() -> None:
        broker = broker_with(b"one", b"two", b"bad", b"three")
        work = CapitalsWork(broker.specification, blocks=True)
        worker = await working(broker, work=work, batch_records_max=10)
        assert broker.committed[0] == 2
        assert kinds(broker) == {0: "clean", 1: "clean"}
        assert (lane_of(worker).status, lane_of(worker).reason) == (LaneStatus.PAUSED, LaneRefusal.BLOCKED)
        freed = CapitalsWork(broker.specification.model_copy(update={"revision": 1}))
        worker.lanes.swap(freed)
        await asyncio.sleep(LONG)
        assert kinds(broker) == {0: "clean", 1: "clean", 2: "quarantined", 3: "clean"}
        check(broker)

    run_virtual(story())


@pytest.mark.parametrize("end", ["refused", "unwanted"])
def test_a_lane_that_ends_while_a_new_revision_comes_is_opened_again(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its end is about the revision before; nobody would open it until the next assignment."""

    async def story() -> None:
        broker = broker_with(b"one", b"two")
        worker = ModelWorker(broker, "w")
        asked = 0

        async def still_wanted() -> bool:
            nonlocal asked
            asked += 1
            if asked > 1:
                return True
            worker.lanes.swap(CapitalsWork(broker.specification.model_copy(update={"revision": 1})))
            if end == "refused":
                raise LaneRefused(LaneRefusal.OFFSET_LOST)
            return False

        monkeypatch.setattr(worker, "_still_wanted", still_wanted)
        worker.assign([0])
        await asyncio.sleep(LONG)
        assert (asked, kinds(broker)) == (2, dict.fromkeys(range(2), "clean"))
        check(broker)

    run_virtual(story())


def test_a_new_revision_is_swapped_in_between_batches() -> None:
    """Each delta carries the hash of the policy that made it."""

    async def story() -> None:
        broker = broker_with(b"one")
        worker = await working(broker)
        changed = broker.specification.model_copy(update={"revision": 1, "policy_hash": "cd" * 32})
        worker.lanes.swap(CapitalsWork(changed))
        broker.raw[0].append(Entry(b"two"))
        await asyncio.sleep(5.0)
        assert [delta.policy_hash[:2] for delta in broker.deltas(0)] == ["ab", "cd"]

    run_virtual(story())


def test_the_clock_of_production_keeps_the_clocks_promise() -> None:
    """Milliseconds since the epoch, and seconds that do not go back."""
    clock = SystemClock()
    assert clock.now_ms() > 1_700_000_000_000
    assert clock.monotonic() <= clock.monotonic()
