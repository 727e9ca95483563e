"""The Faust application: commands from their topic, and an end that comes."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.broker.brokers import Broker
from tests.kafka.control_plane import Plane
from tidegate.kafka.control_app import ControlApp
from tidegate.kafka.control_service import ControlService
from tidegate.kafka.producer import TransactionalProducer
from tidegate.runs.requests import Actor, CreateDataset
from tidegate.wire import Command, CommandName, RunStatus, RunSummary

pytestmark = pytest.mark.deadline(90)


@pytest.fixture
async def plane(broker: Broker) -> Plane:
    return await Plane.create(broker.bootstrap)


@asynccontextmanager
async def listening(plane: Plane, control: ControlService) -> AsyncIterator[ControlApp]:
    app = ControlApp(plane.options, plane.names, control.commands)
    app.start()
    try:
        async with asyncio.timeout(30):
            while not app.healthy:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield app
    finally:
        assert await app.stop(10)


async def send(plane: Plane, *values: bytes, abort: bool = False) -> None:
    """Into one transaction, which is committed or not."""
    producer = TransactionalProducer(plane.options, f"sender-{uuid.uuid4().hex}")
    await producer.start()
    await producer.begin()
    await producer.send_batch(plane.names.commands, 0, [(None, value, None, ()) for value in values])
    await (producer.abort() if abort else producer.commit())
    await producer.close()


def command(name: CommandName, run_id: str, *, id: str | None = None, **more: Any) -> bytes:
    return Command(id=id or uuid.uuid4().hex, command=name, run_id=run_id, **more).to_bytes()


async def create_request(plane: Plane, control: ControlService) -> dict[str, Any]:
    topic = await plane.raw_topic(5)
    dataset = await control.create_dataset(CreateDataset(topic=topic), actor=Actor())
    return {"dataset_id": dataset.id, "pii_types": ["email"]}


async def run_with(control: ControlService, run_id: str, status: RunStatus) -> RunSummary:
    async with asyncio.timeout(20):
        while True:
            runs = {run.id: run for run in await control.list()}
            if run_id in runs and runs[run_id].status is status:
                return runs[run_id]
            await asyncio.sleep(0.05)


async def test_commands_from_their_topic_do_what_http_does(plane: Plane) -> None:
    """Create, abort and delete, in order; what cannot be carried out, or is no command, is passed over."""
    run_id = str(uuid.uuid4())
    async with plane.running() as control, listening(plane, control):
        request = await create_request(plane, control)
        await send(
            plane,
            b"no command",
            command(CommandName.PAUSE, "nobody"),
            command(CommandName.CREATE, "no-uuid", request=request),
            command(CommandName.CREATE, run_id, request={"pii_types": []}),
            command(CommandName.CREATE, run_id, request=request, created_by_email="ada@example.com"),
        )
        run = await run_with(control, run_id, RunStatus.PENDING)
        assert (run.created_by_email, len(await control.list())) == ("ada@example.com", 1)
        await send(plane, command(CommandName.ABORT, run_id))
        await run_with(control, run_id, RunStatus.ABORTED)
        await send(plane, command(CommandName.DELETE, run_id))
        async with asyncio.timeout(20):
            while await control.list():  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_a_command_in_an_aborted_transaction_is_not_carried_out(plane: Plane) -> None:
    """The agent hears of it, since Faust reads uncommitted records; control does not find it there."""
    async with plane.running() as control, listening(plane, control):
        request = await create_request(plane, control)
        first, second = str(uuid.uuid4()), str(uuid.uuid4())
        await send(plane, command(CommandName.CREATE, first, request=request), abort=True)
        await send(plane, command(CommandName.CREATE, second, request=request))
        await run_with(control, second, RunStatus.PENDING)
        assert [run.id for run in await control.list()] == [second]


async def test_a_command_is_carried_out_at_most_once(plane: Plane) -> None:
    """Sent twice under one id, delivered twice by Kafka, and after a restart of control."""
    async with plane.running() as control:
        request = await create_request(plane, control)
        run_id = str(uuid.uuid4())
        create = command(CommandName.CREATE, run_id, id="c-1", request=request)
        abort = command(CommandName.ABORT, run_id, id="c-2")
        delete = command(CommandName.DELETE, run_id, id="c-3")
        await send(plane, create, abort, delete, create)
        assert [await control.commands.execute_at(0, offset) for offset in (0, 1, 2, 3)] == [True, True, True, False]
        assert [await control.commands.execute_at(0, offset) for offset in (0, 1, 2, 3)] == [False] * 4
        assert await control.list() == []
    async with plane.running() as control:
        await send(plane, create)
        offsets = [*range(5), 5]  # the first four and the marker were taken before; the new one is known by its id
        assert not any([await control.commands.execute_at(0, offset) for offset in offsets])
        assert await control.list() == []


class Failing:
    """Fails as given, once, then carries out."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls: list[int] = []
        self.timers = 0

    async def execute_at(self, partition: int, offset: int) -> bool:
        self.calls.append(offset)
        if self.errors:
            raise self.errors.pop(0)
        return True

    def check_lanes(self) -> int:
        self.timers += 1
        raise ValueError("ada@example.com")

    async def measure_lag(self) -> None:
        self.timers += 1
        raise ValueError("ada@example.com")


async def test_nothing_that_is_raised_ends_the_agent_or_a_timer(
    plane: Plane, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of the broker is tried again, a failure passed over, and the error's text stands in no log."""
    from tidegate.errors import ClientFault

    monkeypatch.setattr("tidegate.kafka.control_app.LANES_EVERY_SECONDS", 0.2)
    monkeypatch.setattr("tidegate.kafka.control_app.LAG_EVERY_SECONDS", 0.2)
    caplog.set_level(logging.INFO)
    executor = Failing(ClientFault("away"), ValueError("ada@example.com"))
    app = ControlApp(plane.options, plane.names, executor)
    app.start()
    try:
        await send(plane, b"one", b"two", b"three")
        async with asyncio.timeout(30):
            while executor.calls != [0, 0, 1, 2] or executor.timers < 4:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert app.healthy
    finally:
        assert await app.stop(10)
    assert "ada@example.com" not in caplog.text
    lost = [record for record in caplog.records if record.getMessage().startswith("a command met a fault")]
    assert [(vars(record)["offset"], record.levelname) for record in lost] == [(0, "WARNING")]


async def test_the_application_makes_no_folder_and_no_port(
    plane: Plane, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The port that `web_enabled=False` left open, and the folder for tables that it does not have."""
    monkeypatch.chdir(tmp_path)
    before = set(_listening_ports())  # of other tests in this process
    app = ControlApp(plane.options, plane.names, Failing())
    app.start()
    try:
        async with asyncio.timeout(30):
            while not app.healthy:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []
        assert set(_listening_ports()) <= before
    finally:
        assert await app.stop(10)


def _listening_ports() -> list[str]:
    """Ports on which this process listens, from Linux's own tables."""
    inodes = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.append(fields[1])
    return found
