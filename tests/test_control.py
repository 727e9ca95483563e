"""The control plane as a process: its end, its successor, its flows."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.broker.brokers import Broker
from tests.conftest import create_topics_at
from tests.kafka.control_plane import Plane
from tidegate.control import FAILURE, ControlProcess, HardExit
from tidegate.kafka.child import ChildProcess
from tidegate.kafka.embedded import free_port
from tidegate.settings import Settings
from tidegate.wire import LaneStatus, Names, RunSpecification, RunStatus

READY_SECONDS = 40.0
PROGRAM = """
import logging, os, pathlib, sys
logging.basicConfig(level=logging.INFO, stream=sys.stderr)
from tidegate.control import run_control
from tidegate.settings import load_settings
sys.exit(run_control(load_settings(os.environ, pathlib.Path.cwd()), flows="flows" in sys.argv))
"""


class ControlChild:
    """One control plane in a process of its own."""

    def __init__(self, child: ChildProcess, port: int) -> None:
        self.child, self.port = child, port

    def call(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        return httpx2.request(method, f"http://127.0.0.1:{self.port}{path}", json=body, timeout=30)

    def ready(self) -> bool:
        try:
            return bool(self.call("GET", "/readyz").status_code == 200)
        except httpx2.TransportError:
            return False

    def wait_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.ready():
            assert self.child.alive, self.child.printed()[-2000:]
            assert time.monotonic() < deadline, self.child.printed()[-2000:]
            time.sleep(0.1)

    def runs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "/v1/runs").json()["runs"]
        return found


StartControl = Callable[..., ControlChild]


@pytest.fixture
def prefix() -> str:
    return f"t{uuid.uuid4().hex[:8]}"


@pytest.fixture
def start_control(tmp_path: Path, prefix: str) -> Iterator[StartControl]:
    """Starts control planes under one prefix; whatever still runs at the end is killed."""
    started: list[ChildProcess] = []

    def start(bootstrap: str, *arguments: str, **variables: str) -> ControlChild:
        port = free_port()
        environment = {
            "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS": bootstrap,
            "TIDEGATE_HTTP_PORT": str(port),
            "TIDEGATE_PREFIX": prefix,
            **variables,
        }
        command = [sys.executable, "-c", PROGRAM, *arguments]
        child = ChildProcess(command, output=tmp_path / f"control-{len(started)}.log", environment=environment)
        started.append(child)
        child.start()
        return ControlChild(child, port)

    yield start
    for child in started:
        if child.alive:
            child.kill()


async def create_run(plane: Plane, control: ControlChild, records: int) -> tuple[dict[str, Any], RunSpecification]:
    topic = await plane.raw_topic(records)
    made = control.call("POST", "/v1/datasets", {"topic": topic})
    assert made.status_code == 201, made.text
    asked = {"dataset_id": made.json()["id"], "pii_types": ["email"], "detection_method": "heuristics"}
    answer = control.call("POST", "/v1/runs", asked)
    assert answer.status_code == 201, answer.text
    run: dict[str, Any] = answer.json()
    return run, await plane.last_specification(run["id"])


def poll(control: ControlChild, run_id: str, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + 30
    while True:
        run: dict[str, Any] = control.call("GET", f"/v1/runs/{run_id}?wait=1").json()
        if until(run):
            return run
        assert time.monotonic() < deadline, run


@pytest.mark.deadline(150)
async def test_a_killed_control_plane_shows_the_same_summaries_and_goes_on(
    broker: Broker, prefix: str, start_control: StartControl
) -> None:
    """SIGKILL in the middle of a run; deltas go on meanwhile."""
    control = start_control(broker.bootstrap)
    control.wait_ready()
    plane = Plane(broker.bootstrap, Names(prefix), progress_partitions=1)
    run, specification = await create_run(plane, control, 40)
    async with plane.lane(specification, 0) as lane:
        await lane.say(LaneStatus.OPEN)
        await lane.commit(0, 10, entities={"email": {"email_address": 2}})
        before = poll(control, run["id"], lambda run: run["results"]["records"]["in"] == 10)
        control.child.kill()
        await lane.commit(10, 20, entities={"email": {"email_address": 1}})
        again = start_control(broker.bootstrap)
        again.wait_ready()
        after = poll(again, run["id"], lambda run: run["results"]["records"]["in"] == 20)
        assert after["revision"] > before["revision"]
        for field in ("id", "created_at", "policy_hash", "dataset_id", "started_at"):
            assert after[field] == before[field]
        await lane.commit(20, 41, count=20)
    done = poll(again, run["id"], lambda run: run["status"] == RunStatus.SUCCEEDED)
    assert done["results"]["entity_summary"] == {"email": {"count": 3, "by_detector": {"email_address": 3}}}
    again.child.signal_group(signal.SIGTERM)
    assert again.child.wait(20)
    assert again.child.exit_code == 0
    third = start_control(broker.bootstrap)
    third.wait_ready()
    assert third.call("GET", f"/v1/runs/{run['id']}").json() == done


@pytest.mark.deadline(120)
async def test_of_two_control_planes_one_exits(broker: Broker, prefix: str, start_control: StartControl) -> None:
    """The newer one takes over; the older one says so and ends with 1, although it has nothing to do."""
    first = start_control(broker.bootstrap)
    first.wait_ready()
    second = start_control(broker.bootstrap)
    second.wait_ready()
    assert first.child.wait(30), first.child.printed()[-2000:]
    assert first.child.exit_code == 1
    assert "another control plane has taken over" in first.child.printed()
    assert second.ready()
    assert second.child.alive


@pytest.mark.deadline(120)
async def test_sigterm_ends_the_process_also_when_the_broker_is_gone(
    fresh_broker: Broker, start_control: StartControl
) -> None:
    """Faust and aiokafka would wait for the broker for minutes; HTTP answers until the end."""
    control = start_control(fresh_broker.bootstrap)
    control.wait_ready()
    fresh_broker.stop()
    await asyncio.sleep(2)
    assert control.call("GET", "/v1/runs").status_code == 200
    control.child.signal_group(signal.SIGTERM)
    begun = time.monotonic()
    assert control.child.wait(20), control.child.printed()[-2000:]
    assert (control.child.exit_code, time.monotonic() - begun < 16) == (0, True)


@pytest.mark.deadline(120)
async def test_control_waits_for_its_broker_and_answers_meanwhile(
    fresh_broker: Broker, start_control: StartControl
) -> None:
    """Readiness names what is missing."""
    fresh_broker.stop()
    control = start_control(fresh_broker.bootstrap)
    deadline = time.monotonic() + READY_SECONDS
    answer = None
    while answer is None and time.monotonic() < deadline:
        try:
            answer = control.call("GET", "/readyz")
        except httpx2.TransportError:
            await asyncio.sleep(0.1)
    assert answer is not None
    assert answer.status_code == 503
    assert {"broker", "commands"} <= {error["field"] for error in answer.json()["errors"]}
    assert control.call("GET", "/healthz").status_code == 200
    assert control.call("GET", "/v1/runs").status_code == 503
    fresh_broker.start()
    control.wait_ready()
    assert control.runs() == []


@pytest.mark.deadline(120)
async def test_flows_open_a_run_for_each_policy_that_names_an_input(
    broker: Broker, tmp_path: Path, prefix: str, start_control: StartControl
) -> None:
    """Also when the input topic comes later, once each, and not again after a restart."""
    plane = Plane(broker.bootstrap, Names(prefix), progress_partitions=1)
    here, later = await plane.raw_topic(3), f"raw.later-{prefix}"
    policies = tmp_path / "policies"
    policies.mkdir()
    for name, text in {
        "here": f"policy: here\ninput: {{topic: {here}, format: text}}\n",
        "later": f"policy: later\ninput: {{topic: {later}, format: text}}\n",
        "none": "policy: none\n",
        "broken": "policy: [\n",
    }.items():
        (policies / f"{name}.yaml").write_text(text)
    control = start_control(broker.bootstrap, "flows", TIDEGATE_POLICIES_DIR=str(policies))
    control.wait_ready()

    def wait_for(*names: str) -> None:
        deadline = time.monotonic() + 30
        while sorted(run["policy"] for run in control.runs()) != sorted(names):
            assert time.monotonic() < deadline, control.child.printed()[-2000:]
            time.sleep(0.2)

    wait_for("here")
    await create_topics_at(broker.bootstrap, later)
    wait_for("here", "later")
    control.child.signal_group(signal.SIGTERM)
    assert control.child.wait(20)
    control = start_control(broker.bootstrap, "flows", TIDEGATE_POLICIES_DIR=str(policies))
    control.wait_ready()
    wait_for("here", "later")


@pytest.mark.deadline(150)
@pytest.mark.parametrize("at_once", [False, True])
async def test_a_real_worker_carries_a_run_from_raw_to_clean(
    broker: Broker, tmp_path: Path, prefix: str, start_control: StartControl, at_once: bool
) -> None:
    """Paused and resumed on its way, or while its first lanes open; every record is accounted for and clean."""
    control = start_control(broker.bootstrap)
    control.wait_ready()
    plane = Plane(broker.bootstrap, Names(prefix), progress_partitions=1)
    worker = ChildProcess(
        [sys.executable, "-m", "tidegate", "worker"],
        output=tmp_path / "worker.log",
        environment={
            "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap,
            "TIDEGATE_PREFIX": prefix,
            "TIDEGATE_WORKER_PORT": str(free_port()),
            "TIDEGATE_BATCH_RECORDS_MAX": "50",
        },
    )
    worker.start()
    try:
        topic = await plane.raw_topic(1_000, 500)
        made = control.call("POST", "/v1/datasets", {"topic": topic, "format": "text"}).json()
        asked = {"dataset_id": made["id"], "pii_types": ["email"]}
        run = control.call("POST", "/v1/runs", asked).json()
        if not at_once:
            poll(control, run["id"], lambda run: run["status"] in ("PROCESSING", "SUCCEEDED"))
        paused = control.call("POST", f"/v1/runs/{run['id']}/pause")
        if paused.status_code == 202 and paused.json()["status"] == "PAUSED":
            before = paused.json()["results"]["records"]["in"]
            await asyncio.sleep(1)
            assert control.call("GET", f"/v1/runs/{run['id']}").json()["results"]["records"]["in"] == before
            assert control.call("POST", f"/v1/runs/{run['id']}/resume").status_code == 202
        done = poll(control, run["id"], lambda run: run["status"] not in ("PENDING", "PROCESSING"))
        assert (done["status"], done["results"]["error"]) == ("SUCCEEDED", None), worker.printed()[-2000:]
        assert done["results"]["records"]["in"] == done["results"]["records"]["clean"] == 1_500
        assert all(part["unproven"] == [] for part in done["results"]["partitions"].values())
        clean = await plane.broker.read(done["outputs"][0]["topic"])
        assert len(clean) == 1_500
    finally:
        worker.stop(15)


@pytest.mark.deadline(150)
async def test_a_changed_policy_file_reaches_the_records_and_a_bad_one_does_not(
    broker: Broker, tmp_path: Path, prefix: str, start_control: StartControl
) -> None:
    """Swapped in between batches of a real worker; summary and metrics say which policy it is."""
    plane = Plane(broker.bootstrap, Names(prefix), progress_partitions=1)
    topic = await plane.raw_topic(3)
    policies = tmp_path / "policies"
    policies.mkdir()
    file = policies / "here.yaml"
    text = f"policy: here\ninput: {{topic: {topic}, format: text}}\n"
    file.write_text(text)
    control = start_control(broker.bootstrap, "flows", TIDEGATE_POLICIES_DIR=str(policies))
    control.wait_ready()
    worker = ChildProcess(
        [sys.executable, "-m", "tidegate", "worker"],
        output=tmp_path / "worker.log",
        environment={
            "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap,
            "TIDEGATE_PREFIX": prefix,
            "TIDEGATE_WORKER_PORT": str(free_port()),
        },
    )
    worker.start()

    def run() -> dict[str, Any]:
        [found] = control.runs()
        return found

    def wait_for(what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 40
        while not what():
            assert time.monotonic() < deadline, control.child.printed()[-3000:] + worker.printed()[-3000:]
            time.sleep(0.2)

    try:
        wait_for(lambda: bool(control.runs()) and run()["results"]["records"]["clean"] == 3)
        first = run()["policy_hash"]
        file.write_text(text + "detect: {block_list: {version: 'v'}}\n")
        wait_for(lambda: bool(run()["policy_hash"] != first))
        second = run()["policy_hash"]
        assert f'policy="here",policy_hash="{second[:12]}"' in control.call("GET", "/metrics").text
        file.write_text(text + "detect:\n  threshold: canary\n")
        wait_for(lambda: not control.ready())
        fields = [error["field"] for error in control.call("GET", "/readyz").json()["errors"]]
        assert fields == ["a usable policy here.yaml:4: detect.threshold"]
        await asyncio.sleep(1)  # what is done to records was asked of the worker before the bad file
        await plane.publish(topic, 2)
        wait_for(lambda: run()["results"]["records"]["clean"] == 5)
        assert run()["policy_hash"] == second
        file.write_text(text + "detect: {block_list: {version: 'v'}}\n")
        wait_for(control.ready)
        clean = await plane.broker.read(run()["outputs"][0]["topic"])
        assert [message.value for message in clean] == [b"v0", b"v1", b"v2", b"[VERSION]0", b"[VERSION]1"]
        assert "canary" not in control.child.printed()
    finally:
        worker.stop(15)


async def test_a_part_that_nobody_awaits_ends_the_process_when_it_dies(caplog: pytest.LogCaptureFixture) -> None:
    """The policy watch, say: control would look healthy and never again take a changed policy."""

    async def dies() -> None:
        raise LookupError("canary")

    process = ControlProcess(Settings(http_port=0), flows=False, ending=HardExit())
    serving = asyncio.create_task(process._server.serve())
    process._tasks.append(asyncio.create_task(dies()))
    try:
        async with asyncio.timeout(5):
            assert await process._watch(serving) == FAILURE
    finally:
        process._server.should_exit = True
        await serving
    [record] = [record for record in caplog.records if record.getMessage() == "control has broken"]
    assert vars(record)["error"] == "LookupError"
    assert "canary" not in caplog.text


async def test_a_folder_of_policies_that_is_not_there_is_said_and_looked_for_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A mounted folder may come late; what has no flows must not end for it either."""
    settings = Settings(http_port=0, policies_dir=tmp_path / "nowhere")
    process = ControlProcess(settings, flows=True, ending=HardExit())
    process._server._socket.close()
    assert await process._open_flows()
    [record] = [record for record in caplog.records if record.getMessage().startswith("the policies cannot be read")]
    assert "nowhere" in vars(record)["why"]


def test_control_does_not_run_under_optimised_python(tmp_path: Path) -> None:
    """The client's transaction states are asserts."""
    done = subprocess.run(
        [sys.executable, "-O", "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert "Python runs optimised" in done.stderr
