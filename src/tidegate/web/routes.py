"""The routes of `/v1`: datasets and runs. (Uploads: `web.datasets`; result files: `web.files`.)

A route only translates: who may, what is asked, which status says so. What a request means is `runs.draft`'s
business, behind `Control`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query
from starlette.requests import Request
from starlette.responses import Response

from tidegate.errors import RunInvalid, RunNotFound
from tidegate.runs.listing import cursor
from tidegate.runs.requests import CreateRun
from tidegate.runs.run import finished
from tidegate.runs.service import Control
from tidegate.web.auth import Caller, Gatekeeper, Scope
from tidegate.web.bodies import body_of
from tidegate.web.openapi import JSON, operation
from tidegate.web.problems import unprocessable, without_words_of
from tidegate.web.schemas import SUMMARY_EXAMPLE, DatasetList, ListQuery, RunList, RunListQuery, WaitQuery
from tidegate.wire import Dataset, RunSummary

POLL_SECONDS = 1  # Retry-After of a run that goes on


def need(scope: Scope) -> Callable[[Request], Awaitable[Caller]]:
    """A dependency that lets in who has this scope."""

    async def caller(request: Request) -> Caller:
        gatekeeper: Gatekeeper = request.app.state.gatekeeper
        return gatekeeper.require(request, scope)

    return caller


def _control(request: Request) -> Control:
    control: Control = request.app.state.control
    return control


def _id(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise RunNotFound("not an id") from None


def _run_id(run_id: str) -> str:
    return _id(run_id)


def _dataset_id(dataset_id: str) -> str:
    return _id(dataset_id)


Reader = Annotated[Caller, Depends(need("read"))]
Runner = Annotated[Caller, Depends(need("run"))]
Admin = Annotated[Caller, Depends(need("admin"))]
ControlPlane = Annotated[Control, Depends(_control)]
RunId = Annotated[str, Depends(_run_id)]
DatasetId = Annotated[str, Depends(_dataset_id)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="The same key from the same API key creates the run once.",
    ),
]

datasets = APIRouter(prefix="/v1/datasets", tags=["datasets"])
runs = APIRouter(prefix="/v1/runs", tags=["runs"])

_RUN_EXAMPLES = {
    "dataset": {
        "summary": "A bounded run over a dataset",
        "value": {
            "dataset_id": "5f0e2f0a-4f7e-4c1c-9b39-0d6f3e1b2c3d",
            "pii_types": ["email", "phone_number"],
            "detection_method": "heuristics",
            "mask_config": {"email": "<EMAIL>"},
            "threshold": 0.3,
        },
    },
    "policy": {"summary": "A continuous run of a policy", "value": {"policy": "support-chat", "start": "earliest"}},
    "timestamp": {
        "summary": "A live topic, from a moment on",
        "value": {
            "topic": "raw.orders",
            "start": {"timestamp": 1794029516000},
            "pii_types": ["payment_card"],
            "detection_method": "heuristics",
        },
    },
}
_SUMMARY = {"model": RunSummary, "content": {JSON: {"example": SUMMARY_EXAMPLE}}}


# Datasets ---------------------------------------------------------------------------------------------------------


@datasets.get("", response_model=DatasetList, summary="List datasets", **operation("read", 422, 503))
async def list_datasets(caller: Reader, control: ControlPlane, query: Annotated[ListQuery, Query()]) -> Response:
    """Newest first."""
    found = await control.list_datasets(limit=query.limit + 1, after=query.after)
    return _page("datasets", found, query.limit)


@datasets.get("/{dataset_id}", response_model=Dataset, summary="Show a dataset", **operation("read", 404, 503))
async def get_dataset(caller: Reader, control: ControlPlane, dataset_id: DatasetId) -> Response:
    """The topic, and the range of each partition."""
    return Response((await control.get_dataset(dataset_id)).to_bytes(), media_type=JSON)


# Runs -------------------------------------------------------------------------------------------------------------


@runs.post(
    "",
    status_code=201,
    summary="Create a run",
    **operation("run", 409, 503, body=CreateRun, examples=_RUN_EXAMPLES, responses={201: _SUMMARY}),
)
async def create_run(
    caller: Runner,
    control: ControlPlane,
    body: Annotated[CreateRun, Depends(body_of(CreateRun))],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Answers at once, with status PENDING; poll the address in `Location`.

    Name a `dataset_id` for a bounded run or a `topic` for a continuous one, and either a `policy` or the fields from
    `pii_types` to `threshold`.
    """
    return _summary(await create(control, body, caller, idempotency_key), status=201)


