"""The HTTP server that runs inside another process's event loop.

uvicorn, told to say nothing about itself, to leave the signals to their owner, and not to write access lines: its
lines hold the path and the query, ours hold the route.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

SHUTDOWN_SECONDS = 2  # a long poll that still waits then is cut off
HEADER_BYTES_MAX = 32 * 1024
BACKLOG = 512


class Server(uvicorn.Server):
    """A server whose process already handles signals.

        server = Server(app, host="127.0.0.1", port=0)     # bound from here on: `server.port` is the port
        task = asyncio.create_task(server.serve())
        ...
        server.should_exit = True
        await task

    Raises:
        OSError: If the address cannot be bound.
    """

    def __init__(self, app: ASGIApp, *, host: str, port: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                server_header=False,
                access_log=False,
                log_config=None,
                proxy_headers=False,  # who is called and by whom is never taken from a header
                timeout_keep_alive=75,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
                h11_max_incomplete_event_size=HEADER_BYTES_MAX,
            )
        )
        # Bound here: uvicorn ends the whole process when the address is taken.
        self._socket = _bind(host.strip("[]"), port)
        self.port = int(self._socket.getsockname()[1])

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer until ``should_exit``; then open requests have `SHUTDOWN_SECONDS` left."""
        try:
            await super().serve(sockets or [self._socket])
        finally:
            self._socket.close()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bind(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # A name that has both gets its IPv4 address, which is what "localhost" means to most clients.
    family, kind, protocol, _, address = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(BACKLOG)
        bound.setblocking(False)
    except BaseException:
        bound.close()
        raise
    return bound
