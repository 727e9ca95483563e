"""Files in, files out on Apache Kafka: what `tests.e2e.test_files` shows on the embedded broker, where it counts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broker.brokers import Broker
from tests.e2e.gate import Gate, gate
from tests.e2e.test_files import (
    CLEAN_CSV,
    CLEAN_JSONL,
    CLEAN_TEXT,
    CSV,
    JSONL,
    MAIL,
    SCRIPT,
    TEXT,
    run_over,
    upload,
)
from tidegate.web.auth import new_key

LINES = 30_000  # more than one piece of an upload, one batch of a lane, and one read of a result file


@pytest.fixture(scope="module")
def running(apache_broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    folder = tmp_path_factory.mktemp("gate")
    key, entry = new_key("script", ("run",), email="ops@example.com")
    keys = folder / "keys.jsonl"
    keys.touch(mode=0o600)
    keys.write_text(entry.model_dump_json() + "\n")
    with gate(
        apache_broker.bootstrap, folder, prefix="uploads", environment={"TIDEGATE_API_KEYS_FILE": str(keys)}
    ) as made:
        made.http.headers["Authorization"] = f"Bearer {key}"
        made.start_control()
        made.start_worker()
        yield made


@pytest.mark.parametrize(
    ("name", "content", "clean"),
    [("chats.jsonl", JSONL, CLEAN_JSONL), ("people.csv", CSV, CLEAN_CSV), ("notes.txt", TEXT, CLEAN_TEXT)],
)
def test_the_script_of_the_run_api_works_on_apache_kafka(
    running: Gate, tmp_path: Path, name: str, content: bytes, clean: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    key = str(running.http.headers["Authorization"]).removeprefix("Bearer ")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), running.url, key, str(path)], capture_output=True, text=True, timeout=150
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["run"]["status"] == "SUCCEEDED", found["run"]
    assert bytes.fromhex(found["content"]) == clean
    assert [file["size_in_bytes"] for file in found["run"]["anonymized_files"]] == [len(clean)]


def test_a_large_file_comes_back_line_by_line_in_order(running: Gate) -> None:
    """Transaction markers and batches leave gaps between offsets; no line is lost, doubled or moved by them."""
    rows = [b'%d,"%s"\n' % (number, MAIL.encode() if number % 3 == 0 else b"-") for number in range(LINES)]
    content = b"id,text\n" + b"".join(rows)
    dataset = upload(running, content, name="large.csv").json()
    run = run_over(running, dataset, "email")
    assert run["status"] == "SUCCEEDED", run
    assert run["results"]["records"]["clean"] == LINES
    [file] = run["anonymized_files"]
    answer = running.http.get(f"/v1/runs/{run['id']}/files/{file['id']}")
    assert answer.content == content.replace(MAIL.encode(), b"<EMAIL>")
    assert file["size_in_bytes"] == len(answer.content)


def test_a_refused_upload_leaves_no_topic(running: Gate) -> None:
    before = running.http.get("/v1/datasets").json()
    answer = upload(running, b"a,b\n" + b"1,2\n" * 20_000 + b"1\n")
    assert answer.status_code == 422, answer.text
    assert running.http.get("/v1/datasets").json() == before
