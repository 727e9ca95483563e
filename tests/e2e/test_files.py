"""Files in, files out, by real processes: upload, run, poll, download."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.broker.brokers import Broker
from tests.e2e.gate import Gate, gate
from tidegate.web.auth import new_key

SCRIPT = Path(__file__).parent / "run_api_script.py"
MAIL, PHONE = "jo@example.com", "+1 415 555 2671"  # reserved for examples

JSONL = f'{{"text": "write to {MAIL}", "n": 1.50}}\r\n{{ "text":"nothing" }}\n{{"text": "{PHONE}"}}'.encode()
CLEAN_JSONL = b'{"text": "write to <EMAIL>", "n": 1.50}\r\n{ "text":"nothing" }\n{"text": "<PHONE_NUMBER>"}'
CSV = f'\ufeffname;"mail";note\r\n"A;B";{MAIL};"he said ""call {PHONE}"""\r\nC;;\r\n'.encode()
CLEAN_CSV = '\ufeffname;"mail";note\r\n"A;B";<EMAIL>;"he said ""call <PHONE_NUMBER>"""\r\nC;;\r\n'.encode()
TEXT = f"\n{MAIL}\n\u00e9\n".encode("utf-16")
CLEAN_TEXT = "\n<EMAIL>\n\u00e9\n".encode("utf-16")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    key, entry = new_key("script", ("run",), email="ops@example.com")
    path = tmp_path_factory.mktemp("keys") / "keys.jsonl"
    path.touch(mode=0o600)
    path.write_text(entry.model_dump_json() + "\n")
    return key, path


@pytest.fixture(scope="module")
def running(
    embedded_broker: Broker, tmp_path_factory: pytest.TempPathFactory, keys: tuple[str, Path]
) -> Iterator[Gate]:
    folder = tmp_path_factory.mktemp("gate")
    environment = {"TIDEGATE_API_KEYS_FILE": str(keys[1]), "TIDEGATE_UPLOAD_BYTES_MAX": "5000000"}
    with gate(embedded_broker.bootstrap, folder, prefix="files", environment=environment) as made:
        made.http.headers["Authorization"] = f"Bearer {keys[0]}"
        made.start_control()
        made.start_worker()
        yield made


def upload(running: Gate, content: bytes, **query: Any) -> httpx2.Response:
    query.setdefault("name", "file.csv")
    headers = {"Content-Type": "application/octet-stream"}
    return running.http.post("/v1/datasets", content=content, params=query, headers=headers)


def run_over(running: Gate, dataset: dict[str, Any], *types: str) -> dict[str, Any]:
    request = {"dataset_id": dataset["id"], "pii_types": list(types), "detection_method": "heuristics"}
    return running.wait(running.post("/v1/runs", request)["id"], "SUCCEEDED", "FAILED")


@pytest.mark.parametrize(
    ("name", "content", "clean", "content_type"),
    [
        ("chats.jsonl", JSONL, CLEAN_JSONL, "application/x-ndjson"),
        ("people.csv", CSV, CLEAN_CSV, "text/csv"),
        ("notes.txt", TEXT, CLEAN_TEXT, "text/plain; charset=utf-16"),
    ],
)
def test_a_client_of_the_run_api_works_after_changing_its_base_url(
    running: Gate, keys: tuple[str, Path], tmp_path: Path, name: str, content: bytes, clean: bytes, content_type: str
) -> None:
    """Uploads, runs, polls and downloads; header row, quotes, line ends, encoding and mark are those of the upload."""
    path = tmp_path / name
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, str(SCRIPT), running.url, keys[0], str(path)], capture_output=True, text=True, timeout=150
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    run, downloaded = found["run"], bytes.fromhex(found["content"])
    assert run["status"] == "SUCCEEDED", run
    assert (run["dataset_name"], run["created_by_email"]) == (name, "ops@example.com")
    assert downloaded == clean
    file = {"size_in_bytes": len(clean), "content_type": content_type}
    assert [{key: made[key] for key in file} for made in run["anonymized_files"]] == [file]


def test_quarantined_rows_are_left_out_and_counted(running: Gate) -> None:
    """A row that grows beyond what may be published is missing from the file, and the answer says how many are."""
    rows = [b"id,text\n", *(b'%d,"row"\n' % number for number in range(50))]
    dataset = upload(running, b"".join(rows), encoding="latin-1").json()
    policy_marker = {"email": "\u2588"}  # cannot be written in latin-1: the record must not pass half changed
    request = {"dataset_id": dataset["id"], "pii_types": ["email"], "detection_method": "heuristics"}
    run = running.wait(running.post("/v1/runs", {**request, "mask_config": policy_marker})["id"], "SUCCEEDED")
    assert run["results"]["records"]["in"] == 50
    with_mail = b"".join([*rows[:3], b"x,%s\n" % MAIL.encode(), *rows[3:]])
    dataset = upload(running, with_mail, encoding="latin-1").json()
    request = {**request, "dataset_id": dataset["id"], "mask_config": policy_marker}
    run = running.wait(running.post("/v1/runs", request)["id"], "SUCCEEDED")
    listed = running.http.get(f"/v1/runs/{run['id']}/files").json()
    assert (listed["records"], listed["records_left_out"]) == (50, 1)
    assert listed["files"] == run["anonymized_files"]
    answer = running.http.get(f"/v1/runs/{run['id']}/files/{listed['files'][0]['id']}")
    assert answer.content == b"".join(rows)
    assert answer.headers["tidegate-records-left-out"] == "1"
    assert answer.headers["content-type"] == "text/csv; charset=iso-8859-1"


def test_a_refused_upload_leaves_nothing_behind(running: Gate, embedded_broker: Broker) -> None:
    """The line is named, never what stands there; no dataset and no topic are left."""
    before = running.http.get("/v1/datasets").json()
    answer = upload(running, b"a,b\n" + b"1,2\n" * 5000 + f"{MAIL}\n".encode())
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "file", "message": "line 5002 has 1 cells, the first row 2"}]
    answer = upload(running, f"{MAIL},{PHONE}\nx,y\n".encode())
    assert answer.status_code == 422
    assert "column 1 of the header row looks like personal data (email)" in answer.json()["errors"][0]["message"]
    assert upload(running, b"x" * 5_000_001).status_code == 413
    assert running.http.get("/v1/datasets").json() == before
