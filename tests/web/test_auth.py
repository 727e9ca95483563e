"""Who may call: keys, scopes, expiry, and the open endpoint."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.web.conftest import DATASET, METRICS, RUN, Endpoint, KeysFile, Start
from tidegate.errors import ConfigurationError
from tidegate.settings import Settings
from tidegate.web import auth
from tidegate.web.app import create_app
from tidegate.web.auth import Gatekeeper, new_key, read_keys
from tidegate.web.server import Server

ID = "00000000-0000-4000-8000-000000000000"

# method, path, body, scope, answer to who has the scope
ROUTES: list[tuple[str, str, Any, str, int]] = [
    ("POST", "/v1/datasets", DATASET, "run", 201),
    ("GET", "/v1/datasets", None, "read", 200),
    ("GET", f"/v1/datasets/{ID}", None, "read", 404),
    ("POST", "/v1/runs", {**RUN, "topic": "raw.orders"}, "run", 201),
    ("GET", "/v1/runs", None, "read", 200),
    ("GET", f"/v1/runs/{ID}", None, "read", 404),
    ("POST", f"/v1/runs/{ID}/abort", None, "run", 404),
    ("POST", f"/v1/runs/{ID}/pause", None, "run", 404),
    ("POST", f"/v1/runs/{ID}/resume", None, "run", 404),
    ("DELETE", f"/v1/runs/{ID}", None, "admin", 404),
    ("GET", f"/v1/runs/{ID}/metadata", None, "run", 404),
    ("GET", f"/v1/runs/{ID}/files", None, "read", 404),
    ("GET", f"/v1/runs/{ID}/files/{ID}", None, "run", 404),
    ("POST", "/api/dataframer/anonymization-runs/", {**RUN, "dataset_id": ID}, "run", 422),
    ("GET", f"/api/dataframer/anonymization-runs/{ID}/", None, "read", 404),
    ("GET", "/v1/entity-types", None, "read", 200),
    ("POST", "/v1/explain", {"text": "ada@example.com"}, "reveal", 200),
    ("POST", "/v1/deidentify_text", {"text": "x"}, "run", 200),
    ("GET", "/metrics", None, "read", 200),
]
SCOPES: list[auth.Scope] = ["read", "run", "admin", "reveal"]


@pytest.fixture
def guarded(start: Start, keys: KeysFile) -> Endpoint:
    keys.add("first", "admin")
    return start(api_keys_file=keys.path)


@pytest.mark.parametrize("held", SCOPES)
def test_each_route_asks_for_its_scope_and_admin_implies_run_implies_read(
    start: Start, keys: KeysFile, held: auth.Scope
) -> None:
    """403 names the scope that is missing; nothing is done."""
    header = keys.add("someone", held)
    endpoint = start(api_keys_file=keys.path)
    for method, path, body, needed, allowed in ROUTES:
        answer = endpoint.client.request(method, path, json=body, headers=header)
        if needed in auth.IMPLIES[held]:
            assert answer.status_code == allowed, (method, path)
        else:
            assert answer.status_code == 403, (method, path)
            assert answer.json()["detail"] == f"This API key lacks the scope {needed}."
            assert f'scope="{needed}"' in answer.headers["www-authenticate"]
    assert bool(endpoint.control.datasets) is ("run" in auth.IMPLIES[held])


def test_every_documented_operation_is_in_the_table_above(guarded: Endpoint) -> None:
    """A new route cannot be forgotten here, and the documentation's scope is the one that is asked for."""
    documented = guarded.client.get("/openapi.json").json()["paths"]
    found = {
        (method.upper(), re.sub(r"\{\w+\}", ID, path), operation["x-scope"])
        for path, operations in documented.items()
        for method, operation in operations.items()
        if "x-scope" in operation
    }
    assert found == {(method, path, scope) for method, path, _, scope, _ in ROUTES}


