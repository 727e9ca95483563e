"""The control plane on a real broker, with lanes played by hand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.broker.brokers import Broker
from tests.kafka.control_plane import Lane, Plane
from tidegate.errors import ClientFault, ConfigurationError, LaneFenced, RunConflict, RunInvalid, RunNotFound
from tidegate.file_forms import Upload
from tidegate.kafka.control_service import ControlService
from tidegate.kafka.control_writer import ControlWriter, Entry
from tidegate.policies import Policy
from tidegate.runs.listing import cursor
from tidegate.runs.requests import Actor, CreateDataset, CreateRun
from tidegate.runs.service import Control
from tidegate.runs.uploads import CreateUpload
from tidegate.wire import (
    Counts,
    EntityCount,
    Expired,
    LaneRefusal,
    LaneStatus,
    PartitionRange,
    RunStatus,
    RunSummary,
    Wanted,
)

ACTOR = Actor("key-1", "ada@example.com")


@pytest.fixture
async def plane(broker: Broker) -> Plane:
    return await Plane.create(broker.bootstrap)


async def bounded(plane: Plane, control: ControlService, *records: int, **more: Any) -> RunSummary:
    """A run over a new topic with so many records in each partition."""
    topic = await plane.raw_topic(*records)
    dataset = await control.create_dataset(CreateDataset(topic=topic), actor=ACTOR)
    body = {"dataset_id": dataset.id, "pii_types": ["email"], **more}
    return await control.create(CreateRun.parse(body), actor=ACTOR)


async def until(control: ControlService, run_id: str, status: RunStatus, seconds: float = 20) -> RunSummary:
    """Poll as a client does."""
    run = await control.get(run_id)
    async with asyncio.timeout(seconds):
        while run.status is not status:
            run = await control.wait(run_id, revision=run.revision, seconds=5)
    return run


async def counted(control: ControlService, run_id: str, records: int) -> RunSummary:
    run = await control.get(run_id)
    async with asyncio.timeout(20):
        while run.results.records.in_ < records:
            run = await control.wait(run_id, revision=run.revision, seconds=5)
    return run


def flow_policy(topic: str) -> Policy:
    name = topic.removeprefix("raw.")
    return Policy.model_validate(
        {"policy": name, "input": {"topic": topic, "format": "text"}, "summary": {"every_seconds": 0.2}}
    )


def test_the_service_keeps_the_promise_that_doors_rely_on() -> None:
    """Checked by the type checker."""
    promise: type[Control] = ControlService
    assert promise is ControlService


async def test_a_bounded_run_succeeds_when_every_partition_is_read_to_its_end(plane: Plane) -> None:
    """PENDING until the first lane opens; positions count, not records: the raw topic has transaction markers."""
    async with plane.running() as control:
        run = await bounded(plane, control, 10, 4)
        assert (run.status, run.revision, run.progress) == (RunStatus.PENDING, 1, 0.0)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as first, plane.lane(specification, 1) as second:
            await first.say(LaneStatus.OPEN)
            run = await until(control, run.id, RunStatus.PROCESSING)
            await first.commit(0, 11, count=10, entities={"email": {"email_address": 3}})
            await second.commit(0, 5, counts=Counts(in_=4, clean=3, quarantined=1))
            run = await until(control, run.id, RunStatus.SUCCEEDED)
        assert run.results.records == Counts(in_=14, clean=13, quarantined=1)
        assert run.results.entity_summary == {"email": EntityCount(count=3, by_detector={"email_address": 3})}
        assert {name: (part.from_, part.next, part.end) for name, part in run.results.partitions.items()} == {
            "0": (0, 11, 11),
            "1": (0, 5, 5),
        }
        assert (run.progress, run.results.error, run.duration_seconds is not None) == (1.0, None, True)
        assert (await plane.last_specification(run.id)).wanted is Wanted.STOP


async def test_an_empty_dataset_succeeds_without_a_worker(plane: Plane) -> None:
    async with plane.running() as control:
        run = await bounded(plane, control, 0)
        assert (await until(control, run.id, RunStatus.SUCCEEDED)).progress == 1.0


async def test_lanes_find_their_offsets_when_they_hear_of_a_run(plane: Plane) -> None:
    """A lane without a committed offset refuses, so it must be there before the specification is."""
    async with plane.running() as control:
        run = await bounded(plane, control, 10, 4, start={"offsets": {"0": 3}})
        specification = await plane.last_specification(run.id)
        committed = await plane.broker.committed(specification.group, specification.topic, 2)
        assert committed == {0: 3, 1: 0}
        assert {name: (part.start, part.end) for name, part in specification.partitions.items()} == {
            "0": (3, 11),
            "1": (0, 5),
        }
        output = specification.outputs[0].topic
        assert await plane.broker.partition_counts([output]) == {output: 2}


@pytest.mark.parametrize(
    ("command", "reached", "want"),
    [("abort", RunStatus.ABORTED, Wanted.STOP), ("pause", RunStatus.PAUSED, Wanted.PAUSE)],
)
async def test_after_a_stop_no_lane_can_commit(plane: Plane, command: str, reached: RunStatus, want: Wanted) -> None:
    """What was committed before counts; the open transaction of a lane that slept through it does not."""
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as zombie:
            await zombie.commit(0, 10)
            await zombie.begin(10, 20)
            await until(control, run.id, RunStatus.PROCESSING)
            run = await getattr(control, command)(run.id)
            assert (run.status, run.results.records.in_) == (reached, 10)
            assert run.results.partitions["0"].unproven == ()
            with pytest.raises(LaneFenced):
                await zombie.producer.commit()
        assert await plane.broker.committed(specification.group, specification.topic, 1) == {0: 10}
        assert (await plane.last_specification(run.id)).wanted is want
        await asyncio.sleep(0.5)
        assert (await control.get(run.id)).results.records.in_ == 10


async def test_a_paused_run_goes_on_where_it_stopped(plane: Plane) -> None:
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as lane:
            await lane.commit(0, 10)
            await until(control, run.id, RunStatus.PROCESSING)
        await control.pause(run.id)
        run = await control.resume(run.id)
        assert run.status is RunStatus.PROCESSING
        assert (await plane.last_specification(run.id)).wanted is Wanted.PROCESS
        async with plane.lane(specification, 0) as lane:
            await lane.commit(10, 31, count=20)
        run = await until(control, run.id, RunStatus.SUCCEEDED)
        assert run.results.records.in_ == 30


async def test_a_run_may_be_paused_before_its_first_lane_opens(plane: Plane) -> None:
    """A lane that was about to open is fenced, the next control leaves it paused, and it goes on from its start."""
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as opening:
            run = await control.pause(run.id)
            assert (run.status, run.started_at, run.results.records.in_) == (RunStatus.PAUSED, None, 0)
            with pytest.raises(LaneFenced):
                await opening.commit(0, 10)
        assert (await plane.last_specification(run.id)).wanted is Wanted.PAUSE
        assert await plane.broker.committed(specification.group, specification.topic, 1) == {0: 0}
    async with plane.running() as control:
        await asyncio.sleep(0.5)
        assert (await control.get(run.id)).status is RunStatus.PAUSED
        run = await control.resume(run.id)
        assert (run.status, run.started_at is not None) == (RunStatus.PROCESSING, True)
        async with plane.lane(await plane.last_specification(run.id), 0) as lane:
            await lane.say(LaneStatus.OPEN)
            await lane.commit(0, 31, count=30)
        run = await until(control, run.id, RunStatus.SUCCEEDED)
        assert (run.results.records.in_, run.results.partitions["0"].unproven) == (30, ())


async def test_a_pause_of_a_pending_run_that_was_begun_is_finished_by_the_next_control(
    plane: Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was written that a pause is wanted, and then the broker was away."""

    async def away(*args: Any, **named: Any) -> None:
        raise ClientFault("away")

    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        monkeypatch.setattr(control._stopper, "stop", away)
        with pytest.raises(ClientFault):
            await control.pause(run.id)
        assert (await control.get(run.id)).status is RunStatus.PENDING
    async with plane.running() as control:
        assert (await until(control, run.id, RunStatus.PAUSED)).started_at is None
        assert (await control.abort(run.id)).status is RunStatus.ABORTED


