"""A real HTTP server in a thread, over a control plane in memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx2
import orjson
import pytest

from tests.web.memory_control import MemoryControl
from tidegate.runs.service import Control
from tidegate.settings import Settings
from tidegate.web.app import create_app
from tidegate.web.auth import KeyEntry, Scope, new_key
from tidegate.web.server import Server

T = TypeVar("T")
METRICS = b"# TYPE tidegate_build_info gauge\ntidegate_build_info 1.0\n"
DATASET = {"topic": "raw.support-chat", "name": "support-chat"}
RUN = {"pii_types": ["email"], "detection_method": "heuristics"}


class Endpoint:
    """A server that runs; ``client`` talks to it over its own connections."""

    def __init__(self, settings: Settings) -> None:
        self.control = MemoryControl()
        self.loop = asyncio.new_event_loop()
        control: Control = self.control
        self.app = create_app(control=control, settings=settings, metrics=lambda: METRICS)
        self.server = Server(self.app, host="127.0.0.1", port=0)
        self.url = f"http://127.0.0.1:{self.server.port}"
        self._thread = threading.Thread(target=self._run, name="endpoint")
        self._thread.start()
        self.client = httpx2.Client(base_url=self.url, timeout=10, trust_env=False)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.server.serve())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def dataset(self, **headers: str) -> str:
        answer = self.client.post("/v1/datasets", json=DATASET, headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def run(self, **headers: str) -> str:
        body = {**RUN, "dataset_id": self.dataset(**headers)}
        answer = self.client.post("/v1/runs", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def close(self) -> None:
        self.client.close()
        self.server.should_exit = True
        self._thread.join(15)
        assert not self._thread.is_alive()


class Start(Protocol):
    def __call__(self, **settings: Any) -> Endpoint: ...


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts endpoints with these settings; ends them after the test."""
    started: list[Endpoint] = []

    def begin(**settings: Any) -> Endpoint:
        started.append(Endpoint(Settings(**settings)))
        return started[-1]

    yield begin
    for endpoint in started:
        endpoint.close()


@pytest.fixture(scope="session")
def shared() -> Iterator[Endpoint]:
    endpoint = Endpoint(Settings())
    yield endpoint
    endpoint.close()


@pytest.fixture
def endpoint(shared: Endpoint) -> Endpoint:
    """An open endpoint that knows nothing yet. Never closed by a test: `start` gives one that may be."""
    shared.client.close()
    shared.client = httpx2.Client(base_url=shared.url, timeout=10, trust_env=False)
    shared.control.forget()
    return shared


class KeysFile:
    """A keys file in the making; ``add`` returns the header that the key's holder sends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[KeyEntry] = []

    def add(self, id: str, *scopes: Scope, **more: Any) -> dict[str, str]:
        key, entry = new_key(id, scopes, **more)
        self.entries.append(entry)
        self.write()
        return {"Authorization": f"Bearer {key}"}

    def write(self) -> None:
        self.path.touch(mode=0o600)
        self.path.write_bytes(b"".join(orjson.dumps(entry.model_dump(mode="json")) + b"\n" for entry in self.entries))


@pytest.fixture
def keys(tmp_path: Path) -> KeysFile:
    return KeysFile(tmp_path / "keys.jsonl")