def test_without_a_key_nothing_is_answered_and_nothing_is_read(guarded: Endpoint) -> None:
    """401 comes before the body is looked at: a body that is not JSON changes nothing. Only where a key may stand in
    the body it has to be JSON first.
    """
    for method, path, _, _, _ in ROUTES:
        if path == "/v1/deidentify_text":
            continue
        body = b"not JSON" if method == "POST" else None
        answer = guarded.client.request(method, path, content=body)
        assert answer.status_code == 401, (method, path)
        assert answer.headers["www-authenticate"].startswith('Bearer realm="tidegate"')
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json", "/docs/assets/page.js"])
def test_health_and_documentation_need_no_key(guarded: Endpoint, path: str) -> None:
    assert guarded.client.get(path).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "{key}x",
        "{key}"[:-1],
        "tg_",
        "",
        "Bearer",
        "Bearer {key}x",
        "Bearer x{key}",
        "Bearer {hash}",  # who has read the keys file cannot call
        "Basic {key}",
        "{key}",
        "Bearer {key} {key}",
        "Bearer " + "x" * 600,
        "Bearer caf\u00e9",
    ],
)
def test_what_is_not_a_key_is_401(start: Start, keys: KeysFile, header: str) -> None:
    key = keys.add("someone", "admin")["Authorization"].removeprefix("Bearer ")
    sent = header.replace("{key}", key).replace("{hash}", hashlib.sha256(key.encode()).hexdigest())
    answer = start(api_keys_file=keys.path).client.get("/v1/runs", headers={"Authorization": sent.encode("latin-1")})
    assert answer.status_code == 401
    assert key not in answer.text


def test_two_authorization_headers_are_refused(start: Start, keys: KeysFile) -> None:
    """Two readers of one request must not see two callers."""
    header = keys.add("someone", "admin")
    sent = [("Authorization", header["Authorization"]), ("Authorization", "Bearer other")]
    assert start(api_keys_file=keys.path).client.get("/v1/runs", headers=sent).status_code == 401


def test_the_scheme_is_read_in_any_case(start: Start, keys: KeysFile) -> None:
    header = keys.add("someone", "read")["Authorization"].replace("Bearer", "bEARER")
    assert start(api_keys_file=keys.path).client.get("/v1/runs", headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(-1, 401), (3600, 200)])
def test_a_key_ends_when_it_expires(start: Start, keys: KeysFile, seconds: int, status: int) -> None:
    header = keys.add("someone", "read", expires=datetime.now(UTC) + timedelta(seconds=seconds))
    answer = start(api_keys_file=keys.path).client.get("/v1/runs", headers=header)
    assert answer.status_code == status


def test_a_revoked_key_is_refused_without_a_restart_and_a_new_one_let_in(
    start: Start, keys: KeysFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "LOOK_AGAIN_SECONDS", 0.0)
    old = keys.add("old", "read")
    client = start(api_keys_file=keys.path).client
    assert client.get("/v1/runs", headers=old).status_code == 200
    keys.entries.clear()
    new = keys.add("new", "read")
    assert [client.get("/v1/runs", headers=header).status_code for header in (old, new)] == [401, 200]


