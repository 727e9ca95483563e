"""The data plane's process: one or many, each with an event loop of its own, and each with an end that certainly comes.

A worker that cannot work must not look alive. So whatever ends the service ends the process with a code, after a drain
with a deadline; and because a client may hang while it is being cancelled, a thread outside the event loop pulls the
plug when the deadline has passed. With several processes, the end of one ends all: restarting is the operator's job
(systemd, Kubernetes), which sees one process with one exit code.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import wait as wait_any
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import TextIO

from tidegate.errors import ConfigurationError
from tidegate.kafka.connection import clamp_loggers, client_options
from tidegate.kafka.lanes import DuplicateWorkerId
from tidegate.kafka.producer import refuse_optimised_python
from tidegate.kafka.reach import explain
from tidegate.kafka.work import compile_work
from tidegate.kafka.worker_service import WorkerService
from tidegate.keys import Keyring
from tidegate.settings import Settings
from tidegate.telemetry import logs
from tidegate.telemetry.health import HealthServer, unbound
from tidegate.telemetry.metrics import Metrics
from tidegate.telemetry.observe import StageTimer

log = logging.getLogger(__name__)

OK, FAILURE = 0, 1
PORT_MAX = 65_535
HARD_END_SECONDS = 2.0  # after the drain's deadline, and after a drain that was done in time
LAG_EVERY_SECONDS = 0.25
LAG_ALARM_SECONDS = 1.0  # heartbeats share the loop: this late, and the group's patience is being used up
LAG_SHOWN_SECONDS = 30.0
DETECTION_THREADS = 1  # two would only take the interpreter's lock from each other: measured, docs/benchmarks.md
# A batch makes tens of thousands of tuples that die with it. The collector must not look through them, and through
# every imported module, again and again: it took a quarter of a worker's time.
COLLECT_AFTER = (100_000, 20, 50)
# How long detection may keep the interpreter while the event loop wants it; the default of 5 ms is paid at every send.
SWITCH_SECONDS = 0.001
_PR_SET_PDEATHSIG = 1


def run_worker(settings: Settings, *, processes: int = 1) -> int:
    """Run the data plane until SIGTERM or Ctrl-C. Returns the exit code: 0 if it ended because it was asked to.

    Args:
        settings: How it runs. Process number n answers on ``worker_port + n``, or on any free port if that is 0.
        processes: How many; each has its own lanes.

    Raises:
        ConfigurationError: Under ``python -O``; or a connection, key or port cannot be used.
        OSError: The port is taken.
    """
    refuse_optimised_python()
    last_port = settings.worker_port + processes - 1
    if settings.worker_port and last_port > PORT_MAX:
        raise ConfigurationError(f"process {processes - 1} would answer on port {last_port}", place="worker_port")
    client_options(settings.kafka)  # in the parent, so that a wrong setting is one message and not one a process
    _keyring(settings)
    if processes == 1:
        return _serve(settings, 0)
    return _Family(settings, processes).run()


class _Family:
    """A parent and its worker processes: they start together and end together."""

    def __init__(self, settings: Settings, processes: int) -> None:
        self._settings = settings
        context = multiprocessing.get_context("spawn")
        self._children: list[BaseProcess] = [
            context.Process(target=_child, args=(settings, number, os.getpid()), name=f"tidegate-worker-{number}")
            for number in range(processes)
        ]
        self._asked = False

    def run(self) -> int:
        before = {number: signal.signal(number, self._ask) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for child in self._children:
                child.start()
            while not self._asked and all(child.is_alive() for child in self._children):
                wait_any([child.sentinel for child in self._children], timeout=0.5)
            if not self._asked:
                ended = [child.name for child in self._children if not child.is_alive()]
                _say(sys.stderr, f"tidegate: {', '.join(ended)} ended; stopping the others")
            return self._stop()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True

    def _stop(self) -> int:
        for child in self._children:
            if child.is_alive():
                child.terminate()
        deadline = time.monotonic() + self._settings.drain_seconds + 2 * HARD_END_SECONDS
        for child in self._children:
            child.join(max(0.0, deadline - time.monotonic()))
            if child.is_alive():
                child.kill()
                child.join(HARD_END_SECONDS)
        clean = self._asked and all(child.exitcode == OK for child in self._children)
        return OK if clean else FAILURE


def _child(settings: Settings, number: int, parent: int) -> None:
    """A spawned process: it has its own group, so Ctrl-C reaches it through its parent, and ends with its parent."""
    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(FAILURE)
    try:
        code = _serve(settings, number)
    except (ConfigurationError, OSError) as error:
        _say(sys.stderr, f"tidegate: worker {number}: {getattr(error, 'strerror', None) or error}")
        code = FAILURE
    _end_now(code)


def _say(stream: TextIO, line: str) -> None:
    """A line for the person or program that started us; logs go elsewhere."""
    stream.write(line + "\n")
    stream.flush()


def _end_now(code: int) -> None:
    """End without waiting for anybody: threads, sockets and unfinished tasks go with the process."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(code)


def _serve(settings: Settings, number: int) -> int:
    """Run one process's event loop to its end. Where the loop itself hangs, a thread ends the process."""
    logs.configure(settings.log_level, process=f"worker-{number}")
    clamp_loggers()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    sys.setswitchinterval(SWITCH_SECONDS)
    loop = asyncio.new_event_loop()
    try:
        asyncio.set_event_loop(loop)
        code = loop.run_until_complete(WorkerProcess(settings, number).run())
    finally:
        # Not asyncio.run: it waits for every task that is left, and one of a client may never end.
        asyncio.set_event_loop(None)
    if code != OK:
        _end_now(code)  # nor the interpreter's end, which waits for threads
    loop.close()
    # It waits for threads all the same, and one of them may read a long batch that nobody wants any more.
    ending = threading.Timer(HARD_END_SECONDS, _end_now, args=(code,))
    ending.daemon = True
    ending.start()
    return code


