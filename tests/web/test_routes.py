"""Datasets and runs over a real HTTP connection."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx2
import pytest

from tests.web.conftest import DATASET, RUN, Endpoint, Start
from tests.web.memory_control import OnePolicy
from tidegate.policies import Policy
from tidegate.wire import Dataset, RunStatus, RunSummary

ID = "00000000-0000-4000-8000-000000000000"

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_a_topic_range_becomes_a_dataset(endpoint: Endpoint) -> None:
    """201 with its address and id; the same document is at that address and in the list."""
    answer = endpoint.client.post("/v1/datasets", json=DATASET)
    assert answer.status_code == 201
    found = answer.json()
    dataset = Dataset.model_validate({name: value for name, value in found.items() if name != "dataset_id"})
    assert found.pop("dataset_id") == dataset.id  # as a run asks for it
    assert answer.headers["location"] == f"/v1/datasets/{dataset.id}"
    assert endpoint.client.get(answer.headers["location"]).json() == found
    assert endpoint.client.get("/v1/datasets").json() == {"datasets": [found], "next": None}


def test_a_layout_of_csv_needs_csv(endpoint: Endpoint) -> None:
    """The range would be read as JSON, and every record of it be quarantined."""
    layout = {"csv": {"delimiter": ";"}}
    answer = endpoint.client.post("/v1/datasets", json={**DATASET, **layout})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "csv", "message": "says how CSV is laid out, so it needs format: csv"}]
    assert endpoint.client.post("/v1/datasets", json={**DATASET, **layout, "format": "csv"}).status_code == 201


@pytest.mark.parametrize("content_type", ["application/jsonx", "image/png", ""])
def test_a_body_of_another_type_is_refused(endpoint: Endpoint, content_type: str) -> None:
    """It is never read as something else, and the answer says what can be read."""
    answer = endpoint.client.post("/v1/datasets", content=b"{}", headers={"Content-Type": content_type})
    assert answer.status_code == 415
    assert "text/csv" in answer.headers["accept"]
    assert endpoint.control.datasets == {}


def test_a_run_is_created_at_once_and_pending(endpoint: Endpoint) -> None:
    """201, PENDING, and `GET` answers the very bytes that the status topic has."""
    answer = endpoint.client.post("/v1/runs", json={**RUN, "dataset_id": endpoint.dataset()})
    assert answer.status_code == 201
    run = RunSummary.model_validate_json(answer.content)
    assert (run.status, run.progress, run.results.samples_processed) == (RunStatus.PENDING, 0.0, 0)
    polled = endpoint.client.get(answer.headers["location"])
    assert polled.content == endpoint.control.summaries[run.id].to_bytes()


def test_an_idempotency_key_creates_a_run_once(endpoint: Endpoint) -> None:
    """Another key, and no key, create another run."""
    body = {**RUN, "dataset_id": endpoint.dataset()}

    def create(**headers: str) -> str:
        return str(endpoint.client.post("/v1/runs", json=body, headers=headers).json()["id"])

    first = create(**{"Idempotency-Key": "order-1"})
    assert create(**{"Idempotency-Key": "order-1"}) == first
    assert len({first, create(**{"Idempotency-Key": "order-2"}), create(), create()}) == 4


@pytest.mark.parametrize("key", ["x" * 256, "with space", "caf\u00e9"])
def test_an_idempotency_key_is_short_and_printable(endpoint: Endpoint, key: str) -> None:
    answer = endpoint.client.post("/v1/runs", json=RUN, headers={"Idempotency-Key": key.encode("latin-1")})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["Idempotency-Key"]


def test_runs_are_listed_newest_first_by_pages(endpoint: Endpoint) -> None:
    """`next` leads from page to page, and is null on the last one."""
    ids = [endpoint.run() for _ in range(5)][::-1]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    pages = 0
    while True:
        page = endpoint.client.get("/v1/runs", params=query).json()
        seen += [run["id"] for run in page["runs"]]
        pages += 1
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert (seen, pages) == (ids, 3)


def test_datasets_are_listed_newest_first_by_pages(endpoint: Endpoint) -> None:
    ids = [endpoint.dataset() for _ in range(3)][::-1]
    page = endpoint.client.get("/v1/datasets", params={"limit": 2}).json()
    rest = endpoint.client.get("/v1/datasets", params={"limit": 2, "after": page["next"]}).json()
    assert [one["id"] for one in page["datasets"] + rest["datasets"]] == ids
    assert rest["next"] is None


def test_a_page_goes_on_where_it_stopped_though_its_last_run_is_deleted(endpoint: Endpoint) -> None:
    """And nothing is shown twice because a newer one came."""
    ids = [endpoint.run() for _ in range(4)][::-1]
    page = endpoint.client.get("/v1/runs", params={"limit": 2}).json()
    assert [run["id"] for run in page["runs"]] == ids[:2]
    endpoint.client.post(f"/v1/runs/{ids[1]}/abort")
    assert endpoint.client.delete(f"/v1/runs/{ids[1]}").status_code == 204
    endpoint.run()
    rest = endpoint.client.get("/v1/runs", params={"after": page["next"]}).json()
    assert ([run["id"] for run in rest["runs"]], rest["next"]) == (ids[2:], None)
    assert endpoint.client.get("/v1/runs", params={"after": ids[0]}).json() == rest  # an id that is in the list


@pytest.mark.parametrize("path", ["/v1/runs", "/v1/datasets"])
@pytest.mark.parametrize("after", ["", "nonsense", "bm9uc2Vuc2U", ID, "\u00e9", "x" * 300])
def test_a_cursor_that_cannot_be_read_is_422(endpoint: Endpoint, path: str, after: str) -> None:
    answer = endpoint.client.get(path, params={"after": after})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["after"]


def test_runs_are_listed_by_state(endpoint: Endpoint) -> None:
    first, second = endpoint.run(), endpoint.run()
    endpoint.client.post(f"/v1/runs/{first}/abort")

    def listed(status: str) -> list[str]:
        return [run["id"] for run in endpoint.client.get("/v1/runs", params={"status": status}).json()["runs"]]

    assert (listed("ABORTED"), listed("PENDING"), listed("FAILED")) == ([first], [second], [])


def test_a_list_has_twenty_by_default(endpoint: Endpoint) -> None:
    for _ in range(21):
        endpoint.run()
    page = endpoint.client.get("/v1/runs").json()
    assert len(page["runs"]) == 20
    assert len(endpoint.client.get("/v1/runs", params={"after": page["next"]}).json()["runs"]) == 1


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("limit=many", ["limit"]),
        ("status=pending", ["status"]),
        ("state=PENDING", ["query"]),  # a mistyped name must not list everything
        ("limit=0&status=x", ["limit", "status"]),
    ],
)
def test_a_wrong_query_names_its_parameter(endpoint: Endpoint, query: str, fields: list[str]) -> None:
    answer = endpoint.client.get(f"/v1/runs?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == fields


def test_a_run_goes_through_its_states(endpoint: Endpoint) -> None:
    """Each command answers 202 with the run; what the state does not allow is 409 and changes nothing."""
    id = endpoint.run()
    steps = [
        ("POST", "pause", 202, "PAUSED"),  # right after it was created
        ("POST", "resume", 202, "PROCESSING"),
        ("POST", "resume", 409, "PROCESSING"),
        ("POST", "pause", 202, "PAUSED"),
        ("POST", "pause", 409, "PAUSED"),
        ("POST", "resume", 202, "PROCESSING"),
        ("DELETE", "", 409, "PROCESSING"),
        ("POST", "abort", 202, "ABORTED"),
        ("POST", "abort", 409, "ABORTED"),
        ("POST", "resume", 409, "ABORTED"),
    ]
    for method, command, status, state in steps:
        answer = endpoint.client.request(method, f"/v1/runs/{id}/{command}".rstrip("/"))
        assert (answer.status_code, endpoint.control.summaries[id].status) == (status, state), (method, command)
    assert endpoint.client.delete(f"/v1/runs/{id}").status_code == 204
    assert endpoint.client.get(f"/v1/runs/{id}").status_code == 404


def test_two_continuous_runs_of_a_flow_conflict_and_the_answer_names_the_open_one(endpoint: Endpoint) -> None:
    body = {**RUN, "topic": "raw.orders"}
    first = endpoint.client.post("/v1/runs", json=body).json()["id"]
    answer = endpoint.client.post("/v1/runs", json=body)
    assert answer.status_code == 409
    assert first in answer.json()["detail"]


def test_metadata_shows_what_a_run_runs(endpoint: Endpoint) -> None:
    id = endpoint.run()
    found = endpoint.client.get(f"/v1/runs/{id}/metadata").json()
    assert found["policy_hash"] == endpoint.control.summaries[id].policy_hash


@pytest.mark.parametrize("id", [NOBODY, "not-an-id", "..%2f..", "a" * 3000])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/datasets/{}"),
        ("GET", "/v1/runs/{}"),
        ("GET", "/v1/runs/{}?wait=1"),
        ("GET", "/v1/runs/{}/metadata"),
        ("POST", "/v1/runs/{}/abort"),
        ("POST", "/v1/runs/{}/pause"),
        ("POST", "/v1/runs/{}/resume"),
        ("DELETE", "/v1/runs/{}"),
        ("GET", "/api/dataframer/anonymization-runs/{}/"),
    ],
)
def test_what_does_not_exist_is_404_whatever_its_id_looks_like(
    endpoint: Endpoint, method: str, path: str, id: str
) -> None:
    answer = endpoint.client.request(method, path.format(id))
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


# Polling ----------------------------------------------------------------------------------------------------------


def test_an_unchanged_run_is_304_and_a_changed_one_is_sent_again(endpoint: Endpoint) -> None:
    id = endpoint.run()
    first = endpoint.client.get(f"/v1/runs/{id}")
    etag = first.headers["etag"]
    for tag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = endpoint.client.get(f"/v1/runs/{id}", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag), tag
    for tag in ('"other"', etag.replace("-", "_"), etag.strip('"')):
        assert endpoint.client.get(f"/v1/runs/{id}", headers={"If-None-Match": tag}).status_code == 200, tag
    endpoint.call(endpoint.control.change(id, RunStatus.PROCESSING))
    changed = endpoint.client.get(f"/v1/runs/{id}", headers={"If-None-Match": etag})
    assert (changed.status_code, changed.headers["etag"] == etag) == (200, False)


def test_two_runs_never_share_an_etag(endpoint: Endpoint) -> None:
    """A deleted and recreated run starts its revisions again: the id keeps the tags apart."""
    tags = {endpoint.client.get(f"/v1/runs/{endpoint.run()}").headers["etag"] for _ in range(3)}
    assert len(tags) == 3


def test_retry_after_is_there_until_the_run_has_ended(endpoint: Endpoint) -> None:
    id = endpoint.run()
    assert endpoint.client.get(f"/v1/runs/{id}").headers["retry-after"] == "1"
    assert "retry-after" not in endpoint.client.post(f"/v1/runs/{id}/abort").headers
    assert "retry-after" not in endpoint.client.get(f"/v1/runs/{id}").headers


@pytest.mark.parametrize("with_etag", [True, False])
def test_a_long_poll_answers_as_soon_as_there_is_news(endpoint: Endpoint, with_etag: bool) -> None:
    id = endpoint.run()
    headers = {"If-None-Match": endpoint.client.get(f"/v1/runs/{id}").headers["etag"]} if with_etag else {}
    answers: list[tuple[httpx2.Response, float]] = []

    def poll() -> None:
        begun = time.monotonic()
        with httpx2.Client(timeout=20, trust_env=False) as client:
            answers.append((client.get(f"{endpoint.url}/v1/runs/{id}?wait=15", headers=headers), begun))

    thread = threading.Thread(target=poll)
    thread.start()
    time.sleep(0.5)
    assert not answers
    endpoint.call(endpoint.control.change(id, RunStatus.PROCESSING))
    thread.join(10)
    answer, begun = answers[0]
    assert (answer.status_code, answer.json()["status"]) == (200, "PROCESSING")
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize(("with_etag", "status"), [(True, 304), (False, 200)])
def test_a_long_poll_without_news_ends_in_time(endpoint: Endpoint, with_etag: bool, status: int) -> None:
    id = endpoint.run()
    headers = {"If-None-Match": endpoint.client.get(f"/v1/runs/{id}").headers["etag"]} if with_etag else {}
    begun = time.monotonic()
    answer = endpoint.client.get(f"/v1/runs/{id}?wait=0.4", headers=headers)
    assert answer.status_code == status
    assert 0.35 <= time.monotonic() - begun < 3


def test_a_long_poll_does_not_wait_where_there_is_nothing_to_wait_for(endpoint: Endpoint) -> None:
    """A run that has ended, and news that the caller has not seen, are answered at once."""
    id = endpoint.run()
    etag = endpoint.client.get(f"/v1/runs/{id}").headers["etag"]
    endpoint.call(endpoint.control.change(id, RunStatus.PROCESSING))
    begun = time.monotonic()
    assert endpoint.client.get(f"/v1/runs/{id}?wait=8", headers={"If-None-Match": etag}).status_code == 200
    ended = endpoint.client.post(f"/v1/runs/{id}/abort").headers["etag"]
    assert endpoint.client.get(f"/v1/runs/{id}?wait=8").status_code == 200
    assert endpoint.client.get(f"/v1/runs/{id}?wait=8", headers={"If-None-Match": ended}).status_code == 304
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize("wait", ["-1", "61", "nan", "long"])
def test_a_long_poll_has_bounds(endpoint: Endpoint, wait: str) -> None:
    answer = endpoint.client.get(f"/v1/runs/{endpoint.run()}", params={"wait": wait})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["wait"]


def test_a_waiting_poll_does_not_hold_up_the_end_of_the_server(start: Start) -> None:
    endpoint = start()
    id = endpoint.run()
    ended: list[BaseException | int] = []

    def poll() -> None:
        try:
            with httpx2.Client(timeout=30, trust_env=False) as client:
                ended.append(client.get(f"{endpoint.url}/v1/runs/{id}?wait=25").status_code)
        except httpx2.TransportError as error:
            ended.append(error)

    thread = threading.Thread(target=poll)
    thread.start()
    time.sleep(0.3)
    begun = time.monotonic()
    endpoint.close()
    thread.join(10)
    assert ended
    assert time.monotonic() - begun < 8


def test_a_policy_that_cannot_run_is_said_by_its_place_and_rule_alone(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may open a run need not know what a policy hides: neither its pattern nor its label is told."""
    detect = {"block_list": {"vip Canarylabel": "(Secretia Canaryname"}}
    policy = Policy.model_validate({"policy": "support-chat", "detect": detect})
    monkeypatch.setattr(OnePolicy, "find", lambda *_: policy)
    answer = endpoint.client.post("/v1/runs", json={"dataset_id": endpoint.dataset(), "policy": "support-chat"})
    assert answer.status_code == 422
    message = "detect.block_list: RE2 refuses the pattern: missing )"
    assert answer.json()["errors"] == [{"field": "policy", "message": message}]
