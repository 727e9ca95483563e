"""`docs/http.md` says what is so: its routes are those that exist, and its examples run."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.web.conftest import Endpoint, KeysFile, Start
from tidegate.wire import RunStatus

PAGE = Path(__file__).parents[2] / "docs" / "http.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
COMMANDS = [
    command.replace("\\\n", " ")
    for block in BLOCKS
    for command in re.findall(r"^curl (?:.*\\\n|[^\n]*\n +\S)*.*$", block, re.MULTILINE)
]


def test_every_route_is_on_the_page_with_its_scope(endpoint: Endpoint) -> None:
    rows = re.findall(r"^\| `(\w+) ([^?`]+)[^`]*` \| `?(\w+)`? \|", PAGE.read_text(), re.MULTILINE)
    document = endpoint.client.get("/openapi.json").json()
    routes = {
        (method.upper(), path, operation.get("x-scope", "none"))
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert set(rows) == {row if row[1] != "/metrics" else (*row[:2], "read") for row in routes}


def test_every_example_runs(start: Start, keys: KeysFile) -> None:
    """As it stands, in the page's order, with a key."""
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    header = keys.add("reader", "admin", "reveal")
    endpoint = start(api_keys_file=keys.path)
    environment = {
        "PATH": "/usr/bin:/bin",
        "URL": endpoint.url,
        "KEY": header["Authorization"].removeprefix("Bearer "),
        "DATASET": endpoint.dataset(**header),
        "RUN": "",
    }
    statuses = []
    for command in COMMANDS:
        if environment["RUN"] not in endpoint.control.summaries:  # the page deletes the one it began with
            environment["RUN"] = endpoint.run(**header)
            endpoint.call(endpoint.control.change(environment["RUN"], RunStatus.PROCESSING))
        done = subprocess.run(
            ["bash", "-c", f"{command} -o /dev/null -w '%{{http_code}}'"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        statuses.append(done.stdout)
    assert len(COMMANDS) == 23
    assert set(statuses) <= {"200", "201", "202", "204"}, list(zip(COMMANDS, statuses, strict=True))
