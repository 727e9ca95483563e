"""What goes over topics, as pydantic models: specifications, deltas, summaries, quarantine records, commands.

Every model forbids unknown fields, and errors are shown without their input: a status topic is read by people who may
not read the raw one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tidegate.errors import TidegateError
from tidegate.file_forms import AnonymizedFile, Upload
from tidegate.policies import Csv, Format


@dataclass(frozen=True, slots=True)
class Names:
    """Names of our own topics, groups and transactional ids; all begin with ``prefix``."""

    prefix: str = "tidegate"

    @property
    def runs(self) -> str:
        return f"{self.prefix}.runs"

    @property
    def progress(self) -> str:
        return f"{self.prefix}.progress"

    @property
    def status(self) -> str:
        return f"{self.prefix}.status"

    @property
    def datasets(self) -> str:
        return f"{self.prefix}.datasets"

    @property
    def commands(self) -> str:
        return f"{self.prefix}.commands"

    def upload(self, dataset_id: str) -> str:
        """The topic on which an uploaded file is laid."""
        return f"{self.prefix}.upload.{dataset_id}"

    @property
    def control(self) -> str:
        """The transactional id of the one control plane."""
        return f"{self.prefix}.control"

    def work(self, kind: RunKind, flow: str, run_id: str) -> str:
        """Consumer group of a run, and prefix of its lanes' transactional ids.

        A continuous run carries its flow, so a run created again goes on where it stopped; a bounded run its id.
        """
        return f"{self.prefix}.{flow}" if kind is RunKind.CONTINUOUS else f"{self.prefix}.run.{run_id}"


def transactional_id(lanes: str, topic: str, partition: int) -> str:
    """The transactional id of the lane of one input partition."""
    return f"{lanes}.{topic}.{partition}"


Offset = Annotated[int, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]


class WireFault(TidegateError):
    """A message on one of our topics cannot be read. The message names the model and fields, never a value."""


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)

    def to_bytes(self) -> bytes:
        """Compact JSON, keys sorted: the same message has the same bytes."""
        return orjson.dumps(self.model_dump(mode="json", by_alias=True), option=orjson.OPT_SORT_KEYS)


W = TypeVar("W", bound=Wire)


def read(model: type[W], value: bytes) -> W:
    """Read a message of one of our topics.

    Raises:
        WireFault: If it is not a ``model``; names the fields, never a value.
    """
    try:
        return model.model_validate_json(value)
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in item["loc"]) for item in error.errors(include_input=False)})
        raise WireFault(f"not a {model.__name__}: {', '.join(places) or 'not JSON'}") from None


class RunStatus(StrEnum):
    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    PAUSED = "PAUSED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    ABORTED = "ABORTED"


class Wanted(StrEnum):
    """What control wants of a run; lanes work only while it is ``process``."""

    PROCESS = "process"
    PAUSE = "pause"
    STOP = "stop"


class RunKind(StrEnum):
    BOUNDED = "bounded"
    CONTINUOUS = "continuous"


class Output(Wire):
    """One output topic and what it carries (``redacted``: the policy's treatments)."""

    topic: str
    kind: Literal["redacted"] = "redacted"


class PartitionRange(Wire):
    """Where one input partition starts and, in a bounded run, ends (half-open, positions)."""

    start: Offset
    end: Offset | None = None


class RunSpecification(Wire):
    """Everything a worker needs for a run, in `<prefix>.runs`. Data class raw: lists of the policy may hold values.

    ``group`` is the consumer group of its lanes, ``lanes`` the prefix of their transactional ids
    (``<lanes>.<topic>.<partition>``). ``partitions`` is keyed by partition number; a partition that is not in it is not
    part of a bounded run and starts at 0 in a continuous one. ``policy`` is the whole effective policy.
    ``requirements`` maps detector and model names to versions. ``revision`` rises with each change. ``request_digest``
    is that of the request that created it, so that the same request with the same idempotency key is known again.
    """

    run_id: str
    revision: Count = 0
    wanted: Wanted = Wanted.PROCESS
    kind: RunKind
    flow: str
    group: str
    lanes: str
    topic: str
    format: str
    outputs: tuple[Output, ...]
    quarantine_topic: str
    partitions: dict[str, PartitionRange]
    policy: dict[str, Any]
    policy_hash: str
    requirements: dict[str, str] = Field(default_factory=dict)
    created_at: datetime
    request_digest: str = ""


class Counts(Wire):
    """Outcomes. ``in = clean + quarantined + dropped + suppressed``; ``amended`` is counted beside them."""

    in_: Annotated[int, Field(ge=0, alias="in")] = 0
    clean: Count = 0
    quarantined: Count = 0
    dropped: Count = 0
    suppressed: Count = 0
    amended: Count = 0

    def plus(self, other: Counts) -> Counts:
        return Counts(
            in_=self.in_ + other.in_,
            clean=self.clean + other.clean,
            quarantined=self.quarantined + other.quarantined,
            dropped=self.dropped + other.dropped,
            suppressed=self.suppressed + other.suppressed,
            amended=self.amended + other.amended,
        )


class EntityCount(Wire):
    """How often an entity type was found, and by which detector."""

    count: Count = 0
    by_detector: dict[str, int] = Field(default_factory=dict)


class EntityFound(Wire):
    """A finding by its place: offsets are code points in the source field; no value."""

    start: Offset
    end: Offset
    label: str
    score: float
    field: str
    source: str


class Expired(Wire):
    """A range of offsets that had left the raw log before it was read."""

    from_: Annotated[int, Field(ge=0, alias="from")]
    to: Offset


class Delta(Wire):
    """One transaction of one lane, in `<prefix>.progress`, written inside that very transaction.

    ``from`` and ``to`` are positions, half-open. ``expired`` is set when the lane found that its committed offset had
    left the log: then ``from``..``to`` is that range and all counts are 0.
    """

    type: Literal["delta"] = "delta"
    run_id: str
    topic: str
    partition: Offset
    from_: Annotated[int, Field(ge=0, alias="from")]
    to: Offset
    counts: Counts
    entities: dict[str, dict[str, int]] = Field(default_factory=dict)
    found: tuple[EntityFound, ...] = ()
    found_left_out: Count = 0
    expired: bool = False
    policy_hash: str
    worker: str


class LaneStatus(StrEnum):
    OPEN = "open"
    IDLE = "idle"
    PAUSED = "paused"
    REFUSED = "refused"


class LaneRefusal(StrEnum):
    """Why a lane may not open or goes on not; a closed list."""

    OFFSET_LOST = "offset_lost"
    PARTITION_COUNT = "partition_count"
    MISSING_DETECTOR = "missing_detector"
    MISSING_KEY = "missing_key"
    WRONG_VERSION = "wrong_version"
    POLICY_INVALID = "policy_invalid"
    NOT_AUTHORIZED = "not_authorized"
    BLOCKED = "blocked"
    TEMPORARY_FAULT = "temporary_fault"


class LaneState(Wire):
    """What a lane is doing, in `<prefix>.progress`, written outside transactions every 5 s and on each change.

    ``held`` is position minus committed offset, ``lag`` end of log minus position; both in offsets.
    """

    type: Literal["lane"] = "lane"
    run_id: str
    topic: str
    partition: Offset
    worker: str
    state: LaneStatus
    reason: LaneRefusal | None = None
    position: Offset = 0
    committed: Offset = 0
    held: Count = 0
    lag: Count = 0
    at: datetime


class PartitionSummary(Wire):
    """The ledger of one partition: ``from`` its start, ``next`` the next position expected; ``end`` None if continuous.

    ``expired`` ranges had left the raw log; ``unproven`` ranges have no delta to prove them.
    """

    from_: Annotated[int, Field(ge=0, alias="from")]
    next: Offset
    end: Offset | None = None
    records: Counts = Counts()
    expired: tuple[Expired, ...] = ()
    unproven: tuple[Expired, ...] = ()
    lane: LaneStatus | None = None
    reason: LaneRefusal | None = None
    lag: Count | None = None


class Results(Wire):
    """What a run has found so far. ``entities_left_out`` counts findings beyond ``entities_max``, or beyond 512 KiB."""

    entity_summary: dict[str, EntityCount] = Field(default_factory=dict)
    samples_processed: Count = 0
    records: Counts = Counts()
    held: Count = 0
    partitions: dict[str, PartitionSummary] = Field(default_factory=dict)
    entities_found: tuple[EntityFound, ...] = ()
    entities_left_out: Count = 0
    error: str | None = None


class RunSummary(Wire):
    """The run as it is polled: its last record in `<prefix>.status`, and what ``GET /v1/runs/{id}`` answers.

    ``progress`` is a fraction in [0, 1], None for a continuous run; ``lag`` is in records (offsets), summed over
    partitions. ``progress_offsets`` are the positions of `<prefix>.progress` folded into it, by partition of that
    topic: a control plane that starts reads on from there.
    """

    id: str
    revision: Count = 0
    status: RunStatus
    kind: RunKind
    flow: str
    topic: str
    outputs: tuple[Output, ...] = ()
    quarantine_topic: str | None = None
    progress: float | None = None
    lag: Count | None = None
    dataset_id: str | None = None
    dataset_name: str | None = None
    policy: str | None = None
    policy_hash: str
    pii_types: tuple[str, ...] = ()
    detection_method: str
    llm_model_name: str | None = None
    threshold: float
    created_by_email: str | None = None
    created_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    duration_seconds: Count | None = None
    results: Results = Results()
    anonymized_files: tuple[AnonymizedFile, ...] = ()
    progress_offsets: dict[str, int] = Field(default_factory=dict)


class QuarantineRecord(Wire):
    """Coordinates and reason of a record that may not pass; its key is ``topic/partition/offset``.

    ``digest`` is a keyed hash of the value (None without a key); ``sealed`` the payload, base64, encrypted to a public
    key that no worker can open (mode sealed only).
    """

    run_id: str
    topic: str
    partition: Offset
    offset: Offset
    timestamp: int
    stage: str
    reason: str
    policy_hash: str
    digest: str | None = None
    sealed: str | None = None


class Dataset(Wire):
    """A topic's offset range, in the compacted `<prefix>.datasets`; what a bounded run reads.

    ``partitions`` is keyed by partition number, its ends are always set. ``format`` is that of the records, ``csv`` how
    CSV records are laid out. ``upload`` is set where the topic holds an uploaded file, and nothing else.
    """

    id: str
    name: str
    topic: str
    format: Format = "json"
    csv: Csv | None = None
    upload: Upload | None = None
    partitions: dict[str, PartitionRange]
    created_by_email: str | None = None
    created_at: datetime


class CommandName(StrEnum):
    CREATE = "create"
    PAUSE = "pause"
    RESUME = "resume"
    ABORT = "abort"
    DELETE = "delete"


class Command(Wire):
    """A command to the control plane, in `<prefix>.commands` or from HTTP; carried out at most once by its ``id``."""

    id: str
    command: CommandName
    run_id: str
    request: dict[str, Any] | None = None
    created_by_email: str | None = None