@pytest.mark.parametrize("harm", ["gone", "readable", "broken", "empty"])
def test_nobody_comes_in_while_the_keys_file_cannot_be_read(
    start: Start, keys: KeysFile, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    """The keys that were read before are not used either: one of them may be why the file was changed."""
    monkeypatch.setattr(auth, "LOOK_AGAIN_SECONDS", 0.0)
    header = keys.add("someone", "admin")
    client = start(api_keys_file=keys.path).client
    assert client.get("/v1/runs", headers=header).status_code == 200
    match harm:
        case "gone":
            keys.path.unlink()
        case "readable":
            keys.path.chmod(0o644)
        case "broken":
            keys.path.write_text("{")
        case "empty":
            keys.path.write_text("")
    assert client.get("/v1/runs", headers=header).status_code == 503
    keys.path.unlink(missing_ok=True)
    keys.write()
    assert client.get("/v1/runs", headers=header).status_code == 200


def test_the_email_of_the_key_is_the_creators(start: Start, keys: KeysFile) -> None:
    header = keys.add("someone", "run", email="ops@example.com")
    endpoint = start(api_keys_file=keys.path)
    id = endpoint.run(**header)
    assert endpoint.client.get(f"/v1/runs/{id}", headers=header).json()["created_by_email"] == "ops@example.com"


def test_idempotency_keys_of_two_callers_do_not_meet(start: Start, keys: KeysFile) -> None:
    headers = [{**keys.add(name, "run"), "Idempotency-Key": "same"} for name in ("one", "two")]
    endpoint = start(api_keys_file=keys.path)
    assert endpoint.run(**headers[0]) != endpoint.run(**headers[1])


@pytest.mark.parametrize(("metrics_open", "status"), [(True, 200), (False, 401)])
def test_metrics_are_open_only_when_asked_for(start: Start, keys: KeysFile, metrics_open: bool, status: int) -> None:
    keys.add("someone", "read")
    answer = start(api_keys_file=keys.path, metrics_open=metrics_open).client.get("/metrics")
    assert answer.status_code == status
    assert (answer.content == METRICS) is (status == 200)


# The keys file ----------------------------------------------------------------------------------------------------


def test_a_key_is_256_random_bits_and_the_file_has_only_its_hash() -> None:
    key, entry = new_key("someone", ("read",))
    assert re.fullmatch(r"tg_[A-Za-z0-9_-]{43}", key)
    assert entry.hash == hashlib.sha256(key.encode()).hexdigest()
    assert key not in entry.model_dump_json()
    assert len({new_key("someone", ("read",))[0] for _ in range(100)}) == 100


@pytest.mark.parametrize("as_list", [True, False])
def test_a_keys_file_is_a_list_or_lines(tmp_path: Path, as_list: bool) -> None:
    entries = [new_key(name, ("read",))[1] for name in ("one", "two")]
    texts = [entry.model_dump_json() for entry in entries]
    path = tmp_path / "keys"
    path.touch(mode=0o600)
    path.write_text("\n [" + ",".join(texts) + "]" if as_list else texts[0] + "\n\n" + texts[1])
    assert read_keys(path) == tuple(entries)


GOOD = {"id": "one", "hash": "a" * 64, "scopes": ["read"]}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no key"),
        (["{"], "keys:1: is not JSON"),
        (["[{]"], "is not JSON"),
        ([GOOD, "nonsense"], "keys:2: is not JSON"),
        ([{**GOOD, "hash": "A" * 64}], "hash"),
        ([{**GOOD, "hash": "tg_canary"}], "hash"),
        ([{**GOOD, "scopes": []}], "scopes"),
        ([{**GOOD, "scopes": ["canary"]}], "scopes"),
        ([{**GOOD, "expires": "2030-01-01T00:00:00"}], "expires"),  # no zone: which day is it?
        ([{**GOOD, "canary": 1}], "a field that does not exist"),
        ([{**GOOD, "id": "can ary"}], "id"),
        ([GOOD, {**GOOD, "hash": "b" * 64}], "keys:2: the same id twice"),
        ([GOOD, {**GOOD, "id": "two"}], "keys:2: the same hash twice"),
        (["7"], "not an API key"),
    ],
)
def test_a_wrong_keys_file_is_refused_and_the_error_has_nothing_of_it(
    tmp_path: Path, lines: list[Any], message: str
) -> None:
    path = tmp_path / "keys"
    path.touch(mode=0o600)
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    with pytest.raises(ConfigurationError, match=message) as caught:
        read_keys(path)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("mode", "accepted"),
    [(0o600, True), (0o400, True), (0o640, True), (0o644, False), (0o604, False), (0o620, False), (0o602, False)],
)
def test_a_keys_file_that_others_can_read_is_refused(keys: KeysFile, mode: int, accepted: bool) -> None:
    keys.add("someone", "read")
    keys.path.chmod(mode)
    if accepted:
        assert len(read_keys(keys.path)) == 1
    else:
        with pytest.raises(ConfigurationError, match="chmod 600"):
            read_keys(keys.path)


