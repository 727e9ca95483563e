"""Files over HTTP: raw and as a form, streamed, bounded, and refused without a word of what they hold."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from tests.web.conftest import RUN, Endpoint, KeysFile, Start
from tidegate.errors import ClientFault
from tidegate.web import uploads

CSV = b"id,mail\n1,jo@example.com\n"
JSONL = b'{"a": 1}\n'


def form(endpoint: Endpoint, file: tuple[str, bytes, str] | None, **fields: str) -> httpx2.Response:
    files: Any = {"file": file} if file else {"file": ("", b"")}
    return endpoint.client.post("/v1/datasets", files=files, data=fields)


@pytest.mark.parametrize(
    ("content_type", "query", "content", "format", "form_of_file"),
    [
        ("text/csv", {"name": "people"}, CSV, "csv", "csv"),
        ("text/csv; charset=utf-8", {}, CSV, "csv", "csv"),
        ("application/x-ndjson", {}, JSONL, "json", "jsonl"),
        ("application/octet-stream", {"name": "a.JSONL"}, JSONL, "json", "jsonl"),
        ("application/octet-stream", {"name": "a", "format": "csv"}, CSV, "csv", "csv"),
        ("text/plain", {"name": "a.csv"}, CSV, "csv", "csv"),  # the name knows better than a type for anything
        ("text/plain", {}, JSONL, "text", "text"),
        ("text/plain", {"format": "jsonl"}, JSONL, "json", "jsonl"),  # and what is said knows best
    ],
)
def test_a_raw_file_becomes_a_dataset(
    endpoint: Endpoint, content_type: str, query: dict[str, str], content: bytes, format: str, form_of_file: str
) -> None:
    """Its format is said, or told by the file's name, or by the body's type."""
    answer = endpoint.client.post("/v1/datasets", content=content, params=query, headers={"Content-Type": content_type})
    assert answer.status_code == 201, answer.text
    dataset = answer.json()
    assert dataset.pop("dataset_id") == dataset["id"]
    assert (dataset["format"], dataset["upload"]["form"]) == (format, form_of_file)
    assert dataset["name"] == query.get("name", "upload")
    assert dataset["upload"]["size_in_bytes"] == len(content)
    assert endpoint.client.get(answer.headers["location"]).json() == dataset


def test_a_form_becomes_a_dataset(endpoint: Endpoint) -> None:
    """Fields come before the file; without a name it is the file's own."""
    answer = form(endpoint, ("people.csv", b"1;2\n", "text/csv"), header="false", delimiter=";")
    assert answer.status_code == 201, answer.text
    dataset = answer.json()
    assert (dataset["name"], dataset["csv"]) == (
        "people.csv",
        {"delimiter": ";", "header": False, "encoding": "utf-8"},
    )
    answer = form(endpoint, ("people.tsv", b"a\tb\n1\t2\n", "text/plain"), name="mine")
    assert answer.json()["name"] == "mine"
    assert answer.json()["csv"] == {"delimiter": "\t", "header": ["a", "b"], "encoding": "utf-8"}


@pytest.mark.parametrize("piece", [1, 7, 65_536])
def test_a_form_is_read_as_it_comes(endpoint: Endpoint, piece: int) -> None:
    """Wherever the network cuts it, and whatever looks like a boundary inside the file."""
    content = b"--x\r\n--xy--\r\na\r\n" + b"b" * 1000
    body = (
        b'--xyz\r\nContent-Disposition: form-data; name="format"\r\n\r\ntext\r\n'
        b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.b"\r\nContent-Type: image/png\r\n\r\n'
        + content
        + b"\r\n--xyz--\r\n"
    )

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(body), piece):
            yield body[at : at + piece]

    answer = endpoint.client.post(
        "/v1/datasets", content=pieces(), headers={"Content-Type": "multipart/form-data; boundary=xyz"}
    )
    assert answer.status_code == 201, answer.text
    lines = endpoint.control.lines[answer.json()["id"]]
    assert [line.value for line in lines] == [b"--x", b"--xy--", b"a", b"b" * 1000]


