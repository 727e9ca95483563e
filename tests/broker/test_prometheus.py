"""A real Prometheus scrapes a running stack, and every query of the dashboard and of the rules has an answer.

With API keys configured, as anywhere but on one's own machine: the key of scope `read` is all that Prometheus has.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from tests.broker.brokers import Broker
from tests.commands.shell import tidegate
from tests.conftest import create_topics_at
from tests.e2e.gate import Gate, free_port, gate
from tests.e2e.independent import Sent, publish
from tests.test_dashboards import EXPRESSIONS, ROOT, rules
from tidegate.kafka.child import ChildProcess

SECONDS = 60.0
RATE = "20s"
POLICY = """\
policy: {flow}
input: {{topic: raw.{flow}, format: json}}
fields:
  - {{path: $.text, treat: text}}
transform: {{default: redact}}
"""


@contextmanager
def prometheus(folder: Path, control: Gate, key: Path) -> Iterator[httpx2.Client]:
    """The shipped configuration with this test's targets and a shorter interval."""
    config = yaml.safe_load((ROOT / "dashboards/prometheus/prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    targets = {"tidegate-worker": control.worker_ports, "tidegate-control": [control.port]}
    for job in config["scrape_configs"]:
        job["authorization"]["credentials_file"] = str(key)
        job["static_configs"] = [{"targets": [f"127.0.0.1:{port}" for port in targets[job["job_name"]]]}]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    shutil.copy(ROOT / "dashboards/prometheus/rules.yml", folder / "rules.yml")
    port = free_port()
    child = ChildProcess(
        [
            "prometheus",
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ],
        output=folder / "prometheus.log",
    )
    child.start()
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=10.0) as client:
            control.until(lambda: _answers(client), child, "Prometheus is ready")
            yield client
    finally:
        child.stop(10.0)


def _answers(client: httpx2.Client) -> bool:
    try:
        return bool(client.get("/-/ready").status_code == 200)
    except httpx2.TransportError:
        return False


def ask(client: httpx2.Client, expression: str) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/query", params={"query": expression}).json()
    assert answer["status"] == "success", (expression, answer)
    result: list[dict[str, Any]] = answer["data"]["result"]
    return result


def values(number: int) -> Iterator[Sent]:
    for index in range(number):
        text = "cut off" if index % 10 == 9 else json.dumps({"text": f"ada{index}@example.org on 2026-01-02"})
        yield Sent(f"ada{index}@example.org".encode(), text.encode())


def test_every_query_of_the_dashboard_has_an_answer(broker: Broker, tmp_path: Path) -> None:
    if shutil.which("prometheus") is None:
        pytest.skip("prometheus is not installed (Debian: apt-get install prometheus)")
    flow = f"scraped-{uuid.uuid4().hex[:8]}"
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / f"{flow}.yaml").write_text(POLICY.format(flow=flow))
    for arguments in (
        ("new", "keyring.json"),
        ("api", "api-keys.jsonl", "--id", "operator", "--scope", "admin", "--to", "operator-key"),
        ("api", "api-keys.jsonl", "--id", "prometheus", "--scope", "read", "--to", "read-key"),
    ):
        assert tidegate("keys", *arguments, folder=tmp_path).returncode == 0
    asyncio.run(create_topics_at(broker.bootstrap, f"raw.{flow}", partitions=2))
    environment = {
        "TIDEGATE_POLICIES_DIR": str(tmp_path / "policies"),
        "TIDEGATE_KEY_FILE": str(tmp_path / "keyring.json"),
        "TIDEGATE_API_KEYS_FILE": str(tmp_path / "api-keys.jsonl"),
    }
    with gate(broker.bootstrap, tmp_path, prefix=flow, environment=environment) as running:
        running.http.headers["Authorization"] = f"Bearer {(tmp_path / 'operator-key').read_text()}"
        running.start_control()
        running.start_worker()
        run = running.post("/v1/runs", {"policy": flow})
        url = f"http://127.0.0.1:{running.worker_ports[0]}/metrics"
        assert httpx2.get(url).status_code == 401
        with prometheus(tmp_path, running, tmp_path / "read-key") as client:
            missing = _wait_for_answers(client, running, broker.bootstrap, flow)
            assert missing == []
            assert running.run(run["id"])["results"]["records"]["quarantined"] > 0
            targets = client.get("/api/v1/targets").json()["data"]["activeTargets"]
            assert [target["health"] for target in targets] == ["up", "up"]
            groups = client.get("/api/v1/rules").json()["data"]["groups"]
            assert {rule["health"] for group in groups for rule in group["rules"]} == {"ok"}
            assert sum(len(group["rules"]) for group in groups) == sum(len(group["rules"]) for group in rules())


def _wait_for_answers(client: httpx2.Client, running: Gate, bootstrap: str, flow: str) -> list[str]:
    """Publish and ask until every panel has an answer; returns the panels that have none in the end."""
    queries = {
        where: expression.replace("$flow", flow).replace("$__rate_interval", RATE)
        for where, expression in EXPRESSIONS
        if where.startswith("panel ")
    }
    recorded = {rule["record"]: rule["record"] for group in rules() for rule in group["rules"] if "record" in rule}
    deadline = time.monotonic() + SECONDS
    while True:
        asyncio.run(publish(bootstrap, f"raw.{flow}", values(200)))
        time.sleep(1.0)
        missing = [where for where, query in {**queries, **recorded}.items() if not _finite(ask(client, query))]
        if not missing or time.monotonic() > deadline:
            return missing


def _finite(result: list[dict[str, Any]]) -> bool:
    return any(one["value"][1] not in ("NaN", "+Inf", "-Inf") for one in result)
