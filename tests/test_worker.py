"""The data plane's processes: they certainly end, with a code that says how."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.kafka.lane_kit import commit_start, committed, eventually, publish, read_all, specification
from tidegate.errors import ConfigurationError
from tidegate.kafka.child import wait_gone
from tidegate.policies import Policy
from tidegate.settings import Settings
from tidegate.wire import LaneState, Names, PartitionRange, RunSpecification, WireFault, read
from tidegate.worker import WorkerProcess, run_worker

PARTITIONS = 3
DRAIN_SECONDS = 3.0
LATE_SECONDS = 8.0  # what a loaded machine may add to a deadline


@dataclass
class Plane:
    """Topics with one wanted continuous run, and worker processes on them."""

    broker: Broker
    prefix: str
    specification: RunSpecification

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIDEGATE_")}
        return {
            **kept,
            "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS": self.broker.bootstrap,
            "TIDEGATE_PREFIX": self.prefix,
            "TIDEGATE_WORKER_PORT": "0",
            "TIDEGATE_DRAIN_SECONDS": str(DRAIN_SECONDS),
            **more,
        }

    @asynccontextmanager
    async def worker(self, *arguments: str, code: str = "", **more: str) -> AsyncIterator[subprocess.Popen[str]]:
        command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "tidegate", "worker", *arguments]
        process = subprocess.Popen(  # noqa: ASYNC220  it returns at once
            command,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with_children = [process.pid, *children(process.pid)]
            for pid in with_children:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            process.communicate()

    async def publish(self, count: int) -> None:
        for number in range(PARTITIONS):
            values = [b"mail sam%d@example.com" % n for n in range(count)]
            await publish(self.broker.bootstrap, self.specification.topic, values, number)

    async def done_up_to(self, count: int) -> bool:
        group, topic = self.specification.group, self.specification.topic
        found = [await committed(self.broker.bootstrap, group, topic, number) for number in range(PARTITIONS)]
        return found == [count] * PARTITIONS

    async def clean(self) -> list[Any]:
        return await read_all(self.broker.bootstrap, self.specification.outputs[0].topic)

    async def lane_states(self) -> list[LaneState]:
        found = []
        for record in await read_all(self.broker.bootstrap, Names(self.prefix).progress):
            try:
                found.append(read(LaneState, record.value))
            except WireFault:
                continue
        return found


def children(pid: int) -> list[int]:
    """Child processes of a process (Linux)."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(part) for part in file.read().split()]
    except OSError:
        return []


async def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return await asyncio.to_thread(process.stdout.readline)


async def get(url: str) -> tuple[int, bytes]:
    def ask() -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    return await asyncio.to_thread(ask)


async def exit_code(process: subprocess.Popen[str], seconds: float) -> int:
    return await asyncio.to_thread(process.wait, seconds)


async def make_plane(broker: Broker, topic_name: TopicName, create_topics: CreateTopics, **changes: Any) -> Plane:
    prefix = topic_name("tg")
    names = Names(prefix)
    raw, clean, quarantine = (f"{kind}.{prefix}" for kind in ("raw", "clean", "quarantine"))
    await create_topics(raw, clean, quarantine, partitions=PARTITIONS)
    await create_topics(names.runs, names.progress)
    policy = Policy.model_validate(
        {"policy": "a", "input": {"topic": raw, "format": "text"}, "transform": {"default": "redact"}}
    )
    run = specification(
        raw,
        outputs=(clean,),
        quarantine_topic=quarantine,
        prefix=prefix,
        partitions={str(number): PartitionRange(start=0) for number in range(PARTITIONS)},
        **{"policy": policy.effective(), "policy_hash": policy.hash(), **changes},
    )
    await commit_start(broker.bootstrap, run.group, raw, dict.fromkeys(range(PARTITIONS), 0))
    await write_run(broker.bootstrap, names, run)
    return Plane(broker, prefix, run)


async def write_run(bootstrap: str, names: Names, run: RunSpecification) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    await producer.start()
    try:
        await producer.send_and_wait(names.runs, run.to_bytes(), key=run.run_id.encode())
    finally:
        await producer.stop()


def sources(records: list[Any]) -> list[str]:
    return [dict(record.headers)["tidegate-source"].decode() for record in records]


