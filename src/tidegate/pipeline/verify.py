"""Verify: what was hidden in one place does not stand in another.

(a) Each finding's span was replaced. (b) A copy of a replaced value elsewhere in its record, as a whole token,
case-folded and in any view (`readings`), is hidden in a second pass. (c) A second search of each edited text, with what
was replaced masked out, finds nothing; what it does find is hidden as well, and so are its copies, in `PASSES_MAX`
passes at most. Then both are asked once more: what still stands sends the record to quarantine. Copies in fields that
the policy keeps are counted, because keeping them was asked for.

Limits, stated: values with fewer than `COPY_CHARS_MIN` letters and digits are not looked for elsewhere (``7`` and
``us`` stand everywhere); a redacted value that is a plain word (``type: email``) is not looked for in property names;
only texts that were edited are searched again, because a text that was not gives the same answer it gave before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tidegate.detectors.disguises.inner_json import Fitting
from tidegate.errors import TemporaryFault
from tidegate.pipeline.copies import VALUES_INDEXED_MIN, Hidden, Lookup, folded_value, mask
from tidegate.pipeline.detect import search
from tidegate.pipeline.numbering import Counters
from tidegate.pipeline.outside import outside
from tidegate.pipeline.plan import Plan, scannable
from tidegate.pipeline.readings import copies_of, hides_copies, lookup_of, single_blanks
from tidegate.pipeline.resolve import accept
from tidegate.pipeline.transform import (
    Change,
    digits_only,
    hide,
    hide_key,
    lay_out,
    numbering_of,
    stays_number,
)
from tidegate.records import (
    Applied,
    CleanBatch,
    Edit,
    Failure,
    LeafKind,
    Place,
    Reason,
    Stage,
    TextBatch,
    TreatKind,
    VerifiedBatch,
)
from tidegate.spans import Finding
from tidegate.transformers.base import Drop, Scope

PASSES_MAX = 3  # in which anything is hidden: what one found may have copies, and each text is searched again once

_SURVIVED = Failure(Stage.VERIFY, Reason.VALUE_SURVIVED)
_IN_NAME = Failure(Stage.VERIFY, Reason.PERSONAL_DATA_IN_NAME)


class Survived(Exception):
    """A hidden value stands where it cannot be hidden. ``failure`` is what becomes of its record."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure
        super().__init__(failure.reason.value)


def verify(batch: CleanBatch, plan: Plan) -> VerifiedBatch:
    """Check every record in which something was replaced; hide copies; quarantine what survives."""
    work = _Work(
        batch,
        plan,
        list(batch.texts),
        list(batch.edits),
        list(batch.applied),
        set(batch.removed),
        set(batch.dropped),
        dict(batch.failures),
    )
    checked = work.edited_records()
    kept: dict[int, int] = {}
    searched: set[int] = set()  # rows in which what a second search finds was hidden
    for number in range(PASSES_MAX + 1):
        if not checked:
            break
        found = work.search_again(checked)
        found_again = searched & found.keys()
        searched.update(row for record in checked for row in work.rows(record) if work.edits[row])
        changed: list[int] = []
        for record in checked:
            if record in work.failures:
                continue
            try:
                fresh, kept[record] = work.check(record, found)
                if fresh:
                    if number == PASSES_MAX or not found_again.isdisjoint(fresh):
                        raise Survived(_SURVIVED)
                    work.hide(fresh)
                    changed.append(record)
            except TemporaryFault:
                raise
            except Drop:
                work.dropped.add(record)
            except Survived as survived:
                work.failures[record] = survived.failure
            except Exception:
                work.failures[record] = _SURVIVED
        checked = changed
    clean = replace(
        batch,
        texts=work.texts,
        edits=work.edits,
        applied=work.applied,
        removed=frozenset(work.removed),
        dropped=frozenset(work.dropped),
    )
    return VerifiedBatch(clean, sum(kept.values()), work.failures)


