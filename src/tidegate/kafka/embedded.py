"""The embedded broker: one child process for demo, development and tests, never for production.

It is noida-db, a Kafka-compatible server that its wheel carries as one binary, so that Tidegate can be tried with
nothing but Python. Its limits: no compaction, records with old timestamps fall to retention at once unless the topic
says ``retention.ms=-1``, and SIGKILL within three seconds of a write loses that write.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
import socket
import struct
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path
from types import TracebackType
from typing import Self

from tidegate.errors import KafkaFault
from tidegate.kafka.child import ChildProcess

HOST = "127.0.0.1"
START_ATTEMPTS = 5
_METADATA_REQUEST = 3
_ANNOUNCEMENT = "press Ctrl-C to stop"


class BrokerNotReady(KafkaFault):
    """A broker process did not answer in time, or ended while it was being started."""


def free_port() -> int:
    """A port on the loopback interface that nobody listened on a moment ago."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def answers_metadata(host: str, port: int, timeout_seconds: float = 1.0) -> bool:
    """Whether a broker answers a metadata request (version 1, for no topic) and names itself as a node.

    Source:
        https://kafka.apache.org/protocol#The_Messages_Metadata
    """
    correlation = secrets.randbelow(2**31)
    client = b"tidegate-ready"
    request = struct.pack(">hhih", _METADATA_REQUEST, 1, correlation, len(client)) + client + struct.pack(">i", 0)
    try:
        with socket.create_connection((host, port), timeout=timeout_seconds) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            with connection.makefile("rb") as answer:
                (size,) = struct.unpack(">i", answer.read(4))
                if not 12 <= size <= 1_000_000:
                    return False
                echoed, nodes = struct.unpack(">ii", answer.read(size)[:8])
    except (OSError, struct.error):
        return False
    return bool(echoed == correlation and nodes >= 1)


def wait_ready(child: ChildProcess, host: str, port: int, timeout_seconds: float, announcement: str = "") -> None:
    """Wait until the broker of this child process answers.

    Args:
        child: The broker's process.
        host: Address it listens on.
        port: Port it listens on.
        timeout_seconds: Deadline.
        announcement: Words that the process prints when it listens. Without them, another broker on the same port
            could answer in the moment before this one notices that the port is taken.

    Raises:
        BrokerNotReady: The process ended, or the deadline passed.
    """
    deadline = time.monotonic() + timeout_seconds
    while time.monotonic() < deadline:
        if not child.alive:
            last_words = " | ".join(child.printed().splitlines()[-3:])
            raise BrokerNotReady(f"the broker ended with exit code {child.exit_code}: {last_words}")
        if announcement in child.printed() and answers_metadata(host, port):
            return
        time.sleep(0.03)
    raise BrokerNotReady(f"the broker did not answer at {host}:{port} within {timeout_seconds} seconds")


class EmbeddedBroker:
    """One embedded broker. A context manager, plain and async; a stopped one may be started again on the same port.

    Args:
        data_folder: Where its data and its output live; None means a temporary folder, removed by ``close``.
        port: Port on loopback; 0 picks a free one.
        ready_seconds: How long it may take to answer.
    """

    def __init__(self, *, data_folder: Path | None = None, port: int = 0, ready_seconds: float = 15.0) -> None:
        self._temporary = data_folder is None
        self.data_folder = Path(tempfile.mkdtemp(prefix="tidegate-broker-")) if data_folder is None else data_folder
        self._any_port = port == 0
        self.port = port or free_port()
        self._ready_seconds = ready_seconds
        self._child = self._new_child()

    def _new_child(self) -> ChildProcess:
        with as_file(files("noida_db").joinpath("noida-db")) as binary:
            if not binary.stat().st_mode & 0o100:
                binary.chmod(0o755)
            program = str(binary)
        data = self.data_folder / "data"
        command = [program, "start", "--only", "kafka", "--kafka-port", str(self.port)]
        command += ["--data-dir", str(data), "--host", HOST]
        # SIGTERM, so that a broker whose parent was killed still writes what it holds.
        return ChildProcess(command, output=self.data_folder / "broker.out", death_signal=signal.SIGTERM)

    @property
    def bootstrap(self) -> str:
        """Address for clients, ``host:port``."""
        return f"{HOST}:{self.port}"

    @property
    def child(self) -> ChildProcess:
        return self._child

    def start(self) -> None:
        """Start the broker and wait until it answers.

        Raises:
            BrokerNotReady: It ended or did not answer in time.
        """
        for attempt in range(START_ATTEMPTS):
            self._child.start()
            try:
                wait_ready(self._child, HOST, self.port, self._ready_seconds, _ANNOUNCEMENT)
            except BrokerNotReady:
                self._give_up_or_move(last=attempt == START_ATTEMPTS - 1)
            else:
                return

    async def start_async(self) -> None:
        """As ``start``, without blocking the event loop while it waits."""
        for attempt in range(START_ATTEMPTS):
            # Forked on this thread: a thread of a pool may end, and Linux would take the broker with it.
            self._child.start()
            try:
                await asyncio.to_thread(wait_ready, self._child, HOST, self.port, self._ready_seconds, _ANNOUNCEMENT)
            except BrokerNotReady:
                self._give_up_or_move(last=attempt == START_ATTEMPTS - 1)
            else:
                return

    def _give_up_or_move(self, *, last: bool) -> None:
        """After a failed start: raise again, or move to another port when somebody took ours meanwhile."""
        taken = not self._child.alive
        self._child.stop()
        if last or not taken or not self._any_port:
            raise
        self.port = free_port()
        self._child = self._new_child()

    def stop(self, grace_seconds: float = 5.0) -> None:
        """SIGTERM, a deadline, then SIGKILL; the data stays."""
        self._child.stop(grace_seconds)

    def close(self) -> None:
        """Stop, and remove the data if its folder is temporary."""
        self.stop()
        if self._temporary:
            shutil.rmtree(self.data_folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        try:
            await self.start_async()
        except BaseException:
            self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Bounded by the grace period, and a clean end must happen also while the loop is being torn down.
        self.close()
