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
from tests.commands.shell import tidegate
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
    """A marker that latin-1 cannot write sends its row to quarantine, and the answer says that one is missing."""
    rows = [b"id,text\n", *(b'%d,"\xe9"\n' % number for number in range(50))]
    content = b"".join([*rows[:3], b"x,%s\n" % MAIL.encode(), *rows[3:]])
    dataset = upload(running, content, encoding="latin-1").json()
    request = {"dataset_id": dataset["id"], "pii_types": ["email"], "detection_method": "heuristics"}
    run = running.post("/v1/runs", {**request, "mask_config": {"email": "\u2588"}})
    run = running.wait(run["id"], "SUCCEEDED")
    listed = running.http.get(f"/v1/runs/{run['id']}/files").json()
    assert (listed["records"], listed["records_left_out"]) == (50, 1)
    assert listed["files"] == run["anonymized_files"]
    answer = running.http.get(f"/v1/runs/{run['id']}/files/{listed['files'][0]['id']}")
    assert answer.content == b"".join(rows)
    assert answer.headers["tidegate-records-left-out"] == "1"
    assert answer.headers["content-type"] == "text/csv; charset=iso-8859-1"


def test_a_run_that_lets_nothing_through_has_no_file(running: Gate) -> None:
    """Its header would be all there is, and may be what the run has found."""
    dataset = upload(running, b"2024-02-29,b\n1,2\n").json()  # a date may be a column's name
    run = run_over(running, dataset, "date")
    assert run["status"] == "SUCCEEDED"
    assert run["results"]["records"]["quarantined"] == 1
    assert run["anonymized_files"] == []
    assert run_over(running, dataset, "email")["anonymized_files"] != []


def test_the_command_line_uploads_and_downloads(running: Gate, keys: tuple[str, Path], tmp_path: Path) -> None:
    """`runs create --file`, `runs watch`, `runs files`; a file that is there already is not overwritten."""
    variables = {"TIDEGATE_URL": running.url, "TIDEGATE_API_KEY": keys[0]}
    source = tmp_path / "chats.jsonl"
    source.write_bytes(JSONL)
    done = tidegate("runs", "create", "--file", str(source), "--type", "email", variables=variables)
    assert done.returncode == 0, done.stderr
    run_id = done.stdout.decode().strip()
    assert tidegate("runs", "watch", run_id, variables=variables).returncode == 0
    listed = json.loads(tidegate("runs", "files", run_id, "--json", variables=variables).stdout)
    path = tmp_path / "out" / f"{run_id}.jsonl"
    command = ("runs", "files", run_id, "--output", str(tmp_path / "out"))
    done = tidegate(*command, "--json", variables=variables)
    assert json.loads(done.stdout) == {**listed, "written": [str(path)]}
    assert path.read_bytes() == JSONL.replace(MAIL.encode(), b"<EMAIL>")
    assert tidegate("runs", "files", run_id, "-o", "-", variables=variables).stdout == path.read_bytes()
    again = tidegate(*command, variables=variables)
    assert (again.returncode, b"is there already" in again.stderr) == (1, True)
    source.write_bytes(b"{}\nno\n")
    done = tidegate("runs", "create", "--file", str(source), "--type", "email", variables=variables)
    assert (done.returncode, b"file: line 2 is not JSON" in done.stderr) == (1, True), done.stderr
    done = tidegate("runs", "create", "--file", str(source), "--topic", "raw.x", "--type", "email", variables=variables)
    assert done.returncode == 2


def test_a_control_plane_that_starts_again_still_has_the_files(running: Gate) -> None:
    """They are in the clean topic, and all that is said of them is in the status topic."""
    dataset = upload(running, JSONL, name="a.jsonl").json()
    run = run_over(running, dataset, "email", "phone_number")
    assert running.control is not None
    running.control.stop(15.0)
    running.start_control()
    file = running.run(run["id"])["anonymized_files"][0]
    answer = running.http.get(f"/v1/runs/{run['id']}/files/{file['id']}")
    assert answer.content == CLEAN_JSONL


def test_a_refused_upload_is_no_dataset(running: Gate) -> None:
    """The line is named, never what stands there."""
    before = running.http.get("/v1/datasets").json()
    answer = upload(running, b"a,b\n" + b"1,2\n" * 5000 + f"{MAIL}\n".encode())
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "file", "message": "line 5002 has 1 cells, the first row 2"}]
    answer = upload(running, f"{MAIL},{PHONE}\nx,y\n".encode())
    assert answer.status_code == 422
    assert "column 1 of the header row looks like personal data (email)" in answer.json()["errors"][0]["message"]
    assert upload(running, b"x" * 5_000_001).status_code == 413
    assert running.http.get("/v1/datasets").json() == before
