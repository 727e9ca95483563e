"""Every error is a problem document, and nothing that was sent comes back in one."""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.web.conftest import RUN, Endpoint, KeysFile, Start
from tidegate.errors import AuthorizationFault, ClientFault, ConfigurationError, TemporaryFault
from tidegate.web import bodies
from tidegate.web.bodies import BODY_BYTES_MAX, JSON_DEPTH_MAX, depth

ID = "00000000-0000-4000-8000-000000000000"


def problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The document, after a look at its form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "errors"} <= set(document)
    assert document["status"] == status
    assert document["type"].startswith("urn:tidegate:problem:")
    assert all(set(error) == {"field", "message"} for error in document["errors"])
    return document


def fields(document: dict[str, Any]) -> list[str]:
    return [error["field"] for error in document["errors"]]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/nope", "/v1", "/v1/runs/", "/docs/assets/x", "/docs/assets/..%2fpage.js"])
def test_an_unknown_address_is_a_problem(endpoint: Endpoint, method: str, path: str) -> None:
    answer = endpoint.client.request(method, path)
    problem(answer, 405 if "assets" in path and method != "GET" and "%" not in path else 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/runs", "GET, POST"),
        ("PATCH", f"/v1/runs/{ID}", "GET, DELETE"),
        ("GET", f"/v1/runs/{ID}/abort", "POST"),
        ("DELETE", "/api/dataframer/anonymization-runs/", "POST"),
        ("POST", "/docs", "GET"),
        ("POST", "/healthz", "GET, HEAD"),
        ("HEAD", "/v1/runs", "GET, POST"),
    ],
)
def test_a_wrong_method_is_told_every_right_one(endpoint: Endpoint, method: str, path: str, allowed: str) -> None:
    answer = endpoint.client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    if method != "HEAD":
        problem(answer, 405)


@pytest.mark.parametrize(
    ("body", "status", "wrong"),
    [
        (b"", 400, []),
        (b"{", 400, []),
        (b'{"threshold": NaN}', 400, []),
        (b'{"topic": "\xff"}', 400, []),
        (b'{"topic": "\\ud800"}', 400, []),
        (b'{"pii_types": ["email"], "pii_types": ["ssn"]}', 400, []),
        (b'{"mask_config": {"email": "a", "\\u0065mail": "b"}}', 400, []),
        (b'[{"canary": 1}, {"canary": 2}]', 422, ["body"]),
        (b'{"threshold": %s, "start": 1}' % (b"9" * 300), 422, ["start"]),
        (b'{"topic": "raw.a", "topic": "raw.b", "policy": "%s"}' % (b"x" * 100_000), 400, []),
        (b"[" * (JSON_DEPTH_MAX + 1) + b"]" * (JSON_DEPTH_MAX + 1), 400, []),
        (b"[" * JSON_DEPTH_MAX + b"]" * JSON_DEPTH_MAX, 422, ["body"]),
        (b"[" * 1_000_000, 400, []),
        (b"[]", 422, ["body"]),
        (b"null", 422, ["body"]),
        (b'{"threshold": 1.5}', 422, ["threshold"]),
        (b'{"threshold": "high", "pii_types": "email", "allow_duplicates": 1}', 422, ["pii_types", "threshold"]),
        (b'{"allow_duplicates": "yes"}', 422, ["allow_duplicates"]),
        (b'{"pii_types": ["email", 7]}', 422, ["pii_types[1]"]),
        (b'{"mask_config": {"email": 7}}', 422, ["mask_config"]),
        (b'{"start": {"offsets": {"zero": 1}}}', 422, ["start.offsets"]),
        (b'{"start": "noon"}', 422, ["start"]),
        (b'{"start": {"timestamp": 1.5}}', 422, ["start.timestamp"]),
        (b'{"start": {"timestamp": 100000000000000000000}}', 422, ["start.timestamp"]),
        (b'{"nothing": 1}', 422, ["body"]),
        (b'{"topic": "raw.a", "pii_types": []}', 422, ["pii_types"]),
        (b'{"topic": "raw.a", "pii_types": ["emial"]}', 422, ["pii_types"]),
        (b'{"topic": "raw.a", "pii_types": ["email"], "detection_method": "llm"}', 422, ["llm_model_name"]),
        (b'{"topic": "raw.a", "pii_types": ["email"], "detection_method": "guess"}', 422, ["detection_method"]),
        (b'{"topic": "raw.a", "policy": "suport-chat"}', 422, ["policy"]),
        (b'{"policy": "support-chat", "threshold": 0.5, "topic": "raw.a"}', 422, ["threshold"]),
        (b'{"pii_types": ["email"]}', 422, ["dataset_id"]),
        (b'{"pii_types": ["email"], "dataset_id": "nowhere"}', 422, ["dataset_id"]),
        (b'{"pii_types": ["email"], "topic": "tidegate.runs"}', 422, ["topic"]),
    ],
)
def test_a_wrong_body_names_its_fields(endpoint: Endpoint, body: bytes, status: int, wrong: list[str]) -> None:
    """Each with the rule that it breaks."""
    answer = endpoint.client.post("/v1/runs", content=body, headers={"Content-Type": "application/json"})
    assert set(wrong) <= set(fields(problem(answer, status)))
    assert endpoint.control.summaries == {}


