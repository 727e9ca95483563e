"""Transform: every finding gets what is published instead of it.

Nothing is changed in place: a finding becomes an edit, and the codec splices edits into the source. A value that cannot
be hidden fails its record; a treatment that drops takes the whole record out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from tidegate.codecs.splice import splice
from tidegate.detectors.disguises.inner_json import Fitting
from tidegate.errors import TemporaryFault, TransformFailed
from tidegate.pipeline.numbering import Counters, numbering
from tidegate.pipeline.plan import REDACTED, Plan
from tidegate.records import (
    Applied,
    CleanBatch,
    Edit,
    Failure,
    FindingBatch,
    LeafKind,
    Place,
    Reason,
    SelectedBatch,
    Stage,
    TreatKind,
)
from tidegate.spans import Finding
from tidegate.transformers.base import Drop, Scope, Transformer

Change = tuple[Edit, Finding | None]  # an edit, and the finding it hides; None where a field is redacted

_NO_EDITS: tuple[Edit, ...] = ()
_NO_APPLIED: tuple[Applied, ...] = ()


def transform(batch: FindingBatch, plan: Plan) -> CleanBatch:
    """Make the edits of every record."""
    selected = batch.linked.selected
    failures = dict(batch.failures)
    texts = list(selected.texts)
    edits: list[Sequence[Edit]] = [_NO_EDITS] * len(texts)
    applied: list[Sequence[Applied]] = [_NO_APPLIED] * len(texts)
    removed: set[int] = set()
    dropped: set[int] = set()
    counters = Counters()
    current = -1
    for row, (record, treatment, findings) in enumerate(
        zip(selected.record, selected.treatments, batch.findings, strict=True)
    ):
        kind = treatment[0]
        if (not findings and (kind is TreatKind.TEXT or kind is TreatKind.ENTITY)) or record in failures:
            continue
        if record != current:
            current, counters = record, numbering_of(record, selected, plan)
        try:
            if kind is TreatKind.DROP or selected.place[row] is Place.HEADER_NAME:
                removed.add(row)
            elif selected.place[row] is Place.KEY:
                change = hide_key(selected.texts[row], findings[0] if findings else None, plan)
                if change is None:
                    removed.add(row)
                else:
                    texts[row], edits[row], applied[row] = lay_out(selected.texts[row], [change])
            else:
                changes = changes_of(row, findings, batch, plan, counters)
                texts[row], edits[row], applied[row] = lay_out(selected.texts[row], changes)
        except TemporaryFault:
            raise
        except Drop:
            dropped.add(record)
        except Exception:
            failures[record] = Failure(Stage.TRANSFORM, Reason.TRANSFORM_FAILED)
    return CleanBatch(batch, texts, edits, applied, frozenset(removed), frozenset(dropped), failures)


def numbering_of(record: int, selected: SelectedBatch, plan: Plan) -> Counters:
    """Counters for a record that skip the markers which stand in it."""
    if not plan.counts:
        return Counters()
    rows = range(bisect_left(selected.record, record), bisect_right(selected.record, record))
    texts = [selected.texts[row] for row in rows if selected.place[row] in (Place.FIELD, Place.NAME)]
    document = selected.documents.documents[record]
    return numbering(plan, texts if document is None else [document.source, *texts])


def changes_of(
    row: int, findings: Sequence[Finding], batch: FindingBatch, plan: Plan, counters: Counters
) -> list[Change]:
    """What becomes of one text."""
    selected = batch.linked.selected
    text, treatment = selected.texts[row], selected.treatments[row]
    if treatment.kind is TreatKind.REDACT:
        whole = Finding(0, len(text), REDACTED, 1.0, "policy", whole=True)
        hidden = plan.redactor.transform(text, whole, Scope())
        return [(Edit(0, len(text), digits_only(text) if stays_number(row, selected) else hidden), None)]
    conversation = batch.linked.conversations[selected.record[row]]
    changes: list[Change] = []
    fitting = Fitting(text)
    for finding in findings:
        hidden = hide(text[finding.start : finding.end], finding, conversation, plan, counters)
        if stays_number(row, selected):
            hidden = digits_only(text[finding.start : finding.end])
        changes.append((fitting.edit(finding.start, finding.end, hidden), finding))
    return changes


def hide(value: str, finding: Finding, conversation: str, plan: Plan, counters: Counters) -> str:
    """What is published instead of a value; what was found inside it is treated first."""
    constant = plan.constants.get(finding.entity_type)
    if constant is not None:
        return constant
    number = counters.number(finding.entity_type, value) if plan.counts else 1
    transformer, scope = plan.transformer(finding.entity_type), Scope(number, conversation)
    found = value
    if finding.inner:
        masked = _hides_inner(value, finding, transformer, scope)
        if masked is not None:
            return masked
        inner = [
            Edit(
                part.start - finding.start,
                part.end - finding.start,
                hide(value[part.start - finding.start : part.end - finding.start], part, conversation, plan, counters),
            )
            for part in finding.inner
        ]
        value = splice(value, inner)
    try:
        hidden = transformer.transform(value, finding, scope)
        if getattr(transformer, "constant", False):
            plan.constants.put(finding.entity_type, hidden)
        return hidden
    except TransformFailed:
        if not finding.inner:
            raise
        # A mask over what is masked already may have nothing left to change. If it can hide the value as it was found,
        # that is the reason, and what remains between the inner findings goes too; else the record fails.
        transformer.transform(found, finding, scope)
        whole = sum(part.end - part.start for part in finding.inner) == finding.end - finding.start
        return value if whole else plan.redactor.transform(found, finding, scope)


def _hides_inner(value: str, finding: Finding, transformer: Transformer, scope: Scope) -> str | None:
    """The value as its own treatment hides it, if no letter or digit of what was found inside is left; else None.

    A card whose last four digits stay keeps its shape although a telephone number was seen in the other twelve.
    """
    try:
        hidden = transformer.transform(value, finding, scope)
    except TransformFailed:
        return None
    if len(hidden) != len(value):
        return None  # positions do not tell what was kept
    left = any(
        value[place].isalnum() and hidden[place] == value[place]
        for part in finding.inner
        for place in range(part.start - finding.start, part.end - finding.start)
    )
    return None if left else hidden


def hide_key(text: str, finding: Finding | None, plan: Plan) -> Change | None:
    """A record key in which something is found, or that is redacted whole (None), becomes its keyed hash; without a
    keyring it is taken out, because a plain hash of a phone number is no protection.
    """
    if plan.hash_key is None:
        return None
    return Edit(0, len(text), plan.hash_key(text.encode("utf-8")).decode("ascii")), finding


def stays_number(row: int, selected: SelectedBatch) -> bool:
    """Whether a number stays a number, of the same length."""
    if not selected.treatments[row].digits or selected.place[row] is not Place.FIELD:
        return False
    document = selected.documents.documents[selected.record[row]]
    return document is not None and document.leaves[selected.leaf[row]].kind is LeafKind.NUMBER


def digits_only(value: str) -> str:
    """Nines: the one digit that may stand first, and a constant, so that only the length is told."""
    return "".join("9" if character.isdigit() else character for character in value)


def lay_out(text: str, changes: Sequence[Change]) -> tuple[str, tuple[Edit, ...], tuple[Applied, ...]]:
    """Apply sorted changes: the text after them, the edits, and where each finding's replacement stands."""
    edits = tuple(edit for edit, _ in changes)
    applied: list[Applied] = []
    shift = 0
    for edit, finding in changes:
        start = edit.start + shift
        if finding is not None:
            applied.append(Applied(finding, edit, start, start + len(edit.text)))
        shift += len(edit.text) - (edit.end - edit.start)
    return splice(text, edits), edits, tuple(applied)
