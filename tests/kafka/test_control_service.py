"""The control plane on a real broker."""

from __future__ import annotations

from tests.broker.brokers import Broker
from tests.kafka.control_plane import Plane
from tidegate.runs.requests import Actor, CreateDataset, CreateRun
from tidegate.wire import LaneStatus, RunStatus

ACTOR = Actor("key-1", "ada@example.com")


async def bounded(plane: Plane, service, *records: int, **more):
    topic = await plane.raw_topic(*records)
    dataset = await service.create_dataset(CreateDataset(topic=topic), actor=ACTOR)
    return await service.create(
        CreateRun.parse({"dataset_id": dataset.id, "pii_types": ["email"], **more}), actor=ACTOR
    )


async def test_a_bounded_run_succeeds_when_every_partition_is_read_to_its_end(broker: Broker) -> None:
    plane = await Plane.create(broker.bootstrap)
    async with plane.running() as control:
        run = await bounded(plane, control, 10, 4)
        assert (run.status, run.revision, run.progress) == (RunStatus.PENDING, 1, 0.0)
        specification = await plane.last_specification(run.id)
        async with plane.lane(specification, 0) as first, plane.lane(specification, 1) as second:
            await first.say(LaneStatus.OPEN)
            run = await control.wait(run.id, revision=run.revision, seconds=10)
            assert run.status is RunStatus.PROCESSING
            await first.commit(0, 11, count=10, entities={"email": {"email_address": 3}})
            await second.commit(0, 5, count=4)
            while run.status is RunStatus.PROCESSING:
                run = await control.wait(run.id, revision=run.revision, seconds=10)
        print(run.model_dump_json(indent=1))
        assert run.status is RunStatus.SUCCEEDED