def test_a_mistyped_word_is_answered_with_the_nearest_right_one(endpoint: Endpoint) -> None:
    """The word is ours, so it may be shown."""
    answer = endpoint.client.post("/v1/runs", json={"topic": "raw.a", "policy": "suport-chat"})
    assert "support-chat" in problem(answer, 422)["errors"][0]["message"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (ClientFault("canary"), 503),
        (TemporaryFault("canary"), 503),
        (AuthorizationFault("canary"), 503),
        (ConfigurationError("canary"), 422),
        (RuntimeError("canary"), 500),
        (KeyError("canary"), 500),
        (TimeoutError("canary"), 500),
    ],
)
def test_a_fault_behind_the_routes_is_a_problem_without_its_message(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture, fault: Exception, status: int
) -> None:
    """A fault's message may quote a record; not even the log has it."""
    endpoint.control.fault = fault
    with caplog.at_level(logging.DEBUG):
        answer = endpoint.client.get(f"/v1/runs/{ID}")
    endpoint.control.fault = None
    document = problem(answer, status)
    assert "canary" not in answer.text + caplog.text
    assert ("retry-after" in answer.headers) is (status == 503)
    if status == 500:
        # The id leads from the answer to the log, where the kind of error and its places are.
        assert document["id"] in caplog.text
        assert type(fault).__name__ in caplog.text
        assert "memory_control.py:" in caplog.text


def test_readiness_names_each_thing_that_is_missing(endpoint: Endpoint) -> None:
    assert endpoint.client.get("/readyz").json() == {"status": "ok"}
    endpoint.control.missing = ["broker", "topic tidegate.status"]
    assert fields(problem(endpoint.client.get("/readyz"), 503)) == ["broker", "topic tidegate.status"]
    assert endpoint.client.get("/healthz").status_code == 200


def test_health_is_answered_to_head_as_to_get_without_a_body(endpoint: Endpoint) -> None:
    def heads() -> list[tuple[int, bytes]]:
        answers = [endpoint.client.head(path) for path in ("/healthz", "/readyz", "/healthz")]
        return [(answer.status_code, answer.content) for answer in answers]

    assert heads() == [(200, b""), (200, b""), (200, b"")]
    endpoint.control.missing = ["broker"]
    assert heads() == [(200, b""), (503, b""), (200, b"")]


# Bounds -----------------------------------------------------------------------------------------------------------


def test_a_body_of_the_largest_size_is_read(endpoint: Endpoint) -> None:
    body = b"{}" + b" " * (BODY_BYTES_MAX - 2)
    answer = endpoint.client.post("/v1/runs", content=body, headers={"Content-Type": "application/json"})
    assert "pii_types" in fields(problem(answer, 422))


