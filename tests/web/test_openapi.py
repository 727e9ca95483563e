"""The OpenAPI document, and the page that shows it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import RUN, Endpoint
from tidegate.web.openapi import as_3_0

OPERATIONS = {
    "create_dataset",
    "list_datasets",
    "get_dataset",
    "create_run",
    "list_runs",
    "get_run",
    "abort_run",
    "pause_run",
    "resume_run",
    "delete_run",
    "get_metadata",
    "list_files",
    "read_file",
    "create_anonymization_run",
    "get_anonymization_run",
    "list_entity_types",
    "explain_text",
    "deidentify_text",
    "healthz",
    "readyz",
    "metrics",
}


@pytest.fixture
def document(endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = endpoint.client.get("/openapi.json").json()
    return found


@pytest.fixture
def document_3_0(endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = endpoint.client.get("/docs/openapi-3.0.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document["paths"].values():
        yield from path.items()


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document that is not an example."""
    if isinstance(value, dict):
        yield value
        for name, inner in value.items():
            if name not in ("example", "examples", "default"):
                yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_every_route_is_documented(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {operation["operationId"] for _, operation in operations(document)} == OPERATIONS
    for _, operation in operations(document):
        assert operation["summary"]
        assert operation["description"]


def test_every_operation_lists_its_problems(document: dict[str, Any]) -> None:
    """In their media type, by reference to one schema."""
    for _, operation in operations(document):
        statuses = {status for status in operation["responses"] if status >= "400"}
        expected = {"500"}
        if "x-scope" in operation:
            expected |= {"401", "403"}
        if "requestBody" in operation:
            expected |= {"400", "413", "415", "422"}
        if "{" in str(operation.get("parameters", "")) and "path" in str(operation["parameters"]):
            expected |= {"404"}
        assert expected <= statuses, operation["operationId"]
        for status in statuses:
            content = operation["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}


@pytest.mark.parametrize("version", ["document", "document_3_0"])
def test_every_reference_leads_somewhere(request: pytest.FixtureRequest, version: str) -> None:
    document = request.getfixturevalue(version)
    references = [part["$ref"] for part in parts(document) if isinstance(part.get("$ref"), str)]
    assert len(references) > 50
    names = {reference.removeprefix("#/components/schemas/") for reference in references}
    assert names <= set(document["components"]["schemas"])


def test_the_examples_of_bodies_are_accepted(endpoint: Endpoint, document: dict[str, Any]) -> None:
    """Whoever presses "Try it out" gets an answer."""
    dataset = endpoint.dataset()
    tried = 0
    for path, entry in document["paths"].items():
        content = entry.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            continue
        named = [example["value"] for example in content.get("examples", {}).values()]
        schema = document["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[-1]]
        for body in named or [schema["example"]]:
            if "dataset_id" in body:
                body["dataset_id"] = dataset
            if "policy" in body:
                body["topic"] = "raw.support-chat"
            answer = endpoint.client.post(path, json=body)
            assert answer.status_code in (200, 201), (path, body, answer.text)
            tried += 1
    assert tried == 10


def test_the_page_gets_a_document_without_words_of_3_1(document_3_0: dict[str, Any]) -> None:
    """The Swagger UI of the package reads 3.0 only."""
    assert document_3_0["openapi"] == "3.0.3"
    assert {operation["operationId"] for _, operation in operations(document_3_0)} == OPERATIONS
    for part in parts(document_3_0):
        assert part.get("type") != "null"
        assert not isinstance(part.get("type"), list)
        assert not isinstance(part.get("const"), str | int)
        assert isinstance(part.get("exclusiveMinimum", False), bool | dict)
        assert "$ref" not in part or len(part) == 1


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (
            {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}], "title": "T"},
            {"type": "string", "maxLength": 3, "nullable": True, "title": "T"},
        ),
        (
            {"anyOf": [{"$ref": "#/a"}, {"type": "null"}]},
            {"allOf": [{"$ref": "#/a"}], "nullable": True},
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        ),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"const": "redacted"}, {"enum": ["redacted"]}),
        ({"exclusiveMinimum": 0}, {"minimum": 0, "exclusiveMinimum": True}),
        ({"$ref": "#/a", "description": "d"}, {"allOf": [{"$ref": "#/a"}], "description": "d"}),
        ({"example": {"const": 1, "type": "null"}}, {"example": {"const": 1, "type": "null"}}),
        ({"examples": ["one", "two"]}, {"example": "one"}),
    ],
)
def test_words_of_3_1_become_words_of_3_0(new: dict[str, Any], old: dict[str, Any]) -> None:
    assert as_3_0(new) == old


# The page ---------------------------------------------------------------------------------------------------------


def test_the_page_and_its_assets_come_from_this_server_alone(endpoint: Endpoint) -> None:
    page = endpoint.client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    named = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert len(named) == 6
    for address in named:
        assert not re.match(r"[a-z]+:|//", address), address
        asset = endpoint.client.get(f"/{address}")
        assert asset.status_code == 200
        assert len(asset.content) > 30
    own = (
        page.text + endpoint.client.get("/docs/assets/page.js").text + endpoint.client.get("/docs/assets/page.css").text
    )
    assert "://" not in own


def test_the_page_may_load_from_and_talk_to_this_server_only(endpoint: Endpoint) -> None:
    """What Swagger UI itself would fetch from elsewhere, such as a validator's badge, is stopped by the browser too."""
    policy = endpoint.client.get("/docs").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert "http" not in policy
    assert "<script>" not in endpoint.client.get("/docs").text


def test_assets_are_kept_by_the_browser_and_checked(endpoint: Endpoint) -> None:
    first = endpoint.client.get("/docs/assets/swagger-ui-bundle.js")
    assert first.headers["content-type"].startswith("text/javascript")
    again = endpoint.client.get("/docs/assets/swagger-ui-bundle.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def _browser() -> str:
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
    )
    named = os.environ.get("TIDEGATE_TEST_CHROMIUM", found)
    if not named:
        pytest.skip("no Chromium on this machine (TIDEGATE_TEST_CHROMIUM names one)")
    return named


def test_a_browser_shows_the_operations(endpoint: Endpoint, tmp_path: Path) -> None:
    """A real headless browser, with the page's own policy in force."""
    endpoint.client.post("/v1/runs", json=RUN)
    done = subprocess.run(
        [
            _browser(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={tmp_path}",
            "--enable-logging=stderr",
            "--virtual-time-budget=20000",
            "--dump-dom",
            f"{endpoint.url}/docs",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    shown = done.stdout
    paths = set(re.findall(r'data-path="([^"]+)"', shown))
    assert {"/v1/runs", "/v1/runs/{run_id}", "/v1/datasets", "/healthz"} <= paths
    assert "Create a run" in shown
    assert "Unable to render" not in shown
    assert "Content Security Policy" not in done.stderr
