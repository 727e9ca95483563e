"""The control plane's process: topics, runs, progress, commands and HTTP, started and ended together.

    HTTP is bound first          a taken port is known at once, and /healthz answers while the broker is away
    control service              reads its topics; until it has, /readyz names what is missing
    command application          once the topics exist
    flows (by choice)            a continuous run for each policy that names an input topic
    policy watch                 a changed policy file becomes the next revision of its runs

It ends with 0 after SIGTERM or SIGINT, and with 1 when another control plane has taken over or a part has broken. The
end has a deadline: what a client library holds on to then goes down with the process.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from prometheus_client import REGISTRY

from tidegate.control_policies import FolderPolicies, PolicyWatch
from tidegate.engine import Engine
from tidegate.errors import ConfigurationError, KafkaFault, RunConflict, RunError, RunInvalid
from tidegate.kafka.connection import clamp_loggers, client_options
from tidegate.kafka.control_app import ControlApp
from tidegate.kafka.control_service import ControlService
from tidegate.kafka.control_topics import ControlTopics
from tidegate.kafka.control_uploads import ControlUploads
from tidegate.kafka.producer import refuse_optimised_python
from tidegate.kafka.reach import explain
from tidegate.kafka.topics import load_catalog
from tidegate.policies import Detect, Policy
from tidegate.records import OutcomeKind
from tidegate.runs.requests import Actor, CreateRun
from tidegate.settings import Settings
from tidegate.telemetry import logs
from tidegate.telemetry.health import unbound
from tidegate.telemetry.run_metrics import exposition, run_registry
from tidegate.web.app import create_app
from tidegate.web.server import Server
from tidegate.wire import Names

OK, FAILURE = 0, 1
STOP_SECONDS = 3.0  # each part's share of the end
HARD_EXIT_SECONDS = 15.0  # after a signal; longer than all shares together
FLOWS_EVERY_SECONDS = 5.0
FLOWS = Actor("flows")
HEADER_TYPES = ("core",)  # what names one person; a date or an amount may well be a column's name

logger = logging.getLogger("tidegate.control")


def personal_names(names: Sequence[str]) -> Mapping[int, str]:
    """The column names that hold personal data, by number, each with its type: a header that is a person's row."""
    policy = Policy(policy="header", detect=Detect(entity_types=HEADER_TYPES))
    results = Engine.from_policy(policy, format="text").process(names)
    return {
        number: result.entities[0].entity_type if result.entities else "unread"
        for number, result in enumerate(results)
        if result.entities or result.outcome is not OutcomeKind.CLEAN
    }


def run_control(settings: Settings, *, flows: bool = False) -> int:
    """Run the control plane until a signal, or until another one takes over.

    Args:
        flows: Open a continuous run for each policy that names an input topic.

    Returns:
        The exit code.

    Raises:
        ConfigurationError: Under ``python -O``, or if a file that the settings name cannot be used.
        OSError: If the HTTP address cannot be bound.
    """
    refuse_optimised_python()
    logs.configure(settings.log_level, process="control")
    clamp_loggers()
    ending = HardExit()
    try:
        return asyncio.run(_run(settings, flows, ending))
    finally:
        ending.cancel()


async def _run(settings: Settings, flows: bool, ending: HardExit) -> int:
    return await ControlProcess(settings, flows=flows, ending=ending).run()