@pytest.mark.parametrize(
    ("content", "query", "errors"),
    [
        (b"", {"name": "a.csv"}, [("file", "the file is empty")]),
        (b"secret\n", {"name": "a.jsonl"}, [("file", "line 1 is not JSON")]),
        (JSONL, {"name": "a.json"}, [("format", "say which: jsonl, csv or text (neither the file's name nor its type"
                                                 " does)")]),
        (JSONL, {"format": "secret"}, [("format", "Input should be 'jsonl', 'csv' or 'text'")]),
        (CSV, {"name": "a.csv", "header": "secret"}, [("header", "must be true or false")]),
        (CSV, {"name": "a.csv", "delimiter": "secret"}, [("delimiter", "Input should be ',', ';' or '\\t'")]),
        (CSV, {"name": "a.csv", "encoding": "secret"}, [("encoding", "Input should be 'utf-8' or 'latin-1'")]),
        (CSV, {"name": "s" * 201 + ".csv"}, [("name", "String should have at most 200 characters")]),
        (CSV, {"name": "a.csv", "secret": "1"}, [("query", "has a field that does not exist here")]),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_is_said_is_refused(
    endpoint: Endpoint, content: bytes, query: dict[str, str], errors: list[tuple[str, str]]
) -> None:
    """422 names the field or the line; nothing of the file or the request is in it."""
    headers = {"Content-Type": "application/octet-stream"}
    answer = endpoint.client.post("/v1/datasets", content=content, params=query, headers=headers)
    assert answer.status_code == 422
    assert [(error["field"], error["message"]) for error in answer.json()["errors"]] == errors
    assert "secret" not in answer.text
    assert endpoint.control.datasets == {}


FILE = b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n1,2\r\n'
NAME = b'Content-Disposition: form-data; name="name"\r\n\r\n'
OTHER = b'Content-Disposition: form-data; name="other"\r\n\r\n'
NEXT, END = b"--x\r\n", b"--x--\r\n"


@pytest.mark.parametrize(
    ("boundary", "body", "status"),
    [
        ("; boundary=x", END, 422),  # no file
        ("; boundary=x", NEXT + OTHER + b"a\r\n" + END, 422),
        ("; boundary=x", NEXT + FILE + NEXT + FILE + END, 422),  # two files
        ("; boundary=x", NEXT + FILE + NEXT + NAME + b"a\r\n" + END, 422),  # a field behind the file
        ("; boundary=x", NEXT + NAME + b"n" * 2000 + b"\r\n" + END, 422),
        ("; boundary=x", (NEXT + NAME + b"n\r\n") * 20 + END, 422),
        ("; boundary=x", NEXT + b"X: " + b"n" * 20_000 + b"\r\n\r\na\r\n" + END, 400),
        ("; boundary=x", NEXT + FILE, 400),  # it ends early
        ("; boundary=x", b"no form", 400),
        ("", END, 400),
        ("; boundary=" + "x" * 5000, END, 400),
    ],
)
def test_a_form_that_is_none_is_refused(endpoint: Endpoint, boundary: str, body: bytes, status: int) -> None:
    """And whatever had been read by then is nobody's dataset."""
    headers = {"Content-Type": f"multipart/form-data{boundary}"}
    answer = endpoint.client.post("/v1/datasets", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert endpoint.control.datasets == {}


def test_a_file_is_bounded_with_and_without_a_declared_length(start: Start) -> None:
    """413, and nothing is kept."""
    endpoint = start(upload_bytes_max=100)
    headers = {"Content-Type": "text/plain"}
    assert endpoint.client.post("/v1/datasets", content=b"a\n" * 50, headers=headers).status_code == 201
    answer = endpoint.client.post("/v1/datasets", content=b"a\n" * 51, headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (413, "The file is larger than 100 bytes.")
    answer = endpoint.client.post("/v1/datasets", content=iter([b"a\n" * 30] * 2), headers=headers)
    assert answer.status_code == 413
    assert len(endpoint.control.datasets) == 1


def test_a_client_that_stops_sending_is_not_waited_for(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """408, and nothing is kept: four such clients would keep everybody else from uploading."""
    monkeypatch.setattr(uploads, "IDLE_SECONDS", 0.2)

    def pieces() -> Iterator[bytes]:
        yield b"a\n"
        time.sleep(1.0)

    answer = endpoint.client.post("/v1/datasets", content=pieces(), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 408
    assert endpoint.control.datasets == {}


def test_a_client_that_sends_a_byte_now_and_then_is_not_waited_for(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would hold its place for days; one that sends as much as a slow line carries is never in danger."""
    monkeypatch.setattr(uploads, "IDLE_SECONDS", 0.4)

    def pieces(size: int) -> Iterator[bytes]:
        for _ in range(12):
            yield b"a" * size + b"\n"
            time.sleep(0.1)

    headers = {"Content-Type": "text/plain"}
    assert endpoint.client.post("/v1/datasets", content=pieces(1), headers=headers).status_code == 408
    assert endpoint.client.post("/v1/datasets", content=pieces(2000), headers=headers).status_code == 201


def test_a_compressed_file_is_refused(endpoint: Endpoint) -> None:
    """Its size would be anybody's guess."""
    headers = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    answer = endpoint.client.post("/v1/datasets", content=b"a\n", headers=headers)
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")


def test_an_upload_needs_the_scope_run(start: Start, keys: KeysFile) -> None:
    """As naming a range does; a result file is content and needs it too, while the list is what `read` may see."""
    reader, runner = keys.add("reader", "read"), keys.add("runner", "run")
    endpoint = start(api_keys_file=keys.path)
    headers = {"Content-Type": "text/csv"}
    assert endpoint.client.post("/v1/datasets", content=CSV, headers=headers).status_code == 401
    assert endpoint.client.post("/v1/datasets", content=CSV, headers={**headers, **reader}).status_code == 403
    run_id, file = succeeded(endpoint, runner)
    assert endpoint.client.get(f"/v1/runs/{run_id}/files", headers=reader).json()["files"] == [file]
    path = f"/v1/runs/{run_id}/files/{file['id']}"
    assert endpoint.client.get(path, headers=reader).status_code == 403
    assert endpoint.client.get(path, headers=runner).status_code == 200


def succeeded(endpoint: Endpoint, headers: dict[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """A run over an upload that is over, and its file."""
    sent = {**(headers or {}), "Content-Type": "text/csv"}
    dataset = endpoint.client.post("/v1/datasets", content=CSV, headers=sent).json()
    run = endpoint.client.post("/v1/runs", json={**RUN, "dataset_id": dataset["id"]}, headers=headers or {}).json()
    endpoint.call(endpoint.control.succeed(run["id"]))
    found = endpoint.client.get(f"/v1/runs/{run['id']}", headers=headers or {}).json()
    return run["id"], found["anonymized_files"][0]


def test_a_result_file_is_listed_and_sent(endpoint: Endpoint) -> None:
    """In the summary, in the list, and on the run API's own path."""
    run_id, file = succeeded(endpoint)
    listed = endpoint.client.get(f"/v1/runs/{run_id}/files").json()
    assert listed == {"files": [file], "records": 0, "records_left_out": 0}
    assert endpoint.client.get(f"/api/dataframer/anonymization-runs/{run_id}/").json()["anonymized_files"] == [file]
    answer = endpoint.client.get(f"/v1/runs/{run_id}/files/{file['id']}")
    assert (answer.status_code, answer.content) == (200, CSV)
    assert answer.headers["content-type"] == "text/csv"
    assert answer.headers["content-length"] == str(len(CSV))
    assert answer.headers["content-disposition"] == f'attachment; filename="{run_id}.csv"'
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_that_is_not_there(endpoint: Endpoint) -> None:
    """404 for what never was, 410 for what has expired; a run over a topic range has none."""
    run_id, file = succeeded(endpoint)
    other = endpoint.run()
    assert endpoint.client.get(f"/v1/runs/{other}/files").json()["files"] == []
    for path in (f"{run_id}/files/other", f"{other}/files/{file['id']}", f"other/files/{file['id']}"):
        assert endpoint.client.get(f"/v1/runs/{path}").status_code == 404
    endpoint.control.expired = True
    answer = endpoint.client.get(f"/v1/runs/{run_id}/files/{file['id']}")
    assert (answer.status_code, answer.json()["title"]) == (410, "Gone")


def test_a_file_that_breaks_off_is_in_the_log(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer has begun, so its reader learns no more than that it ended; the log has the fault, not its words."""

    async def content(dataset: object) -> AsyncIterator[bytes]:
        yield CSV[:3]
        raise ClientFault("canary")

    run_id, file = succeeded(endpoint)
    monkeypatch.setattr(endpoint.control, "_content", content)
    with caplog.at_level(logging.DEBUG), pytest.raises(httpx2.RemoteProtocolError):
        endpoint.client.get(f"/v1/runs/{run_id}/files/{file['id']}")
    broken = [record.getMessage() for record in caplog.records if "broke off" in record.getMessage()]
    assert len(broken) == 1
    assert "error=ClientFault at=" in broken[0]
    assert "test_uploads.py:" in broken[0]
    assert "canary" not in caplog.text


def test_a_file_that_is_too_large_is_not_sent(start: Start) -> None:
    """413; the clean topic is where it can be read."""
    endpoint = start(file_bytes_max=len(CSV) - 1)
    run_id, file = succeeded(endpoint)
    assert endpoint.client.get(f"/v1/runs/{run_id}/files/{file['id']}").status_code == 413
