"""The run API answers as its page says, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.web.conftest import RUN, Endpoint, KeysFile, Start
from tidegate.web.run_api import available_methods
from tidegate.wire import Counts, Delta, EntityFound, RunStatus

PATH = "/api/dataframer/anonymization-runs/"
# What its page shows.
FIELDS = {
    "id",
    "status",
    "dataset_id",
    "dataset_name",
    "pii_types",
    "detection_method",
    "llm_model_name",
    "created_by_email",
    "duration_seconds",
    "results",
    "anonymized_files",
    "completed_at",
    "created_at",
}
RESULT_FIELDS = {"entity_summary", "samples_processed", "entities_found", "error"}


@pytest.fixture
def body(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "dataset_id": endpoint.dataset(),
        "pii_types": ["email", "phone_number"],
        "detection_method": "heuristics",
        "mask_config": {"email": "<EMAIL>"},
        "threshold": 0.3,
    }


def created(endpoint: Endpoint, body: dict[str, Any]) -> dict[str, Any]:
    answer = endpoint.client.post(PATH, json=body)
    assert answer.status_code == 201, answer.text
    run: dict[str, Any] = answer.json()
    return run


def test_a_created_run_has_exactly_the_fields_of_the_page(endpoint: Endpoint, body: dict[str, Any]) -> None:
    run = created(endpoint, body)
    assert set(run) == FIELDS
    assert set(run["results"]) == RESULT_FIELDS
    expected = {
        "status": "PENDING",
        "dataset_id": body["dataset_id"],
        "dataset_name": "support-chat",
        "pii_types": body["pii_types"],
        "detection_method": "heuristics",
        "llm_model_name": None,
        "created_by_email": None,
        "duration_seconds": None,
        "completed_at": None,
        "created_at": "2026-11-07T05:31:56Z",
        "anonymized_files": [],
        "results": {"entity_summary": {}, "samples_processed": 0, "entities_found": [], "error": None},
    }
    assert {name: run[name] for name in expected} == expected
    assert endpoint.client.get(f"{PATH}{run['id']}/").json() == run


def test_the_address_works_with_and_without_its_last_slash(endpoint: Endpoint, body: dict[str, Any]) -> None:
    """A redirect would turn a POST into a GET in many clients."""
    answer = endpoint.client.post(PATH.rstrip("/"), json=body)
    assert answer.status_code == 201
    assert endpoint.client.get(f"{PATH}{answer.json()['id']}").json() == answer.json()


def test_only_what_the_page_requires_is_required(endpoint: Endpoint) -> None:
    run = created(endpoint, {"dataset_id": endpoint.dataset(), **RUN})
    summary = endpoint.control.summaries[run["id"]]
    assert (summary.threshold, summary.detection_method) == (0.3, "heuristics")


def test_null_is_the_default_of_what_may_be_left_out(endpoint: Endpoint, body: dict[str, Any]) -> None:
    """Clients that write every field send null for those that were not set."""
    required = {name: body[name] for name in ("dataset_id", "pii_types", "detection_method")}
    optional = dict.fromkeys(("llm_model_name", "mask_config", "threshold"))
    run, same = created(endpoint, required), created(endpoint, {**required, **optional})
    of_its_own = ("id", "created_at")
    assert {**same, **{name: run[name] for name in of_its_own}} == run
    summaries = [endpoint.control.summaries[one["id"]] for one in (run, same)]
    assert [one.threshold for one in summaries] == [0.3, 0.3]
    assert summaries[0].policy_hash == summaries[1].policy_hash


@pytest.mark.parametrize("name", ["dataset_id", "pii_types", "detection_method"])
def test_a_required_field_that_is_missing_is_named(endpoint: Endpoint, body: dict[str, Any], name: str) -> None:
    del body[name]
    answer = endpoint.client.post(PATH, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": name, "message": "is required"}]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"pii_types": []}, ["pii_types"]),
        ({"pii_types": None}, ["pii_types"]),
        ({"pii_types": "email"}, ["pii_types"]),
        ({"pii_types": ["EMAIL"]}, ["pii_types[0]", "mask_config"]),
        ({"pii_types": ["email", "Phone_Number"]}, ["pii_types[1]"]),
        ({"pii_types": ["email", "shoe_size"]}, ["pii_types[1]"]),
        ({"pii_types": ["email", "gdpr"]}, ["pii_types[1]"]),  # a group is no type
        ({"pii_types": ["email", ""]}, ["pii_types[1]"]),
        ({"pii_types": ["email", 7]}, ["pii_types[1]"]),
        ({"mask_config": {"us_ssn": "<SSN>"}}, ["mask_config"]),  # nobody looks for it
        ({"mask_config": {"email": 7}}, ["mask_config"]),
        ({"mask_config": "redact"}, ["mask_config"]),
        ({"threshold": -0.01}, ["threshold"]),
        ({"threshold": 1.01}, ["threshold"]),
        ({"threshold": "high"}, ["threshold"]),
        ({"threshold": "0.5"}, ["threshold"]),
        ({"threshold": True}, ["threshold"]),  # is not 1, at which hardly anything would be found
        ({"dataset_id": "support-chat"}, ["dataset_id"]),
        ({"dataset_id": "00000000-0000-4000-8000-000000000000"}, ["dataset_id"]),  # does not exist
        ({"detection_method": "HEURISTICS"}, ["detection_method"]),
        ({"policy": "support-chat"}, ["body"]),  # a field of /v1, not of this API
        ({"topic": "raw.a"}, ["body"]),
    ],
)
def test_a_wrong_field_is_422_and_named(
    endpoint: Endpoint, body: dict[str, Any], change: dict[str, Any], fields: list[str]
) -> None:
    answer = endpoint.client.post(PATH, json={**body, **change})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert endpoint.control.summaries == {}


def test_a_group_among_the_types_is_told_apart_from_a_mistyped_one(endpoint: Endpoint, body: dict[str, Any]) -> None:
    """`gdpr` is no slip for `gender`."""
    answer = endpoint.client.post(PATH, json={**body, "pii_types": ["email", "gdpr"]})
    assert answer.json()["errors"] == [
        {"field": "pii_types[1]", "message": "is a group, and not an entity type: name its types"}
    ]


@pytest.mark.parametrize("threshold", [0, 1, 0.5, 0.0, 1.0])
def test_a_threshold_within_its_range_is_taken(endpoint: Endpoint, body: dict[str, Any], threshold: float) -> None:
    run = created(endpoint, {**body, "threshold": threshold})
    assert endpoint.control.summaries[run["id"]].threshold == threshold


@pytest.mark.parametrize(
    "method", ["aimon_pii_m1", "llm", "aimon_pii_m1+heuristics", "llm+heuristics", "all", "HEURISTICS", "guess", ""]
)
@pytest.mark.parametrize("more", [{}, {"llm_model_name": "any"}])
def test_a_method_that_is_not_available_is_refused_and_those_that_are_named(
    endpoint: Endpoint, body: dict[str, Any], method: str, more: dict[str, Any]
) -> None:
    """Never fewer detectors in silence. The day a method is built it leaves this table."""
    answer = endpoint.client.post(PATH, json={**body, **more, "detection_method": method})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "detection_method", "message": "is not available here; available: heuristics"}
    ]


def test_available_methods_are_told_by_the_names_of_this_api(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever order its two halves are called in."""
    monkeypatch.setattr("tidegate.policies.METHODS", ("heuristics", "model", "model+heuristics", "llm+heuristics"))
    assert available_methods() == ("aimon_pii_m1", "heuristics", "aimon_pii_m1+heuristics", "llm+heuristics")


