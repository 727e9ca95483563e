"""Evaluate one gold set: choose what reads it, by the set's scope, and score what was found.

    per_record      what reads a record                                                   what is scored
    none            the policy, as it would run                                           spans
    target          only the detectors that claim the record's target, all regions on,
                    at threshold 0 unless the user says another                           spans of the target
    has_secret      only the types of the group ``secrets``                               one verdict a record

For sets of the second kind the same records are scored once more with everything on, at the policy's own threshold:
alone a detector may be as eager as it likes, but it has to live with all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tidegate.detectors import registry
from tidegate.evaluation.gold import GoldSet
from tidegate.evaluation.labels import label_of, types_of
from tidegate.evaluation.predict import Predictor, claiming, policy_for
from tidegate.evaluation.scope import HAS_SECRET, TARGET, LabelMap, Scope
from tidegate.evaluation.scores import Predicted, Scores, Share, score, score_verdicts
from tidegate.pipeline.score import FAILED_SCORE
from tidegate.policies import Policy

ANY_FORM = f"any form: a score above {FAILED_SCORE}, that of a failed check digit"


@dataclass(frozen=True, slots=True)
class Options:
    """What a user may say. ``scope`` are labels, groups or types; empty: all that the set is scored by. ``threshold``
    None: the policy's own, and 0 for a set of targets; 0: any form.
    """

    policy: Policy | None = None
    method: str | None = None
    accuracy_mode: str | None = None
    threshold: float | None = None
    scope: tuple[str, ...] = ()
    conversations: bool = False

    def policy_for(self, **changes: Any) -> Policy:
        chosen = {"method": self.method, "accuracy_mode": self.accuracy_mode, "threshold": self.threshold}
        return policy_for(self.policy, **{**chosen, **changes})


@dataclass(frozen=True, slots=True)
class SetResult:
    """A set's scores. ``everything_on`` and ``unsupported`` (targets that nothing claims) belong to sets of targets;
    ``bare_alone`` are bare answers found without context, where conversations were read with it.
    """

    name: str
    scope: Scope
    scores: Scores
    threshold: float
    everything_on: Scores | None = None
    everything_on_threshold: float | None = None
    unsupported: tuple[str, ...] = ()
    bare_alone: Share | None = None

    def document(self) -> dict[str, Any]:
        """The set as `tidegate evaluate --json` shows it."""
        shown = self.scores.document()
        shown["labels"] = {
            "score": sorted(self.scope.score),
            "recall_only": sorted(self.scope.recall_only),
            "per_record": self.scope.per_record,
        }
        shown["threshold"] = self.threshold
        if self.threshold == 0:
            shown["threshold_means"] = ANY_FORM
        if self.everything_on is not None:
            shown["everything_on"] = {"threshold": self.everything_on_threshold, **self.everything_on.document()}
            shown["unsupported_targets"] = list(self.unsupported)
        if self.bare_alone is not None:
            shown["bare_recall_without_context"] = self.bare_alone.value
            shown["bare_recall_without_context_interval"] = self.bare_alone.interval
        return shown


def label_table() -> dict[str, str]:
    """The common label of every type that some detector claims."""
    claimed = {name for detector in registry.build() for name in detector.entity_types}
    return {name: label_of(name) for name in sorted(claimed)}


def evaluate(gold: GoldSet, label_map: LabelMap, options: Options) -> SetResult:
    """Read and score one set.

    Raises:
        ConfigurationError: If the policy, method or threshold cannot be used.
    """
    scope = label_map.scope_of(gold)
    if options.scope:
        known = {*gold.labels(), *scope.labels}
        scope = scope.only(label_map.chosen(options.scope, known))
    if scope.per_record == TARGET:
        return _by_target(gold, scope, label_map, options)
    policy = options.policy_for()
    threshold = policy.detect.threshold if options.threshold is None else options.threshold
    if scope.per_record == HAS_SECRET:
        found = Predictor(options.policy_for(entity_types=["secrets"])).predict(gold.records)
        scores = score_verdicts(zip(gold.records, found, strict=True))
        return SetResult(gold.name, scope, scores, threshold)
    found = Predictor(policy, linked=options.conversations).predict(gold.records)
    scores = _scored(gold, found, scope, label_map)
    alone: Share | None = None
    if options.conversations and scores.bare.whole:
        alone = _scored(gold, Predictor(policy).predict(gold.records), scope, label_map).bare
    return SetResult(gold.name, scope, scores, threshold, bare_alone=alone)


def _scored(gold: GoldSet, found: Sequence[Predicted], scope: Scope, label_map: LabelMap) -> Scores:
    return score(
        ((record, predicted, scope) for record, predicted in zip(gold.records, found, strict=True)), label_map.groups
    )


def _by_target(gold: GoldSet, scope: Scope, label_map: LabelMap, options: Options) -> SetResult:
    threshold = 0.0 if options.threshold is None else options.threshold
    rows_of: dict[str, list[int]] = {}
    for row, record in enumerate(gold.records):
        if record.target is not None and record.target in scope.labels:
            rows_of.setdefault(record.target, []).append(row)
    found: dict[int, Predicted] = {}
    unsupported: list[str] = []
    for target in sorted(rows_of):
        rows = rows_of[target]
        types = types_of(target)
        policy = options.policy_for(entity_types=types or ["all"], all_regions=True, threshold=threshold)
        detectors = claiming(types, policy)
        if detectors:
            records = [gold.records[row] for row in rows]
            found.update(zip(rows, Predictor(policy, detectors=detectors).predict(records), strict=True))
        else:
            unsupported.append(target)
            found.update((row, Predicted()) for row in rows)
    rows = sorted(found)
    every = options.policy_for(threshold=None, all_regions=True)
    beside = Predictor(every).predict([gold.records[row] for row in rows])
    return SetResult(
        gold.name,
        scope,
        _by_own_scope(gold, rows, [found[row] for row in rows], scope, label_map),
        threshold,
        everything_on=_by_own_scope(gold, rows, beside, scope, label_map),
        everything_on_threshold=every.detect.threshold,
        unsupported=tuple(unsupported),
    )


def _by_own_scope(
    gold: GoldSet, rows: Sequence[int], found: Sequence[Predicted], scope: Scope, label_map: LabelMap
) -> Scores:
    return score(
        (
            (gold.records[row], predicted, scope.for_target(gold.records[row].target or ""))
            for row, predicted in zip(rows, found, strict=True)
        ),
        label_map.groups,
    )
