"""What the endpoint returns, beyond the models that also go over topics.

`GET /v1/runs/{id}` answers `wire.RunSummary`, the very JSON of the status topic, and datasets are `wire.Dataset`;
here are the lists, health, and the run API's own documents with exactly its fields. (The text API: `web.text_schemas`.)
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from tidegate.wire import Dataset, EntityCount, RunStatus, RunSummary

SUMMARY_EXAMPLE: dict[str, Any] = {
    "id": "0b0c8f4e-6a57-4a3e-9a0e-6f1f3f0f7a11",
    "revision": 7,
    "status": "PROCESSING",
    "kind": "bounded",
    "flow": "support-chat",
    "topic": "raw.support-chat",
    "outputs": [{"topic": "clean.support-chat.run.0b0c8f4e-6a57-4a3e-9a0e-6f1f3f0f7a11", "kind": "redacted"}],
    "quarantine_topic": "quarantine.support-chat",
    "progress": 0.42,
    "lag": None,
    "dataset_id": "5f0e2f0a-4f7e-4c1c-9b39-0d6f3e1b2c3d",
    "dataset_name": "support-chat, first week",
    "policy": None,
    "policy_hash": "9f2c7c0d6f7f0b8b4d1c3f5e7a9b1d2c4e6f8a0b2c4d6e8f0a1b3c5d7e9f1a2b",
    "pii_types": ["email"],
    "detection_method": "heuristics",
    "llm_model_name": None,
    "threshold": 0.3,
    "created_by_email": "ops@example.com",
    "created_at": "2026-11-07T05:31:56Z",
    "started_at": "2026-11-07T05:31:57Z",
    "completed_at": None,
    "duration_seconds": None,
    "results": {
        "entity_summary": {"email": {"count": 3, "by_detector": {"email_address": 3}}},
        "samples_processed": 60,
        "records": {"in": 60, "clean": 59, "quarantined": 1, "dropped": 0, "suppressed": 0, "amended": 0},
        "held": 0,
        "partitions": {
            "0": {
                "from": 0,
                "next": 60,
                "end": 143,
                "records": {"in": 60, "clean": 59, "quarantined": 1, "dropped": 0, "suppressed": 0, "amended": 0},
                "expired": [],
                "unproven": [],
                "lane": "open",
                "reason": None,
                "lag": None,
            }
        },
        "entities_found": [
            {
                "start": 4,
                "end": 19,
                "label": "email",
                "score": 1.0,
                "field": "$.text",
                "source": "raw.support-chat/0/17",
            }
        ],
        "entities_left_out": 0,
        "error": None,
    },
    "anonymized_files": [],
    "progress_offsets": {"0": 12},
}


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunList(Answer):
    """Runs, newest first. ``next`` is the ``after`` of the next page, null on the last one."""

    runs: list[RunSummary]
    next: str | None = None


class DatasetList(Answer):
    """Datasets, newest first. ``next`` is the ``after`` of the next page, null on the last one."""

    datasets: list[Dataset]
    next: str | None = None


class Health(Answer):
    status: Literal["ok"]


class ListQuery(BaseModel):
    """A page of a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 20
    after: Annotated[
        str | None, Field(max_length=100, description="The `next` of the page before, or an id of the list.")
    ] = None


class RunListQuery(ListQuery):
    status: Annotated[RunStatus | None, Field(description="Only runs in this state.")] = None


class WaitQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    wait: Annotated[float, Field(ge=0, le=60, description="Seconds to wait for news (long poll).")] = 0


# Detection --------------------------------------------------------------------------------------------------------


class EntityTypeEntry(Answer):
    """One entity type and who finds it."""

    name: str
    parent: Annotated[str, Field(description="The type whose part it is, or empty.")]
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    detectors: Annotated[tuple[str, ...], Field(description="Those that claim it by its own name.")]
    checksum: Annotated[bool, Field(description="One of them checks the number.")]
    languages: Annotated[tuple[str, ...], Field(description="Languages whose words some form needs.")]
    regions: Annotated[tuple[str, ...], Field(description="Countries of which some form is read.")]


class EntityTypeList(Answer):
    """Every entity type, in the order of the taxonomy."""

    entity_types: list[EntityTypeEntry]


