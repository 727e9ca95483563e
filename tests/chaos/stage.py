"""Where a scenario plays: a broker, one control plane and workers as real processes, and trials upon them.

A trial is one continuous run over a raw topic of its own, under load, with faults that the scenario brings about. Small
batches keep the lanes inside a transaction for most of the time, so a fault at a random moment mostly lands in one; how
many did is counted from the transactions that were aborted.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson
import yaml
from aiokafka import AIOKafkaConsumer, TopicPartition

from tests.broker.brokers import Broker
from tests.chaos import trap
from tests.chaos.load import REQUEST_BYTES_MAX, Load, Make, parcel
from tests.chaos.verdict import Fault, Progress, Verdict, judge_ledger, judge_progress, judge_records, recoveries
from tests.conftest import create_topics_at
from tests.e2e.gate import Gate
from tests.e2e.independent import Record, read_all
from tidegate.kafka.child import ChildProcess
from tidegate.keys import Keyring

ROOT = Path(__file__).resolve().parents[2]
PARTITIONS = 9
WORKERS = 3
SESSION_SECONDS = 6.0  # the shortest that brokers allow unless told otherwise
BATCH_RECORDS_MAX = 20
SETTLE_SECONDS = 150.0  # without any progress: a slow machine is no loss
SETTLE_SECONDS_MAX = 900.0
NOTE: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True)  # noqa: E731


class ChaosGate(Gate):
    """A gate whose workers may be started without waiting for them. ``names``: what they call themselves in deltas."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.names: dict[ChildProcess, str] = {}

    def launch_worker(self, **variables: str) -> ChildProcess:
        """Start one worker process; it is ready when it is."""
        worker = self._start("worker", "worker", TIDEGATE_WORKER_PORT="0", **variables)
        self.workers.append(worker)
        name = variables.get("TIDEGATE_WORKER_ID", f"{socket.gethostname()}-{worker.pid}")
        self.names[worker] = f"{name}-0"
        return worker

    def summary(self, run_id: str) -> dict[str, Any] | None:
        """The run's summary, or None where control does not answer at this moment."""
        try:
            answer = self.http.get(f"/v1/runs/{run_id}", timeout=5.0)
        except httpx2.TransportError:
            return None
        return dict(answer.json()) if answer.status_code == 200 else None


@dataclass
class Stage:
    """Broker and gate of a session; every scenario plays on it.

    Args:
        full: Whether scenarios play their long form.
        seed: Of every chance in them.
    """

    broker: Broker
    folder: Path
    full: bool
    seed: int
    records: int | None = None
    gate: ChaosGate = field(init=False)
    prefix: str = "chaos"
    number: int = 0

    def __post_init__(self) -> None:
        policies, plugin, keys = self.folder / "policies", self.folder / "plugin", self.folder / "keys.json"
        policies.mkdir()
        Keyring.generate().save(keys)
        path = [str(trap.install(plugin)), str(ROOT), os.environ.get("PYTHONPATH", "")]
        self.gate = ChaosGate(
            self.broker.bootstrap,
            self.folder,
            prefix=self.prefix,
            environment={
                "TIDEGATE_BATCH_RECORDS_MAX": str(BATCH_RECORDS_MAX),
                "TIDEGATE_SESSION_TIMEOUT_MS": str(int(SESSION_SECONDS * 1000)),
                "TIDEGATE_POLICIES_DIR": str(policies),
                "TIDEGATE_KEY_FILE": str(keys),
                "PYTHONPATH": os.pathsep.join(part for part in path if part),
            },
        )

    def open(self) -> None:
        self.gate.start_control()
        self.staff()

    def close(self) -> None:
        self.dismiss()
        self.gate.close()

    # Workers

    def staff(self, count: int = WORKERS, **variables: str) -> None:
        """Bring the number of living workers up to ``count``."""
        self.gate.workers[:] = [worker for worker in self.gate.workers if worker.alive]
        while len(self.gate.workers) < count:
            self.gate.launch_worker(**variables)

    def dismiss(self) -> None:
        """End every worker at once, for good."""
        for worker in self.gate.workers:
            worker.kill()
        self.gate.workers.clear()

    def kill_worker(self, worker: ChildProcess, **variables: str) -> None:
        """kill -9, and another in its place."""
        worker.kill()
        self.staff(len(self.gate.workers), **variables)

    # Trials

    def trial(self, name: str, chance: random.Random, **options: Any) -> Trial:
        """A run under load. See `Trial`."""
        self.number += 1
        return Trial(self, f"{name}-{self.number}", chance, **options)