@pytest.mark.deadline(120)
async def test_two_processes_share_the_partitions_and_end_cleanly_on_sigterm(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Every record once and clean; health, readiness and metrics answer; SIGTERM ends parent and children with 0."""
    plane = await make_plane(broker, topic_name, create_topics)
    await plane.publish(200)
    async with plane.worker("--processes", "2") as process:
        urls = [(await first_line(process)).split()[2].removesuffix("/readyz") for _ in range(2)]
        await eventually(lambda: plane.done_up_to(200), 60)
        assert [(await get(f"{url}/healthz"))[0] for url in urls] == [200, 200]

        async def all_ready() -> bool:
            return [json.loads((await get(f"{url}/readyz"))[1]) for url in urls] == [{"ready": True, "missing": []}] * 2

        await eventually(all_ready, 60)
        metrics = b"".join([(await get(f"{url}/metrics"))[1] for url in urls])
        assert b'tidegate_records_total{flow="a",outcome="clean"}' in metrics
        assert b"run-1" not in metrics
        members = children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert await exit_code(process, DRAIN_SECONDS + LATE_SECONDS) == 0
        assert all([await asyncio.to_thread(wait_gone, pid, 2.0) for pid in members])
        assert process.stderr is not None
        assert '"level": "error"' not in await asyncio.to_thread(process.stderr.read), "no client was left open"
    records = await plane.clean()
    assert len(set(sources(records))) == len(records) == 200 * PARTITIONS
    assert not any(b"example.com" in record.value for record in records)
    states = await plane.lane_states()
    assert {state.partition for state in states} == set(range(PARTITIONS))


@pytest.mark.deadline(120)
async def test_rule_7_sigterm_drains_within_its_grace_also_when_the_broker_is_gone(
    fresh_broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """A broker that is there but does not answer is the hard case: every call waits for its deadline."""
    plane = await make_plane(fresh_broker, topic_name, create_topics)
    await plane.publish(5)
    async with plane.worker() as process:
        await first_line(process)
        await eventually(lambda: plane.done_up_to(5), 60)
        fresh_broker.pause()
        try:
            started = time.monotonic()
            process.send_signal(signal.SIGTERM)
            code = await exit_code(process, DRAIN_SECONDS + LATE_SECONDS)
            assert time.monotonic() - started < DRAIN_SECONDS + LATE_SECONDS
            assert code in (0, 1)  # nothing was under way, so either it drained or its deadline ended it
        finally:
            fresh_broker.resume()


DYING_LOOP = """
import asyncio, sys
from pathlib import Path
from tidegate.kafka import runs_follower
from tidegate.settings import load_settings
from tidegate.worker import run_worker
import os
async def follow(self):
    await asyncio.sleep(1.0)
    raise ValueError("sam@example.com")
runs_follower.RunsFollower.follow = follow
sys.exit(run_worker(load_settings(os.environ, Path("."))))
"""


@pytest.mark.deadline(120)
async def test_rule_7_a_worker_whose_loop_died_ends_with_a_code_that_says_so(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """A live process without lanes looks healthy and does nothing. Its last words hold no value."""
    plane = await make_plane(broker, topic_name, create_topics)
    async with plane.worker(code=DYING_LOOP) as process:
        _, said = await asyncio.to_thread(process.communicate, None, 30)
        assert process.returncode == 1
        assert "a loop of the worker died" in said
        assert "ValueError" in said
        assert "sam@example.com" not in said


HANGING_END = """
import asyncio, os, sys
from pathlib import Path
from tidegate.kafka import worker_service
from tidegate.settings import load_settings
from tidegate.worker import run_worker
async def run(self):
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            import time; time.sleep(3600)
worker_service.WorkerService.run = run
sys.exit(run_worker(load_settings(os.environ, Path("."))))
"""


@pytest.mark.deadline(120)
async def test_rule_7_a_process_that_hangs_while_it_is_cancelled_is_ended_from_outside_its_loop(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """asyncio.run hung for ever in cancelling a client's tasks; a thread pulls the plug."""
    plane = await make_plane(broker, topic_name, create_topics)
    async with plane.worker(code=HANGING_END, TIDEGATE_DRAIN_SECONDS="1") as process:
        await first_line(process)
        process.send_signal(signal.SIGTERM)
        assert await exit_code(process, 3 + LATE_SECONDS) == 1


LONG_BATCH = """
import asyncio, os, sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tidegate.kafka import worker_service
from tidegate.settings import load_settings
from tidegate.worker import run_worker
async def run(self):
    await asyncio.get_running_loop().run_in_executor(ThreadPoolExecutor(1), time.sleep, 3600)
worker_service.WorkerService.run = run
sys.exit(run_worker(load_settings(os.environ, Path("."))))
"""


@pytest.mark.deadline(120)
async def test_rule_7_a_batch_that_is_still_read_keeps_no_process_alive(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Its lane was cancelled in time, so the drain is clean; but an interpreter waits for its threads."""
    plane = await make_plane(broker, topic_name, create_topics)
    async with plane.worker(code=LONG_BATCH, TIDEGATE_DRAIN_SECONDS="1") as process:
        await first_line(process)
        process.send_signal(signal.SIGTERM)
        assert await exit_code(process, 3 + LATE_SECONDS) == 0


@pytest.mark.deadline(120)
@pytest.mark.skipif(sys.platform != "linux", reason="children of a process are read from /proc")
async def test_the_end_of_one_process_ends_all_with_a_code_that_says_so(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Restarting is the operator's job, who sees one process with one exit code."""
    plane = await make_plane(broker, topic_name, create_topics)
    async with plane.worker("--processes", "2") as process:
        lines = [await first_line(process) for _ in range(2)]
        assert len(lines) == 2
        members = children(process.pid)
        workers = [pid for pid in members if b"spawn_main" in _command(pid)]
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        assert await exit_code(process, DRAIN_SECONDS + LATE_SECONDS) == 1
        assert all([await asyncio.to_thread(wait_gone, pid, 2.0) for pid in members])


@pytest.mark.deadline(120)
@pytest.mark.skipif(sys.platform != "linux", reason="the parent's death signal is Linux's")
async def test_children_end_when_their_parent_was_killed(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """kill -9 of the parent must leave no process behind that goes on working unseen."""
    plane = await make_plane(broker, topic_name, create_topics)
    async with plane.worker("--processes", "2") as process:
        for _ in range(2):
            await first_line(process)
        members = children(process.pid)
        process.kill()
        assert all([await asyncio.to_thread(wait_gone, pid, DRAIN_SECONDS + LATE_SECONDS) for pid in members])


def _command(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return file.read()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"policy": {"policy": "a", "surprise": 1}}, "policy_invalid"),
        ({"policy_hash": "00" * 32}, "policy_invalid"),
        ({"requirements": {"mind_reader": "1"}}, "missing_detector"),
        ({"requirements": {"email_address": "0.0.0-none"}}, "wrong_version"),
    ],
)
@pytest.mark.deadline(120)
async def test_a_worker_that_lacks_what_a_run_needs_refuses_the_lane_and_says_so(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics, changes: Mapping[str, Any], reason: str
) -> None:
    """Fewer detectors in silence would be a leak."""
    plane = await make_plane(broker, topic_name, create_topics, **changes)
    await plane.publish(1)
    async with plane.worker() as process:
        url = (await first_line(process)).split()[2]

        async def said() -> bool:
            return {state.reason for state in await plane.lane_states() if state.reason} == {reason}

        await eventually(said, 60)
        status, body = await get(url)
        assert status == 503
        assert reason in body.decode()
    assert await plane.clean() == []


