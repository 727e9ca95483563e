"""The Faust application: the control plane's commands and timers.

Faust is used for what it does well at a low rate, and kept away from what it does badly. No record goes through it: an
agent only hears that a command lies at an offset, and control reads it there itself, because the agent would hear of
commands in aborted transactions too. The agent catches everything, since Faust acknowledges an event whose agent
failed. It opens no port and makes no folder. It stops with a deadline, because it ignores being stopped while the
broker is away (measured with 0.15.3: still waiting after 15 s). If it is unhealthy, HTTP works on without it.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

import faust

from tidegate.errors import KafkaFault, RunError
from tidegate.wire import Names, WireFault

LANES_EVERY_SECONDS = 5.0
LAG_EVERY_SECONDS = 2.0
SILENT_SECONDS_MAX = 30.0  # a timer that did not fire for so long: the application is not at work
RETRY_SECONDS = 1.0
RESTART_SECONDS = 5.0

logger = logging.getLogger("tidegate.commands")


class Executor(Protocol):
    """What commands and timers call: `control_service.ControlService`."""

    async def execute_at(self, partition: int, offset: int) -> bool: ...

    def check_lanes(self) -> int: ...

    async def measure_lag(self) -> None: ...


class _BootStrategy(faust.App.BootStrategy):  # type: ignore[misc]  # faust is untyped here
    enable_web = False  # `web_enabled=False` alone has been seen to bind a port


class _App(faust.App):  # type: ignore[misc]
    BootStrategy = _BootStrategy

    async def on_first_start(self) -> None:
        """Make no folder: there are no tables to keep in it."""


class ControlApp:
    """Runs the application beside the process's other services, in the same event loop.

    Args:
        options: Keyword arguments for aiokafka's clients.
        names: Names of our own topics and ids.
        executor: Carries commands out.
    """

    def __init__(self, options: Mapping[str, Any], names: Names, executor: Executor) -> None:
        self._options, self._names, self._executor = options, names, executor
        self._app: Any = None
        self._task: asyncio.Task[None] | None = None
        self._assigned = False
        self._ticked_at = 0.0
        self._stopping = False

    @property
    def healthy(self) -> bool:
        """Whether commands are heard and timers fire."""
        app = self._app
        fresh = time.monotonic() - self._ticked_at < SILENT_SECONDS_MAX
        return app is not None and not app.crashed and self._assigned and fresh

    def start(self) -> None:
        """Start in the background, once every topic exists: Faust's own start may wait for ever for the broker."""
        self._task = asyncio.create_task(self._supervise())

    async def stop(self, seconds: float) -> bool:
        """Stop. Returns False if it did not end in time; then only the end of the process ends it."""
        self._stopping = True
        pending: set[asyncio.Future[Any]] = set()
        if self._app is not None:
            pending.add(asyncio.ensure_future(self._app.stop()))
        if self._task is not None:
            self._task.cancel()
            pending.add(self._task)
        if not pending:
            return True
        done, late = await asyncio.wait(pending, timeout=seconds)
        for task in done:
            if not task.cancelled() and (error := task.exception()) is not None:
                logger.warning("the command application ended badly", extra={"error": type(error).__name__})
        for task in late:
            task.cancel()
        return not late

    async def _supervise(self) -> None:
        """Build it anew after a crash, once the old one has stopped: two must not share the group."""
        while True:
            app = self._app = self._build()
            try:
                await app.start()
                while not app.crashed:  # noqa: ASYNC110  mode has no event for it that is public
                    await asyncio.sleep(RETRY_SECONDS)
                reason = app.crash_reason
            except Exception as error:
                reason = error
            logger.warning("the command application crashed", extra={"error": type(reason).__name__})
            self._assigned = False
            with suppress(Exception):
                await app.stop()
            await asyncio.sleep(RESTART_SECONDS)

    def _build(self) -> Any:
        servers = self._options["bootstrap_servers"]
        app = _App(
            # A group of its own, for this application alone. In a lasting one a killed control would keep its seat
            # until the broker gave it up (measured: over 35 s on the embedded broker), and what is read again costs
            # nothing: how far commands have been taken is control's own knowledge, not this group's.
            f"{self._names.control}.faust.{uuid.uuid4().hex[:12]}",
            broker=[f"kafka://{server}" for server in ([servers] if isinstance(servers, str) else servers)],
            broker_credentials=_credentials(self._options),
            broker_client_id=self._options.get("client_id", "tidegate"),
            broker_commit_interval=1.0,
            consumer_auto_offset_reset="earliest",
            autodiscover=False,
            key_serializer="raw",
            value_serializer="raw",
            store="memory://",
            topic_allow_declare=False,  # topics are created from their declarations, before this starts
            topic_disable_leader=True,
            web_enabled=False,
            worker_redirect_stdouts=False,
            loop=asyncio.get_running_loop(),
        )
        commands = app.topic(self._names.commands, value_type=bytes, key_serializer="raw", value_serializer="raw")
        app.agent(commands, concurrency=1, name="commands")(self._listen)
        app.timer(LANES_EVERY_SECONDS, name="lanes")(self._check_lanes)
        app.timer(LAG_EVERY_SECONDS, name="lag")(self._measure_lag)
        app.on_partitions_assigned.connect(self._on_assigned)
        return app

    def _on_assigned(self, *_: Any, **__: Any) -> None:
        self._assigned = True
        self._ticked_at = time.monotonic()

    async def _listen(self, stream: Any) -> None:
        async for event in stream.events():
            await self._carry_out(event.message.partition, event.message.offset)

    async def _carry_out(self, partition: int, offset: int) -> None:
        """Until it is done, refused, or we stop: Faust acknowledges the event whatever comes out of here."""
        place = {"partition": partition, "offset": offset}
        while not self._stopping:
            try:
                done = await self._executor.execute_at(partition, offset)
            except (RunError, WireFault) as error:
                logger.warning("a command was refused", extra={**place, "error": type(error).__name__})
            except KafkaFault as fault:
                # If its position got through, the next try passes it over: whoever sent it must hear of it here.
                logger.warning(
                    "a command met a fault and may be lost: look at its run", extra={**place, "fault": str(fault)}
                )
                await asyncio.sleep(RETRY_SECONDS)
                continue
            except Exception as error:
                logger.error("a command failed", extra={**place, "error": type(error).__name__})
            else:
                # Passed over: heard again, as after every start.
                logger.log(
                    logging.INFO if done else logging.DEBUG, "a command was heard", extra={**place, "done": done}
                )
            return

    async def _check_lanes(self) -> None:
        self._ticked_at = time.monotonic()
        with _logged("check lanes"):
            self._executor.check_lanes()

    async def _measure_lag(self) -> None:
        with _logged("measure lag"):
            await self._executor.measure_lag()


class _logged:
    """Faust ends a timer whose function raised; ours goes on."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        logger.warning("a timer failed", extra={"what": self._what, "error": type(error).__name__})
        return True


def _credentials(options: Mapping[str, Any]) -> Any:
    """Faust's words for how we connect."""
    protocol, context = options.get("security_protocol", "PLAINTEXT"), options.get("ssl_context")
    if protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=options["sasl_plain_username"],
            password=options["sasl_plain_password"],
            mechanism=options["sasl_mechanism"],
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if protocol == "SSL" else None