def test_a_body_that_is_declared_too_large_is_refused_before_it_is_sent(endpoint: Endpoint) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.server.port, timeout=10)
    connection.putrequest("POST", "/v1/runs")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(BODY_BYTES_MAX + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.loads(answer.read())["title"] == "Content Too Large"
    connection.close()


def test_a_body_without_a_length_is_refused_while_it_streams(endpoint: Endpoint) -> None:
    """A chunked body that never ends is cut off soon after the limit."""
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    sent = 0
    with socket.create_connection(("127.0.0.1", endpoint.server.port), timeout=10) as connection:
        head = "POST /v1/runs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        answer = b""
        with contextlib.suppress(OSError):  # the server has hung up
            while sent < 64 * BODY_BYTES_MAX:
                connection.sendall(chunk)
                sent += 0x10000
        with contextlib.suppress(OSError):  # what it said was lost with the connection; the bound held all the same
            answer = connection.recv(4096)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")
    assert sent < 8 * BODY_BYTES_MAX


@pytest.mark.parametrize("path", ["/v1/runs", "/v1/deidentify_text"])
def test_a_body_that_does_not_come_is_not_waited_for(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Not even if a byte comes now and then: who may send for ever holds a connection, and its memory, for ever."""
    monkeypatch.setattr(bodies, "BODY_SECONDS_MAX", 0.3)

    def drops() -> Iterator[bytes]:
        for _ in range(20):
            yield b" "
            time.sleep(0.1)

    begun = time.monotonic()
    answer = endpoint.client.post(path, content=drops(), headers={"Content-Type": "application/json"})
    assert problem(answer, 408)["detail"] == "The body did not come in time."
    assert answer.headers["connection"] == "close"
    assert time.monotonic() - begun < 5


def test_a_compressed_body_is_refused(endpoint: Endpoint) -> None:
    """4 MB of it could become 4 GB."""
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    problem(endpoint.client.post("/v1/runs", content=b"x", headers=headers), 415)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        (b"1", 0),
        (b"[]", 1),
        (b'{"a": [{}]}', 3),
        (b'"[[[["', 0),
        (b'["\\"[[[", "\\\\"]', 1),  # an escaped quote does not end a string, an escaped backslash does not escape
        (b"[" * 500, JSON_DEPTH_MAX + 1),
    ],
)
def test_depth_counts_brackets_outside_strings(text: bytes, levels: int) -> None:
    assert depth(text) == levels


# Nothing comes back -----------------------------------------------------------------------------------------------

CANARY = "zq7canary"


def _bodies(value: Any) -> list[dict[str, Any]]:
    names = [*RUN, "dataset_id", "dataset_name", "topic", "format", "policy", "start", "llm_model_name", "mask_config"]
    names += ["threshold", "output_topic", "allow_duplicates", "name", "from", "to"]
    whole = {**RUN, "topic": "raw.a", "dataset_id": ID}
    bodies = [{**whole, name: value} for name in names] + [{name: value} for name in names]
    for name in ("mask_config", "start", "from", "to"):
        bodies += [{**whole, name: {CANARY: value}}, {**whole, name: {"offsets": {CANARY: value}}}]
        bodies += [{**whole, name: {"email": {CANARY: value}}}, {**whole, name: {"email": {"mask": {CANARY: 1}}}}]
    no_dataset = {**RUN, "topic": "raw.a"}
    treatments: list[Any] = [{name: {CANARY: value}} for name in ("redact", "mark", "mask", "hash", CANARY)]
    treatments += [{"mark": {"format": f"{{{CANARY}}}"}}, {"mask": {"keep_last": CANARY}}, {"mask": value}]
    bodies += [{**no_dataset, "mask_config": {"email": treatment}} for treatment in treatments]
    bodies += [{CANARY: value}, {**whole, CANARY: value}, {**whole, "pii_types": ["email", value]}]
    return bodies


def test_nothing_of_a_refused_request_comes_back(
    start: Start, keys: KeysFile, caplog: pytest.LogCaptureFixture
) -> None:
    """Values, property names, paths, queries, headers and keys, at every route: not in a body, a header or the log."""
    header = keys.add("someone", "admin")
    endpoint = start(api_keys_file=keys.path)
    run = endpoint.run(**header)
    addresses = ["/v1/datasets", "/v1/runs", "/api/dataframer/anonymization-runs/"]
    answers: list[httpx2.Response] = []
    values: list[Any] = [CANARY, [CANARY], {CANARY: CANARY}, f"raw {CANARY}", {"timestamp": CANARY}]
    with caplog.at_level(logging.DEBUG):
        for address in addresses:
            for value in values:
                for body in _bodies(value):
                    answers.append(endpoint.client.post(address, json=body, headers=header))
            for text in (f'{{"{CANARY}', f'["{CANARY}"]', f'"{CANARY}"', CANARY, f'{{"a": {CANARY}}}'):
                sent = {**header, "Content-Type": "application/json"}
                answers.append(endpoint.client.post(address, content=text.encode(), headers=sent))
            sent = {**header, "Content-Type": f"text/{CANARY}"}
            answers.append(endpoint.client.post(address, content=CANARY.encode(), headers=sent))
            answers.append(endpoint.client.request(f"X{CANARY.upper()}", address, headers=header))
        for path in (
            "/{}",
            "/v1/runs/{}",
            "/v1/runs/{}/abort",
            "/v1/datasets/{}",
            "/v1/runs/{}/metadata",
            "/docs/assets/{}",
        ):
            for method in ("GET", "POST", "DELETE", "OPTIONS"):
                answers.append(endpoint.client.request(method, path.format(CANARY), headers=header))
        for query in ("limit={}", "status={}", "after={}", "wait={}", "{}=1", "limit=1&{}={}"):
            for address in (*addresses, f"/v1/runs/{run}"):
                answers.append(endpoint.client.get(f"{address}?{query.replace('{}', CANARY)}", headers=header))
        for name in ("If-None-Match", "Idempotency-Key", "Host", "Origin", "Content-Type", "X-Forwarded-For", CANARY):
            for value in (CANARY, f"{CANARY} {CANARY}", f'"{CANARY}"', f"{CANARY}/{CANARY}"):
                sent = {**header, name: value}
                answers.append(endpoint.client.get(f"/v1/runs/{run}", headers=sent))
                answers.append(endpoint.client.post("/v1/runs", content=b"{}", headers=sent))
        for value in (CANARY, f"Bearer {CANARY}", f"Basic {CANARY}", f"Bearer {CANARY} {CANARY}"):
            answers.append(endpoint.client.get("/v1/runs", headers={"Authorization": value}))
        endpoint.close()  # the last lines are written a moment after the answers
    refused = [answer for answer in answers if answer.status_code >= 400]
    for answer in refused:
        problem(answer, answer.status_code)
        told = answer.text + repr(answer.headers)
        assert CANARY.lower() not in told.lower(), (answer.request.method, answer.request.url)
    assert len(refused) > 600
    assert not any(answer.status_code == 500 for answer in answers)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert len(ours) >= len(answers)  # an access line for each
    assert not [line for line in ours if CANARY.lower() in line.lower()]


@pytest.mark.parametrize(
    ("treatment", "message"),
    [
        ({"zq7canary": {}}, "unknown transformer"),
        ({"zq7\"'\ncanary": {}}, "unknown transformer"),
        ({"redact": {"zq7canary": 1}}, "unknown option of redact"),
        ({"mask": {"keep_last": -1}}, "Input should be greater than or equal to 0"),
    ],
)
def test_an_unknown_word_deep_in_a_mask_is_not_quoted(endpoint: Endpoint, treatment: Any, message: str) -> None:
    """The command line quotes it for a policy's author; an answer over HTTP says what kind of word is wrong."""
    answer = endpoint.client.post("/v1/runs", json={**RUN, "topic": "raw.a", "mask_config": {"email": treatment}})
    assert problem(answer, 422)["errors"] == [{"field": "mask_config", "message": message}]


def test_a_line_of_access_has_the_route_and_not_the_path(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    endpoint = start()
    id = endpoint.run()
    with caplog.at_level(logging.INFO, logger="tidegate.web.access"):
        endpoint.client.get(f"/v1/runs/{id}?wait=0")
        endpoint.client.get("/someone@example.com")
        endpoint.close()  # the lines are written a moment after the answers
    lines = [record.getMessage() for record in caplog.records if record.name == "tidegate.web.access"]
    assert [line.rsplit(" ", 2)[0] for line in lines][-2:] == ["GET /v1/runs/{run_id} 200", "GET - 404"]


def test_answers_say_nothing_about_the_server_and_are_not_kept(endpoint: Endpoint) -> None:
    for path in ("/v1/runs", "/nope", "/healthz"):
        headers = endpoint.client.get(path).headers
        assert "server" not in headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
