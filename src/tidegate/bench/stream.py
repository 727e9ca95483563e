"""`tidegate bench stream`: what Tidegate costs against passing records through, in one run on one broker.

A bare rate says as much about the machine as about the program, so every figure has a partner that was measured a
moment before, on the same records, topics and broker:

- *the limit*: one process that takes records and writes them again in transactions (`kafka.pass_through`);
- *this flow*: one real worker process with a policy that enables every type in every field (or only what has a form of
  its own: `FORMS`), verification, headers, deltas, exactly once;
- the price of exactly-once: the same pass-through without transactions, which is at-least-once;
- two worker processes against one;
- latency from a record's timestamp to its commit, at half of this flow's rate;
- the worker's peak memory over all of that.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from tidegate.bench import BenchFailed, load
from tidegate.kafka import measuring
from tidegate.kafka.child import ChildProcess
from tidegate.kafka.connection import clamp_loggers, client_options
from tidegate.kafka.pass_through import AT_LEAST_ONCE, EXACTLY_ONCE
from tidegate.policies import Policy
from tidegate.settings import KafkaSettings
from tidegate.wire import Delta, Names, Output, RunKind, RunSpecification, Wanted

POLICY = {"policy": "bench", "fields": [{"path": "$..*", "treat": "text"}]}
ALL = ("all",)
FORMS = (
    *("email", "phone_number", "credit_card_number", "iban", "ip_address", "url", "ssn", "date", "api_key"),
    *("private_key", "mac_address"),
)
PASS_SECONDS_MAX = 300.0
PACED_SECONDS = 6.0
WARM_SHARE = 0.25  # of the paced time whose records do not count
DRAIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """What was measured. Rates in records a second, times in milliseconds, memory in 10^6 bytes."""

    limit_records_per_second: float
    records_per_second: float
    ratio_to_limit: float
    words_per_second: float
    p50_ms: float
    p99_ms: float
    rss_mb_max: float
    latency_at_records_per_second: float
    two_processes_records_per_second: float
    two_processes_to_one: float
    at_least_once_records_per_second: float
    exactly_once_to_at_least_once: float
    limit_cpu_microseconds_per_record: float
    cpu_microseconds_per_record: float
    types: str
    accents: bool
    partitions: int
    records: int
    rounds: int
    record_bytes_mean: float
    entities: int
    load_average_before: float
    load_average_after: float

    def as_dict(self) -> dict[str, Any]:
        return {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}


def _shown(pace: measuring.Pace) -> str:
    return f"{pace.records_per_second:>9,.0f} records/s, {pace.cpu_microseconds:5.1f} us of CPU each"


async def measure(
    bootstrap: str,
    *,
    partitions: int = 6,
    records: int = 300_000,
    rounds: int = 3,
    types: Sequence[str] = ALL,
    accents: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> StreamFigures:
    """Run the whole benchmark.

    Args:
        bootstrap: A broker, ``HOST:PORT``.
        partitions: Of the raw topic and of each output.
        records: In the raw topic; each pass reads them all.
        rounds: How often limit and flow are measured, in turn; the medians count.
        types: Entity types that the flow looks for.
        accents: Whether a text of each record is not ASCII.
        say: Told what is being done.

    Raises:
        BenchFailed: A record was quarantined, lost, or personal data was not found.
    """
    clamp_loggers()
    before = os.getloadavg()[0]
    values = load.records(records, accents=accents)
    with tempfile.TemporaryDirectory(prefix="tidegate-bench-") as folder:
        async with _Bench.opened(bootstrap, Path(folder), partitions, values, types) as bench:
            say(f"{records} records of {bench.bytes_mean:.0f} bytes in {partitions} partitions")
            loose: list[measuring.Pace] = []
            limits: list[measuring.Pace] = []
            flows: list[measuring.Pace] = []
            for number in range(rounds):
                loose.append(await bench.limit(AT_LEAST_ONCE))
                say(f"at least once        {_shown(loose[-1])}")
                limits.append(await bench.limit())
                price = limits[-1].records_per_second / loose[-1].records_per_second
                say(f"pass-through limit   {_shown(limits[-1])}   {price:.2f} of at least once")
                flows.append(await bench.flow(f"one-{number}"))
                share = flows[-1].records_per_second / limits[-1].records_per_second
                say(f"this flow            {_shown(flows[-1])}   {share:.2f} of the limit")
            limit = median(one.records_per_second for one in limits)
            flow = median(one.records_per_second for one in flows)
            two = await bench.flow("two", processes=2)
            say(f"two processes        {two.records_per_second:>9,.0f} records/s")
            waits = await bench.latency(flow / 2)
            p50, p99 = (waits[int(len(waits) * share)] * 1000 for share in (0.5, 0.99))
            say(f"latency              {p50:>9,.0f} ms p50, {p99:,.0f} ms p99, at {flow / 2:,.0f} records/s")
            return StreamFigures(
                limit_records_per_second=limit,
                records_per_second=flow,
                ratio_to_limit=median(
                    one.records_per_second / other.records_per_second for one, other in zip(flows, limits, strict=True)
                ),
                words_per_second=flow * load.words(values) / records,
                p50_ms=p50,
                p99_ms=p99,
                rss_mb_max=bench.memory / 1e6,
                latency_at_records_per_second=flow / 2,
                two_processes_records_per_second=two.records_per_second,
                two_processes_to_one=two.records_per_second / flow,
                at_least_once_records_per_second=median(one.records_per_second for one in loose),
                exactly_once_to_at_least_once=median(
                    one.records_per_second / other.records_per_second for one, other in zip(limits, loose, strict=True)
                ),
                limit_cpu_microseconds_per_record=median(one.cpu_microseconds for one in limits),
                cpu_microseconds_per_record=median(one.cpu_microseconds for one in flows),
                types=" ".join(types),
                accents=accents,
                partitions=partitions,
                records=records,
                rounds=rounds,
                record_bytes_mean=bench.bytes_mean,
                entities=bench.entities,
                load_average_before=before,
                load_average_after=os.getloadavg()[0],
            )


class _Bench:
    """The topics, the records and the processes of one benchmark."""

    def __init__(
        self,
        bootstrap: str,
        folder: Path,
        partitions: int,
        values: Sequence[bytes],
        types: Sequence[str],
        prefix: str,
        admin: Any,
    ) -> None:
        self._bootstrap, self._folder, self._partitions, self._values = bootstrap, folder, partitions, values
        self._prefix, self._names, self._admin = prefix, Names(prefix), admin
        self._policy = Policy.model_validate(POLICY | {"detect": {"entity_types": list(types)}})
        self._options = _options(bootstrap)
        self._passes = 0
        self.memory = 0  # bytes, the most that one worker process ever had
        self.entities = 0
        self.bytes_mean = sum(map(len, values)) / len(values)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, bootstrap: str, folder: Path, partitions: int, values: Sequence[bytes], types: Sequence[str] = ALL
    ) -> AsyncIterator[_Bench]:
        """Topics under a prefix of their own, the raw one filled; all are removed in the end."""
        prefix = f"bench-{uuid4().hex[:8]}"
        names = ("raw", "raw-paced", "clean-paced", "quarantine")
        topics = {f"{name.split('-')[0]}.{prefix}.{name}": partitions for name in names}
        async with measuring.bench_topics(_options(bootstrap), prefix, topics, None) as admin:
            bench = cls(bootstrap, folder, partitions, values, types, prefix, admin)
            await measuring.fill(bench._options, bench._topic("raw"), partitions, values)
            yield bench

    def _topic(self, name: str) -> str:
        return f"{name.split('-')[0]}.{self._prefix}.{name}"

    async def limit(self, promise: str = EXACTLY_ONCE) -> measuring.Pace:
        """One pass of the pass-through process over the raw topic."""
        async with self._output() as target:
            group = f"{self._prefix}.limit-{self._passes}"
            arguments = [
                "-m",
                "tidegate.kafka.pass_through",
                self._bootstrap,
                self._topic("raw"),
                target,
                group,
                promise,
            ]
            child = self._child("limit", arguments, {})
            async with _running(child):
                return await measuring.rate(
                    self._admin, group, len(self._values), pid=child.pid, seconds_max=PASS_SECONDS_MAX
                )

    def _output(self) -> AbstractAsyncContextManager[str]:
        """A clean topic for one pass."""
        self._passes += 1
        return measuring.output_topic(self._admin, self._prefix, self._topic(f"clean-{self._passes}"), self._partitions)

    async def flow(self, name: str, *, processes: int = 1, module: str = "tidegate") -> measuring.Pace:
        """One pass of worker processes over the raw topic, and a look at what they did."""
        async with self._output() as target:
            specification = self._specification(name, self._topic("raw"), target)
            async with self._worker(name, processes, module) as pid:
                await measuring.write_run(self._options, self._names.runs, specification)
                found = await measuring.rate(
                    self._admin, specification.group, len(self._values), pid=pid, seconds_max=PASS_SECONDS_MAX
                )
                await self._stop_run(specification)
            own = await self._all_deltas(specification, len(self._values))
        clean = sum(delta.counts.clean for delta in own)
        entities = sum(sum(by.values()) for delta in own for by in delta.entities.values())
        if clean != len(self._values):
            raise BenchFailed(f"{clean} clean records of {len(self._values)}")
        if entities < len(self._values) // load.HIT_EVERY:
            raise BenchFailed(f"{entities} findings, fewer than were planted")
        self.entities = entities
        return found

    async def latency(self, per_second: float) -> list[float]:
        """Seconds from a record's timestamp to its commit at an even rate, sorted."""
        specification = self._specification("paced", self._topic("raw-paced"), self._topic("clean-paced"))
        commits = measuring.Commits(self._admin, specification.group)
        async with self._worker("paced", 1, "tidegate"), _following(commits):
            await measuring.write_run(self._options, self._names.runs, specification)
            # Until every lane is open: what waits for that is not latency.
            probes = self._values[: self._partitions * measuring.BATCH_RECORDS]
            await measuring.fill(self._options, specification.topic, self._partitions, probes)
            await commits.reached(len(probes), seconds_max=PASS_SECONDS_MAX)
            times = await measuring.paced(
                self._options,
                specification.topic,
                self._partitions,
                self._values,
                per_second=per_second,
                seconds=PACED_SECONDS,
            )
            await commits.reached(len(probes) + sum(map(len, times.values())), seconds_max=PASS_SECONDS_MAX)
            await self._stop_run(specification)
        await self._all_deltas(specification, len(probes) + sum(map(len, times.values())))
        first = min(one[0] for one in times.values() if one) + WARM_SHARE * PACED_SECONDS
        # The probes lie before the paced records; neither they nor the first records count.
        never = float("inf")
        counted = {
            partition: [never] * measuring.BATCH_RECORDS + [at if at >= first else never for at in one]
            for partition, one in times.items()
        }
        return [wait for wait in measuring.latencies(commits.seen, counted) if wait >= 0]

    async def _all_deltas(self, specification: RunSpecification, records: int) -> list[Delta]:
        """The run's deltas; they account for every record."""
        try:
            return await measuring.deltas(
                self._options, self._names.progress, specification.run_id, records, seconds_max=PASS_SECONDS_MAX
            )
        except measuring.NothingHappened as error:
            raise BenchFailed(str(error)) from None

    @asynccontextmanager
    async def _worker(self, name: str, processes: int, module: str) -> AsyncIterator[int]:
        arguments = ["-m", module]
        if module == "tidegate":
            arguments += ["worker", "--processes", str(processes)]
        environment = {
            "TIDEGATE_BOOTSTRAP_SERVERS": self._bootstrap,
            "TIDEGATE_KAFKA_INSECURE": "true",
            "TIDEGATE_PREFIX": self._prefix,
            "TIDEGATE_WORKER_PORT": "0",
            "TIDEGATE_LOG_LEVEL": "WARNING",
        }
        child = self._child(name, arguments, environment)
        async with _running(child):
            yield child.pid
            if processes == 1:
                self.memory = max(self.memory, _peak_bytes(child.pid))

    def _child(self, name: str, arguments: list[str], environment: Mapping[str, str]) -> ChildProcess:
        return ChildProcess([sys.executable, *arguments], output=self._folder / f"{name}.log", environment=environment)

    async def _stop_run(self, specification: RunSpecification) -> None:
        """So that the next worker does not open it again."""
        update = {"wanted": Wanted.STOP, "revision": specification.revision + 1}
        await measuring.write_run(self._options, self._names.runs, specification.model_copy(update=update))

    def _specification(self, name: str, source: str, target: str) -> RunSpecification:
        policy = self._policy
        run_id, flow = f"{self._prefix}-{name}", f"bench-{name}"
        work = self._names.work(RunKind.CONTINUOUS, flow, run_id)
        return RunSpecification(
            run_id=run_id,
            kind=RunKind.CONTINUOUS,
            flow=flow,
            group=work,
            lanes=work,
            topic=source,
            format="json",
            outputs=(Output(topic=target),),
            quarantine_topic=self._topic("quarantine"),
            partitions={},
            policy=policy.effective(),
            policy_hash=policy.hash(),
            created_at=datetime.now(UTC),
        )


@asynccontextmanager
async def _running(child: ChildProcess) -> AsyncIterator[None]:
    child.start()
    try:
        yield
    except measuring.NothingHappened as error:
        ended = "" if child.alive else f"; the process ended with exit code {child.exit_code}"
        raise BenchFailed(f"{error}{ended}: {child.printed()[-2000:]}") from None
    finally:
        await asyncio.to_thread(child.stop, DRAIN_SECONDS)


@asynccontextmanager
async def _following(commits: measuring.Commits) -> AsyncIterator[None]:
    task = asyncio.create_task(commits.follow())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _peak_bytes(pid: int) -> int:
    """The most memory that a process ever had (Linux); 0 where that cannot be read."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _options(bootstrap: str) -> dict[str, Any]:
    return client_options(KafkaSettings.model_validate({"bootstrap.servers": bootstrap, "insecure": True}))
