"""Whatever the OpenAPI document lets in, and what it does not: no answer is a 5xx, and no error repeats what was sent.

schemathesis makes requests from the document that this server gives out: valid ones, and ones that break one of its
rules. A marker is planted in what it made (values, names of properties, path, query and headers), so that an echo shows
however short the made value was. Answers must also be of a status, a type and a schema that the document promises.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.conftest import Endpoint
from tests.web.test_openapi import OPERATIONS
from tidegate.wire import RunStatus

MARKER = "zq7Kanari"  # stands in no name and no message of ours
EXAMPLES = 20  # requests of an operation, of each kind
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
REPEATABLE = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.trust_env = False
        yield opened


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_no_answer_is_a_5xx_and_no_error_repeats_what_was_sent(
    endpoint: Endpoint, session: requests.Session, operation_id: str, mode: GenerationMode
) -> None:
    document = endpoint.client.get("/openapi.json").json()
    examples = _examples(document, operation_id)
    operation = schemathesis.openapi.from_dict(document).find_operation_by_id(operation_id)
    if mode is GenerationMode.NEGATIVE and not operation.body and not list(operation.iter_parameters()):
        pytest.skip("nothing can be sent that is wrong")

    @REPEATABLE
    @given(case=operation.as_strategy(generation_mode=mode), seed=st.integers(0, 2**16))
    def ask(case: Case, seed: int) -> None:
        _plant(case, random.Random(seed), endpoint, examples)
        answer = case.call(base_url=endpoint.url, session=session, timeout=20)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert not _echoes(answer), f"{answer.status_code} repeats what was sent: {answer.text}"

    ask()


def test_an_echo_would_be_seen(endpoint: Endpoint, session: requests.Session) -> None:
    """The look itself works: what is sent to be answered comes back, and is seen."""
    operation = schemathesis.openapi.from_url(f"{endpoint.url}/openapi.json").find_operation_by_id("deidentify_text")
    case = operation.Case(body=_marked({"text": "well"}, _Always()), media_type="application/json")
    answer = case.call(base_url=endpoint.url, session=session)
    assert answer.status_code in (200, 400)
    assert case.body == {f"text{MARKER}": f"well{MARKER}"}
    answered = case.operation.Case(body={"text": f"well {MARKER}"}, media_type="application/json")
    assert _echoes(answered.call(base_url=endpoint.url, session=session))


def _examples(document: Mapping[str, Any], operation_id: str) -> list[dict[str, Any]]:
    """The JSON bodies that the document shows for an operation."""
    [entry] = [
        entry for path in document["paths"].values() for entry in path.values() if entry["operationId"] == operation_id
    ]
    content = entry.get("requestBody", {}).get("content", {}).get("application/json", {})
    if not content:
        return []
    schema = document["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[-1]]
    return [one["value"] for one in content.get("examples", {}).values()] or [schema["example"]]


def _plant(case: Case, rng: random.Random, endpoint: Endpoint, examples: list[dict[str, Any]]) -> None:
    """Put the marker in some of what is sent, and half of the time what exists in the path.

    Bodies made by chance seldom get past the first rule, so half of them are an example of the document in which some
    members are replaced by what was made.
    """
    case.body = _marked(case.body, rng)
    if examples and isinstance(case.body, Mapping) and rng.random() < 0.5:
        made = {name: value for name, value in case.body.items() if rng.random() < 0.2}
        case.body = {**rng.choice(examples), **made}
        if "dataset_id" in case.body and "dataset_id" not in made:
            case.body["dataset_id"] = endpoint.dataset()
    for name, value in case.path_parameters.items():
        case.path_parameters[name] = _existing(name, endpoint, rng) or f"{value}{MARKER}"
    for name, value in case.query.items():
        case.query[name] = _marked(value, rng)
    for name, value in case.headers.items():
        case.headers[name] = _marked(value, rng)
    if isinstance(case.query.get("wait"), int | float):
        case.query["wait"] = min(case.query["wait"], 0.05)  # a long poll answers as well as a short one


def _existing(name: str, endpoint: Endpoint, rng: random.Random) -> str | None:
    if rng.random() < 0.5 or name not in ("run_id", "dataset_id"):
        return None
    if name == "dataset_id":
        return endpoint.dataset()
    run_id = endpoint.run()
    status = rng.choice((RunStatus.PENDING, RunStatus.PROCESSING))
    if status is not RunStatus.PENDING:
        endpoint.call(endpoint.control.change(run_id, status))
    return run_id


def _marked(value: Any, rng: random.Random) -> Any:
    """The value with the marker behind every other text in it, and behind some names of properties."""
    if isinstance(value, str):
        return f"{value}{MARKER}" if rng.random() < 0.5 else value
    if isinstance(value, Mapping):
        return {
            (f"{name}{MARKER}" if rng.random() < 0.1 else name): _marked(inner, rng) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_marked(inner, rng) for inner in value]
    return value


class _Always(random.Random):
    def random(self) -> float:
        return 0.0


def _echoes(answer: Response) -> bool:
    said = [
        answer.content.decode("utf-8", "replace"),
        *(value for values in answer.headers.values() for value in values),
    ]
    return any(MARKER.casefold() in text.casefold() for text in said)
