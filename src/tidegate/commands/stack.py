"""A whole Tidegate as one process tree: broker, control plane, workers, started together and ended together.

Each part is a real process of its own, as in production, and its output goes to a file of its own. Whatever ends the
parent, by Ctrl-C, a signal or a crash, ends them all: no process, port or folder stays behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self, TypeVar

import httpx2

from tidegate.errors import TidegateError
from tidegate.kafka.child import ChildProcess
from tidegate.kafka.embedded import EmbeddedBroker, free_port

READY_SECONDS = 60.0
GRACE_SECONDS = 8.0
TAIL_LINES = 8
POLL_SECONDS = 0.05

T = TypeVar("T")


class StackBroken(TidegateError):
    """A part of the stack ended, or was not ready in time."""


# Signals that came. What one raises while an object is torn down goes nowhere, so they are asked for again.
_came: list[int] = []


def _raise_what_came() -> None:
    if _came:
        raise KeyboardInterrupt


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the body as Ctrl-C does, so that what it started is stopped."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        _came.append(number)
        on_ctrl_c = signal.getsignal(signal.SIGINT)
        if not callable(on_ctrl_c):
            raise KeyboardInterrupt
        on_ctrl_c(signal.SIGINT, frame)  # asyncio's own cancels what runs; raised into its loop, it would get lost

    # Under nohup SIGHUP is ignored, and it must stay so.
    wanted = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in wanted}
    try:
        yield
        _raise_what_came()
    finally:
        _came.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


def run(main: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, and who is told to end meanwhile ends, also where a client swallows its cancellation.

    Raises:
        KeyboardInterrupt: By Ctrl-C; within `ended_by_signals` by its signals too.
    """

    async def watched() -> T:
        task = asyncio.current_task()
        try:
            return await main
        finally:
            if task is not None and task.cancelling():
                _came.append(signal.SIGINT)

    result = asyncio.run(watched())
    _raise_what_came()
    return result


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let nothing interrupt the body: a second Ctrl-C must not keep the first from stopping every process."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def forget_settings() -> None:
    """Take this process's own TIDEGATE_ variables out, so that only what a stack says counts in its children."""
    for name in [name for name in os.environ if name.startswith("TIDEGATE_")]:
        del os.environ[name]


class Stack:
    """The process tree. A context manager; ``close`` may be called at any moment.

    ``settings`` are environment variables for the children; ``worker_id`` begins the workers' static names, or None for
    dynamic membership; ``folder`` is removed in the end.

    Args:
        workers: Worker processes.
        broker: Address of a broker that runs already, or None for the embedded one.
        http_port: Port of the HTTP endpoint; 0 picks a free one.
        flows: Whether the control plane opens a continuous run for each policy that names an input.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        broker: str | None = None,
        http_port: int = 0,
        flows: bool = False,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tidegate-"))
        self._workers = workers
        self._address = broker
        self._flows = flows
        self.settings: dict[str, str] = {}
        self.http_port = http_port or free_port()
        self.worker_id: str | None = None
        self.worker_ports: list[int] = []
        self.broker: EmbeddedBroker | None = None
        self._children: dict[str, ChildProcess] = {}

    @property
    def bootstrap(self) -> str:
        """Address of the broker, ``host:port``."""
        if self._address is not None:
            return self._address
        assert self.broker is not None
        return self.broker.bootstrap

    @property
    def url(self) -> str:
        """Base URL of the control plane."""
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def worker_urls(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.worker_ports]

    def start_broker(self) -> None:
        """Start the embedded broker, unless one was given."""
        if self._address is None:
            self.broker = EmbeddedBroker(data_folder=self.folder / "broker")
            self.broker.start()

    def start_planes(self) -> None:
        """Start the control plane and the workers; the topics of the control plane must exist. Returns at once."""
        self._spawn("control", ["control", *(["--flows"] if self._flows else [])], {})
        for number in range(1, self._workers + 1):
            port = free_port()
            self.worker_ports.append(port)
            # Static members must not share a name: each would be given every partition.
            name = {"TIDEGATE_WORKER_ID": f"{self.worker_id}-{number}"} if self.worker_id else {}
            self._spawn(f"worker-{number}", ["worker"], {"TIDEGATE_WORKER_PORT": str(port), **name})

    def _spawn(self, name: str, arguments: list[str], variables: Mapping[str, str]) -> None:
        environment = {
            "PYTHONUNBUFFERED": "1",
            **self.settings,
            "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "TIDEGATE_HTTP_PORT": str(self.http_port),
            **variables,
        }
        child = ChildProcess(
            [sys.executable, "-m", "tidegate", *arguments],
            output=self.folder / f"{name}.log",
            environment=environment,
            # SIGTERM would let a worker drain, but its broker may be gone already: nobody would end it.
            death_signal=signal.SIGKILL,
        )
        self._children[name] = child
        child.start()

    def wait_ready(self, *, seconds: float = READY_SECONDS) -> None:
        """Wait until every part says that it is ready.

        Raises:
            StackBroken: One ended, or was not ready in time; shows the end of its log.
        """
        waiting = {"control": f"{self.url}/readyz"}
        waiting.update((f"worker-{number}", f"{url}/readyz") for number, url in enumerate(self.worker_urls, start=1))
        deadline = time.monotonic() + seconds
        with httpx2.Client(timeout=2.0, trust_env=False) as http:
            while True:
                self.check()
                waiting = {name: url for name, url in waiting.items() if not _answers(http, url)}
                if not waiting:
                    return
                if time.monotonic() > deadline:
                    name = sorted(waiting)[0]
                    raise StackBroken(f"{name} was not ready within {seconds:.0f} seconds{self._tail(name)}")
                time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Raise `StackBroken` if a process has ended, and KeyboardInterrupt if this one was told to end."""
        _raise_what_came()
        if self.broker is not None and not self.broker.child.alive:
            raise StackBroken(f"the broker ended with exit code {self.broker.child.exit_code}")
        for name, child in self._children.items():
            if not child.alive:
                raise StackBroken(f"{name} ended with exit code {child.exit_code}{self._tail(name)}")

    def stay(self) -> None:
        """Stay up until Ctrl-C, which is the expected end; raises `StackBroken` if a part ends before."""
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                self.check()
                time.sleep(0.2)
        _came.clear()

    def _tail(self, name: str) -> str:
        """The end of a part's log. It may be shown: no log of ours holds a value."""
        with contextlib.suppress(OSError):
            lines = (self.folder / f"{name}.log").read_text("utf-8", errors="replace").splitlines()[-TAIL_LINES:]
            if lines:
                return "; its log ends:\n  " + "\n  ".join(line[:500] for line in lines)
        return ""

    def close(self) -> None:
        """Stop everything, the broker last, so that workers can still commit what they have in hand."""
        with undisturbed():
            for child in self._children.values():
                child.signal_group(signal.SIGTERM)
            deadline = time.monotonic() + GRACE_SECONDS
            for child in self._children.values():
                if not child.wait(max(0.1, deadline - time.monotonic())):
                    child.kill()
            if self.broker is not None:
                self.broker.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _answers(http: httpx2.Client, url: str) -> bool:
    try:
        return int(http.get(url).status_code) == 200
    except httpx2.HTTPError:
        return False
