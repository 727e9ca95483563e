"""`/healthz /readyz /metrics` of a process without a web framework: a worker must not need one to say that it lives.

GET only, one answer a connection, everything bounded: request line, headers, time, connections at once.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
from collections.abc import Callable
from contextlib import suppress

from tidegate.telemetry.metrics import CONTENT_TYPE

REQUEST_BYTES_MAX = 8 * 1024
REQUEST_SECONDS_MAX = 5.0
CONNECTIONS_MAX = 64
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}
_PLAIN, _JSON = "text/plain; charset=utf-8", "application/json"


def unbound(error: OSError, host: str, port: int, setting: str) -> OSError:
    """Why an address cannot be listened on, with the address and the setting that chose it."""
    where = f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return OSError(error.errno, f"{where} is in use: stop what listens there, or set {setting}")
    why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or type(error).__name__
    return OSError(error.errno, f"{where} cannot be listened on: {why}; see {setting}")


Answer = tuple[int, str, bytes]


class HealthServer:
    """A tiny HTTP server.

    Args:
        host: Address to listen on.
        port: Port; 0 picks a free one (see ``port`` after `start`).
        alive: Whether the process's loops run.
        missing: What keeps it from being ready, place by place; empty when ready.
        exposition: The metrics.
        metrics_allowed: Takes the Authorization header ("" without one) and says whether metrics may be read.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        alive: Callable[[], bool],
        missing: Callable[[], list[str]],
        exposition: Callable[[], bytes],
        metrics_allowed: Callable[[str], bool] = lambda authorization: True,
    ) -> None:
        self.host, self.port = host, port
        self._alive = alive
        self._missing = missing
        self._exposition = exposition
        self._metrics_allowed = metrics_allowed
        self._server: asyncio.Server | None = None
        self._connections = 0

    async def start(self) -> None:
        """Listen. Raises OSError if the port is taken."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port, limit=REQUEST_BYTES_MAX)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        try:
            if self._connections > CONNECTIONS_MAX:
                return
            async with asyncio.timeout(REQUEST_SECONDS_MAX):
                status, content_type, body = self._answer(await reader.readuntil(b"\r\n\r\n"))
                head = (
                    f"HTTP/1.1 {status} {_REASONS.get(status, 'Unauthorized')}\r\nContent-Type: {content_type}\r\n"
                    f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                )
                writer.write(head.encode() + body)
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # a caller that is slow, rude or gone
        finally:
            self._connections -= 1
            writer.close()

    def _answer(self, request: bytes) -> Answer:
        lines = request.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/"):
            return 400, _PLAIN, b"bad request\n"
        if parts[0] != "GET":
            return 405, _PLAIN, b"only GET\n"
        path = parts[1].split("?")[0]
        if path == "/healthz":
            return (200, _PLAIN, b"ok\n") if self._alive() else (503, _PLAIN, b"a loop has ended\n")
        if path == "/readyz":
            missing = self._missing()
            body = json.dumps({"ready": not missing, "missing": missing}).encode()
            return (503 if missing else 200), _JSON, body
        if path == "/metrics":
            authorization = next(
                (line.split(":", 1)[1].strip() for line in lines[1:] if line.lower().startswith("authorization:")), ""
            )
            if not self._metrics_allowed(authorization):
                return 401, _PLAIN, b"a key with scope read is needed\n"
            return 200, CONTENT_TYPE, self._exposition()
        return 404, _PLAIN, b"/healthz /readyz /metrics\n"