class ExplainRequest(BaseModel):
    """A text to explain, as it would stand in a record."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    text: Annotated[str, Field(max_length=20_000, description="The text.")]
    policy: Annotated[
        Annotated[str, Field(min_length=1, max_length=100)] | None,
        Field(description="The name of a policy. Without it every type that has a detector is looked for."),
    ] = None
    name: Annotated[str, Field(max_length=200, description="The name of the field it stands in.")] = ""
    question: Annotated[str, Field(max_length=2000, description="What was said before it.")] = ""


class RivalCandidate(Answer):
    entity_type: str
    start: int
    end: int
    detector: str


class ExplainedCandidate(Answer):
    """One detector's claim. Offsets are code points, half-open."""

    entity_type: str
    start: int
    end: int
    text: str
    detector: str
    pattern: str
    base_score: Annotated[float, Field(description="Of its form, before anything was weighed.")]
    context: Annotated[tuple[str, ...], Field(description="Words near it that raised its score.")]
    refute: Annotated[tuple[str, ...], Field(description="Words near it that lowered its score.")]
    named: Annotated[bool, Field(description="The field's name spoke for it.")]
    asked: Annotated[bool, Field(description="The question spoke for it.")]
    checksum: Literal["none", "valid", "failed"]
    distinctive: bool
    score: float
    threshold: float
    kept: bool
    rule: Annotated[
        str, Field(description="accepted, overlap, or what dropped it: entity_types, threshold, allow_list, ...")
    ]
    ranges: Annotated[tuple[tuple[int, int], ...], Field(description="What is left to it after overlaps.")]
    lost_to: Annotated[RivalCandidate | None, Field(description="Who took a part of it, or all.")]
    precedence: Annotated[str, Field(description="What decided that overlap, or empty.")]
    treated_inside: Annotated[bool, Field(description="What it lost is treated all the same, inside the winner.")]
    treatment: str


class Explanation(Answer):
    """Candidates, by place."""

    policy: str
    candidates: list[ExplainedCandidate]
    candidates_left_out: int
    other_language: Annotated[
        Literal["mask_all", "quarantine"] | None,
        Field(description="What becomes of the whole text, if it is in none of the policy's languages."),
    ]


# The run API ------------------------------------------------------------------------------------------------------

THRESHOLD = 0.3


class AnonymizationRunRequest(BaseModel):
    """Request body for creating an anonymization run."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        json_schema_extra={
            "example": {
                "dataset_id": "5f0e2f0a-4f7e-4c1c-9b39-0d6f3e1b2c3d",
                "pii_types": ["email", "phone_number"],
                "detection_method": "heuristics",
                "mask_config": {"email": "<EMAIL>"},
                "threshold": 0.3,
            }
        },
    )

    dataset_id: Annotated[UUID, Field(description="UUID of the dataset to anonymize.")]
    pii_types: Annotated[
        tuple[Annotated[StrictStr, Field(min_length=1, max_length=64)], ...],
        Field(min_length=1, max_length=200, description="Entity types to detect and mask, lower case."),
    ]
    detection_method: Annotated[
        str,  # any word: what is wrong with it is said by those that are available, which this list does not know
        Field(
            description="Entity detection method. One that is not available here is answered with 422.",
            json_schema_extra={
                "enum": ["aimon_pii_m1", "llm", "heuristics", "aimon_pii_m1+heuristics", "llm+heuristics", "all"]
            },
        ),
    ]
    llm_model_name: Annotated[
        Annotated[str, Field(min_length=1, max_length=200)] | None,
        Field(description="LLM model name. Required when detection_method includes llm."),
    ] = None
    mask_config: Annotated[
        dict[str, Annotated[str, Field(max_length=200)]] | None,
        Field(description="What is written for each type, literally; a type without an entry gets `<TYPE>`."),
    ] = None
    threshold: Annotated[
        Annotated[float, Field(ge=0.0, le=1.0)] | None,
        Field(description="Confidence threshold for entity detection; null is the default."),
    ] = THRESHOLD


class AnonymizationEntity(Answer):
    """A finding: half-open offsets in code points of the source field."""

    start: int
    end: int
    label: str
    score: float


class AnonymizationResults(Answer):
    entity_summary: dict[str, EntityCount]
    samples_processed: int
    entities_found: list[AnonymizationEntity]
    error: Annotated[
        str | None, Field(description="Why it failed; of a run that SUCCEEDED, how many records were left out.")
    ] = None


class AnonymizationFile(Answer):
    id: str
    path: str
    size_in_bytes: int
    content_type: str


class AnonymizationRun(Answer):
    """A PII/PHI anonymization run."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {
                "id": "0b0c8f4e-6a57-4a3e-9a0e-6f1f3f0f7a11",
                "status": "SUCCEEDED",
                "dataset_id": "5f0e2f0a-4f7e-4c1c-9b39-0d6f3e1b2c3d",
                "dataset_name": "support-chat, first week",
                "pii_types": ["email"],
                "detection_method": "heuristics",
                "llm_model_name": None,
                "created_by_email": "ops@example.com",
                "duration_seconds": 12,
                "results": {
                    "entity_summary": {"email": {"count": 1, "by_detector": {"email_address": 1}}},
                    "samples_processed": 143,
                    "entities_found": [{"start": 4, "end": 19, "label": "email", "score": 1.0}],
                    "error": None,
                },
                "anonymized_files": [],
                "completed_at": "2026-11-07T05:32:09Z",
                "created_at": "2026-11-07T05:31:56Z",
            }
        },
    )

    id: str
    status: Literal["PENDING", "PROCESSING", "SUCCEEDED", "FAILED"]
    dataset_id: str | None
    dataset_name: str | None
    pii_types: list[str]
    detection_method: str
    llm_model_name: str | None
    created_by_email: str | None
    duration_seconds: int | None
    results: AnonymizationResults
    anonymized_files: list[AnonymizationFile]
    completed_at: datetime | None
    created_at: datetime