class Trial:
    """One flow: a raw topic, one continuous run at a time over it, and what the faults did.

    Args:
        records: How many at least.
        seconds: How long publishing them takes, about as long as the faults do.
        make: Makes the records.
        policy: Lines that are added to the policy.
        message_bytes_max: Largest record batch that the topics take.
    """

    def __init__(
        self,
        stage: Stage,
        name: str,
        chance: random.Random,
        *,
        records: int,
        seconds: float,
        make: Make = parcel,
        policy: dict[str, Any] | None = None,
        message_bytes_max: int | None = None,
    ) -> None:
        self.stage, self.gate, self.name, self.chance = stage, stage.gate, name, chance
        self.raw, self.clean, self.quarantine = f"raw.{name}", f"clean.{name}", f"quarantine.{name}"
        self.faults: list[Fault] = []
        self.ledgers: list[dict[str, Any]] = []
        self.run_ids: list[str] = []
        self._write_policy(policy or {})
        settings = {"retention.ms": "-1"}
        if message_bytes_max is not None:
            settings["max.message.bytes"] = str(message_bytes_max)
        asyncio.run(create_topics_at(self.bootstrap, self.raw, partitions=PARTITIONS, configuration=settings))
        self.load = Load(
            self.bootstrap,
            self.raw,
            PARTITIONS,
            records=records,
            rate=records / seconds,
            seed=chance.randrange(2**31),
            make=make,
        )
        self.create_run()
        self.load.start()
        self.until(lambda: self.committed() > 0, "the first commit", 90)

    @property
    def bootstrap(self) -> str:
        return self.stage.broker.bootstrap

    def _write_policy(self, more: dict[str, Any]) -> None:
        policy = {
            "policy": self.name,
            "input": {"topic": self.raw, "format": "json"},
            "outputs": [{"topic": self.clean, "as": "redacted"}],
            "quarantine": {"topic": self.quarantine},
            "fields": [{"path": "$..*", "treat": "text"}],
            "detect": {"entity_types": ["email"]},
            "transform": {"default": "redact"},
            "summary": {"every_seconds": 0.5, "entities_max": 0},
            **more,
        }
        (self.stage.folder / "policies" / f"{self.name}.yaml").write_text(yaml.safe_dump(policy))

    # The run

    def create_run(self) -> str:
        """Open the flow's run; one that was aborted goes on where it stopped."""
        self.run_ids.append(self.gate.post("/v1/runs", {"policy": self.name})["id"])
        return self.run_ids[-1]

    def ask(self, verb: str, *statuses: str, seconds: float = 60) -> dict[str, Any]:
        """Pause, resume or abort the run, and wait for a status."""
        answer = self.gate.http.post(f"/v1/runs/{self.run_ids[-1]}/{verb}")
        assert answer.status_code == 202, answer.text
        return self.gate.wait(self.run_ids[-1], *statuses, seconds=seconds)

    def end_run(self) -> None:
        """Abort the run and keep its ledger."""
        self.ledgers.append(self.ask("abort", "ABORTED"))

    def committed(self) -> int:
        summary = self.gate.summary(self.run_ids[-1])
        return int(summary["results"]["records"]["in"]) if summary else 0

    def until(self, condition: Callable[[], bool], what: str, seconds: float) -> None:
        self.gate.until(condition, None, f"{self.name}: {what}", seconds=seconds)

    # Faults

    def fault(self, *victims: ChildProcess) -> None:
        """Write down that something is broken now: these workers, or everything."""
        self.faults.append(Fault(int(time.time() * 1000), frozenset(self.gate.names[victim] for victim in victims)))

    def pick(self) -> ChildProcess:
        """One of the living workers."""
        alive = [worker for worker in self.gate.workers if worker.alive]
        return self.chance.choice(alive)

    def rest(self, least: float, most: float) -> None:
        """A random pause, so that faults land anywhere in a lane's cycle."""
        time.sleep(self.chance.uniform(least, most))

    def sleep_worker(self, worker: ChildProcess, seconds: float, meanwhile: Callable[[], None] | None = None) -> None:
        """SIGSTOP, and SIGCONT after so long: longer than the session timeout makes it a zombie."""
        worker.signal_group(signal.SIGSTOP)
        self.fault(worker)
        began = time.monotonic()
        try:
            if meanwhile is not None:
                meanwhile()
            time.sleep(max(0.0, began + seconds - time.monotonic()))
        finally:
            worker.signal_group(signal.SIGCONT)

    # The end

    def settle(self) -> Verdict:
        """Publish the rest, wait until everything has an outcome, and judge."""
        self.load.finish()
        raw = asyncio.run(_read(self.bootstrap, self.raw))
        ends = dict.fromkeys(range(PARTITIONS), 0)
        for record in raw:
            ends[record.partition] = record.offset + 1
        problems = []
        try:
            self._wait_for_all(ends)
        except AssertionError as error:
            problems.append(f"{error}: {self._behind(ends)}")
        # A zombie that still works on would write now.
        time.sleep(1.0)
        verdict = self.judge(raw, ends)
        verdict.problems += problems
        with suppress(httpx2.TransportError, AssertionError):
            self.end_run()
        return verdict

    def _wait_for_all(self, ends: dict[int, int]) -> None:
        """Wait until the ledger has every record, for as long as it moves."""
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        while time.monotonic() < deadline:
            before = self.committed()
            with suppress(AssertionError):
                self.until(lambda: self._reached(ends), "every record has an outcome", SETTLE_SECONDS / 3)
                return
            if self.committed() == before:
                break
        self.until(lambda: self._reached(ends), "every record has an outcome", 2 * SETTLE_SECONDS / 3)

    def _behind(self, ends: dict[int, int]) -> str:
        summary = self.gate.summary(self.run_ids[-1])
        if summary is None:
            return "control does not answer"
        ledgers = summary["results"]["partitions"]
        late = {n: (ledgers.get(str(n), {}).get("next"), end) for n, end in ends.items()}
        where = {n: pair for n, pair in late.items() if pair[0] != pair[1]}
        return f"status {summary['status']}, error {summary['results']['error']}, next and end: {where}"

    def _reached(self, ends: dict[int, int]) -> bool:
        summary = self.gate.summary(self.run_ids[-1])
        if summary is None:
            return False
        ledgers = summary["results"]["partitions"]
        return all(ledgers.get(str(number), {}).get("next", 0) >= end for number, end in ends.items())

    def judge(self, raw: Sequence[Record], ends: dict[int, int]) -> Verdict:
        clean = asyncio.run(_read(self.bootstrap, self.clean))
        quarantined = asyncio.run(_read(self.bootstrap, self.quarantine))
        summary = self.gate.summary(self.run_ids[-1]) or {"results": {"partitions": {}}}
        committed, everything = asyncio.run(_deltas(self.bootstrap, f"{self.stage.prefix}.progress", self.run_ids))
        verdict = judge_records(raw, clean, quarantined)
        verdict = verdict.plus(judge_ledger([*self.ledgers, summary], ends, len(raw)))
        verdict = verdict.plus(judge_progress(committed, ends))
        verdict.faults = len(self.faults)
        verdict.inside = len(everything) - len(committed)
        verdict.recoveries = recoveries(self.faults, committed)
        return verdict