@dataclass(slots=True)
class _Work:
    """The columns of a clean batch while copies are hidden in them."""

    batch: CleanBatch
    plan: Plan
    texts: list[str]
    edits: list[Sequence[Edit]]
    applied: list[Sequence[Applied]]
    removed: set[int]
    dropped: set[int]
    failures: dict[int, Failure]
    masked: dict[int, str] = field(default_factory=dict)  # by row, while its edits stay as they are

    def edited_records(self) -> list[int]:
        records = self.batch.found.linked.selected.record
        edited = {records[row] for row, edits in enumerate(self.edits) if edits}
        edited.update(records[row] for row in self.removed)
        return sorted(edited - self.failures.keys() - self.dropped)

    def rows(self, record: int) -> range:
        records = self.batch.found.linked.selected.record
        return range(bisect_left(records, record), bisect_right(records, record))

    def search_again(self, checked: Sequence[int]) -> dict[int, list[Finding]]:
        """(c) What detectors find in edited texts outside the edits, by row."""
        linked = self.batch.found.linked
        selected, read = linked.selected, linked.texts
        rows = [
            row
            for record in checked
            for row in self.rows(record)
            if self.edits[row] and selected.treatments[row].kind is TreatKind.TEXT and not self._is_whole(row)
        ]
        if not rows:
            return {}
        masked = [self.mask(row) for row in rows]
        texts = TextBatch(
            masked,
            [read.names[row] for row in rows],
            [read.expected[row] for row in rows],
            [read.context[row] for row in rows],
        )
        candidates, failed = search(texts, [selected.record[row] for row in rows], self.plan)
        for record in failed:
            self.failures[record] = Failure(Stage.VERIFY, Reason.DETECTOR_FAILED)
        found: dict[int, list[Finding]] = {}
        for row, text, claims in zip(rows, masked, candidates, strict=True):
            if claims and selected.record[row] not in self.failures:
                fresh = [
                    part
                    for finding in accept(claims, text, read.expected[row], self.plan)
                    for part in outside(finding, self.edits[row], text)
                ]
                if fresh:
                    found[row] = fresh
        return found

    def mask(self, row: int) -> str:
        masked = self.masked.get(row)
        if masked is None:
            masked = self.masked[row] = mask(self.batch.found.linked.selected.texts[row], self.edits[row])
        return masked

    def _is_whole(self, row: int) -> bool:
        edits, text = self.edits[row], self.batch.found.linked.selected.texts[row]
        return len(edits) == 1 and edits[0].start == 0 and edits[0].end == len(text)

    def check(self, record: int, found: dict[int, list[Finding]]) -> tuple[dict[int, list[Change]], int]:
        """(a), (b) and (c) for one record: the changes that are still to be made, by row, and the copies in kept
        fields.

        Raises:
            Survived: If something stands that cannot be hidden.
        """
        rows = self.rows(record)
        self._check_replaced(rows)
        hidden = self._hidden(record, rows)
        fresh: dict[int, list[Change]] = {}
        lookup = lookup_of(hidden) if hidden and not self._stands_once(record, rows, hidden) else None
        if lookup is not None:
            self._check_names(record, hidden)
            for row in rows:
                changes = self._copies_in(row, lookup)
                if changes:
                    fresh[row] = changes
        counters: Counters | None = None
        texts = self.batch.found.linked.selected.texts
        for row in rows:
            if row in found:
                counters, fitting = counters or self._counters(rows), Fitting(texts[row])
                own = fresh.setdefault(row, [])
                taken = sorted(edit for edit, _ in own)
                own.extend(
                    change
                    for finding in found[row]
                    for part in outside(finding, taken, texts[row])
                    for change in self._treat(row, part, counters, fitting)
                )
        kept = self._kept(record, lookup) if lookup is not None else 0
        return {row: changes for row, changes in fresh.items() if changes}, kept

    def _stands_once(self, record: int, rows: range, hidden: Sequence[Hidden]) -> bool:
        """Whether it can be told from the record's source, or its texts, that no hidden value has a copy: names, values
        and what the policy keeps all stand in it, and each value stands there once, which is where it was taken out.
        """
        selected = self.batch.found.linked.selected
        document = selected.documents.documents[record]
        if document is None or selected.raw.keys[record] or selected.headers[record]:
            return False
        said = document.source
        if "\\" in said:  # what is escaped does not stand there as it is
            said = "\n".join(leaf.text for leaf in document.leaves)
            if "\\" in said:
                return False
        if len(hidden) >= VALUES_INDEXED_MIN:
            return False  # to count each in the whole source would take the square of its length
        if sum(len(self.edits[row]) for row in rows) != len(hidden) or not self.removed.isdisjoint(rows):
            return False
        source = single_blanks(said).casefold()
        return all(source.count(value.folded) == 1 for value in hidden) and not hides_copies(said)

    def hide(self, fresh: dict[int, list[Change]]) -> None:
        """Make further changes."""
        texts = self.batch.found.linked.selected.texts
        places = self.batch.found.linked.selected.place
        for row, changes in fresh.items():
            if places[row] is Place.KEY and self.plan.hash_key is None:
                self.removed.add(row)
                continue
            finding_of = {applied.edit: applied.finding for applied in self.applied[row]}
            before: list[Change] = [(edit, finding_of.get(edit)) for edit in self.edits[row]]
            merged = sorted([*before, *changes], key=lambda change: change[0])
            self.texts[row], self.edits[row], self.applied[row] = lay_out(texts[row], merged)
            self.masked.pop(row, None)

    def _check_replaced(self, rows: range) -> None:
        selected, findings = self.batch.found.linked.selected, self.batch.found.findings
        for row in rows:
            if not findings[row] or row in self.removed or selected.place[row] is Place.KEY:
                continue
            replaced = {(edit.start, edit.end): edit.text for edit in self.edits[row]}
            for finding in findings[row]:
                text = replaced.get((finding.start, finding.end))
                if text is None:
                    raise Survived(_SURVIVED)
                value = selected.texts[row][finding.start : finding.end]
                if text == value and not stays_number(row, selected) and not self._is_marker(value, finding):
                    raise Survived(_SURVIVED)

    def _is_marker(self, value: str, finding: Finding) -> bool:
        """Whether a value is what its treatment writes for any value: then it was hidden before, by whomever."""
        transformer = self.plan.transformer(finding.entity_type)
        return getattr(transformer, "constant", False) and transformer.transform("", finding, Scope()) == value

    def _hidden(self, record: int, rows: range) -> list[Hidden]:
        """The values that were taken out of a record, each once."""
        found = self.batch.found
        selected = found.linked.selected
        values: dict[str, Hidden] = {}
        counters: Counters | None = None
        for row in rows:
            text, place = selected.texts[row], selected.place[row]
            is_redacted = selected.treatments[row].kind is TreatKind.REDACT
            if not is_redacted and (place is Place.KEY or place is Place.HEADER_NAME):
                # The whole key or header went; what was found in it is what must not stand elsewhere.
                if self.edits[row] or row in self.removed:
                    conversation = found.linked.conversations[record]
                    for finding in found.findings[row]:
                        value = text[finding.start : finding.end]
                        folded = folded_value(value)
                        if folded and folded not in values:
                            counters = counters or self._counters(rows)
                            values[folded] = Hidden(
                                folded, hide(value, finding, conversation, self.plan, counters), finding
                            )
                continue
            if row in self.removed or (is_redacted and place is Place.KEY):
                folded = folded_value(text)
                if folded and self._is_scalar(row):
                    values.setdefault(folded, Hidden(folded, self._redacted(text), None))
                continue
            if not self.edits[row]:
                continue
            finding_of = {applied.edit: applied.finding for applied in self.applied[row]}
            for edit in self.edits[row]:
                folded, in_digits = folded_value(text[edit.start : edit.end]), stays_number(row, selected)
                was_hidden = edit.text == text[edit.start : edit.end] and not in_digits
                if folded and folded not in values and not was_hidden:
                    replacement = self._redacted(text) if in_digits else edit.text
                    values[folded] = Hidden(folded, replacement, finding_of.get(edit))
        return list(values.values())

    def _is_scalar(self, row: int) -> bool:
        selected = self.batch.found.linked.selected
        if selected.place[row] is not Place.FIELD:
            return True
        document = selected.documents.documents[selected.record[row]]
        return document is not None and scannable(document.leaves[selected.leaf[row]].kind)

    def _redacted(self, text: str) -> str:
        return self.plan.redactor.transform(text, Finding(0, len(text), "redacted", 1.0, "policy", whole=True), Scope())

    def _check_names(self, record: int, hidden: Sequence[Hidden]) -> None:
        """A copy in a property or header name cannot be hidden there."""
        told = [value for value in hidden if value.finding is not None or not value.is_plain_word]
        if not told:
            return
        lookup = Lookup(told)
        selected = self.batch.found.linked.selected
        document = selected.documents.documents[record]
        for leaf in document.leaves if document is not None else ():
            if leaf.kind is LeafKind.NAME and lookup.find(leaf.text):
                raise Survived(_IN_NAME)
        removed = {
            selected.leaf[row]
            for row in self.rows(record)
            if row in self.removed and selected.place[row] is Place.HEADER_NAME
        }
        for index, (name, _) in enumerate(selected.headers[record]):
            if index not in removed and lookup.find(name):
                raise Survived(_SURVIVED)

    def _copies_in(self, row: int, lookup: Lookup) -> list[Change]:
        """(b) Changes that hide the copies in one text."""
        selected = self.batch.found.linked.selected
        place = selected.place[row]
        if row in self.removed or place is Place.NAME or place is Place.HEADER_NAME or self._is_whole(row):
            return []
        text = selected.texts[row]
        hits = copies_of(lookup, self.mask(row), self.edits[row])
        if not hits:
            return []
        if place is Place.KEY:
            finding = hits[0].hidden.finding or Finding(0, len(text), "redacted", 1.0, "policy", whole=True)
            return [hide_key(text, finding, self.plan) or (Edit(0, len(text), ""), finding)]
        changes: list[Change] = []
        fitting = Fitting(text)
        for hit in hits:
            copy = hit.hidden.finding
            if copy is not None:
                copy = copy._replace(start=hit.start, end=hit.end, inner=(), whole=False)
            hidden_by = (
                digits_only(text[hit.start : hit.end]) if stays_number(row, selected) else hit.hidden.replacement
            )
            edit = fitting.edit(hit.start, hit.end, hidden_by)
            if not changes or edit.start >= changes[-1][0].end:  # two copies in one number replace it once
                changes.append((edit, copy))
        return changes

    def _treat(self, row: int, finding: Finding, counters: Counters, fitting: Fitting) -> list[Change]:
        linked, selected = self.batch.found.linked, self.batch.found.linked.selected
        text = selected.texts[row]
        if selected.place[row] is Place.KEY:
            return [hide_key(text, finding, self.plan) or (Edit(0, len(text), ""), finding)]
        value = text[finding.start : finding.end]
        hidden = hide(value, finding, linked.conversations[selected.record[row]], self.plan, counters)
        if stays_number(row, selected):
            hidden = digits_only(value)
        return [(fitting.edit(finding.start, finding.end, hidden), finding)]

    def _counters(self, rows: range) -> Counters:
        """The counters as they stood after `transform`, so that a value found late goes on from there."""
        selected, findings = self.batch.found.linked.selected, self.batch.found.findings
        if not self.plan.counts or not rows:
            return Counters()
        counters = numbering_of(selected.record[rows[0]], selected, self.plan)

        def count(text: str, finding: Finding) -> None:
            counters.number(finding.entity_type, text[finding.start : finding.end])
            for part in finding.inner:
                count(text, part)

        # What was found in a key or a header's name has no number yet: those go whole.
        for unnumbered in (False, True):
            for row in rows:
                if (selected.place[row] in (Place.KEY, Place.HEADER_NAME)) is unnumbered:
                    for finding in findings[row]:
                        count(selected.texts[row], finding)
        return counters

    def _kept(self, record: int, lookup: Lookup) -> int:
        """Copies in what the policy keeps unread."""
        plan, selected = self.plan, self.batch.found.linked.selected
        if not plan.keeps_unread:
            return 0
        raw = selected.raw
        texts: list[str] = []
        document = selected.documents.documents[record]
        if document is not None:
            texts.extend(
                leaf.text
                for leaf in document.leaves
                if scannable(leaf.kind) and plan.treatment(leaf.path).kind is TreatKind.KEEP
            )
        texts.extend(
            value.decode("utf-8", "replace")
            for name, value in selected.headers[record]
            if value is not None and name.casefold() in plan.headers_keep
        )
        key = raw.keys[record]
        if key and plan.key_rule == "keep":
            texts.append(key.decode("utf-8", "replace"))
        return sum(len(lookup.find(text)) for text in texts)
