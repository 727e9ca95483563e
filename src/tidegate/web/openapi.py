"""The OpenAPI document: what the framework derives from the routes, plus what only we know.

Bodies are read by our own dependency and every error is a problem, so the document is completed here: the bodies'
schemas, the problems of each operation in their media type, the scope it needs. `/openapi.json` is OpenAPI 3.1. The
page at `/docs` gets the same document as 3.0, because the Swagger UI that is packed for Python reads no 3.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tidegate.web.problems import MEDIA_TYPE, ProblemDocument

REF = "#/components/schemas/{model}"
JSON = "application/json"

_PROBLEMS: Mapping[int, str] = {
    400: "The body is not JSON, or nested deeper than 64 levels; at the text API also: a field is not valid.",
    401: "No API key, or one that is not known or has expired.",
    403: "The API key lacks the scope.",
    404: "There is no such thing, or it was deleted.",
    408: "The body did not come in time.",
    409: "The run's state, or another open run, does not allow it.",
    410: "It was there, and has expired with its topic.",
    413: "The body, or the file that is asked for, is too large.",
    415: "The body is of a type that is not read here.",
    422: "A field is not valid: `errors` names it, and the rule it breaks, never its value.",
    500: "Something went wrong on our side; `id` is in the log.",
    503: "The broker does not answer, or something is missing; try again.",
}
_BODY_PROBLEMS = (400, 408, 413, 415, 422)

Operation = dict[str, Any]


def operation(
    scope: str | None,
    *statuses: int,
    body: type[BaseModel] | None = None,
    examples: Mapping[str, Mapping[str, Any]] | None = None,
    responses: Mapping[int, Mapping[str, Any]] | None = None,
) -> Operation:
    """Keyword arguments of a route.

    Args:
        scope: The scope its key needs, or None if it needs no key.
        statuses: Problems of its own; those of keys, bodies and the server itself are added.
        body: The model of its JSON body.
        examples: Bodies by name, each with ``summary`` and ``value``.
        responses: What it answers, where the framework cannot know.
    """
    problems = {*statuses, 500}
    extra: dict[str, Any] = {}
    if scope is not None:
        problems |= {401, 403}
        extra["security"] = [{"apiKey": []}]
        extra["x-scope"] = scope
    if body is not None:
        problems |= {*_BODY_PROBLEMS}
        content: dict[str, Any] = {"schema": {"$ref": REF.format(model=body.__name__)}}
        if examples:
            content["examples"] = {name: dict(example) for name, example in examples.items()}
        extra["requestBody"] = {"required": True, "content": {JSON: content}}
    answers: dict[int, dict[str, Any]] = {status: dict(answer) for status, answer in (responses or {}).items()}
    for status in sorted(problems):
        answers[status] = {"description": _PROBLEMS[status]}
    return {"responses": answers, "openapi_extra": extra}


def document(app: FastAPI, bodies: Iterable[type[BaseModel]]) -> dict[str, Any]:
    """OpenAPI 3.1 of all routes; ``bodies`` are the models that `operation` was given."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    problem = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="ProblemDocument")}}}
    for path in found["paths"].values():
        for entry in path.values():
            scope = entry.get("x-scope")
            if scope:
                entry["description"] = f"{entry.get('description', '')}\n\nNeeds the scope `{scope}`.".strip()
            for status, response in entry["responses"].items():
                if status.isdecimal() and int(status) >= HTTPStatus.BAD_REQUEST:
                    response["content"] = problem
                    response["description"] = _PROBLEMS.get(int(status), response["description"])
    models: list[type[BaseModel]] = [ProblemDocument, *bodies]
    _, schemas = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    components = found.setdefault("components", {})
    components["schemas"] = {**schemas.get("$defs", {}), **components.get("schemas", {})}
    for unused in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(unused, None)
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["securitySchemes"] = {
        "apiKey": {"type": "http", "scheme": "bearer", "description": "An API key; none is needed on an open endpoint."}
    }
    return found


def as_3_0(found: Any) -> Any:
    """The same document in the words of OpenAPI 3.0.3.

    Null becomes ``nullable``, a constant an enumeration of one, an exclusive bound a flag, examples the first of them.
    """
    if isinstance(found, list):
        return [as_3_0(item) for item in found]
    if not isinstance(found, Mapping):
        return found
    result = {str(name): _as_3_0_member(str(name), value) for name, value in found.items()}
    if "openapi" in result:
        result["openapi"] = "3.0.3"
        result["info"].pop("summary", None)
    if "$ref" in result and len(result) > 1:
        reference = result.pop("$ref")  # 3.0 ignores what stands beside a reference
        result["allOf"] = [{"$ref": reference}]
    for variants in ("anyOf", "oneOf"):
        _fold_null(result, variants)
    if "const" in result and not isinstance(result["const"], Mapping):
        result["enum"] = [result.pop("const")]
    for bound, flag in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        limit = result.get(flag)
        if isinstance(limit, int | float) and not isinstance(limit, bool):
            result[bound], result[flag] = limit, True
    if isinstance(result.get("examples"), list):
        examples = result.pop("examples")
        if examples:
            result["example"] = examples[0]
    result.pop("propertyNames", None)
    result.pop("patternProperties", None)
    return result


def _as_3_0_member(name: str, value: Any) -> Any:
    # Examples are data: a null or a "const" in them is not a schema's.
    return value if name in ("example", "default", "value") else as_3_0(value)


def _fold_null(schema: dict[str, Any], variants: str) -> None:
    entries = schema.get(variants)
    if not isinstance(entries, list):
        return
    kept = [entry for entry in entries if entry != {"type": "null"}]
    if len(kept) == len(entries):
        return
    del schema[variants]
    schema["nullable"] = True
    if len(kept) == 1 and "$ref" not in kept[0]:
        schema.update({**kept[0], **schema})
    elif len(kept) == 1:
        schema["allOf"] = kept
    else:
        schema[variants] = kept
