"""Where a lane starts: which committed offset it believes, which it doubts and for how long, and what it refuses."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.kafka.broker_model import Entry, ModelProducer, ModelSource, ModelWorker, run_virtual
from tests.kafka.lane_kit import specification
from tests.kafka.lane_stories import LONG, bounded, broker_with, kinds, lane_of, record_calls, working
from tests.kafka.test_commit_core_machine import check
from tidegate.kafka.lane_start import DOUBT_SECONDS_MAX
from tidegate.kafka.ports import LaneEnd
from tidegate.kafka.taken_back import Acknowledged, Acknowledgements, Place, were_taken_back
from tidegate.wire import LaneRefusal, LaneStatus, RunSpecification


class Sees:
    """A topic in which some records can be seen."""

    def __init__(self, seen: set[Place]) -> None:
        self._seen = seen

    async def is_committed(self, place: Place) -> bool:
        return place in self._seen


@pytest.mark.parametrize(
    ("run", "state"),
    [
        (specification(), (LaneStatus.REFUSED, LaneRefusal.OFFSET_LOST)),  # it had one: control committed the start
        (bounded(2), (LaneStatus.REFUSED, LaneRefusal.OFFSET_LOST)),
        (specification(partitions={}), (LaneStatus.IDLE, None)),  # a partition newer than a continuous run
    ],
)
def test_rule_6_a_missing_offset_is_refused_unless_the_partition_is_new(run: RunSpecification, state: Any) -> None:
    """Starting at either end of the log would double or lose records in silence."""

    async def story() -> None:
        broker = broker_with(b"one", b"two", run=run)
        broker.committed[0] = None
        worker = await working(broker, seconds=3 * LONG)  # a broker that was just started may be wrong for a while
        assert (lane_of(worker).status, lane_of(worker).reason) == state
        assert bool(broker.commits) == (state[1] is None)

    run_virtual(story())


def test_rule_6_an_offset_that_a_broker_forgot_for_a_while_is_waited_for() -> None:
    """Apache Kafka, started again, said for seconds that there was none: the lane must not be refused for good."""

    async def story() -> None:
        broker = broker_with(b"one", b"two")
        broker.committed[0] = None
        worker = await working(broker, seconds=LONG / 4)
        assert lane_of(worker).status is LaneStatus.PAUSED
        assert not broker.commits
        broker.committed[0] = 0
        await asyncio.sleep(LONG)
        worker.check_alive()
        check(broker)
        assert broker.committed[0] == 2

    run_virtual(story())


def test_rule_6_the_offset_is_read_only_after_the_broker_wrote_in_the_groups_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And what it wrote is taken back: until then it may answer from before its last start."""
    calls: list[str] = []
    for owner, name in ((ModelProducer, "start"), (ModelProducer, "send_offsets"), (ModelProducer, "abort")):
        record_calls(monkeypatch, owner, name, calls)
    record_calls(monkeypatch, ModelSource, "committed", calls)

    async def story() -> None:
        await working(broker_with(b"one"))

    run_virtual(story())
    assert calls[:4] == ["start", "send_offsets", "abort", "committed"]


def test_rule_6_an_expired_offset_is_written_to_the_ledger() -> None:
    """What left the log before it was read is not silently skipped."""

    async def story() -> None:
        broker = broker_with(*[b"one"] * 5)
        broker.log_start[0] = 3
        await working(broker)
        deltas = broker.deltas(0)
        assert [(d.from_, d.to, d.expired) for d in deltas] == [(0, 3, True), (3, 5, False)]
        assert kinds(broker) == {3: "clean", 4: "clean"}

    run_virtual(story())


def test_rule_6_a_lane_whose_run_is_not_wanted_closes_before_its_first_batch() -> None:
    """A worker that slept through the stop wakes, fences, reads the word, and leaves."""

    async def story() -> None:
        broker = broker_with(b"one")
        broker.wanted = False
        worker = await working(broker)
        assert broker.commits == []
        assert worker.lanes._open[0].end is LaneEnd.UNWANTED

    run_virtual(story())


def test_an_offset_behind_our_own_commit_is_never_worked_from() -> None:
    """Somebody rewound the group: reading on from there would publish everything twice."""

    async def story() -> None:
        broker = broker_with(*[b"one"] * 3)
        worker = await working(broker)
        broker.committed[0] = 1
        worker.faults = {"poll": ["lost before"]}
        await asyncio.sleep(3 * LONG)
        assert lane_of(worker).reason is LaneRefusal.OFFSET_LOST
        assert kinds(broker) == dict.fromkeys(range(3), "clean")

    run_virtual(story())


