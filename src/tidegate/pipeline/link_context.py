"""Link context: what was said before a record in its conversation, as a pure function of the raw log.

The earlier records of one conversation in the same partition count, within the policy's reach by offset distance and
record timestamp. Batch edges and the clock decide nothing, so a lane that has run for hours and one that re-read the
raw log a moment ago see the same and write the same bytes.

A `Context` is never changed: `link_context` returns a new one that shares what is old, and the lane keeps it only after
its commit. It forgets by offset alone (a conversation that was silent for twice the reach), because offsets only rise
while timestamps may jump.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar, TypeVarTuple, Unpack

from tidegate.errors import TemporaryFault
from tidegate.pipeline.plan import LinkPlan, Plan
from tidegate.pipeline.questions import asks_for, expected_after
from tidegate.pipeline.select_fields import Row, select_leaves
from tidegate.records import (
    Document,
    Failure,
    LeafKind,
    LinkedBatch,
    Place,
    RawBatch,
    Reason,
    SelectedBatch,
    Stage,
    TextBatch,
    TreatKind,
    Treatment,
)

RECENT_MAX = (
    1024  # conversations that changed since the last compaction; beyond it (or a quarter of all) they are merged
)
VALUE_BYTES_UNREAD_MAX = 16_384  # larger old records are looked into at once, so that only their text is held
WINDOW_TEXTS = 64  # texts of a window: questions are looked for in the last two, whatever the policy says
WINDOW_RECORDS, WINDOW_CHARS = 12, 4000  # within one record, where the policy links none

_FIELD, _TEXT = Place.FIELD, TreatKind.TEXT
_SCALARS = (LeafKind.STRING, LeafKind.NUMBER)


Given = TypeVar("Given")
Arguments = TypeVarTuple("Arguments")


class Turn:
    """One record of a conversation. Its texts are looked up in ``value`` when they are first needed."""

    __slots__ = ("_texts", "offset", "timestamp", "value")

    def __init__(self, offset: int, timestamp: int, texts: tuple[str, ...] | None, value: bytes | None) -> None:
        self.offset, self.timestamp, self._texts, self.value = offset, timestamp, texts, value

    def texts(self, plan: Plan) -> tuple[str, ...]:
        """Its texts, at most a window's characters."""
        if self._texts is None:
            self._texts, self.value = _texts_of(self.value, plan), None
        return self._texts


Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a lane remembers, under one policy. Holds at most about two and a half reaches of records.

    ``settled`` is shared between contexts and ``recent`` lies over it; neither is ever changed once it is here.
    """

    policy_hash: str = ""
    settled: Mapping[str, Turns] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    recent: Mapping[str, Turns] = field(default_factory=lambda: MappingProxyType({}), repr=False)

    def of(self, plan: Plan) -> Context:
        """This context if it was built under the plan's policy, else an empty one: texts are chosen by the policy."""
        return self if self.policy_hash == plan.policy_hash else Context(plan.policy_hash)

    def __len__(self) -> int:
        """Conversations remembered."""
        return len(self.settled.keys() | self.recent.keys())


def link_context(batch: SelectedBatch, plan: Plan, context: Context) -> tuple[LinkedBatch, Context]:
    """Give every text what was said before it, and the type that is asked for."""
    context = context.of(plan)
    link = plan.link
    failures = dict(batch.failures)
    columns = _Columns([""] * len(batch.texts), [()] * len(batch.texts), [""] * len(batch.raw))
    rows_of = _rows_by_record(batch)
    without_context = 0
    if link is None:
        for record, rows in rows_of.items():
            if len(rows) > 1:
                _attempt(record, failures, _describe, rows, batch, (), WINDOW_CHARS, columns)
    else:
        memory = _Memory(context)
        for record in range(len(batch.raw)):
            rows = rows_of.get(record, [])
            without_context += bool(_attempt(record, failures, _link, record, rows, batch, plan, link, memory, columns))
        context = memory.seal(batch.raw.position_to, link)
    texts = [
        text if treatment[0] is _TEXT or _is_read(treatment, plan) else ""
        for text, treatment in zip(batch.texts, batch.treatments, strict=True)
    ]
    read = TextBatch(texts, batch.names, columns.expected, columns.contexts)
    return LinkedBatch(batch, read, without_context, failures, columns.conversations), context