@runs.get("", response_model=RunList, summary="List runs", **operation("read", 422, 503))
async def list_runs(caller: Reader, control: ControlPlane, query: Annotated[RunListQuery, Query()]) -> Response:
    """Newest first."""
    found = await control.list(limit=query.limit + 1, status=query.status, after=query.after)
    return _page("runs", found, query.limit)


@runs.get(
    "/{run_id}",
    summary="Poll a run",
    **operation(
        "read",
        404,
        422,
        503,
        responses={200: _SUMMARY, 304: {"description": "Nothing new since `If-None-Match`."}},
    ),
)
async def get_run(
    caller: Reader,
    control: ControlPlane,
    run_id: RunId,
    query: Annotated[WaitQuery, Query()],
    known: Annotated[str | None, Header(alias="If-None-Match", description="The `ETag` of the last answer.")] = None,
) -> Response:
    """The summary as the status topic has it.

    With `wait` the answer comes as soon as the summary is newer than the one in `If-None-Match` (without that header:
    than it is now), or when the seconds are over, or at once if the run has ended. `Retry-After` says when to ask again
    without `wait`.
    """
    run = await control.get(run_id)
    unchanged = known is None or _matches(known, _etag(run))
    if query.wait > 0 and unchanged and not finished(run.status):
        run = await control.wait(run_id, revision=run.revision, seconds=query.wait)
    if known is not None and _matches(known, _etag(run)):
        return Response(status_code=304, headers=_headers(run))
    return _summary(run)


@runs.post("/{run_id}/abort", status_code=202, summary="Abort a run", **operation("run", 404, 409, 503))
async def abort_run(caller: Runner, control: ControlPlane, run_id: RunId) -> Response:
    """Every lane is fenced before ABORTED is shown. What was written stays."""
    return _summary(await control.abort(run_id), status=202)


@runs.post("/{run_id}/pause", status_code=202, summary="Pause a run", **operation("run", 404, 409, 503))
async def pause_run(caller: Runner, control: ControlPlane, run_id: RunId) -> Response:
    """Every lane is fenced before PAUSED is shown."""
    return _summary(await control.pause(run_id), status=202)


@runs.post("/{run_id}/resume", status_code=202, summary="Resume a run", **operation("run", 404, 409, 503))
async def resume_run(caller: Runner, control: ControlPlane, run_id: RunId) -> Response:
    """Goes on where the run was paused."""
    return _summary(await control.resume(run_id), status=202)


@runs.delete("/{run_id}", status_code=204, summary="Delete a run", **operation("admin", 404, 409, 503))
async def delete_run(caller: Admin, control: ControlPlane, run_id: RunId) -> Response:
    """Forgets a finished run; any other is answered with 409. What it wrote to its topics stays."""
    await control.delete(run_id)
    return Response(status_code=204)


@runs.get("/{run_id}/metadata", summary="Show what a run runs", **operation("run", 404, 503))
async def get_metadata(caller: Runner, control: ControlPlane, run_id: RunId) -> dict[str, Any]:
    """Fields, the whole effective policy and its hash, versions of code and detectors.

    The lists of a policy may hold values, so this needs more than `read`.
    """
    return await control.metadata(run_id)


# What they share --------------------------------------------------------------------------------------------------


async def create(control: Control, body: CreateRun, caller: Caller, idempotency_key: str | None) -> RunSummary:
    """Create a run; a dataset that does not exist is a wrong field, not a wrong address."""
    try:
        return await control.create(body, actor=caller.actor, idempotency_key=idempotency_key)
    except RunInvalid as error:
        raise without_words_of(error, body) from None
    except RunNotFound:
        raise unprocessable([("dataset_id", "there is no such dataset")]) from None


def _summary(run: RunSummary, *, status: int = 200) -> Response:
    return Response(run.to_bytes(), status, _headers(run), JSON)


def _headers(run: RunSummary) -> dict[str, str]:
    headers = {"ETag": _etag(run), "Location": f"/v1/runs/{run.id}", "Cache-Control": "private, no-cache"}
    if not finished(run.status):
        headers["Retry-After"] = str(POLL_SECONDS)
    return headers


def _etag(run: RunSummary) -> str:
    return f'"{run.id}.{run.revision}"'


def _matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison (RFC 9110, 13.1.2): one of the listed tags, or any."""
    tags = [tag.strip() for tag in if_none_match.split(",")]
    return "*" in tags or any(tag.removeprefix("W/") == etag for tag in tags)


def _page(name: str, found: Sequence[RunSummary] | Sequence[Dataset], limit: int) -> Response:
    """A page of a list of which one more than ``limit`` was asked for."""
    shown = found[:limit]
    more = cursor(shown[-1]) if len(found) > limit else None
    documents = [orjson.Fragment(item.to_bytes()) for item in shown]
    return Response(orjson.dumps({name: documents, "next": more}), media_type=JSON)
