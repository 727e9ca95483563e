"""Scores: from matches to figures, each with its interval.

Counts are kept for a set, for each label and for each group, never as one average over sets. Precision and recall have
denominators of their own: where a set annotates a label only in part, a finding of it is neither right nor wrong.

Source:
    Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22(158); F-measure: van
    Rijsbergen (1979), "Information Retrieval", chapter 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, NamedTuple

from tidegate.evaluation import matching
from tidegate.evaluation.gold import GoldRecord, GoldSpan
from tidegate.evaluation.labels import SECRET, Groups
from tidegate.evaluation.matching import Match
from tidegate.evaluation.scope import Scope

Z_95 = 1.959964  # of the normal distribution, two-sided
DECIMALS = 6
MODES = ("strict", "relaxed")


class Prediction(NamedTuple):
    """What was found: ``[start, end)`` in code points of the whole text, and its common label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Predicted:
    """What became of one record.

    ``findings`` are disjoint and sorted. ``hidden`` are ranges that the policy hides whatever they hold (redacted or
    dropped fields): they have no label. ``failed``: the record would be quarantined, so nothing was found in it.
    """

    findings: tuple[Prediction, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    failed: bool = False

    def covered(self) -> list[tuple[int, int]]:
        return [*((found.start, found.end) for found in self.findings), *self.hidden]


@dataclass(slots=True)
class Share:
    """``part`` of ``whole``."""

    part: int = 0
    whole: int = 0

    def count(self, hit: bool) -> None:
        self.part += hit
        self.whole += 1

    @property
    def value(self) -> float | None:
        """The share, in [0, 1]; None where there is nothing to share."""
        return round(self.part / self.whole, DECIMALS) if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        return wilson(self.part, self.whole) if self.whole else None


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of ``part`` out of ``whole``; ``whole`` is at least 1."""
    share, square = part / whole, Z_95 * Z_95
    middle = share + square / (2 * whole)
    margin = Z_95 * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    low = 0.0 if part == 0 else (middle - margin) / scale
    high = 1.0 if part == whole else (middle + margin) / scale
    return round(low, DECIMALS), round(high, DECIMALS)


def f_measure(precision: float | None, recall: float | None, beta: int) -> float | None:
    """Recall counts ``beta`` times as much as precision; None where either is not known."""
    if precision is None or recall is None:
        return None
    if not precision or not recall:
        return 0.0
    square = beta * beta
    return round((1 + square) * precision * recall / (square * precision + recall), DECIMALS)


@dataclass(slots=True)
class Figures:
    """Recall over gold spans, precision over findings."""

    recall: Share = field(default_factory=Share)
    precision: Share = field(default_factory=Share)

    def document(self) -> dict[str, Any]:
        precision, recall = self.precision.value, self.recall.value
        return {
            "precision": precision,
            "recall": recall,
            "f1": f_measure(precision, recall, 1),
            "f2": f_measure(precision, recall, 2),
            "precision_interval": self.precision.interval,
            "recall_interval": self.recall.interval,
            "gold": self.recall.whole,
            "found": self.recall.part,
            "predicted": self.precision.whole,
            "right": self.precision.part,
        }


@dataclass(slots=True)
class Slice:
    """The figures of a set, a label or a group. ``leak`` counts characters of gold spans."""

    strict: Figures = field(default_factory=Figures)
    relaxed: Figures = field(default_factory=Figures)
    leak: Share = field(default_factory=Share)

    def document(self) -> dict[str, Any]:
        return {
            "strict": self.strict.document(),
            "relaxed": self.relaxed.document(),
            "leak_rate": self.leak.value,
            "leak_interval": self.leak.interval,
        }


@dataclass(slots=True)
class Scores:
    """Everything that is counted over one set.

    ``touched`` counts records without any gold span that have a finding which counts as wrong, or a field that the
    policy hides whatever it holds; ``changed`` those that have any finding at all. ``bare`` counts bare answers that
    were found (relaxed).
    """

    total: Slice = field(default_factory=Slice)
    by_type: dict[str, Slice] = field(default_factory=dict)
    by_group: dict[str, Slice] = field(default_factory=dict)
    touched: Share = field(default_factory=Share)
    changed: Share = field(default_factory=Share)
    bare: Share = field(default_factory=Share)
    records: int = 0
    quarantined: int = 0

    def document(self) -> dict[str, Any]:
        return {
            "records": self.records,
            "quarantined": self.quarantined,
            **self.total.document(),
            "clean_records_touched": self.touched.value,
            "clean_records_touched_interval": self.touched.interval,
            "clean_records_changed": self.changed.value,
            "clean_records": self.changed.whole,
            "bare_recall": self.bare.value,
            "bare_recall_interval": self.bare.interval,
            "bare": self.bare.whole,
            "by_type": {name: self.by_type[name].document() for name in sorted(self.by_type)},
            "by_group": {name: self.by_group[name].document() for name in sorted(self.by_group)},
        }

    def slices(self, label: str, groups: Groups) -> list[Slice]:
        """Where something of this label counts."""
        found = [self.total, self.by_type.setdefault(label, Slice())]
        return found + [self.by_group.setdefault(group, Slice()) for group in sorted(groups.of(label))]


def score(records: Iterable[tuple[GoldRecord, Predicted, Scope]], groups: Groups) -> Scores:
    """Score spans.

    Args:
        records: Each record with what was found in it and the scope it is scored by.
        groups: Which labels are alike.
    """
    scores = Scores()
    for record, predicted, scope in records:
        _score_record(scores, record, predicted, scope, groups)
    return scores


def score_verdicts(records: Iterable[tuple[GoldRecord, Predicted]]) -> Scores:
    """Score one verdict a record: whether anything at all was found where ``has_secret`` says that there is something.

    A verdict has no place, so strict and relaxed are the same and nothing can leak in part.
    """
    scores = Scores()
    for record, predicted in records:
        scores.records += 1
        scores.quarantined += predicted.failed
        held, found = bool(record.has_secret), bool(predicted.findings)
        for part in scores.slices(SECRET, Groups()):
            for figures in (part.strict, part.relaxed):
                if held:
                    figures.recall.count(found)
                if found:
                    figures.precision.count(held)
        if not held:
            scores.touched.count(found)
            scores.changed.count(found)
    return scores


def _score_record(scores: Scores, record: GoldRecord, predicted: Predicted, scope: Scope, groups: Groups) -> None:
    gold = [span for span in record.spans if span.label in scope.labels]
    ignored = [*record.ignore, *((span.start, span.end) for span in record.spans if span.label in scope.beside)]
    scored, one_sided = groups.of_all(scope.labels), groups.of_all(scope.recall_only)
    found = [
        one
        for one in predicted.findings
        if not scored.isdisjoint(groups.of(one.label)) and not matching.overlaps(one.start, one.end, ignored)
    ]
    judged = [one_sided.isdisjoint(groups.of(one.label)) for one in found]
    scores.records += 1
    scores.quarantined += predicted.failed
    for mode, pairs in (("strict", matching.strict(gold, found)), ("relaxed", matching.relaxed(gold, found, groups))):
        _count(scores, mode, gold, found, judged, pairs, groups)
    covered = predicted.covered()
    for span in gold:
        open_characters = matching.uncovered(span.start, span.end, covered)
        for part in scores.slices(span.label, groups):
            part.leak.part += open_characters
            part.leak.whole += span.end - span.start
    if not record.spans:
        if scope.score:  # where a set annotates nothing exhaustively, no finding in it can be called wrong
            scores.touched.count(any(judged) or bool(predicted.hidden))
        scores.changed.count(bool(covered))


def _count(
    scores: Scores,
    mode: str,
    gold: Sequence[GoldSpan],
    found: Sequence[Prediction],
    judged: Sequence[bool],
    pairs: Sequence[Match],
    groups: Groups,
) -> None:
    matched_gold = {pair.gold for pair in pairs}
    # A finding that is right counts for the label that it was meant to be.
    meant = {pair.found: gold[pair.gold].label for pair in pairs}
    for index, span in enumerate(gold):
        hit = index in matched_gold
        for part in scores.slices(span.label, groups):
            getattr(part, mode).recall.count(hit)
        if span.bare and mode == "relaxed":
            scores.bare.count(hit)
    for place, one in enumerate(found):
        if judged[place]:
            for part in scores.slices(meant.get(place, one.label), groups):
                getattr(part, mode).precision.count(place in meant)