@dataclass(frozen=True, slots=True)
class _Columns:
    """What this stage fills in: the first two by text, the last by record."""

    expected: list[str]
    contexts: list[Sequence[str]]
    conversations: list[str]


def _attempt(
    record: int, failures: dict[int, Failure], work: Callable[[Unpack[Arguments]], Given], *arguments: *Arguments
) -> Given | None:
    """Do the work for one record; what goes wrong is that record's own."""
    try:
        return work(*arguments)
    except TemporaryFault:
        raise
    except Exception:
        failures.setdefault(record, Failure(Stage.LINK_CONTEXT, Reason.CONTEXT_FAILED))
        return None


def _link(
    record: int,
    rows: Sequence[int],
    batch: SelectedBatch,
    plan: Plan,
    link: LinkPlan,
    memory: _Memory,
    columns: _Columns,
) -> bool:
    """Link one record, and remember it; whether the start of its conversation is out of reach."""
    raw = batch.raw
    conversation = _conversation(raw, record, batch.documents.documents[record], link)
    columns.conversations[record] = conversation
    earlier = memory.turns(conversation)
    seen = _in_reach(earlier, raw.offsets[record], raw.timestamps[record], link)
    said = [text for turn in seen for text in turn.texts(plan)]
    own = _describe(rows, batch, said, link.window_chars, columns)
    if conversation:
        turn = Turn(raw.offsets[record], raw.timestamps[record], _clip(own, link.window_chars), None)
        memory.add(conversation, turn, link)
    return not seen and (bool(earlier) or not conversation)


def warm(batch: RawBatch, plan: Plan, context: Context) -> Context:
    """Remember old records without processing them, as a fresh lane does before its first batch.

    Args:
        batch: Raw records before the committed offset, in order. Those within `LinkPlan.reach_records` offsets of it
            are enough, and fewer are too few: reach by timestamp alone is safe only where timestamps never fall.
        plan: The plan they would be processed by.
        context: What is remembered already.

    Returns:
        The context that processing these records would have left, as far as it can still be seen.
    """
    context = context.of(plan)
    link = plan.link
    if link is None:
        return context
    memory = _Memory(context)
    for record in range(len(batch)):
        value = batch.values[record]
        document: Document | None = None
        texts: tuple[str, ...] | None = None
        if link.by is not None or (value is not None and len(value) > VALUE_BYTES_UNREAD_MAX):
            try:
                document = plan.codec.decode(value) if value is not None else None
            except Exception:
                document = None
            texts = _document_texts(document, plan)
        try:
            conversation = _conversation(batch, record, document, link)
        except Exception:
            conversation = ""
        if conversation:
            turn = Turn(batch.offsets[record], batch.timestamps[record], texts, None if texts is not None else value)
            memory.add(conversation, turn, link)
    return memory.seal(batch.position_to, link)