async def _read(bootstrap: str, topic: str) -> list[Record]:
    return await read_all(bootstrap, topic, deadline_seconds=180)


async def _deltas(bootstrap: str, topic: str, run_ids: Sequence[str]) -> tuple[list[Progress], list[Progress]]:
    """The deltas of runs, as a `read_committed` and as a `read_uncommitted` reader sees them."""
    answers = []
    for isolation in ("read_committed", "read_uncommitted"):
        consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            isolation_level=isolation,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=REQUEST_BYTES_MAX,
        )
        await consumer.start()
        try:
            consumer._client.add_topic(topic)
            await consumer._client.force_metadata_update()
            places = [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]
            consumer.assign(places)
            await consumer.seek_to_beginning(*places)
            answers.append(await _drain(consumer, places, set(run_ids)))
        finally:
            await consumer.stop()
    return answers[0], answers[1]


async def _drain(consumer: AIOKafkaConsumer, places: Sequence[TopicPartition], run_ids: set[str]) -> list[Progress]:
    found = []
    ends = await consumer.end_offsets(list(places))
    while any([await consumer.position(place) < ends[place] for place in places]):
        for records in (await consumer.getmany(timeout_ms=200, max_records=10_000)).values():
            for record in records:
                message = orjson.loads(record.value)
                if message["type"] == "delta" and message["run_id"] in run_ids:
                    found.append(
                        Progress(
                            record.timestamp, message["worker"], message["partition"], message["from"], message["to"]
                        )
                    )
    return found
