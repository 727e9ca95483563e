"""Encode: from verified texts to what is written, one outcome for each input record, in order.

A record in which nothing changed keeps its very bytes. Our own headers say where a record came from, by which policy,
and where something was found; they hold places and types, never a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import orjson

from tidegate.codecs.text import text_of
from tidegate.errors import TemporaryFault
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.transform import stays_number
from tidegate.records import (
    Applied,
    Edit,
    Failure,
    FoundEntity,
    Headers,
    OutcomeKind,
    Outcomes,
    OutputRecord,
    Place,
    PlainRecord,
    Reason,
    Stage,
    VerifiedBatch,
)

ENTITIES_BYTES_MAX = 8192  # of the header that lists findings
POLICY_HASH_CHARS = 12  # hex digits of the policy's hash in its header

SOURCE = "tidegate-source"
LEVEL = "tidegate-level"
_output: Any = partial(tuple.__new__, OutputRecord)  # half the cost of calling the class
_found: Any = partial(tuple.__new__, FoundEntity)


def encode(batch: VerifiedBatch, plan: Plan) -> Outcomes:
    """Write every record for every output topic."""
    return _Encoder(batch, plan).run()


class _Encoder:
    """The columns of one batch while its outcomes are written."""

    def __init__(self, batch: VerifiedBatch, plan: Plan) -> None:
        self.plan, self.batch, self.clean = plan, batch, batch.clean
        self.selected = batch.clean.found.linked.selected
        self.raw = self.selected.raw
        self.failures = dict(batch.failures)
        self.counters: Counter[str] = Counter()
        self.entities: Counter[tuple[str, str]] = Counter()
        self.found: list[FoundEntity] = []
        self.applied: dict[int, Sequence[tuple[str, Applied]]] = {}
        self.changed = _changed_rows(batch)
        self.source = f"{plan.input_topic}/{self.raw.partition}/"
        own = [("tidegate-policy", plan.policy_hash[:POLICY_HASH_CHARS].encode("ascii"))]
        if plan.run_header:
            own.append(("tidegate-run", plan.run_id.encode("utf-8")))
        if plan.level_header:
            own.append((LEVEL, ",".join(sorted(plan.requirements)).encode("utf-8")))
        self.own_headers: Headers = tuple(own)

    def run(self) -> Outcomes:
        kinds: list[OutcomeKind] = []
        outputs: list[tuple[OutputRecord, ...]] = []
        passed, plain = self.selected.documents.gated.passed, self.selected.documents.gated.plain
        for record in range(len(self.raw)):
            written: tuple[OutputRecord, ...] = ()
            if record in passed and not self.raw.headers[record] and not self.raw.keys[record]:
                kind, written = OutcomeKind.CLEAN, self._as_it_is(record)
            elif record in plain:
                kind, written = OutcomeKind.CLEAN, self._write_plain(record, plain[record])
            elif record in self.failures:
                kind = OutcomeKind.QUARANTINED
            elif record in self.clean.dropped:
                kind = OutcomeKind.DROPPED
            else:
                kind = OutcomeKind.CLEAN
                try:
                    written = self._write(record)
                except TemporaryFault:
                    raise
                except Exception:
                    self.failures[record] = Failure(Stage.ENCODE, Reason.ENCODE_FAILED)
                    kind = OutcomeKind.QUARANTINED
            kinds.append(kind)
            outputs.append(written)
        self.counters["headers_dropped"] += self.selected.dropped_headers
        self.counters["without_context"] = self.clean.found.linked.without_context
        self.counters["kept_copies"] = self.batch.kept_copies
        self.counters["other_language"] = len(self.selected.other_language)
        counters = {name: count for name, count in sorted(self.counters.items()) if count}
        entities = dict(sorted(self.entities.items()))
        return Outcomes(self.raw, kinds, outputs, self.failures, entities, self.found, counters, self.applied)

    def _as_it_is(self, record: int) -> tuple[OutputRecord, ...]:
        """A record without key and headers in which nothing could be found: most records are."""
        raw = self.raw
        key, value, timestamp = raw.keys[record], raw.values[record], raw.timestamps[record]
        headers = ((SOURCE, f"{self.source}{raw.offsets[record]}".encode()), *self.own_headers)
        if len(self.plan.outputs) == 1:
            return (_output((self.plan.outputs[0], key, value, headers, timestamp)),)
        return tuple(_output((topic, key, value, headers, timestamp)) for topic in self.plan.outputs)

    def _write_plain(self, record: int, plain: PlainRecord) -> tuple[OutputRecord, ...]:
        """A record that the gate did: its headers hold nothing, and its key was looked at with it."""
        raw, plan = self.raw, self.plan
        key, headers = raw.keys[record], raw.headers[record]
        if key:
            counters: dict[str, int] = {}
            key = self._key(record, key, (), counters)
            self.counters.update(counters)
        headers = (*headers, (SOURCE, f"{self.source}{raw.offsets[record]}".encode()), *self.own_headers)
        if plain.shown:
            if plan.entities_header:
                headers = (*headers, ("tidegate-entities", self._entities_header(plain.shown)))
            self._count(record, plain.shown)
        timestamp = raw.timestamps[record]
        if len(plan.outputs) == 1:
            return (_output((plan.outputs[0], key, plain.value, headers, timestamp)),)
        return tuple(_output((topic, key, plain.value, headers, timestamp)) for topic in plan.outputs)

    def _write(self, record: int) -> tuple[OutputRecord, ...]:
        raw, rows = self.raw, self.changed.get(record, ())
        value, headers, key = raw.values[record], self.selected.headers[record], raw.keys[record]
        counters: dict[str, int] = {}
        if rows:
            value = self._value(record, rows)
            headers = self._headers(headers, rows, counters)
        if key:
            key = self._key(record, key, rows, counters)
        own = self.own_headers if record not in self.selected.other_language else self._level_of_other()
        headers = (*headers, (SOURCE, f"{self.source}{raw.offsets[record]}".encode()), *own)
        treatments = self.selected.treatments
        shown = (
            [(treatments[row].field, applied) for row in rows for applied in self.clean.applied[row]] if rows else ()
        )
        if shown and self.plan.entities_header:
            headers = (*headers, ("tidegate-entities", self._entities_header(shown)))
        timestamp = raw.timestamps[record]
        written = tuple(OutputRecord(topic, key, value, headers, timestamp) for topic in self.plan.outputs)
        # Counted last: a record that cannot be written was not found to hold anything.
        if counters:
            self.counters.update(counters)
        if shown:
            self._count(record, shown)
        return written

    def _level_of_other(self) -> Headers:
        """Our headers for a record with a text in another language, which detectors did not read."""
        note = f",other_language={self.plan.other_language}".encode()
        return tuple((name, value + note if name == LEVEL and value else value) for name, value in self.own_headers)

    def _value(self, record: int, rows: Sequence[int]) -> bytes | None:
        clean, selected = self.clean, self.selected
        edits: dict[int, Sequence[Edit]] = {}
        removed: set[int] = set()
        digits: set[int] = set()
        for row in rows:
            if selected.place[row] is Place.FIELD:
                leaf = selected.leaf[row]
                if row in clean.removed:
                    removed.add(leaf)
                else:
                    edits[leaf] = clean.edits[row]
                    if stays_number(row, selected):
                        digits.add(leaf)
        if not edits and not removed:
            return self.raw.values[record]
        document = selected.documents.documents[record]
        assert document is not None  # it has rows
        return self.plan.codec.encode(document, edits, frozenset(removed), digits=frozenset(digits))

    def _headers(self, headers: Headers, rows: Sequence[int], counters: dict[str, int]) -> Headers:
        clean, selected = self.clean, self.selected
        values: dict[int, bytes] = {}
        removed: set[int] = set()
        for row in rows:
            if selected.place[row] is Place.HEADER_NAME:
                removed.add(selected.leaf[row])
            elif selected.place[row] is Place.HEADER:
                values[selected.leaf[row]] = clean.texts[row].encode("utf-8")
        if not values and not removed:
            return headers
        if removed:
            counters["headers_dropped"] = len(removed)
        return tuple(
            (name, values.get(index, value)) for index, (name, value) in enumerate(headers) if index not in removed
        )

    def _key(self, record: int, key: bytes, rows: Sequence[int], counters: dict[str, int]) -> bytes | None:
        rule = self.plan.key_rule
        if rule == "keep":
            return key
        if rule == "keep_or_hash":
            row = next((row for row in rows if self.selected.place[row] is Place.KEY), None)
            if row is not None:
                if row in self.clean.removed:
                    counters["keys_nulled"] = 1
                    return None
                counters["keys_hashed"] = 1
                return self.clean.texts[row].encode("utf-8")
            if text_of(key) is not None:
                return key
            # It could not be read, so it may hold anything.
        if rule != "null" and self.plan.hash_key is not None:
            counters["keys_hashed"] = 1
            return self.plan.hash_key(key)
        counters["keys_nulled"] = 1
        return None

    def _entities_header(self, shown: Sequence[tuple[str, Applied]]) -> bytes:
        items = []
        for field, (finding, _, start, end) in shown:
            before, behind = _item(finding[2], field, finding[3], finding[4], finding[7])
            items.append(b'%b%d,"end":%d%b' % (before, start, end, behind))
        return entities_header(items)

    def _count(self, record: int, shown: Sequence[tuple[str, Applied]]) -> None:
        self.applied[record] = shown
        offset = self.raw.offsets[record]
        for field, (finding, _, _, _) in shown:
            start, end, entity_type, score, detector = finding[:5]
            self.entities[entity_type, detector] += 1
            if len(self.found) < self.plan.entities_max:
                self.found.append(_found((offset, field, start, end, entity_type, score, detector)))


@lru_cache(maxsize=1024)
def _item(entity_type: str, field: str, score: float, detector: str, linked: bool) -> tuple[bytes, bytes]:
    """One finding in the header that lists them, before and behind its two numbers: only they differ each time."""
    item = {"type": entity_type, "start": 0, "end": 0, "field": field}
    item |= {"score": round(score, 3), "detector": detector, "linked": linked}
    before, _, behind = orjson.dumps(item).partition(b'0,"end":0')
    return before, behind


def entities_header(items: Sequence[bytes]) -> bytes:
    """A list of findings, each as JSON; beyond `ENTITIES_BYTES_MAX` the last item says how many were left out."""
    whole = b"[%b]" % b",".join(items)
    if len(whole) <= ENTITIES_BYTES_MAX:
        return whole
    parts: list[bytes] = []
    size = 2 + len(orjson.dumps({"truncated": len(items)}))
    for part in items:
        if size + len(part) + 1 > ENTITIES_BYTES_MAX:
            break
        parts.append(part)
        size += len(part) + 1
    parts.append(orjson.dumps({"truncated": len(items) - len(parts)}))
    return b"[%b]" % b",".join(parts)


def _changed_rows(batch: VerifiedBatch) -> dict[int, list[int]]:
    clean = batch.clean
    records = clean.found.linked.selected.record
    rows = [row for row, edits in enumerate(clean.edits) if edits]
    if clean.removed:
        rows = sorted({*rows, *clean.removed})
    changed: dict[int, list[int]] = {}
    for row in rows:
        changed.setdefault(records[row], []).append(row)
    return changed
