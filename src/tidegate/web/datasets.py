"""`POST /v1/datasets`: a topic range as JSON, or a file in any other type of body."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from tidegate.errors import RunError
from tidegate.runs.requests import CreateDataset
from tidegate.web.bodies import body_of
from tidegate.web.field_errors import Declared, field_errors
from tidegate.web.openapi import JSON, operation
from tidegate.web.problems import Problem, unprocessable
from tidegate.web.routes import ControlPlane, Runner
from tidegate.web.uploads import FIELDS, FORMS_OF_TYPES, MULTIPART, is_upload, media_type, open_upload, to_request
from tidegate.wire import Dataset

router = APIRouter(prefix="/v1/datasets", tags=["datasets"])

_EXAMPLES = {
    "whole": {"summary": "A topic as it is now", "value": {"topic": "raw.support-chat", "name": "support-chat"}},
    "range": {
        "summary": "Ranges of two partitions",
        "value": {"topic": "raw.support-chat", "from": {"0": 0, "1": 250}, "to": {"0": 1000, "1": 900}},
    },
}
_FIELD_SCHEMAS: dict[str, dict[str, Any]] = {
    "name": {"type": "string", "maxLength": 200, "description": "Of the dataset; without it the file's name."},
    "format": {"type": "string", "enum": ["jsonl", "csv", "text"], "description": "Without it the name or type says."},
    "encoding": {"type": "string", "enum": ["utf-8", "latin-1"], "description": "UTF-16 is known by its mark."},
    "delimiter": {"type": "string", "enum": [",", ";", "tab"], "description": "Of CSV; without it the first row says."},
    "header": {"type": "boolean", "default": True, "description": "Whether CSV begins with the names of its columns."},
}
_read_range = body_of(CreateDataset)


def _operation() -> dict[str, Any]:
    found = operation("run", 400, 404, 503, body=CreateDataset, examples=_EXAMPLES)
    extra = found["openapi_extra"]
    binary = {"schema": {"type": "string", "format": "binary"}}
    extra["requestBody"]["content"].update(dict.fromkeys(FORMS_OF_TYPES, binary))
    form = {"type": "object", "properties": {**_FIELD_SCHEMAS, "file": binary["schema"]}, "required": ["file"]}
    extra["requestBody"]["content"][MULTIPART] = {"schema": form}
    extra["parameters"] = [{"name": name, "in": "query", "schema": schema} for name, schema in _FIELD_SCHEMAS.items()]
    return found


class DatasetCreated(Dataset):
    """A dataset, with its id also under the name by which a run asks for it."""

    dataset_id: str


@router.post(
    "", status_code=201, response_model=DatasetCreated, summary="Name a topic range, or upload a file", **_operation()
)
async def create_dataset(request: Request, caller: Runner, control: ControlPlane) -> Response:
    """A dataset is what a bounded run reads.

    As JSON: a topic's offset range, half-open; without `from` and `to` the whole topic as it is now.

    In any other type of body: a file (JSONL, CSV or text), raw or as the part `file` of a form; fields of a form come
    before it. Each line, or row of CSV, becomes one record on a topic of its own. A file that is empty or broken is
    answered with 422, which names the line.
    """
    if is_upload(request):
        dataset = await _upload(request, caller, control)
    elif media_type(request) == JSON:
        asked = await _read_range(request)
        if asked.csv is not None and asked.format != "csv":
            raise unprocessable([("csv", "says how CSV is laid out, so it needs format: csv")])
        dataset = await control.create_dataset(asked, actor=caller.actor)
    else:
        kinds = ", ".join((JSON, MULTIPART, *FORMS_OF_TYPES))
        raise Problem(415, f"The body must be one of {kinds}.", headers={"Accept": kinds})
    created = DatasetCreated(**dict(dataset), dataset_id=dataset.id)
    return Response(created.to_bytes(), 201, {"Location": f"/v1/datasets/{dataset.id}"}, JSON)


async def _upload(request: Request, caller: Runner, control: ControlPlane) -> Dataset:
    fields, content = await open_upload(request, request.app.state.upload_bytes_max)
    try:
        return await control.upload(to_request(fields), content, actor=caller.actor)
    except ValidationError as error:
        found = error.errors(include_input=False, include_context=False, include_url=False)
        raise unprocessable(field_errors([dict(item) for item in found], Declared.names(FIELDS))) from None
    except RunError:
        await _drain(content)
        raise


async def _drain(content: AsyncIterator[bytes]) -> None:
    """Read what is left, within the same bounds: a client that is still sending would not hear the answer."""
    try:
        async for _ in content:
            pass
    except Problem:
        return
