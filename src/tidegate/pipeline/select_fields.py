"""Select fields: which texts of a record are looked at, and how each is treated.

The first line of the policy that covers a value decides; what no line names is redacted. Keys, headers and property
names are input too. A property name in which nothing was found once is not looked at again: names repeat in every
record, and whether one holds personal data depends on nothing but itself.

Where the policy treats texts in other languages apart, each text is judged here, alone: it is redacted whole, or its
record fails. A property name cannot be redacted, so it fails its record either way.

Literals (true, false, null) are never scanned: true and false can be hidden by a policy and then become null.
"""

from __future__ import annotations

from tidegate.codecs.text import text_of
from tidegate.errors import TemporaryFault
from tidegate.pipeline.plan import HEADERS_FIELD, KEY_FIELD, NAME_CHARS_MAX, Plan
from tidegate.records import (
    FIELD_NAME_CHARS_MAX,
    Document,
    DocumentBatch,
    Failure,
    Headers,
    LeafKind,
    Path,
    Place,
    Reason,
    SelectedBatch,
    Stage,
    TreatKind,
    Treatment,
)

OWN_HEADERS = "tidegate-"  # only Tidegate may say these: a producer's are taken out

Row = tuple[int, Place, int, str, str, Treatment]

_FIELD, _NAME, _KEY, _HEADER, _HEADER_NAME = Place.FIELD, Place.NAME, Place.KEY, Place.HEADER, Place.HEADER_NAME
_NAME_KIND, _LITERAL_KIND = LeafKind.NAME, LeafKind.LITERAL
_TEXT, _KEEP = TreatKind.TEXT, TreatKind.KEEP
_NAME_TREATMENT = Treatment(TreatKind.TEXT, "name")
_KEY_TREATMENT = Treatment(TreatKind.TEXT, KEY_FIELD)
_HEADER_TREATMENT = Treatment(TreatKind.TEXT, HEADERS_FIELD)


def select_fields(batch: DocumentBatch, plan: Plan) -> SelectedBatch:
    """Lay out the texts of every record, one row each: fields and names in source order, headers, key."""
    raw = batch.raw
    rows: list[Row] = []
    headers: list[Headers] = list(raw.headers)
    failures = dict(batch.failures)
    dropped_headers = 0
    other_language: set[int] = set()
    scan_keys = plan.key_rule == "keep_or_hash"
    passed, plain = batch.gated.passed, batch.gated.plain
    for index, document in enumerate(batch.documents):
        if index in passed or index in plain:
            continue  # its headers were looked at by the gate: nothing has to be taken out
        kept: Headers = ()
        if index not in failures:
            mark = len(rows)
            try:
                if document is not None:
                    select_leaves(index, document, plan, rows)
                if raw.headers[index]:
                    kept, dropped = _select_headers(index, raw.headers[index], plan, rows)
                    dropped_headers += dropped
                key = raw.keys[index]
                if key and scan_keys:
                    _select_key(index, key, plan, rows)
                outside = [row for row in rows[mark:] if row[5].outside] if plan.languages is not None else ()
                if outside:
                    other_language.add(index)
                    if plan.other_language != "mask_all" or any(row[1] is _NAME for row in outside):
                        failures[index] = Failure(Stage.SELECT_FIELDS, Reason.OTHER_LANGUAGE)
            except TemporaryFault:
                raise
            except Exception:
                del rows[mark:]
                other_language.discard(index)
                failures[index] = Failure(Stage.SELECT_FIELDS, Reason.FIELDS_FAILED)
        headers[index] = kept
    record, place, leaf, texts, names, treatments = zip(*rows, strict=True) if rows else ((), (), (), (), (), ())
    columns = record, place, leaf, texts, names, treatments
    return SelectedBatch(batch, *columns, headers, dropped_headers, failures, frozenset(other_language))


def select_leaves(index: int, document: Document, plan: Plan, rows: list[Row]) -> None:
    """Add the rows of a document's names and values."""
    known_names, known_paths = plan.clean_names.get, plan.treatments.get
    for number, (path, kind, _, _, text) in enumerate(document.leaves):
        if kind is _NAME_KIND:
            if text and not known_names(text):
                rows.append((index, _NAME, number, text, "", _judged(text, _NAME_TREATMENT, plan)))
            continue
        treatment = known_paths(path) or plan.treatment(path)
        if treatment[0] is _KEEP or not text:
            continue
        if kind is _LITERAL_KIND:
            if treatment[0] is _TEXT or text == "null":
                continue
            treatment = Treatment(TreatKind.DROP, treatment.field)
        elif plan.languages is not None:
            treatment = _judged(text, treatment, plan)
        rows.append((index, _FIELD, number, text, nearest_name(path), treatment))


def _judged(text: str, treatment: Treatment, plan: Plan) -> Treatment:
    """The treatment of a text that is to be searched, if it is in the policy's languages; else what is left of it."""
    if plan.languages is None or treatment[0] is not _TEXT or not plan.languages.is_outside(text):
        return treatment
    kind = TreatKind.REDACT if plan.other_language == "mask_all" else _TEXT
    return Treatment(kind, treatment.field, digits=treatment.digits, outside=True)


def nearest_name(path: Path) -> str:
    """The property name nearest to a value: ``phones`` for ``$.phones[0]``; of a very long one the beginning."""
    for part in reversed(path):
        if isinstance(part, str):
            return part[:FIELD_NAME_CHARS_MAX]
    return ""


def _select_headers(index: int, headers: Headers, plan: Plan, rows: list[Row]) -> tuple[Headers, int]:
    kept: list[tuple[str, bytes | None]] = []
    for name, value in headers:
        folded = name.casefold()
        if folded.startswith(OWN_HEADERS):
            continue
        if folded in plan.headers_keep or value is None:
            text = ""
        else:
            read = text_of(value)
            if read is None:
                continue
            text = read
        if text:
            rows.append(
                (index, _HEADER, len(kept), text, name[:FIELD_NAME_CHARS_MAX], _judged(text, _HEADER_TREATMENT, plan))
            )
        if name and folded not in plan.headers_keep and not plan.clean_names.get(name):
            rows.append((index, _HEADER_NAME, len(kept), name, "", _judged(name, _NAME_TREATMENT, plan)))
        kept.append((name, value))
    return tuple(kept), len(headers) - len(kept)


def _select_key(index: int, key: bytes, plan: Plan, rows: list[Row]) -> None:
    text = text_of(key)
    if text is None:
        return  # it cannot be read, so it is not kept either: see `encode`
    rows.append((index, _KEY, -1, text, "", _judged(text, _KEY_TREATMENT, plan)))


def remember_clean_name(name: str, plan: Plan) -> None:
    """Note that nothing was found in a property or header name."""
    if len(name) <= NAME_CHARS_MAX:
        plan.clean_names.put(name, True)
