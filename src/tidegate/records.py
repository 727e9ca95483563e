"""The batch types, one for each stage of the pipeline.

A stage takes one type and returns the next, so the order of the stages is checked by the type checker, and nothing
that was not verified can reach a producer: `encode` takes a `VerifiedBatch`, and only `verify` makes one. Batches are
columns; the place of a record in every column is its place in the raw batch, from 0.

    RawBatch -> DocumentBatch -> SelectedBatch -> LinkedBatch -> CandidateBatch -> FindingBatch -> CleanBatch
             -> VerifiedBatch -> Outcomes

A record that fails at a stage stays in every column, and its place stands in ``failures``; later stages pass it by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple

from tidegate.spans import Candidate, Finding

Headers = tuple[tuple[str, bytes | None], ...]


class Stage(StrEnum):
    """Where a record failed; a closed list, used in quarantine records and metric labels."""

    GATE = "gate"
    DECODE = "decode"
    SELECT_FIELDS = "select_fields"
    LINK_CONTEXT = "link_context"
    DETECT = "detect"
    RESOLVE = "resolve"
    TRANSFORM = "transform"
    VERIFY = "verify"
    ENCODE = "encode"
    SEND = "send"


class Reason(StrEnum):
    """Why a record is quarantined; a closed list, used in quarantine records and metric labels.

    The ``undecodable_*`` reasons are the kinds of `undecodable`; each says which rule of the format was broken.
    """

    UNDECODABLE_UTF8 = "undecodable_utf8"
    UNDECODABLE_SYNTAX = "undecodable_syntax"
    UNDECODABLE_SURROGATE = "undecodable_surrogate"
    UNDECODABLE_NUMBER = "undecodable_number"
    UNDECODABLE_DEPTH = "undecodable_depth"
    UNDECODABLE_KEYS = "undecodable_keys"
    UNDECODABLE_SIZE = "undecodable_size"
    UNDECODABLE_TYPE = "undecodable_type"
    FIELDS_FAILED = "fields_failed"
    OTHER_LANGUAGE = "other_language"
    PERSONAL_DATA_IN_NAME = "personal_data_in_name"
    CONTEXT_FAILED = "context_failed"
    DETECTOR_FAILED = "detector_failed"
    RESOLVE_FAILED = "resolve_failed"
    TRANSFORM_FAILED = "transform_failed"
    VALUE_SURVIVED = "value_survived"
    ENCODE_FAILED = "encode_failed"
    OUTPUT_TOO_LARGE = "output_too_large"
    REJECTED_BY_BROKER = "rejected_by_broker"
    CRASHES_WORKER = "crashes_worker"
    TEMPORARY_FAULT = "temporary_fault"


class Failure(NamedTuple):
    """Why one record cannot pass."""

    stage: Stage
    reason: Reason


class OutcomeKind(StrEnum):
    """What became of an input record: exactly one of these."""

    CLEAN = "clean"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Records of one input partition, in order.

    ``position_from`` and ``position_to`` are consumer positions before and after the batch, half-open: they cover
    transaction markers and compacted gaps, so ``position_to - position_from >= len(offsets)``. Timestamps are
    milliseconds since the epoch.
    """

    topic: str
    partition: int
    position_from: int
    position_to: int
    offsets: Sequence[int]
    timestamps: Sequence[int]
    keys: Sequence[bytes | None]
    values: Sequence[bytes | None]
    headers: Sequence[Headers]

    def __len__(self) -> int:
        return len(self.offsets)


class LeafKind(IntEnum):
    """What kind of token a leaf is in its format."""

    STRING = 0
    NUMBER = 1  # ``text`` is the number as written, however long
    LITERAL = 2  # true, false, null: never scanned
    NAME = 3  # a property name (JSON) or a column name


Path = tuple[str | int, ...]


class Leaf(NamedTuple):
    """One value (or property name) of a document.

    ``start`` and ``end`` are code points of the whole token in the document's source, quotes included, half-open.
    ``text`` is the decoded text that detectors read. ``path`` is the record's own path: it never leaves the process.
    """

    path: Path
    kind: LeafKind
    start: int
    end: int
    text: str


class Edit(NamedTuple):
    """Replace ``[start, end)`` (code points of the leaf's decoded text) by ``text``.

    Edits of a leaf are disjoint and sorted.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded record: its source text and its leaves in source order."""

    source: str
    leaves: Sequence[Leaf]


class PlainRecord(NamedTuple):
    """A record that was read, hidden and verified without being taken apart; made by `pipeline.plain` only.

    ``value`` is what is published. ``shown`` is what was hidden in it, each with the policy's path expression.
    """

    value: bytes
    shown: Sequence[tuple[str, Applied]]


@dataclass(frozen=True, slots=True)
class GatedBatch:
    """Raw records of which some need no decoding.

    ``passed`` are valid, nothing can be found in them, and no rule of the policy changes them. ``plain`` are done.
    """

    raw: RawBatch
    passed: frozenset[int] = frozenset()
    plain: Mapping[int, PlainRecord] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentBatch:
    """Decoded records; None where the record is a tombstone, failed, or needed no decoding (`GatedBatch`)."""

    gated: GatedBatch
    documents: Sequence[Document | None]
    failures: Mapping[int, Failure]

    @property
    def raw(self) -> RawBatch:
        return self.gated.raw


class Place(IntEnum):
    """Which part of a record a text comes from: all of them are input and are scanned."""

    FIELD = 0
    NAME = 1
    KEY = 2
    HEADER = 3
    HEADER_NAME = 4