@pytest.mark.parametrize("restarted", [False, True], ids=["the lane lives on", "another process opens it"])
@pytest.mark.parametrize("values", [(b"one", b"two"), (b"one", b"bad")], ids=["clean", "with quarantine"])
def test_a_commit_that_the_broker_acknowledged_and_took_back_is_done_again(
    values: tuple[bytes, ...], restarted: bool
) -> None:
    """Apache Kafka 4.3.0 acknowledged commits while it ended, and wrote no marker: neither lost nor doubled by that."""

    async def story() -> None:
        broker = broker_with(b"zero")
        worker = await working(broker)
        broker.forgets_markers = True
        broker.raw[0].extend(Entry(value) for value in values)
        await asyncio.sleep(1)
        assert lane_of(worker).next == 1 + len(values)
        assert broker.committed[0] == 1
        broker.forgets_markers = False
        if restarted:
            worker.kill()
            worker = ModelWorker(broker, "v")
            worker.assign([0])
        else:
            worker.faults = {"poll": ["lost before"]}
        await asyncio.sleep(LONG)
        worker.check_alive()
        wanted = {0: "clean"} | {n: "quarantined" if v == b"bad" else "clean" for n, v in enumerate(values, 1)}
        assert kinds(broker) == wanted
        check(broker)

    run_virtual(story())


def test_several_commits_that_were_acknowledged_and_taken_back_are_done_again() -> None:
    """A lane that commits every few milliseconds is told so more than once before the broker is gone."""

    async def story() -> None:
        broker = broker_with(b"zero")
        worker = await working(broker)
        broker.forgets_markers = True
        for value in (b"one", b"bad", b"three"):
            broker.raw[0].append(Entry(value))
            await asyncio.sleep(1)
        assert (lane_of(worker).next, broker.committed[0]) == (4, 1)
        broker.forgets_markers = False
        worker.faults = {"poll": ["lost before"]}
        await asyncio.sleep(LONG)
        worker.check_alive()
        assert kinds(broker) == {0: "clean", 1: "clean", 2: "quarantined", 3: "clean"}
        check(broker)

    run_virtual(story())


def test_commits_of_which_one_can_be_seen_are_not_taken_back() -> None:
    """Nor are offsets that no transaction of ours explains."""
    place = ("clean", 0, 7)
    known = Acknowledgements()
    for start, end, places in ((0, 10, ()), (10, 20, (place,)), (20, 30, (("clean", 0, 9),))):
        known.add(Acknowledged(start, end, places))
    assert asyncio.run(were_taken_back(known, 10, 30, Sees(set())))
    assert not asyncio.run(were_taken_back(known, 10, 30, Sees({place})))
    assert asyncio.run(were_taken_back(known, 20, 30, Sees({place})))
    for committed, position in ((15, 30), (10, 25), (0, 30), (30, 30)):
        assert not asyncio.run(were_taken_back(known, committed, position, Sees(set())))
    known.add(Acknowledged(40, 50, (place,)))  # behind a gap, so what was before explains nothing any more
    assert not asyncio.run(were_taken_back(known, 20, 50, Sees(set())))


def test_the_next_transaction_ends_one_that_has_no_markers_wherever_it_wrote() -> None:
    """The same producer goes on: a pointer into quarantine must not be left undecided, to be aborted one day."""

    async def story() -> None:
        broker = broker_with(b"zero")
        worker = await working(broker)
        broker.forgets_markers = True
        broker.raw[0].append(Entry(b"bad"))
        await asyncio.sleep(1)
        broker.forgets_markers = False
        broker.raw[0].append(Entry(b"two"))
        await asyncio.sleep(1)
        worker.faults = {"poll": ["lost before"]}  # the lane opens anew, and aborts what is undecided
        await asyncio.sleep(LONG)
        assert kinds(broker) == {0: "clean", 1: "quarantined", 2: "clean"}
        check(broker)

    run_virtual(story())


def test_a_commit_that_was_taken_back_in_part_is_refused() -> None:
    """Its records can be seen and its offset cannot: going on from either would be a guess."""

    async def story() -> None:
        broker = broker_with(*[b"one"] * 3)
        worker = await working(broker)
        acknowledged = lane_of(worker)._transactions.acknowledged.last
        broker.committed[0] = acknowledged.start
        worker.faults = {"poll": ["lost before"]}
        await asyncio.sleep(3 * LONG)
        assert lane_of(worker).reason is LaneRefusal.OFFSET_LOST
        assert kinds(broker) == dict.fromkeys(range(3), "clean")

    run_virtual(story())


def test_a_broker_that_was_away_is_given_time_anew() -> None:
    """Doubts before it went say nothing of what it knows now that it is back."""

    async def story() -> None:
        broker = broker_with(b"one", b"two")
        broker.committed[0] = None
        worker = await working(broker, seconds=0.75 * DOUBT_SECONDS_MAX)
        worker.faults = {"start": ["lost before"]}
        await asyncio.sleep(3 * DOUBT_SECONDS_MAX)  # it rests longer each time
        assert not worker.faults["start"]
        assert lane_of(worker).reason is None, "refused, though it was doubted for a moment only"
        broker.committed[0] = 0
        await asyncio.sleep(2 * LONG)
        check(broker)
        assert broker.committed[0] == 2

    run_virtual(story())