class HardExit:
    """Ends the process some time after its end was asked for, whatever it still waits for.

    ``asyncio.run`` waits for ever for a client library's task that ignores its cancellation.
    """

    def __init__(self, seconds: float = HARD_EXIT_SECONDS) -> None:
        self._seconds = seconds
        self._timer: threading.Timer | None = None

    def arm(self, code: int) -> None:
        """Begin to count; the first call decides."""
        if self._timer is None:
            self._timer = threading.Timer(self._seconds, _exit_now, (code,))
            self._timer.daemon = True
            self._timer.start()

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class ControlProcess:
    """One control plane in the running event loop.

    Args:
        settings: How it runs.
        flows: Open a continuous run for each policy that names an input topic.
        ending: Armed when the end begins.
    """

    def __init__(self, settings: Settings, *, flows: bool, ending: HardExit) -> None:
        self._settings, self._flows, self._ending = settings, flows, ending
        options = self._options = client_options(settings.kafka)
        names = Names(settings.prefix)
        topics = ControlTopics(options, load_catalog(settings.prefix, settings.topics_dir))
        self._policies = FolderPolicies(settings)
        uploads = ControlUploads(
            options,
            names,
            create_topic=topics.create_upload,
            delete_topic=topics.delete,
            check_names=personal_names,
        )
        self.service = ControlService(
            options,
            names,
            self._policies,
            create_outputs=topics.create_outputs,
            prepare=topics.create_own,
            uploads=uploads,
        )
        self._watched = PolicyWatch(self._policies, self.service.policies_in_use, self.service.reload)
        self.commands = ControlApp(options, names, self.service.commands)
        self.service.also_needed = self._missing
        self._runs = run_registry(lambda: self.service.summaries, time.monotonic)
        app = create_app(control=self.service, settings=settings, metrics=self._metrics)
        try:
            self._server = Server(app, host=settings.http_host, port=settings.http_port)
        except OSError as error:
            raise unbound(error, settings.http_host, settings.http_port, "http_port") from None
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[Any]] = []

    @property
    def port(self) -> int:
        """The HTTP port, also where the settings let the machine choose."""
        return self._server.port

    def _metrics(self) -> bytes:
        return exposition([self._runs, REGISTRY])

    def _missing(self) -> list[str]:
        return [*([] if self.commands.healthy else ["commands"]), *self._watched.missing]

    async def run(self) -> int:
        """Serve until the end; returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_signal)
        logger.info("control answers", extra={"url": f"http://{self._settings.http_host}:{self.port}"})
        serving = asyncio.create_task(self._server.serve())
        try:
            await self.service.start()
            self._tasks.append(asyncio.create_task(explain(self._options)))
            self._tasks.append(asyncio.create_task(self._start_rest()))
            return await self._watch(serving)
        finally:
            await self._end(serving)

    def _on_signal(self) -> None:
        self._stop.set()
        self._ending.arm(OK)

    async def _start_rest(self) -> None:
        await self.service.wait_ready()
        self.commands.start()
        self._tasks.append(asyncio.create_task(self._watched.watch()))
        while self._flows:
            if not await self._open_flows():
                return
            await asyncio.sleep(FLOWS_EVERY_SECONDS)

    async def _open_flows(self) -> bool:
        """Open what can be opened. Returns whether to try again: an input, or the folder, does not exist yet."""
        again = False
        try:
            policies = self._policies.with_input()
        except (ConfigurationError, OSError) as error:
            why = str(error) if isinstance(error, ConfigurationError) else error.strerror or type(error).__name__
            logger.error("the policies cannot be read, so no flow is opened", extra={"why": why})
            return True
        for policy in policies:
            try:
                run = await self.service.create(CreateRun(policy=policy.policy), actor=FLOWS)
            except RunConflict as conflict:
                logger.info("a flow, or one in its way, is open", extra={"policy": policy.policy, "why": str(conflict)})
            except RunInvalid as error:
                again |= error.field == "topic"
                logger.warning("a flow cannot be opened", extra={"policy": policy.policy, "why": str(error)})
            except KafkaFault as fault:
                again = True
                logger.warning("a flow cannot be opened yet", extra={"policy": policy.policy, "fault": str(fault)})
            except RunError as error:
                logger.error("a flow cannot be opened", extra={"policy": policy.policy, "why": str(error)})
            else:
                logger.info("a flow is open", extra={"policy": policy.policy, "run_id": run.id})
        return again

    async def _watch(self, serving: asyncio.Task[None]) -> int:
        """Wait for the first thing that ends the process."""
        while not self._stop.is_set():
            if self.service.fenced:
                logger.error("another control plane has taken over; this one ends")
                return FAILURE
            broken = next((task for task in self._tasks if _failed(task)), None)
            if self.service.crashed or serving.done() or broken is not None:
                reason = self.service.crash_reason if broken is None else broken.exception()
                logger.error("control has broken", extra={"error": type(reason).__name__ if reason else "http"})
                return FAILURE
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await self._stop.wait()
        return OK

    async def _end(self, serving: asyncio.Task[None]) -> None:
        """Stop every part, each with its deadline. What does not stop is ended with the process."""
        self._ending.arm(OK if self._stop.is_set() else FAILURE)
        self._server.should_exit = True
        for task in self._tasks:
            task.cancel()
        clean = await self.commands.stop(STOP_SECONDS)
        for part in (self.service.stop(), serving):
            clean &= await _ended(part, STOP_SECONDS)
        if not clean:
            logger.warning("a client did not stop in time; the process ends without it")
            _exit_now(OK if self._stop.is_set() else FAILURE)


def _failed(task: asyncio.Task[Any]) -> bool:
    """Whether a task that nobody awaits has died: what it did would silently not be done any more."""
    return task.done() and not task.cancelled() and task.exception() is not None


async def _ended(part: Any, seconds: float) -> bool:
    task = asyncio.ensure_future(part)
    await asyncio.wait({task}, timeout=seconds)
    if not task.done():
        task.cancel()
        return False
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.warning("a part ended badly", extra={"error": type(error).__name__})
    return True


def _exit_now(code: int) -> None:
    with suppress(Exception):
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