def _keyring(settings: Settings) -> Keyring | None:
    return Keyring.load(settings.key_file) if settings.key_file is not None else None


class WorkerProcess:
    """One process: service, health server, loop watch, signals, drain.

    Args:
        settings: How it runs.
        number: Its number among the worker processes of this machine's parent.
        end_now: What ends the process when the drain's deadline has passed.
    """

    def __init__(self, settings: Settings, number: int, *, end_now: Callable[[int], None] = _end_now) -> None:
        self._settings = settings
        self._end_now = end_now
        self._number = number
        self._asked = asyncio.Event()
        self._late: tuple[float, float] | None = None  # when the loop was late, and by how much
        self._task: asyncio.Task[None] | None = None
        self.metrics = Metrics("worker")
        keyring = _keyring(settings)
        executor = ThreadPoolExecutor(max_workers=DETECTION_THREADS, thread_name_prefix="detect")
        name = settings.worker_id or f"{socket.gethostname()}-{os.getpid()}"
        self.service = WorkerService(
            settings,
            client_options(settings.kafka),
            worker=f"{name}-{number}",
            static_id=f"{settings.worker_id}-{number}" if settings.worker_id else None,
            compile_work=lambda specification: compile_work(
                specification,
                keyring=keyring,
                executor=executor,
                observer=lambda flow: StageTimer(self.metrics, flow),
            ),
            meter=self.metrics,
        )
        self.health = HealthServer(
            settings.worker_host,
            settings.worker_port + number if settings.worker_port else 0,
            alive=lambda: self._task is not None and not self._task.done(),
            missing=self._missing,
            exposition=self._exposition,
            metrics_allowed=_metrics_guard(settings),
        )

    async def run(self) -> int:
        """Work until asked to stop, or until a loop dies. Returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ask)
        try:
            await self.health.start()
        except OSError as error:
            raise unbound(error, self.health.host, self.health.port, "worker_port") from None
        _say(sys.stdout, f"worker {self._number}: http://{self._settings.worker_host}:{self.health.port}/readyz")
        explaining = loop.create_task(explain(client_options(self._settings.kafka)), name="explain")
        self._task = loop.create_task(self.service.run(), name="worker service")
        watching = loop.create_task(self._watch_loop(), name="loop watch")
        asked = loop.create_task(self._asked.wait(), name="asked to stop")
        await asyncio.wait([self._task, watching, asked], return_when=asyncio.FIRST_COMPLETED)
        died = not asked.done()
        if died:
            self._say_why([self._task, watching])
        drained = await self._drain(FAILURE if died else OK)
        watching.cancel()
        explaining.cancel()
        await self.health.stop()
        return OK if drained and not died else FAILURE

    def _ask(self) -> None:
        if self._asked.is_set():
            self._end_now(FAILURE)  # asked twice: somebody is in a hurry
        self._asked.set()

    def _say_why(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                event = "duplicate_worker_id" if isinstance(error, DuplicateWorkerId) else "a loop of the worker died"
                log.critical(event, exc_info=error)

    async def _drain(self, code: int) -> bool:
        """Finish what is under way, bounded. Returns whether everything ended in time."""
        seconds = self._settings.drain_seconds
        timer = threading.Timer(seconds + HARD_END_SECONDS, self._end_now, args=(code or FAILURE,))
        timer.daemon = True
        timer.start()
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait([self._task], timeout=seconds)
        timer.cancel()
        if not self._task.done():
            log.error("the drain's deadline passed: what was under way was not committed, and will be done again")
        return self._task.done()

    async def _watch_loop(self) -> None:
        """Measure how late the loop is, and set the gauges that nobody else sets."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(LAG_EVERY_SECONDS)
            late = max(0.0, time.monotonic() - before - LAG_EVERY_SECONDS)
            self.metrics.loop_lag_seconds.observe(late)
            if late >= LAG_ALARM_SECONDS:
                self._late = (time.monotonic(), late)
                log.warning("the event loop was %.1f s late", late)

    def _missing(self) -> list[str]:
        found = self.service.missing()
        if self._late is not None and time.monotonic() - self._late[0] < LAG_SHOWN_SECONDS:
            found.append(f"the event loop was {self._late[1]:.1f} s late")
        return found

    def _exposition(self) -> bytes:
        runs = self.service.follower.runs
        self.metrics.set_lags(self.service.lane_states(), lambda run_id: runs[run_id].flow if run_id in runs else None)
        return self.metrics.exposition()


def _metrics_guard(settings: Settings) -> Callable[[str], bool]:
    """Who may read the metrics: everyone where that is said or only this machine can ask, else a key's holder."""
    if settings.metrics_open or settings.api_keys_file is None:
        return lambda authorization: True
    from starlette.requests import Request

    from tidegate.web.auth import Gatekeeper
    from tidegate.web.problems import Problem

    gatekeeper = Gatekeeper(settings.api_keys_file)

    def allowed(authorization: str) -> bool:
        headers = [(b"authorization", authorization.encode("latin-1"))] if authorization else []
        try:
            gatekeeper.require(Request({"type": "http", "headers": headers}), "read")
        except Problem:
            return False
        return True

    return allowed
