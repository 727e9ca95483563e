"""A whole gate in real processes, each of which a test may kill: one control plane and some workers.

Every process is one that an operator would start (``python -m tidegate worker``), with its configuration in the
environment, and has a log file of its own. Nothing here knows more than a user of the HTTP endpoint.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tidegate.kafka.child import ChildProcess

UP_SECONDS = 40.0


def free_port() -> int:
    """A port that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Gate:
    """One control plane and workers against one broker.

    Args:
        bootstrap: The broker.
        folder: For logs, the key file and policies.
        prefix: Of topics, groups and transactional ids, so that gates on one broker do not meet.
        environment: Further settings, under their names as environment variables.
    """

    def __init__(
        self, bootstrap: str, folder: Path, *, prefix: str = "tidegate", environment: dict[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            "TIDEGATE_BOOTSTRAP_SERVERS": bootstrap,
            "TIDEGATE_PREFIX": prefix,
            "TIDEGATE_HTTP_PORT": str(self.port),
            "TIDEGATE_CONFIG": "",
            **(environment or {}),
        }
        self.control: ChildProcess | None = None
        self.workers: list[ChildProcess] = []
        self.worker_ports: list[int] = []
        self._started = 0
        self.http = httpx2.Client(base_url=self.url, timeout=60.0)

    def _start(self, name: str, *arguments: str, **variables: str) -> ChildProcess:
        self._started += 1
        child = ChildProcess(
            [sys.executable, "-m", "tidegate", *arguments],
            output=self.folder / f"{self._started:03d}-{name}.log",
            environment={**self._environment, **variables},
        )
        child.start()
        return child

    def start_control(self, *arguments: str) -> ChildProcess:
        """Start the control plane and wait until it is ready."""
        self.control = self._start("control", "control", *arguments)
        self.until(lambda: self._ready(self.url), self.control, "control is ready")
        return self.control

    def launch_worker(self, **variables: str) -> ChildProcess:
        """Start one worker process and do not wait for it."""
        port = free_port()
        worker = self._start("worker", "worker", TIDEGATE_WORKER_PORT=str(port), **variables)
        self.workers.append(worker)
        self.worker_ports.append(port)
        return worker

    def start_worker(self, **variables: str) -> ChildProcess:
        """Start one worker process and wait until it is ready."""
        worker = self.launch_worker(**variables)
        url = f"http://127.0.0.1:{self.worker_ports[-1]}"
        self.until(lambda: self._ready(url), worker, "worker is ready")
        return worker

    def _ready(self, url: str) -> bool:
        try:
            return bool(httpx2.get(f"{url}/readyz", timeout=2.0).status_code == 200)
        except httpx2.TransportError:
            return False

    def until(
        self, condition: Callable[[], bool], child: ChildProcess | None, what: str, *, seconds: float = UP_SECONDS
    ) -> None:
        """Wait for a condition; fail with the log if the process ends or time runs out."""
        deadline = time.monotonic() + seconds
        while not condition():
            if child is not None and not child.alive:
                raise AssertionError(f"{what}: the process ended ({child.exit_code})\n{child.printed()[-4000:]}")
            if time.monotonic() > deadline:
                raise AssertionError(f"{what}: not within {seconds} s\n{child.printed()[-4000:] if child else ''}")
            time.sleep(0.05)

    def post(self, path: str, body: dict[str, Any], status: int = 201) -> dict[str, Any]:
        answer = self.http.post(path, json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def run(self, run_id: str) -> dict[str, Any]:
        answer = self.http.get(f"/v1/runs/{run_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def wait(self, run_id: str, *statuses: str, seconds: float = 120.0) -> dict[str, Any]:
        """Poll a run until it has one of the statuses."""
        summary: dict[str, Any] = {}

        def reached() -> bool:
            summary.update(self.run(run_id))
            return summary["status"] in statuses

        self.until(reached, self.control, f"run is {statuses}", seconds=seconds)
        return summary

    def start_bounded(self, topic: str, **request: Any) -> dict[str, Any]:
        """Name the whole topic as a dataset and open a run over it."""
        source_format = request.pop("format", "json")
        dataset = self.post("/v1/datasets", {"topic": topic, "format": source_format})
        return self.post("/v1/runs", {"dataset_id": dataset["id"], **request})

    def close(self) -> None:
        """Stop everything; the broker is somebody else's."""
        self.http.close()
        for child in [*self.workers, *([self.control] if self.control else [])]:
            child.stop(15.0)


@contextmanager
def gate(bootstrap: str, folder: Path, **options: Any) -> Iterator[Gate]:
    """A gate that is gone at the end, whatever happens."""
    made = Gate(bootstrap, folder, **options)
    try:
        yield made
    finally:
        made.close()


def assert_ledger(summary: dict[str, Any], records: int) -> None:
    """The proof that every record was processed: sums agree by partition, and every range reaches its end."""
    results = summary["results"]
    totals = dict.fromkeys(("in", "clean", "quarantined", "dropped", "suppressed"), 0)
    for partition, ledger in results["partitions"].items():
        counts = ledger["records"]
        parts = counts["clean"] + counts["quarantined"] + counts["dropped"] + counts["suppressed"]
        assert counts["in"] == parts, partition
        assert ledger["next"] == ledger["end"], partition
        assert not ledger["unproven"], partition
        assert not ledger["expired"], partition
        for name in totals:
            totals[name] += counts[name]
    assert totals["in"] == records
    assert {name: results["records"][name] for name in totals} == totals


STRUCTURED_TYPES = [
    "api_key",
    "credit_card_number",
    "date",
    "email",
    "iban",
    "ip_address",
    "mac_address",
    "phone_number",
    "private_key",
    "ssn",
    "url",
]