async def test_an_empty_run_that_is_paused_has_nothing_to_go_on_with(plane: Plane) -> None:
    async with plane.running() as control:
        run = await bounded(plane, control, 0)
        with contextlib.suppress(RunConflict):  # it may have succeeded before
            await control.pause(run.id)
        assert (await until(control, run.id, RunStatus.SUCCEEDED)).progress == 1.0


async def test_a_state_that_does_not_allow_a_command_is_a_conflict(plane: Plane) -> None:
    async with plane.running() as control:
        run = await bounded(plane, control, 5)
        for command in (control.resume, control.delete):
            with pytest.raises(RunConflict):
                await command(run.id)
        assert (await control.abort(run.id)).status is RunStatus.ABORTED
        for command in (control.pause, control.resume, control.abort):
            with pytest.raises(RunConflict):
                await command(run.id)


async def test_a_deleted_run_is_forgotten_and_never_written_again(plane: Plane) -> None:
    """Its lanes are fenced, and a late delta wakes nothing."""
    async with plane.running() as control:
        run = await bounded(plane, control, 5)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as zombie:
            await control.abort(run.id)
            await control.delete(run.id)
            with pytest.raises(LaneFenced):
                await zombie.commit(0, 5)
        with pytest.raises(RunNotFound):
            await control.get(run.id)
        async with Lane(plane, specification, 0) as late:
            await late.commit(0, 5)
        await asyncio.sleep(0.5)
        for topic in (plane.names.status, plane.names.runs):
            assert [message.value for message in await plane.broker.read(topic)][-1] is None


