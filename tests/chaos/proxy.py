"""A TCP proxy between workers and a broker, which can lose or delay the answer to a commit.

It knows just enough of Kafka's protocol: the frame, the header (api key, version, correlation id), and that answers to
Metadata and FindCoordinator name the broker's port, which it replaces by its own so that every connection comes back
to it. An EndTxn request whose result is "commit" is what it plays its tricks on, one for each time it is armed.
"""

from __future__ import annotations

import asyncio
import enum
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field

METADATA, FIND_COORDINATOR, END_TXN = 3, 10, 26
FRAME_BYTES_MAX = 128 * 1024 * 1024


class Trick(enum.Enum):
    """What happens to one commit."""

    CUT_ANSWER = "the broker commits, its answer is lost with the connection"
    CUT_REQUEST = "the connection ends before the request arrives"
    CUT_BOTH = "the connection ends while the request is on its way; it arrives a moment later"
    DELAY_ANSWER = "the answer comes after the caller's deadline"
    DELAY_REQUEST = "the request itself arrives after the caller's deadline"
    SILENCE = "nothing comes back on this connection any more, and it stays open"


@dataclass(slots=True, eq=False)
class _Connection:
    client: asyncio.StreamWriter
    broker: asyncio.StreamWriter
    asked: dict[int, int] = field(default_factory=dict)  # api key by correlation id
    tricked: dict[int, Trick] = field(default_factory=dict)  # what happens to the answer, by correlation id
    silent: bool = False

    def cut(self) -> None:
        for writer in (self.client, self.broker):
            writer.transport.abort()


class Proxy:
    """Listens on a port of its own, in a thread of its own.

    Args:
        host: The broker's host, as it names itself.
        port: The broker's port.
        delay_seconds: Longer than the deadline of a worker's calls.
    """

    def __init__(self, host: str, port: int, *, delay_seconds: float = 12.0) -> None:
        self._host, self._broker_port, self._delay_seconds = host, port, delay_seconds
        self.port = 0
        self.played: list[tuple[Trick, int]] = []  # with the time in milliseconds
        self._armed: list[Trick] = []
        self._connections: set[_Connection] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)

    @property
    def bootstrap(self) -> str:
        return f"{self._host}:{self.port}"

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread.start()
        if not self._ready.wait(10):
            raise AssertionError("the proxy does not start")

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def arm(self, trick: Trick) -> None:
        """Play this on the next commit."""
        self._armed.append(trick)

    @property
    def armed(self) -> int:
        return len(self._armed)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._ready.set()
        self._loop.run_forever()
        self._server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        for connection in list(self._connections):
            connection.cut()
        self._loop.run_until_complete(asyncio.sleep(0.2))
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, self._host, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            broker_reader, broker_writer = await asyncio.open_connection(self._host, self._broker_port)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection(writer, broker_writer)
        self._connections.add(connection)
        try:
            ways: list[Coroutine[None, None, None]] = [
                _frames(reader, lambda frame: self._request(connection, frame)),
                _frames(broker_reader, lambda frame: self._answer(connection, frame)),
            ]
            tasks = [asyncio.ensure_future(way) for way in ways]
            with suppress(asyncio.CancelledError):  # the proxy ends; asyncio's streams would report it as an error
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            connection.cut()
            self._connections.discard(connection)

    async def _request(self, connection: _Connection, frame: bytes) -> None:
        key, _version, correlation = struct.unpack_from(">hhi", frame)
        connection.asked[correlation] = key
        if key == END_TXN and frame[-1] == 1 and self._armed:
            trick = self._armed.pop(0)
            self.played.append((trick, int(time.time() * 1000)))
            if trick is Trick.CUT_REQUEST:
                connection.cut()
                return
            if trick is Trick.CUT_BOTH:
                connection.client.transport.abort()
                await asyncio.sleep(0.2)
            if trick is Trick.DELAY_REQUEST:
                await asyncio.sleep(self._delay_seconds)
            connection.tricked[correlation] = trick
        await _write(connection.broker, frame)

    async def _answer(self, connection: _Connection, frame: bytes) -> None:
        (correlation,) = struct.unpack_from(">i", frame)
        key, trick = connection.asked.pop(correlation, -1), connection.tricked.pop(correlation, None)
        if key in (METADATA, FIND_COORDINATOR):
            frame = self._with_own_port(frame)
        if trick is Trick.CUT_ANSWER:
            connection.cut()
            return
        if trick is Trick.DELAY_ANSWER:
            await asyncio.sleep(self._delay_seconds)
        connection.silent |= trick is Trick.SILENCE
        if not connection.silent:
            await _write(connection.client, frame)

    def _with_own_port(self, frame: bytes) -> bytes:
        """Where the broker names itself as host (string) and port (int32), put our port; the length stays."""
        name = self._host.encode()
        address = struct.pack(">h", len(name)) + name
        return frame.replace(address + struct.pack(">i", self._broker_port), address + struct.pack(">i", self.port))


async def _frames(reader: asyncio.StreamReader, take: Callable[[bytes], Awaitable[None]]) -> None:
    """Hand on frame after frame, in order, until the stream ends."""
    with suppress(asyncio.IncompleteReadError, ConnectionError, OSError):
        while True:
            (size,) = struct.unpack(">i", await reader.readexactly(4))
            if not 0 < size <= FRAME_BYTES_MAX:
                return
            await take(await reader.readexactly(size))


async def _write(writer: asyncio.StreamWriter, frame: bytes) -> None:
    if not writer.is_closing():
        writer.write(struct.pack(">i", len(frame)) + frame)
        await writer.drain()