def test_only_a_file_is_a_keys_file(tmp_path: Path) -> None:
    """A pipe in its place is refused, and does not hang."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    for path in (pipe, tmp_path / "missing"):
        with pytest.raises(ConfigurationError):
            read_keys(path)


def test_every_entry_is_compared_whichever_matches(keys: KeysFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that a look-up takes does not say which key it was."""
    headers = [keys.add(str(number), "read") for number in range(5)]
    compared: list[int] = []
    real = hmac.compare_digest

    def counting(one: str, other: str) -> bool:
        compared[-1] += 1
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", counting)
    gatekeeper = Gatekeeper(keys.path)
    for sent in (headers[0], headers[4], {"Authorization": "Bearer other"}):
        compared.append(0)
        gatekeeper._find(sent["Authorization"].removeprefix("Bearer "))
    assert compared == [5, 5, 5]


# The open endpoint ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("LOCALHOST", 200),
        ("[::1]:{port}", 200),
        ("rebound.example.com:{port}", 421),
        ("127.0.0.1.example.com", 421),
        ("localhost.example.com", 421),
        ("10.0.0.7", 421),
        ("[::1].example.com", 421),
        ("", 421),
    ],
)
def test_an_open_endpoint_answers_to_loopback_names_only(endpoint: Endpoint, host: str, status: int) -> None:
    """A web page whose name was pointed at this machine sends its own name as Host."""
    for path in ("/v1/runs", "/docs", "/metrics"):
        answer = endpoint.client.get(path, headers={"Host": host.format(port=endpoint.server.port)})
        assert answer.status_code == status, path
        assert "example" not in answer.text


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:{port}", 202),
        ("http://127.0.0.1:1", 403),
        ("http://localhost:{port}", 403),  # not the name that was called
        ("https://pages.example.com", 403),
        ("null", 403),
    ],
)
def test_an_open_endpoint_does_not_obey_pages_of_other_origins(endpoint: Endpoint, origin: str, status: int) -> None:
    """An abort has no body, so a browser would send it for any page that knows the run."""
    id = endpoint.run()
    sent = {"Origin": origin.format(port=endpoint.server.port)}
    assert endpoint.client.post(f"/v1/runs/{id}/abort", headers=sent).status_code == status
    assert endpoint.control.summaries[id].status == ("ABORTED" if status == 202 else "PENDING")


def test_a_guarded_endpoint_answers_to_any_name(guarded: Endpoint) -> None:
    assert guarded.client.get("/healthz", headers={"Host": "tidegate.example.com"}).status_code == 200


def test_an_endpoint_without_keys_is_not_made_for_other_addresses(endpoint: Endpoint) -> None:
    """Settings refuse this too; whoever builds settings in another way meets it here."""
    settings = Settings.model_construct(http_host="0.0.0.0", api_keys_file=None, metrics_open=False)
    with pytest.raises(ConfigurationError, match="api_keys_file"):
        create_app(control=endpoint.control, settings=settings, metrics=lambda: b"")


async def test_an_open_endpoint_that_is_reached_by_another_address_refuses(endpoint: Endpoint) -> None:
    """What counts is the address that the connection came in by, not what the settings said."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/v1/runs",
        "headers": [(b"host", b"localhost")],
        "server": ("192.0.2.7", 8080),
    }
    await endpoint.app(scope, receive, send)
    assert sent[0]["status"] == 403


def test_a_taken_port_is_an_error_and_not_the_end_of_the_process(endpoint: Endpoint) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(endpoint.app, host="127.0.0.1", port=endpoint.server.port)
    assert httpx2.get(f"{endpoint.url}/healthz", trust_env=False).status_code == 200