@pytest.mark.parametrize("status", [LaneStatus.REFUSED])
async def test_a_lane_refused_for_good_fails_the_run(plane: Plane, status: LaneStatus) -> None:
    """And stops its other lanes."""
    async with plane.running() as control:
        run = await bounded(plane, control, 5, 5)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as working, plane.lane(specification, 1) as refused:
            await working.commit(0, 2)
            await refused.say(status, LaneRefusal.MISSING_DETECTOR)
            run = await until(control, run.id, RunStatus.FAILED)
            with pytest.raises(LaneFenced):
                await working.commit(2, 4)
        assert run.results.error == f"lane_refused: missing_detector: {specification.topic}/1"
        assert run.results.records.in_ == 2


async def test_a_broken_ledger_fails_the_run(plane: Plane) -> None:
    """Two lanes did the same work: going on would hide it."""
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as lane:
            await lane.commit(0, 10)
            await lane.commit(5, 12)
        run = await until(control, run.id, RunStatus.FAILED)
        assert run.results.error == f"ledger_overlap: {specification.topic}/0 at 5"


async def test_a_delta_that_is_nowhere_leaves_its_range_unproven(plane: Plane) -> None:
    """It was looked for from the beginning of the progress topic."""
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        async with plane.lane(await plane.last_specification(run.id), 0) as lane:
            await lane.commit(0, 5)
            await lane.commit(9, 31, count=21)
        run = await until(control, run.id, RunStatus.SUCCEEDED)
        assert run.results.partitions["0"].unproven == (Expired(from_=5, to=9),)
        assert run.results.records.in_ == 26


async def test_a_delta_that_was_missed_is_read_again(plane: Plane) -> None:
    """As if control had read on from too late a position."""
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        async with plane.lane(await plane.last_specification(run.id), 0) as lane:
            positions = control.reader.positions
            control.reader.begin({})  # reads nothing for now
            await lane.commit(0, 5)
            await lane.commit(5, 9)
            ends = (await plane.broker.ends({plane.names.progress: len(positions)}))[plane.names.progress]
            control.reader.begin(ends)
            await lane.commit(9, 31, count=21)
        run = await until(control, run.id, RunStatus.SUCCEEDED)
        assert run.results.partitions["0"].unproven == ()
        assert run.results.records.in_ == 30


