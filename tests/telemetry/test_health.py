"""The tiny HTTP server answers three paths, and nothing makes it hang or fall."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.commands.shell import tidegate
from tidegate.telemetry import health
from tidegate.telemetry.health import HealthServer, unbound


@asynccontextmanager
async def server(**changes: Any) -> AsyncIterator[HealthServer]:
    settings = {
        "alive": lambda: True,
        "missing": list,
        "exposition": lambda: b"tidegate_build_info 1\n",
        **changes,
    }
    own = HealthServer("127.0.0.1", 0, **settings)
    await own.start()
    try:
        yield own
    finally:
        await own.stop()


async def ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        return await reader.read()
    finally:
        writer.close()
        await writer.wait_closed()


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


@pytest.mark.parametrize(
    ("changes", "request_bytes", "status", "body"),
    [
        ({}, get("/healthz"), 200, b"ok\n"),
        ({"alive": lambda: False}, get("/healthz"), 503, b"a loop has ended\n"),
        ({}, get("/readyz"), 200, b'{"ready": true, "missing": []}'),
        ({"missing": lambda: ["raw.a/0: blocked"]}, get("/readyz?x=1"), 503, b"raw.a/0: blocked"),
        ({}, get("/metrics"), 200, b"tidegate_build_info 1\n"),
        ({"metrics_allowed": lambda key: key == "Bearer k"}, get("/metrics"), 401, b"scope read"),
        ({"metrics_allowed": lambda key: key == "Bearer k"}, get("/metrics", "authorization: Bearer k"), 200, b"info"),
        ({}, get("/secret"), 404, b"/healthz"),
        ({}, b"POST /healthz HTTP/1.1\r\n\r\n", 405, b"only GET"),
        ({}, b"nonsense\r\n\r\n", 400, b"bad request"),
    ],
)
async def test_each_path_answers(changes: dict[str, Any], request_bytes: bytes, status: int, body: bytes) -> None:
    async with server(**changes) as own:
        answer = await ask(own.port, request_bytes)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert body in answer


async def test_a_request_that_is_too_long_or_never_ends_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow or endless caller holds a connection, and nothing else."""
    monkeypatch.setattr(health, "REQUEST_SECONDS_MAX", 0.2)
    async with server() as own:
        assert await ask(own.port, b"GET /healthz HTTP/1.1\r\n" + b"x" * 20_000) in (b"",)
        assert await ask(own.port, b"GET /healthz") == b""
        assert b"200 OK" in await ask(own.port, get("/healthz"))


async def test_connections_at_once_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one over the bound is closed without an answer, and the server goes on."""
    monkeypatch.setattr(health, "CONNECTIONS_MAX", 1)
    monkeypatch.setattr(health, "REQUEST_SECONDS_MAX", 1.0)
    async with server() as own:
        _, writer = await asyncio.open_connection("127.0.0.1", own.port)
        await asyncio.sleep(0.05)
        assert await ask(own.port, b"") == b""
        writer.close()
        await asyncio.sleep(0.1)
        assert b"200 OK" in await ask(own.port, get("/healthz"))


async def test_a_taken_port_is_said_with_its_address_and_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings: Any = {"alive": lambda: True, "missing": list, "exposition": bytes}
        with pytest.raises(OSError) as taken:
            await HealthServer("127.0.0.1", port, **settings).start()
    said = unbound(taken.value, "127.0.0.1", port, "worker_port")
    assert said.strerror == f"127.0.0.1:{port} is in use: stop what listens there, or set worker_port"
    assert unbound(PermissionError(13, "x"), "::1", 80, "http_port").strerror == (
        "[::1]:80 cannot be listened on: Permission denied; see http_port"
    )


@pytest.mark.parametrize(("command", "setting"), [("control", "http_port"), ("worker", "worker_port")])
def test_a_process_whose_port_is_taken_says_which_and_ends(command: str, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        variables = {f"TIDEGATE_{setting.upper()}": str(port), "TIDEGATE_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
        done = tidegate(command, variables=variables)
    assert done.returncode == 1
    assert f"tidegate: 127.0.0.1:{port} is in use: stop what listens there, or set {setting}" in done.stderr.decode()
