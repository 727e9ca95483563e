"""The gate as a stage: what passes unread, and what is plain enough to be done without being taken apart.

A record that holds something usually holds one or two values in plain spelling. To decode it whole, lay it out in
columns and look for copies in each of its values costs ten times what those values are worth. So where the gate knows
which values may hold anything (`gate.Looked.spots`), only those are read: the same detectors, the same weighing, the
same rules of acceptance, the same treatments, and the same three checks of `verify`.

It is a short cut and never another rule. Whatever is not plain (a name in which something is found, a copy elsewhere in
the record, a second finding after the edits, a question that may change a score, an error) is left to the stages behind
it, which read that record from the start. A property test holds both ways against each other on anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from json.encoder import encode_basestring
from typing import Any, NamedTuple

import orjson

from tidegate.codecs.json_codec import DEPTH_MAX
from tidegate.codecs.splice import splice
from tidegate.detectors.views import disguised, is_disguised
from tidegate.errors import TemporaryFault
from tidegate.pipeline.copies import folded_value, mask
from tidegate.pipeline.detect import ask, moved
from tidegate.pipeline.gate import Looked
from tidegate.pipeline.needs import as_member
from tidegate.pipeline.numbering import Counters, numbering
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.questions import MAY_ASK, asks_another, asks_for, is_question
from tidegate.pipeline.readings import single_blanks
from tidegate.pipeline.resolve import accept
from tidegate.pipeline.score import final_score
from tidegate.pipeline.select_fields import nearest_name
from tidegate.pipeline.spots import Spot
from tidegate.pipeline.transform import hide
from tidegate.records import (
    FIELD_NAME_CHARS_MAX,
    Applied,
    Edit,
    GatedBatch,
    PlainRecord,
    RawBatch,
    TextBatch,
    TreatKind,
    Treatment,
)
from tidegate.spans import Candidate

_applied: Any = partial(tuple.__new__, Applied)
_edit: Any = partial(tuple.__new__, Edit)
_NOTHING: tuple[Candidate, ...] = ()


Edited = tuple["_Row", Sequence[Edit], Sequence[Applied]]  # a text with what was hidden in it


class _Row(NamedTuple):
    """One value that may hold something: its spot in its record, its text and how the policy treats it."""

    record: int
    spot: Spot
    text: str
    name: str
    treatment: Treatment


_row: Any = partial(tuple.__new__, _Row)
_UNCOUNTED = Counters()  # for a plan that counts nothing


def gate(batch: RawBatch, plan: Plan) -> GatedBatch:
    """Settle what needs no decoding: nothing where the plan has no gate."""
    if plan.gate is None:
        return GatedBatch(batch)
    looked = plan.gate.look(batch)
    try:
        plain = _read_plain(batch, looked, plan) if looked.spots else {}
    except TemporaryFault:
        raise
    except Exception:
        # Nobody knows at which record it stopped, so none of them counts: the stages behind read them one by one.
        plain = {}
    return GatedBatch(batch, looked.passing, plain)


def _read_plain(batch: RawBatch, looked: Looked, plan: Plan) -> dict[int, PlainRecord]:
    by_record: dict[int, list[_Row]] = {}
    for record, found in looked.spots.items():
        own = _rows_of(record, found, batch, plan)
        if own is not None:
            by_record[record] = own
    rows = [row for own in by_record.values() for row in own]
    unclear = {rows[place].record for place in disguised([row.text for row in rows])}
    if unclear:
        rows = [row for row in rows if row.record not in unclear]
        for record in unclear:
            del by_record[record]
    by_text = _search(rows, [row.text for row in rows], [looked.needs.get(row.record) for row in rows], plan)
    done: dict[int, PlainRecord] = {}
    changed: list[tuple[int, Sequence[Edited]]] = []
    first = 0
    for record, own in by_record.items():
        # Without rows it holds no text to be read: a name known to be clean was all that matched.
        last = first + len(own)
        hidden = _hide(own, by_text[first:last], batch, plan) if own else []
        first = last
        if hidden:
            changed.append((record, hidden))
        elif hidden is not None:
            done[record] = PlainRecord(batch.values[record] or b"", ())
    unclear = _found_again(changed, plan)
    for record, edited in changed:
        if record not in unclear:
            value = batch.values[record]
            assert value is not None  # it has spots
            shown = [(row.treatment.field, one) for row, _, applied in edited for one in applied]
            done[record] = PlainRecord(_spliced(value, edited, is_json=plan.codec.name == "json"), shown)
    return done


# What is read


def _rows_of(record: int, spots: Sequence[Spot], batch: RawBatch, plan: Plan) -> list[_Row] | None:
    """The texts of a record that are to be read; None where it is not plain after all."""
    value = batch.values[record]
    assert value is not None  # it has spots
    is_json = plan.codec.name == "json"
    flat = is_json and value.count(b"{") == 1 and b"[" not in value
    rows: list[_Row] = []
    for spot in spots:
        start, end, raw_name, is_number, name_matched = spot
        name = raw_name.decode("ascii")
        if name_matched and not plan.clean_names.get(name):
            return None
        text = value[start:end].decode("ascii")
        if flat:
            treatment = plan.treatment((name,))
        elif not is_json:
            treatment, name = plan.treatment(()), nearest_name(())
        elif plan.uniform is not None:
            treatment = plan.uniform
        else:
            return None
        if treatment.kind is TreatKind.KEEP:
            continue
        if treatment.kind is not TreatKind.TEXT or (is_number and treatment.digits):
            return None
        if text:
            rows.append(_row((record, spot, text, name[:FIELD_NAME_CHARS_MAX], treatment)))
    if is_json and not _is_sound(value):
        return None
    if not is_json and (batch.keys[record] or batch.headers[record]) and asks_for(value.decode("ascii")):
        return None
    return rows


def _is_sound(value: bytes) -> bool:
    """Whether a value is a JSON document of which no part asks for another."""
    if value.count(b"[") + value.count(b"{") >= DEPTH_MAX:
        return False
    try:
        if type(orjson.loads(value)) not in (dict, list):
            return False
    except orjson.JSONDecodeError:
        return False
    if MAY_ASK.first(value, 0, len(value)) < 0:
        return True
    source = value.decode("ascii")
    return not is_question(source) or not asks_another(source)


def _search(
    rows: Sequence[_Row], texts: Sequence[str], needs: Sequence[Collection[int] | None], plan: Plan
) -> list[Sequence[Candidate]]:
    """Claims by row, weighed and sorted. Raises what a detector raises. ``needs`` are those that may match in a text,
    where that is known.
    """
    wanted: list[list[int]] = [[] for _ in plan.detectors]
    readers, gate = plan.text_gate.readers, plan.gate
    assert gate is not None
    for number, (row, text, known) in enumerate(zip(rows, texts, needs, strict=True)):
        for detector_number in readers(text, row.name) if known is None else gate.readers(text, row.name, known):
            wanted[detector_number].append(number)
    found: dict[int, list[Candidate]] = {}
    for detector, numbers in zip(plan.detectors, wanted, strict=True):
        if not numbers:
            continue
        count = len(numbers)
        part = TextBatch(
            [texts[number] for number in numbers], [rows[number].name for number in numbers], [""] * count, [()] * count
        )
        for claim in ask(detector, part, plan):
            number = numbers[claim[0]]
            score = final_score(claim, detector, texts[number], rows[number].name)
            found.setdefault(number, []).append(moved(claim, number, score))
    by_row: list[Sequence[Candidate]] = [_NOTHING] * len(texts)
    for number, claims in found.items():
        claims.sort()
        by_row[number] = claims
    return by_row


# What is hidden, and whether that is all


def _hide(
    rows: Sequence[_Row], claims: Sequence[Sequence[Candidate]], batch: RawBatch, plan: Plan
) -> list[Edited] | None:
    """The edits of one record; None where a stage behind has to decide."""
    counters = numbering(plan, [(batch.values[rows[0].record] or b"").decode("ascii")]) if plan.counts else _UNCOUNTED
    edited: list[Edited] = []
    hidden: list[str] = []
    for row, candidates in zip(rows, claims, strict=True):
        found = accept(candidates, row.text, "", plan) if candidates else ()
        if not found:
            continue
        edits: list[Edit] = []
        applied: list[Applied] = []
        shift = 0
        for finding in found:
            start, end = finding[0], finding[1]
            value = row.text[start:end]
            try:
                replacement = hide(value, finding, "", plan, counters)
            except Exception:
                return None  # dropped, or it cannot be hidden
            folded = folded_value(value)
            if not folded or folded in hidden or replacement == value:
                return None
            hidden.append(folded)
            edit = _edit((start, end, replacement))
            edits.append(edit)
            size = len(replacement)
            applied.append(_applied((finding, edit, start + shift, start + shift + size)))
            shift += size - (end - start)
        edited.append((row, edits, applied))
    return edited if not hidden or _stand_once(hidden, rows[0].record, batch) else None


def _stand_once(hidden: Sequence[str], record: int, batch: RawBatch) -> bool:
    """Whether each value stands once in its record, key and headers included, which is where it is taken out."""
    pieces = [batch.values[record] or b"", batch.keys[record] or b""]
    for name, value in batch.headers[record]:
        pieces.append(name.encode("utf-8", "replace"))
        pieces.append(value or b"")
    source = b"\n".join(pieces) if pieces[1] or len(pieces) > 2 else pieces[0]
    if not source.isascii():
        return False
    folded = source.decode("ascii").lower()
    if any(" " in value for value in hidden):
        folded = single_blanks(folded)
    return all(folded.count(value) == 1 for value in hidden)


def _found_again(changed: Sequence[tuple[int, Sequence[Edited]]], plan: Plan) -> set[int]:
    """Records in which a second search, with what was hidden masked out, accepts anything."""
    rows: list[_Row] = []
    masked: list[str] = []
    for _, edited in changed:
        for row, edits, _ in edited:
            if len(edits) > 1 or edits[0][0] > 0 or edits[0][1] < len(row.text):
                rows.append(row)
                masked.append(mask(row.text, edits))
    if not rows or plan.gate is None:
        return set()
    left = plan.gate.may_hold([as_member(row.name, text) for row, text in zip(rows, masked, strict=True)])
    rows, masked = [rows[number] for number in left], [masked[number] for number in left]
    again = _search(rows, masked, list(left.values()), plan)
    return {
        row.record
        for row, text, candidates in zip(rows, masked, again, strict=True)
        if (candidates and accept(candidates, text, "", plan)) or is_disguised(text)
    }


def _spliced(value: bytes, edited: Sequence[Edited], *, is_json: bool) -> bytes:
    """The record's bytes with the edits in them; a number that is edited becomes a string."""
    pieces: list[bytes] = []
    done = 0
    for row, edits, _ in edited:
        first, end, _, is_number, _ = row.spot
        if is_number:
            pieces.append(value[done:first])
            pieces.append(encode_basestring(splice(row.text, edits)).encode("utf-8"))
            done = end
            continue
        for edit in edits:
            pieces.append(value[done : first + edit[0]])
            pieces.append(_escaped(edit[2]) if is_json else edit[2].encode("utf-8"))
            done = first + edit[1]
    pieces.append(value[done:])
    return b"".join(pieces)


@lru_cache(maxsize=1024)
def _escaped(text: str) -> bytes:
    """A text as it stands in a JSON string. Markers repeat, so they are remembered; a value never comes here."""
    return encode_basestring(text)[1:-1].encode("utf-8")