@pytest.mark.parametrize(("worker_id", "expected"), [("here", "here-3"), (None, None)])
def test_rule_8_each_process_of_a_machine_has_a_static_id_of_its_own(
    worker_id: str | None, expected: str | None
) -> None:
    """Two with one id would be given all partitions in turn."""
    process = WorkerProcess(Settings(worker_id=worker_id, worker_port=0), 3)
    assert process.service._parts.static_id == expected


async def test_rule_10_a_loop_that_is_held_up_is_measured_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats share it: who is a second late is about to lose its partitions."""
    monkeypatch.setattr("tidegate.worker.LAG_EVERY_SECONDS", 0.01)
    monkeypatch.setattr("tidegate.worker.LAG_ALARM_SECONDS", 0.2)
    process = WorkerProcess(Settings(worker_port=0), 0)
    watching = asyncio.create_task(process._watch_loop())
    await asyncio.sleep(0.05)
    time.sleep(0.3)  # noqa: ASYNC251  # this is what must not happen
    await asyncio.sleep(0.05)
    watching.cancel()
    [late] = [line for line in process._missing() if "event loop" in line]
    assert re.fullmatch(r"the event loop was 0\.[2-9] s late", late)
    seconds = re.search(rb"^tidegate_loop_lag_seconds_sum (.*)$", process.metrics.exposition(), re.MULTILINE)
    assert seconds is not None
    assert float(seconds[1]) >= 0.2


def test_processes_whose_ports_run_out_are_refused_before_any_starts() -> None:
    with pytest.raises(ConfigurationError, match="worker_port: process 2 would answer on port 65536"):
        run_worker(Settings(worker_port=65_534), processes=3)


def test_rule_11_the_worker_refuses_optimised_python() -> None:
    """python -O removes the assertions on which the client's transactions rest."""
    code = "from tidegate.settings import Settings; from tidegate.worker import run_worker; run_worker(Settings())"
    done = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode != 0
    assert "optimised" in done.stderr