async def test_a_control_that_ends_before_a_gap_is_closed_leaves_it_to_the_next(
    plane: Plane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits behind the gap is in memory alone, so no summary may say that it was read."""

    async def away(*_: object, **__: object) -> None:
        raise ClientFault("read: the broker is away")

    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        monkeypatch.setattr(control._broker, "read", away)
        async with plane.lane(await plane.last_specification(run.id), 0) as lane:
            await lane.commit(0, 5)
            await counted(control, run.id, 5)
            await lane.commit(9, 31, count=21)
            await lane.say(LaneStatus.IDLE)  # news of the run, which would be published
            await control.reader.catch_up(5)
            await asyncio.sleep(2.5)
    async with plane.running() as control:
        run = await until(control, run.id, RunStatus.SUCCEEDED)
        assert run.results.partitions["0"].unproven == (Expired(from_=5, to=9),)
        assert run.results.records.in_ == 26


async def test_an_idempotency_key_creates_one_run(plane: Plane) -> None:
    """Asked at once and again; another request under the same key is a conflict."""
    async with plane.running() as control:
        topic = await plane.raw_topic(3)
        dataset = await control.create_dataset(CreateDataset(topic=topic), actor=ACTOR)
        request = CreateRun.parse({"dataset_id": dataset.id, "pii_types": ["email"]})
        both = [control.create(request, actor=ACTOR, idempotency_key="k") for _ in range(3)]
        assert len({run.id for run in await asyncio.gather(*both)}) == 1
        assert len(await control.list()) == 1
        other = CreateRun.parse({"dataset_id": dataset.id, "pii_types": ["iban"]})
        with pytest.raises(RunConflict, match="another request"):
            await control.create(other, actor=ACTOR, idempotency_key="k")
        await control.create(request, actor=Actor("key-2"), idempotency_key="k")
        assert len(await control.list()) == 2


async def test_a_flow_goes_on_where_it_stopped(plane: Plane) -> None:
    """Aborted and created again, and no offset is published twice; one open run at a time."""
    topic = await plane.raw_topic(30)
    policy = flow_policy(topic)
    async with plane.running(policy) as control:
        first = await control.create(CreateRun(policy=policy.policy), actor=ACTOR)
        assert (first.progress, first.outputs[0].topic) == (None, topic.replace("raw.", "clean."))
        with pytest.raises(RunConflict, match=f"run {first.id} is open"):
            await control.create(CreateRun(policy=policy.policy), actor=ACTOR)
        async with plane.lane(await plane.last_specification(first.id), 0) as lane:
            await lane.commit(0, 12)
        await counted(control, first.id, 12)
        await control.measure_lag()
        await control.abort(first.id)

        second = await control.create(CreateRun(policy=policy.policy), actor=ACTOR)
        specification = await plane.last_specification(second.id)
        assert specification.partitions["0"].start == 12
        with pytest.raises(RunConflict, match="open"):
            await control.create(CreateRun(policy=policy.policy, start="earliest"), actor=ACTOR)
        async with plane.lane(specification, 0) as lane:
            await lane.commit(12, 20)
            await counted(control, second.id, 8)
            # The first run's lanes are the second one's now: deleting it must not fence them.
            await control.delete(first.id)
            await lane.commit(20, 31, count=10)
        assert (await counted(control, second.id, 18)).results.partitions["0"].next == 31
        await control.abort(second.id)
        again = {"dataset_id": None, "topic": topic, "pii_types": ["email"], "output_topic": first.outputs[0].topic}
        with pytest.raises(RunConflict, match="goes on where it stopped"):
            await control.create(CreateRun.parse({**again, "start": "earliest"}), actor=ACTOR)


async def test_publishing_an_offset_twice_needs_to_be_asked_for(plane: Plane) -> None:
    async with plane.running() as control:
        run = await bounded(plane, control, 5, output_topic=f"clean.{plane.names.prefix}")
        async with plane.lane(await plane.last_specification(run.id), 0) as lane:
            await lane.commit(0, 6, count=5)
        await until(control, run.id, RunStatus.SUCCEEDED)
        body = {"dataset_id": run.dataset_id, "pii_types": ["email"], "output_topic": run.outputs[0].topic}
        with pytest.raises(RunConflict, match=f"run {run.id} has published"):
            await control.create(CreateRun.parse(body), actor=ACTOR)
        again = await control.create(CreateRun.parse({**body, "allow_duplicates": True}), actor=ACTOR)
        assert again.status is RunStatus.PENDING


async def test_lag_is_measured_without_a_worker(plane: Plane) -> None:
    topic = await plane.raw_topic(30, 0)
    policy = flow_policy(topic)
    async with plane.running(policy) as control:
        run = await control.create(CreateRun(policy=policy.policy), actor=ACTOR)
        await control.measure_lag()
        run = await control.wait(run.id, revision=run.revision, seconds=5)
        assert (run.lag, run.results.partitions["0"].lag) == (31, 31)


async def test_wrong_topics_are_refused_by_field(plane: Plane) -> None:
    async with plane.running() as control:
        for body in ({"topic": "raw.nowhere"}, {"topic": plane.names.runs}, {}):
            with pytest.raises(RunInvalid) as caught:
                await control.create_dataset(CreateDataset.parse(body), actor=ACTOR)
            assert caught.value.field == "topic"
        with pytest.raises(RunInvalid, match="no such topic"):
            await control.create(CreateRun.parse({"topic": "raw.nowhere", "pii_types": ["email"]}), actor=ACTOR)
        with pytest.raises(RunInvalid, match="no such dataset"):
            await control.create(CreateRun.parse({"dataset_id": "x", "pii_types": ["email"]}), actor=ACTOR)
        assert await plane.broker.partitions("raw.nowhere") is None
        # An output with fewer partitions than its input cannot keep a record's partition.
        narrow = await plane.raw_topic(0, stem="clean.narrow")
        with pytest.raises(RunInvalid, match="needs the 2 partitions") as caught:
            await bounded(plane, control, 1, 1, output_topic=narrow)
        assert caught.value.field == "output_topic"
        assert await control.list() == []


async def test_an_upload_whose_dataset_may_not_be_written_names_its_topic_in_the_log(
    plane: Plane, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Raw personal data lie on it, and no dataset may ever name it."""

    class Received:
        async def receive(self, dataset_id: str, request: CreateUpload, chunks: object) -> Any:
            upload = Upload(form="text", encoding="utf-8", line_end="\n", records=1, size_in_bytes=2)
            topic, ranges = plane.names.upload(dataset_id), {"0": PartitionRange(start=0, end=1)}
            return SimpleNamespace(topic=topic, ranges=ranges, format="text", csv=None, upload=upload)

    async def away(*_: object, **__: object) -> None:
        raise ClientFault("commit: no answer")

    async def chunks() -> AsyncIterator[bytes]:
        yield b"a\n"

    async with plane.running() as control:
        monkeypatch.setattr(control, "_uploads", Received())
        monkeypatch.setattr(control, "_write", away)
        request = CreateUpload.model_validate({"name": "a.txt", "format": "text"})
        with pytest.raises(ClientFault):
            await control.upload(request, chunks(), actor=ACTOR)
    [record] = [record for record in caplog.records if "upload without a dataset" in record.getMessage()]
    assert vars(record)["topic"].startswith(plane.names.upload(""))


async def test_runs_and_datasets_are_listed_newest_first(plane: Plane) -> None:
    async with plane.running() as control:
        made = [await bounded(plane, control, 1) for _ in range(3)]
        ids = [run.id for run in reversed(made)]
        assert [run.id for run in await control.list()] == ids
        assert [run.id for run in await control.list(limit=1, after=ids[0])] == [ids[1]]
        await control.abort(ids[1])
        assert [run.id for run in await control.list(status=RunStatus.ABORTED)] == [ids[1]]
        with pytest.raises(RunInvalid, match="after: is not the next"):
            await control.list(after="nobody")
        with pytest.raises(RunInvalid, match="after: is not the next"):
            await control.list_datasets(after="nobody")
        await control.delete(ids[1])
        assert [run.id for run in await control.list(after=cursor(made[1]))] == [ids[2]]
        datasets = [run.dataset_id for run in reversed(made)]
        assert [one.id for one in await control.list_datasets()] == datasets
        assert [one.id for one in await control.list_datasets(limit=1, after=datasets[0])] == [datasets[1]]


async def test_a_long_poll_answers_what_there_is_when_its_time_is_over(plane: Plane) -> None:
    async with plane.running() as control:
        run = await bounded(plane, control, 1)
        begun = asyncio.get_running_loop().time()
        assert (await control.wait(run.id, revision=run.revision, seconds=0.3)).revision == run.revision
        assert 0.25 < asyncio.get_running_loop().time() - begun < 3
        assert (await control.wait(run.id, revision=run.revision - 1, seconds=30)).revision == run.revision


async def test_metadata_says_what_was_run(plane: Plane) -> None:
    async with plane.running() as control:
        run = await bounded(plane, control, 1)
        told = await control.metadata(run.id)
        assert (told["policy_hash"], told["requirements"]) == (run.policy_hash, {"email_address": "1"})
        assert told["fields"] == [{"path": "$..*", "treat": "text", "number": "string"}]


async def test_control_goes_on_after_a_restart(plane: Plane) -> None:
    """The same summaries; deltas written meanwhile are folded once, those before are not folded again."""
    async with plane.running() as control:
        done, going = await bounded(plane, control, 5), await bounded(plane, control, 30)
        async with plane.lane(await plane.last_specification(done.id), 0) as lane:
            await lane.commit(0, 6, count=5)
        await until(control, done.id, RunStatus.SUCCEEDED)
        async with plane.lane(await plane.last_specification(going.id), 0) as lane:
            await lane.commit(0, 10, entities={"email": {"d": 2}})
            await counted(control, going.id, 10)
        before = await control.list()
        datasets = await control.list_datasets()
    async with plane.lane(await plane.last_specification(going.id), 0) as lane:
        await lane.commit(10, 20, entities={"email": {"d": 1}})
    async with plane.running() as control:
        assert [run for run in await control.list() if run.id == done.id] == [
            run for run in before if run.id == done.id
        ]
        assert await control.list_datasets() == datasets
        run = await counted(control, going.id, 20)
        assert run.revision > next(run.revision for run in before if run.id == going.id)
        async with plane.lane(await plane.last_specification(going.id), 0) as lane:
            await lane.commit(20, 31, count=10)
        run = await until(control, going.id, RunStatus.SUCCEEDED)
        assert (run.results.records.in_, run.results.entity_summary["email"].count) == (30, 3)


async def test_a_stop_that_control_did_not_live_to_finish_is_finished(plane: Plane) -> None:
    """It had said what it wants, and fenced nobody yet."""
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as lane:
            await lane.commit(0, 10)
            await counted(control, run.id, 10)
    dying = ControlWriter(plane.options, plane.names)
    await dying.start({plane.names.runs: 1})
    wanted = specification.model_copy(update={"wanted": Wanted.STOP, "revision": 1})
    await dying.write([Entry(plane.names.runs, run.id, wanted)], epoch=dying.epoch)
    await dying.close()
    async with plane.lane(specification, 0) as zombie, plane.running() as control:
        run = await until(control, run.id, RunStatus.ABORTED)
        assert run.results.records.in_ == 10
        with pytest.raises(LaneFenced):
            await zombie.commit(10, 20)


async def test_a_second_control_takes_over_and_the_first_finds_out(plane: Plane) -> None:
    """Although it has nothing to write."""
    async with plane.running() as first:
        run = await bounded(plane, first, 5)
        async with plane.running() as second:
            async with asyncio.timeout(15):
                while not first.fenced:  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            assert "another control plane has taken over" in first.ready()
            with pytest.raises(ClientFault):
                await first.abort(run.id)
            assert (await second.abort(run.id)).status is RunStatus.ABORTED
            assert second.ready() == []


@pytest.mark.deadline(120)
async def test_control_survives_its_broker(fresh_broker: Broker) -> None:
    """While it is away polls are answered and commands fail; then it reads everything anew and goes on."""
    plane = await Plane.create(fresh_broker.bootstrap)
    async with plane.running() as control:
        run = await bounded(plane, control, 30)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as lane:
            await lane.commit(0, 10)
            await counted(control, run.id, 10)
        await asyncio.to_thread(fresh_broker.stop)
        with pytest.raises(ClientFault):
            await control.pause(run.id)
        assert (await control.get(run.id)).results.records.in_ == 10
        assert "broker" in control.ready()
        await asyncio.to_thread(fresh_broker.start)
        async with asyncio.timeout(60):
            while control.ready():  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        async with plane.lane(specification, 0) as lane:
            await lane.commit(10, 31, count=20)
        run = await until(control, run.id, RunStatus.SUCCEEDED, 40)
        assert (run.results.records.in_, run.results.partitions["0"].unproven) == (30, ())


async def test_another_policy_is_a_new_revision_of_its_continuous_runs(plane: Plane) -> None:
    """Also of a paused one, which stays paused; what was counted stays, and a restarted control knows it."""
    topic = await plane.raw_topic(10)
    policy = flow_policy(topic)
    async with plane.running(policy) as control:
        run = await control.create(CreateRun(policy=policy.policy), actor=ACTOR)
        assert control.policies_in_use() == [policy.policy]
        first = await plane.last_specification(run.id)
        async with plane.lane(first, 0) as lane:
            await lane.say(LaneStatus.OPEN)
            await lane.commit(0, 5)
            await counted(control, run.id, 5)
            assert await control.reload(policy) == 0  # the same
            changed = policy.model_copy(update={"detect": policy.detect.model_copy(update={"threshold": 0.7})})
            assert await control.reload(changed) == 1
            second = await plane.last_specification(run.id)
            assert (second.revision, second.policy_hash) == (first.revision + 1, changed.hash())
            assert second.policy == changed.effective()
            same = {"revision", "policy", "policy_hash"}
            assert first.model_dump(exclude=same) == second.model_dump(exclude=same)
            shown = await control.get(run.id)
            assert (shown.policy_hash, shown.threshold, shown.results.records.in_) == (changed.hash(), 0.7, 5)
            assert (await control.metadata(run.id))["policy_hash"] == changed.hash()
        await control.pause(run.id)
        assert await control.reload(policy) == 1
        assert (await plane.last_specification(run.id)).wanted is Wanted.PAUSE
    async with plane.running(policy) as control:
        assert (await control.get(run.id)).policy_hash == policy.hash()
        assert (await control.abort(run.id)).status is RunStatus.ABORTED
        assert (await control.reload(changed), control.policies_in_use()) == (0, [])


async def test_a_policy_that_is_not_the_run_s_changes_nothing(plane: Plane) -> None:
    """Topics stay those that the lanes have; bounded runs and runs without a policy keep what they began with."""
    topic = await plane.raw_topic(10)
    policy = flow_policy(topic)
    async with plane.running(policy) as control:
        run = await control.create(CreateRun(policy=policy.policy), actor=ACTOR)
        ad_hoc = await bounded(plane, control, 4)
        dataset = await control.create_dataset(CreateDataset(topic=topic, format="text"), actor=ACTOR)
        whole = await control.create(CreateRun(dataset_id=dataset.id, policy=policy.policy), actor=ACTOR)
        before = [await plane.last_specification(one.id) for one in (run, ad_hoc, whole)]
        effective = policy.effective()
        for lines, place in (
            ({"input": {"topic": "raw.other", "format": "text"}}, "input"),
            ({"input": {"topic": topic, "format": "json"}}, "input"),
            ({"outputs": [{"topic": "clean.other", "as": "redacted"}]}, "outputs"),
            ({"quarantine": {"topic": "quarantine.other"}}, "quarantine"),
        ):
            with pytest.raises(ConfigurationError) as refused:
                await control.reload(Policy.model_validate({**effective, **lines}))
            assert refused.value.place == place
        assert await control.reload(Policy(policy="another")) == 0
        assert [await plane.last_specification(one.id) for one in (run, ad_hoc, whole)] == before
        changed = Policy.model_validate({**effective, "regions": ["DE"]})
        assert await control.reload(changed) == 1
        after = [await plane.last_specification(one.id) for one in (run, ad_hoc, whole)]
        assert [one.policy_hash == changed.hash() for one in after] == [True, False, False]


async def written_by_an_older_version(plane: Plane, run_id: str) -> None:
    """The run's specification with a line that was valid once."""
    older = await plane.last_specification(run_id)
    lines = {**older.policy, "detect": {**older.policy["detect"], "threshold": True}}
    writer = ControlWriter(plane.options, plane.names)
    await writer.start({plane.names.runs: 1})
    stale = older.model_copy(update={"policy": lines, "policy_hash": "0" * 64})
    await writer.write([Entry(plane.names.runs, run_id, stale)], epoch=writer.epoch)
    await writer.close()


async def test_a_run_whose_policy_is_valid_no_more_keeps_control_from_nothing(
    plane: Plane, caplog: pytest.LogCaptureFixture
) -> None:
    """It is shown as refused and named by readiness; others go on, and it can be aborted and deleted."""
    async with plane.running() as control:
        stale, going, done = [await bounded(plane, control, 5) for _ in range(3)]
        await control.abort(done.id)
    for run in (stale, done):
        await written_by_an_older_version(plane, run.id)
    async with plane.running() as control:
        assert f"a usable policy of run {stale.id}" in control.ready()
        assert [one.run_id for one in caplog.records if hasattr(one, "run_id")] == [stale.id]
        shown = await control.wait(stale.id, revision=stale.revision, seconds=10)
        part = shown.results.partitions["0"]
        assert (shown.status, part.lane, part.reason) == (
            RunStatus.PENDING,
            LaneStatus.REFUSED,
            LaneRefusal.POLICY_INVALID,
        )
        async with plane.lane(await plane.last_specification(going.id), 0) as lane:
            await lane.commit(0, 6, count=5)
        await until(control, going.id, RunStatus.SUCCEEDED)
        assert (await control.abort(stale.id)).results.partitions["0"].lane is None
        assert "policy" not in str(control.ready())
        for run in (stale, done):
            await control.delete(run.id)


async def test_a_lane_of_an_older_worker_goes_on_with_the_policy_that_it_can_read(plane: Plane) -> None:
    """Control is upgraded first. What the lane commits is counted; a newer worker's refusal fails the run."""
    async with plane.running() as control:
        run = await bounded(plane, control, 20)
    await written_by_an_older_version(plane, run.id)
    async with plane.running() as control, plane.lane(await plane.last_specification(run.id), 0) as lane:
        await lane.say(LaneStatus.OPEN)
        await lane.commit(0, 10)
        run = await counted(control, run.id, 10)
        assert (run.status, run.results.partitions["0"].lane) == (RunStatus.PROCESSING, LaneStatus.OPEN)
        await lane.say(LaneStatus.REFUSED, LaneRefusal.POLICY_INVALID)
        run = await until(control, run.id, RunStatus.FAILED)
        assert run.results.error == f"lane_refused: policy_invalid: {run.topic}/0"


async def test_a_mended_policy_is_the_next_revision_of_a_run_whose_own_is_valid_no_more(plane: Plane) -> None:
    """It goes on at its offset, and only if its topics are still those that its lanes have."""
    policy = flow_policy(await plane.raw_topic(10))
    async with plane.running(policy) as control:
        run = await control.create(CreateRun(policy=policy.policy), actor=ACTOR)
        async with plane.lane(await plane.last_specification(run.id), 0) as lane:
            await lane.commit(0, 5)
            await counted(control, run.id, 5)
    await written_by_an_older_version(plane, run.id)
    async with plane.running(policy) as control:
        with pytest.raises(ConfigurationError) as refused:
            await control.reload(Policy.model_validate({**policy.effective(), "outputs": [{"topic": "clean.other"}]}))
        assert refused.value.place == "outputs"
        assert await control.reload(policy) == 1
        assert "policy" not in str(control.ready())
        mended = await plane.last_specification(run.id)
        assert (mended.policy, mended.policy_hash) == (policy.effective(), policy.hash())
        async with plane.lane(mended, 0) as lane:
            await lane.commit(5, 11)
            run = await counted(control, run.id, 11)
        assert run.results.partitions["0"].unproven == ()