class _Memory:
    """A context while a batch is read: what changes lies over what was given."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._changed: dict[str, Turns] = {}

    def turns(self, conversation: str) -> Turns:
        for layer in (self._changed, self._context.recent, self._context.settled):
            turns = layer.get(conversation)
            if turns is not None:
                return turns
        return ()

    def add(self, conversation: str, turn: Turn, link: LinkPlan) -> None:
        # Out of reach by offset is out of reach for good; by timestamp it may come back, so that is not forgotten here.
        kept = tuple(old for old in self.turns(conversation) if turn.offset - old.offset < link.reach_records)
        self._changed[conversation] = (*kept, turn)[-link.window_records :]

    def seal(self, position: int, link: LinkPlan) -> Context:
        context = self._context
        if not self._changed:
            return context
        recent = {**context.recent, **self._changed}
        if len(recent) <= max(RECENT_MAX, len(context.settled) // 4):
            return Context(context.policy_hash, context.settled, recent)
        oldest = position - 2 * link.reach_records
        merged: dict[str, Turns] = {**context.settled, **recent}
        return Context(
            context.policy_hash, {name: turns for name, turns in merged.items() if turns[-1].offset >= oldest}
        )


def _is_read(treatment: Treatment, plan: Plan) -> bool:
    """Whether detectors see a value that is no free text: one that is hidden whole, by a treatment that keeps
    characters.
    """
    return treatment.kind is TreatKind.ENTITY and plan.keeps_characters(treatment.entity_type)


def _rows_by_record(batch: SelectedBatch) -> dict[int, list[int]]:
    """Rows of free text, by record."""
    rows: dict[int, list[int]] = {}
    for row, (record, place, treatment) in enumerate(zip(batch.record, batch.place, batch.treatments, strict=True)):
        if place is _FIELD and treatment[0] is _TEXT:
            rows.setdefault(record, []).append(row)
    return rows


def _describe(
    rows: Sequence[int], batch: SelectedBatch, said: Sequence[str], chars: int, columns: _Columns
) -> list[str]:
    """Fill the columns for a record's texts, each of which was said after the one before it; return those texts.

    A record that belongs to no conversation has a context only once one of its own texts asks for something.
    """
    own = [batch.texts[row] for row in rows]
    if not said and (len(rows) < 2 or not any(asks_for(text) for text in own[:-1])):
        return own
    window = _clip(said[-WINDOW_TEXTS:], chars)
    texts_max = max(WINDOW_RECORDS, len(window))
    for row, text in zip(rows, own, strict=True):
        if window:
            columns.contexts[row] = window
            columns.expected[row] = expected_after(window)
        window = _clip((*window, text)[-texts_max:], chars)
    return own


def _clip(texts: Sequence[str], chars: int) -> tuple[str, ...]:
    """The last ``chars`` code points of these texts, oldest first."""
    kept: list[str] = []
    left = chars
    for text in reversed(texts):
        if left <= 0:
            break
        kept.append(text if len(text) <= left else text[-left:])
        left -= len(text)
    kept.reverse()
    return tuple(kept)


def _in_reach(turns: Turns, offset: int, timestamp: int, link: LinkPlan) -> list[Turn]:
    return [
        turn
        for turn in turns
        if offset - turn.offset <= link.reach_records and timestamp - turn.timestamp <= link.reach_ms
    ]


def _conversation(raw: RawBatch, record: int, document: Document | None, link: LinkPlan) -> str:
    """The id of a record's conversation, or "". Two keys that are not text never share one with a key that is."""
    if link.by is None:
        key = raw.keys[record]
        if not key:
            return ""
        try:
            return "text:" + key.decode("utf-8")
        except UnicodeDecodeError:
            return "bytes:" + key.hex()
    if document is not None:
        for leaf in document.leaves:
            if leaf.kind in _SCALARS and leaf.text and link.covers(leaf.path):
                return "text:" + leaf.text
    return ""


def _texts_of(value: bytes | None, plan: Plan) -> tuple[str, ...]:
    try:
        document = plan.codec.decode(value) if value is not None else None
    except Exception:
        return ()  # it was quarantined, so it said nothing
    return _document_texts(document, plan)


def _document_texts(document: Document | None, plan: Plan) -> tuple[str, ...]:
    if document is None or plan.link is None:
        return ()
    rows: list[Row] = []
    try:
        select_leaves(0, document, plan, rows)
    except Exception:
        return ()
    texts: list[Any] = [text for _, place, _, text, _, treatment in rows if place is _FIELD and treatment[0] is _TEXT]
    return _clip(texts, plan.link.window_chars)