class TreatKind(StrEnum):
    """What a field rule of the policy says of a value."""

    TEXT = "text"  # detect in it
    ENTITY = "entity"  # the whole value is one entity
    REDACT = "redact"  # hide it whole, whatever it is
    KEEP = "keep"  # leave it, unread
    DROP = "drop"  # take the value out of the record


class Treatment(NamedTuple):
    """A compiled field rule. ``field`` is the policy's own path expression: the only path that may be logged.

    ``outside`` is said of one text, not of its field: it is in none of the policy's languages.
    """

    kind: TreatKind
    field: str
    entity_type: str = ""
    digits: bool = False  # a number in which something is found stays a number, of the same length
    outside: bool = False


@dataclass(frozen=True, slots=True)
class SelectedBatch:
    """The texts to look at, one row for each, sorted by record and then by place in it.

    ``leaf`` is the index of the leaf in its document (places FIELD and NAME), of the header in ``headers`` (HEADER and
    HEADER_NAME), or -1 (KEY).
    ``names`` holds for each text the property, header or column name nearest to it (context for scores), or "".
    ``dropped_headers`` counts headers that were taken out because their value is not text. ``other_language`` are
    records that hold a text in none of the policy's languages, where the policy asks for that.
    """

    documents: DocumentBatch
    record: Sequence[int]
    place: Sequence[Place]
    leaf: Sequence[int]
    texts: Sequence[str]
    names: Sequence[str]
    treatments: Sequence[Treatment]
    headers: Sequence[Headers]  # by record: the headers that stay, before treatment
    dropped_headers: int
    failures: Mapping[int, Failure]
    other_language: frozenset[int] = frozenset()

    @property
    def raw(self) -> RawBatch:
        return self.documents.raw


# Of a field's name as detectors are told it, in code points. They remember what names tell, and records choose their
# names, those of documents within strings as well.
FIELD_NAME_CHARS_MAX = 256


@dataclass(frozen=True, slots=True)
class TextBatch:
    """What a detector sees: texts in columns.

    ``names`` as in `SelectedBatch`, of a very long one the beginning (`FIELD_NAME_CHARS_MAX`); ``expected`` is for each
    text the entity type that the last question of its conversation asks for, or "". ``context`` is for each text what
    was said before it in its conversation, oldest first.
    """

    texts: Sequence[str]
    names: Sequence[str]
    expected: Sequence[str]
    context: Sequence[Sequence[str]]

    @classmethod
    def of(cls, texts: Sequence[str], names: Sequence[str] | None = None) -> TextBatch:
        """Texts without context, for tests and for one-off use."""
        return cls(texts, names or [""] * len(texts), [""] * len(texts), [()] * len(texts))

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class LinkedBatch:
    """Selected texts with what was said before them.

    ``without_context`` counts records whose conversation's start is out of reach. ``conversations`` holds for each
    record the id of its conversation, or "".
    """

    selected: SelectedBatch
    texts: TextBatch
    without_context: int
    failures: Mapping[int, Failure]
    conversations: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CandidateBatch:
    """Every detector's claims, by text: ``candidates[i]`` are those on text ``i``, scored, sorted by start."""

    linked: LinkedBatch
    candidates: Sequence[Sequence[Candidate]]
    failures: Mapping[int, Failure]


@dataclass(frozen=True, slots=True)
class FindingBatch:
    """Accepted ranges, by text: disjoint and sorted."""

    linked: LinkedBatch
    findings: Sequence[Sequence[Finding]]
    failures: Mapping[int, Failure]


class Applied(NamedTuple):
    """A finding with its replacement: ``[start, end)`` is its place in the text after all edits."""

    finding: Finding
    edit: Edit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CleanBatch:
    """Texts with everything that was found treated, but not yet verified.

    ``edits`` and ``applied`` are by text. ``texts`` are the texts after the edits. ``removed`` marks texts that the
    policy takes out of their record. ``dropped`` are the records that the policy drops whole.
    """

    found: FindingBatch
    texts: Sequence[str]
    edits: Sequence[Sequence[Edit]]
    applied: Sequence[Sequence[Applied]]
    removed: frozenset[int]
    dropped: frozenset[int]
    failures: Mapping[int, Failure]


@dataclass(frozen=True, slots=True)
class VerifiedBatch:
    """A clean batch in which no hidden value stands elsewhere in its record. Made by `pipeline.verify` only.

    ``kept_copies`` counts copies of hidden values that stand in fields which the policy keeps.
    """

    clean: CleanBatch
    kept_copies: int
    failures: Mapping[int, Failure]


class OutputRecord(NamedTuple):
    """One record to be written to one output topic, at the input's partition; ``timestamp`` in milliseconds."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int


class FoundEntity(NamedTuple):
    """A finding as it may be shown: place and type, no value. Offsets are code points in the source field."""

    offset: int
    field: str
    start: int
    end: int
    entity_type: str
    score: float
    detector: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of each input record, in order.

    ``kinds`` and ``outputs`` are by record; ``outputs`` is empty unless the record is clean. ``failures`` says why for
    each quarantined one. ``entities`` counts findings of clean records by (entity type, detector). ``found`` lists up
    to the policy's ``entities_max`` of them. ``counters`` are other counts by name
    (``headers_dropped``, ``keys_hashed``, ``without_context``, ``kept_copies``, ``other_language``).
    """

    raw: RawBatch
    kinds: Sequence[OutcomeKind]
    outputs: Sequence[tuple[OutputRecord, ...]]
    failures: Mapping[int, Failure]
    entities: Mapping[tuple[str, str], int]
    found: Sequence[FoundEntity]
    counters: Mapping[str, int] = field(default_factory=dict)
    applied: Mapping[int, Sequence[tuple[str, Applied]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.kinds)