def test_a_method_with_an_llm_needs_its_model(
    endpoint: Endpoint, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tidegate.policies.METHODS", ("heuristics", "llm"))
    answer = endpoint.client.post(PATH, json={**body, "detection_method": "llm"})
    assert [error["field"] for error in answer.json()["errors"]] == ["llm_model_name"]


@pytest.mark.parametrize(
    ("steps", "shown", "error"),
    [
        ([], "PENDING", None),
        (["PROCESSING"], "PROCESSING", None),
        (["PROCESSING", "PAUSED"], "PROCESSING", None),
        (["PROCESSING", "SUCCEEDED"], "SUCCEEDED", None),
        (["PROCESSING", "FAILED"], "FAILED", None),
        (["ABORTED"], "FAILED", "aborted"),
        (["PROCESSING", "PAUSED", "ABORTED"], "FAILED", "aborted"),
    ],
)
def test_states_are_shown_in_this_apis_words(
    endpoint: Endpoint, body: dict[str, Any], steps: list[str], shown: str, error: str | None
) -> None:
    id = created(endpoint, body)["id"]
    for step in steps:
        endpoint.call(endpoint.control.change(id, RunStatus(step)))
    run = endpoint.client.get(f"{PATH}{id}/").json()
    assert (run["status"], run["results"]["error"]) == (shown, error)
    ended = shown in ("SUCCEEDED", "FAILED")
    assert isinstance(run["duration_seconds"], int) is ended
    assert (run["completed_at"] is not None) is ended


def folded(endpoint: Endpoint, id: str, **counts: int) -> None:
    """Let a run's first partition have read these, all in one transaction."""
    state = endpoint.control.states[id]
    delta = Delta(
        run_id=id,
        topic=state.base.topic,
        partition=0,
        from_=0,
        to=143,
        counts=Counts(in_=sum(counts.values()), **counts),
        policy_hash=state.base.policy_hash,
        worker="one",
    )
    state.fold(delta, datetime.now(UTC))


@pytest.mark.parametrize(
    ("counts", "end", "error"),
    [
        ({"clean": 3}, "SUCCEEDED", None),
        ({}, "SUCCEEDED", None),
        (
            {"clean": 1, "quarantined": 1, "dropped": 1},
            "SUCCEEDED",
            "2 of 3 records were left out: 1 quarantined, 1 dropped; the quarantine topic says why.",
        ),
        ({"clean": 1, "suppressed": 2}, "SUCCEEDED", "2 of 3 records were left out: 2 suppressed."),
        ({"quarantined": 3}, "PROCESSING", None),  # it has not ended
        ({"quarantined": 3}, "ABORTED", "aborted"),
    ],
)
def test_a_run_that_ended_without_some_records_says_so(
    endpoint: Endpoint, body: dict[str, Any], counts: dict[str, int], end: str, error: str | None
) -> None:
    """This API shows no counts of its own: without a word the output would look complete."""
    id = created(endpoint, body)["id"]
    endpoint.call(endpoint.control.change(id, RunStatus.PROCESSING))
    folded(endpoint, id, **counts)
    if end != "PROCESSING":
        endpoint.call(endpoint.control.change(id, RunStatus(end)))
    endpoint.control._publish(id)
    assert endpoint.client.get(f"{PATH}{id}/").json()["results"]["error"] == error
    assert endpoint.client.get(f"/v1/runs/{id}").json()["results"]["error"] is None


def test_findings_are_counted_and_placed_without_our_own_fields(endpoint: Endpoint, body: dict[str, Any]) -> None:
    """`/v1` also says field and source of each finding; this path has start, end, label and score."""
    id = created(endpoint, body)["id"]
    state = endpoint.control.states[id]
    found = EntityFound(start=4, end=19, label="email", score=1.0, field="$.text", source="raw.support-chat/0/0")
    delta = Delta(
        run_id=id,
        topic=state.base.topic,
        partition=0,
        from_=0,
        to=3,
        counts=Counts(in_=3, clean=2, quarantined=1),
        entities={"email": {"email_address": 2}},
        found=(found,),
        policy_hash=state.base.policy_hash,
        worker="one",
    )
    state.fold(delta, datetime.now(UTC))
    endpoint.control._publish(id)
    assert endpoint.client.get(f"{PATH}{id}/").json()["results"] == {
        "entity_summary": {"email": {"count": 2, "by_detector": {"email_address": 2}}},
        "samples_processed": 3,
        "entities_found": [{"start": 4, "end": 19, "label": "email", "score": 1.0}],
        "error": None,
    }
    more = endpoint.client.get(f"/v1/runs/{id}").json()["results"]["entities_found"][0]
    assert (more["field"], more["source"]) == ("$.text", "raw.support-chat/0/0")


def test_the_creator_is_the_email_of_the_key(start: Start, keys: KeysFile) -> None:
    header = keys.add("someone", "run", email="ops@example.com")
    endpoint = start(api_keys_file=keys.path)
    body = {**RUN, "dataset_id": endpoint.dataset(**header)}
    assert endpoint.client.post(PATH, json=body, headers=header).json()["created_by_email"] == "ops@example.com"


def test_a_client_of_the_api_polls_a_run_to_its_end(endpoint: Endpoint, body: dict[str, Any]) -> None:
    """As the page's own example goes: create, then ask for the status until it is SUCCEEDED or FAILED."""
    with httpx2.Client(base_url=endpoint.url, trust_env=False) as client:
        id = client.post(PATH, json=body).json()["id"]
        seen = []
        for step in (RunStatus.PROCESSING, RunStatus.SUCCEEDED):
            endpoint.call(endpoint.control.change(id, step))
            seen.append(client.get(f"{PATH}{id}/").json()["status"])
    assert seen == ["PROCESSING", "SUCCEEDED"]
