"""The run API: a client of `/api/dataframer/anonymization-runs/` works after changing its base URL.

Same paths, same fields, nothing else. It is stricter than `/v1` where silence would hide less than was asked for:
types that do not exist, masks for types that nobody looks for, and methods that cannot be run here are refused.
States that this API does not know are shown as the nearest it knows: PAUSED as PROCESSING, ABORTED as FAILED with the
error "aborted". It has no place for records that were left out, so a run that ended without them says so as its error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from tidegate import policies, taxonomy
from tidegate.errors import UnknownName
from tidegate.runs.requests import CreateRun
from tidegate.web.bodies import body_of
from tidegate.web.openapi import operation
from tidegate.web.problems import unprocessable
from tidegate.web.routes import ControlPlane, IdempotencyKey, Reader, RunId, Runner, create
from tidegate.web.schemas import (
    THRESHOLD,
    AnonymizationEntity,
    AnonymizationFile,
    AnonymizationResults,
    AnonymizationRun,
    AnonymizationRunRequest,
)
from tidegate.wire import RunStatus, RunSummary

PATH = "/api/dataframer/anonymization-runs"
METHODS = ("aimon_pii_m1", "llm", "heuristics", "aimon_pii_m1+heuristics", "llm+heuristics", "all")

_STATUS: dict[RunStatus, Any] = {
    RunStatus.PENDING: "PENDING",
    RunStatus.PROCESSING: "PROCESSING",
    RunStatus.PAUSED: "PROCESSING",
    RunStatus.SUCCEEDED: "SUCCEEDED",
    RunStatus.FAILED: "FAILED",
    RunStatus.ABORTED: "FAILED",
}


router = APIRouter(prefix=PATH, tags=["run API"])


@router.post(
    "/",
    status_code=201,
    response_model=AnonymizationRun,
    summary="Create an anonymization run",
    **operation("run", 409, 503, body=AnonymizationRunRequest),
)
async def create_anonymization_run(
    caller: Runner,
    control: ControlPlane,
    body: Annotated[AnonymizationRunRequest, Depends(body_of(AnonymizationRunRequest))],
    idempotency_key: IdempotencyKey = None,
) -> AnonymizationRun:
    """Returns the run's id at once. Poll `GET .../{run_id}/` until its status is SUCCEEDED or FAILED."""
    return to_answer(await create(control, to_request(body), caller, idempotency_key))


@router.get(
    "/{run_id}/",
    response_model=AnonymizationRun,
    summary="Poll an anonymization run",
    **operation("read", 404, 503),
)
async def get_anonymization_run(caller: Reader, control: ControlPlane, run_id: RunId) -> AnonymizationRun:
    """The run in this API's own fields; `/v1/runs/{run_id}` says more."""
    return to_answer(await control.get(run_id))


# The same without the last slash: its page writes it both ways, and a redirect would repeat the path.
router.add_api_route("", create_anonymization_run, methods=["POST"], status_code=201, include_in_schema=False)
router.add_api_route("/{run_id}", get_anonymization_run, methods=["GET"], include_in_schema=False)


def available_methods() -> tuple[str, ...]:
    """The methods of this API that can be run here today, by its own names."""
    built = {_parts(method) for method in policies.METHODS}
    return tuple(method for method in METHODS if _parts(method) in built)


def _parts(method: str) -> frozenset[str]:
    """What a method is made of, whatever it is called and in whatever order."""
    return frozenset("model" if part == "aimon_pii_m1" else part for part in method.split("+"))


def to_request(sent: AnonymizationRunRequest) -> CreateRun:
    """What is asked of control. Raises `Problem` 422 with every field that is wrong."""
    wrong = list(dict.fromkeys(_wrong(sent)))
    if wrong:
        raise unprocessable(wrong)
    return CreateRun(
        dataset_id=str(sent.dataset_id),
        pii_types=sent.pii_types,
        detection_method=sent.detection_method,
        llm_model_name=sent.llm_model_name,
        mask_config=dict(sent.mask_config) if sent.mask_config is not None else None,
        threshold=THRESHOLD if sent.threshold is None else sent.threshold,
    )


def _wrong(sent: AnonymizationRunRequest) -> Iterator[tuple[str, str]]:
    for index, name in enumerate(sent.pii_types):
        if name != name.lower():
            yield f"pii_types[{index}]", "must be lower case"
            continue
        if name in taxonomy.GROUPS:
            yield f"pii_types[{index}]", "is a group, and not an entity type: name its types"
            continue
        try:
            taxonomy.canonical(name)
        except UnknownName as error:
            hint = f"; did you mean {error.nearest}?" if error.nearest else ""
            yield f"pii_types[{index}]", f"is not an entity type{hint}"
    if any(name not in sent.pii_types for name in sent.mask_config or {}):
        yield "mask_config", "has a type that pii_types does not name"
    available = available_methods()
    if sent.detection_method not in available:
        yield "detection_method", f"is not available here; available: {', '.join(available)}"
    elif "llm" in sent.detection_method and sent.llm_model_name is None:
        yield "llm_model_name", "is required when detection_method includes llm"


def to_answer(run: RunSummary) -> AnonymizationRun:
    """A run in this API's own words."""
    results = run.results
    return AnonymizationRun(
        id=run.id,
        status=_STATUS[run.status],
        dataset_id=run.dataset_id,
        dataset_name=run.dataset_name,
        pii_types=list(run.pii_types),
        detection_method=run.detection_method,
        llm_model_name=run.llm_model_name,
        created_by_email=run.created_by_email,
        duration_seconds=run.duration_seconds,
        results=AnonymizationResults(
            entity_summary=results.entity_summary,
            samples_processed=results.samples_processed,
            entities_found=[
                AnonymizationEntity(start=found.start, end=found.end, label=found.label, score=found.score)
                for found in results.entities_found
            ],
            error=_error(run),
        ),
        anonymized_files=[
            AnonymizationFile(
                id=file.id, path=file.path, size_in_bytes=file.size_in_bytes, content_type=file.content_type
            )
            for file in run.anonymized_files
        ],
        completed_at=run.completed_at,
        created_at=run.created_at,
    )


def _error(run: RunSummary) -> str | None:
    """What went wrong; of a run that SUCCEEDED, how many records are not in its output."""
    if run.status is RunStatus.ABORTED:
        return "aborted"
    counts = run.results.records
    left_out = counts.in_ - counts.clean
    if run.results.error is not None or run.status is not RunStatus.SUCCEEDED or not left_out:
        return run.results.error
    kinds = {"quarantined": counts.quarantined, "dropped": counts.dropped, "suppressed": counts.suppressed}
    each = ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)
    where = "; the quarantine topic says why" if counts.quarantined else ""
    return f"{left_out} of {counts.in_} records were left out: {each}{where}."
