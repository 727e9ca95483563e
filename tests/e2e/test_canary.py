"""Unique values that are published raw appear nowhere they must not.

A thousand values, in values, keys, headers and JSON property names; then every place that leaves the process is
searched: clean and quarantine records, logs with DEBUG on, metrics, status records, HTTP bodies, temporary files.
"""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

import httpx2
import orjson
import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.e2e.gate import STRUCTURED_TYPES, assert_ledger, gate
from tests.e2e.independent import Record, Sent, publish, read_all

CANARIES = 1_000


def canary(number: int, chance: random.Random) -> str:
    """One unique value of a type that is found by its form."""
    match number % 5:
        case 0:
            return f"+1 650 253 {number:04d}"
        case 1:
            return f"2001:db8::{number + 0x1000:x}:{chance.randrange(0x1000, 0xFFFF):x}"
        case _:
            return f"canary{number}x{chance.randrange(10**8, 10**9)}@example.com"


def records() -> tuple[list[str], list[Sent]]:
    """Canaries and the records that carry them, 250 in each of the four places."""
    chance = random.Random(20)
    canaries = [canary(number, chance) for number in range(CANARIES)]
    assert len(set(canaries)) == CANARIES
    sent = []
    for number, value in enumerate(canaries):
        place = number % 4
        text = {"n": number, "text": f"please write to {value} today" if place == 0 else "nothing here"}
        if place == 3:
            text[f"{value}"] = "a name that is a value"
        sent.append(
            Sent(
                value.encode() if place == 1 else f"key{number}".encode(),
                orjson.dumps(text),
                number % 3,
                [("note", f"from {value}".encode())] if place == 2 else [],
            )
        )
    return canaries, sent


def needles(canaries: list[str]) -> list[bytes]:
    """What is searched for: the unique part of each value, as it stands and without separators."""
    found: list[bytes] = []
    for value in canaries:
        local = value.partition("@")[0]
        found.append(local.encode())
        if value.startswith("+"):
            found.append("".join(char for char in value if char.isdigit()).encode())
    return found


def seen(haystack: bytes, wanted: list[bytes]) -> list[bytes]:
    return [needle for needle in wanted if needle in haystack]


def flat(records: list[Record]) -> bytes:
    return b"\n".join(
        b" ".join(
            [
                record.key or b"",
                record.value or b"",
                *(name.encode() + (text or b"") for name, text in record.headers.items()),
            ]
        )
        for record in records
    )


@pytest.mark.deadline(240)
async def test_a_value_that_was_published_raw_appears_nowhere_else(
    embedded_broker: Broker,
    topic_name: TopicName,
    create_topics: CreateTopics,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    canaries, sent = records()
    wanted = needles(canaries)
    raw, prefix = topic_name("raw.canary"), topic_name("gate")
    await create_topics(raw, partitions=3)
    await publish(embedded_broker.bootstrap, raw, sent)
    bodies: list[bytes] = []
    bootstrap = embedded_broker.bootstrap
    with gate(bootstrap, tmp_path / "logs", prefix=prefix, environment={"TIDEGATE_LOG_LEVEL": "DEBUG"}) as stack:
        stack.start_control()
        stack.start_worker()
        run = stack.start_bounded(raw, pii_types=STRUCTURED_TYPES, detection_method="heuristics")
        summary = stack.wait(run["id"], "SUCCEEDED", "FAILED")
        assert summary["status"] == "SUCCEEDED", summary["results"]["error"]
        assert_ledger(summary, CANARIES)
        assert summary["results"]["records"]["quarantined"] == CANARIES // 4, "a value in a property name"
        urls = [
            f"http://127.0.0.1:{port}/{page}"
            for port in stack.worker_ports
            for page in ("metrics", "readyz", "healthz")
        ]
        paths = ["metrics", "readyz", "healthz", "v1/runs", f"v1/runs/{run['id']}", f"v1/runs/{run['id']}/metadata"]
        urls += [f"{stack.url}/{path}" for path in [*paths, "v1/datasets", f"v1/runs/{canaries[1]}"]]
        for url in urls:
            bodies.append(httpx2.get(url, timeout=10.0).content)
        mistake = {"dataset_id": canaries[1], "pii_types": [canaries[2]], canaries[3]: 1, "threshold": canaries[1]}
        for path in ("/v1/runs", "/api/dataframer/anonymization-runs/", "/v1/datasets"):
            answer = stack.http.post(path, json=mistake)
            assert 400 <= answer.status_code < 500
            bodies.append(answer.content)
        # What is in a temporary folder while processes run.
        files = b"".join(path.read_bytes() for path in temporary.rglob("*") if path.is_file())
        clean = await read_all(bootstrap, run["outputs"][0]["topic"])
        quarantined = await read_all(bootstrap, run["quarantine_topic"])
        status = await read_all(bootstrap, f"{prefix}.status")
        progress = await read_all(bootstrap, f"{prefix}.progress")
    logs = b"".join(path.read_bytes() for path in (tmp_path / "logs").rglob("*.log"))
    assert b"debug" in logs.lower(), "DEBUG is on, or this test proves nothing about it"

    assert len(seen(flat(await read_all(bootstrap, raw)), [value.encode() for value in canaries])) == CANARIES
    assert seen(flat(clean), wanted) == []
    assert seen(flat(quarantined), wanted) == []
    assert seen(flat(status), wanted) == []
    assert seen(flat(progress), wanted) == []
    assert seen(b"\n".join(bodies), wanted) == []
    assert seen(logs, wanted) == []
    assert seen(files, wanted) == []
    assert os.environ["TMPDIR"] == str(temporary)
