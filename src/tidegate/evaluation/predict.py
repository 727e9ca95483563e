"""Predict: what a policy's detection finds in the texts of a gold set.

The very stages that lanes run, up to the findings: what is treated and written afterwards changes nothing of what was
found. A record that would be quarantined counts as one in which nothing was found, because nobody can use it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from tidegate.detectors import catalogue, registry
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.errors import ConfigurationError
from tidegate.evaluation.gold import GoldRecord
from tidegate.evaluation.labels import label_of
from tidegate.evaluation.scores import Predicted, Prediction
from tidegate.pipeline.decode import decode
from tidegate.pipeline.detect import detect
from tidegate.pipeline.link_context import Context, link_context
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.pipeline.resolve import resolve
from tidegate.pipeline.score import FAILED_SCORE
from tidegate.pipeline.select_fields import select_fields
from tidegate.policies import Policy
from tidegate.records import FindingBatch, GatedBatch, Leaf, Place, RawBatch, TreatKind

TOPIC = "gold"
RECORDS_AT_ONCE = 1000
ANY_FORM_THRESHOLD = round(FAILED_SCORE + 1e-6, 6)  # scores are rounded to six decimals

# One character of a JSON string as it is written: a pair of surrogates, an escape, or itself.
_WRITTEN = re.compile(
    r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.|[^\\]", re.DOTALL
)


def policy_for(
    base: Policy | None,
    *,
    method: str | None = None,
    accuracy_mode: str | None = None,
    threshold: float | None = None,
    entity_types: Sequence[str] | None = None,
    all_regions: bool = False,
) -> Policy:
    """The policy by which a set is read.

    Args:
        base: What the user named; without one, every type that is served, all fields as text.
        method: Instead of the policy's.
        accuracy_mode: Instead of the policy's.
        threshold: Instead of all of the policy's thresholds. 0 means: any form, also a weak one; what a failed check
            digit brings down stays below it.
        entity_types: Instead of the policy's.
        all_regions: Turn on every region that some detector has a form of its own for.

    Raises:
        ConfigurationError: If the result is no policy.
    """
    document: dict[str, Any] = (base or Policy(policy="evaluate")).effective()
    detection: dict[str, Any] = document["detect"]
    # What is done with findings is not asked here, and must not need a key.
    document.update(key="keep", transform={"default": "redact"}, outputs=[], quarantine=None)
    changes = {"method": method, "accuracy_mode": accuracy_mode, "entity_types": entity_types}
    detection.update({name: value for name, value in changes.items() if value is not None})
    if base is None or entity_types is not None:
        detection["allow_undetected"] = True
    if threshold is not None:
        detection["threshold"] = threshold or ANY_FORM_THRESHOLD
        detection["thresholds"] = {}
    if all_regions:
        document["regions"] = sorted({*document["regions"], *catalogue.regions()})
    try:
        return Policy.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(str(first["msg"]), place=place) from None


class Predictor:
    """A policy's detection, ready to read records."""

    def __init__(self, policy: Policy, *, linked: bool = False, detectors: Sequence[Detector] | None = None) -> None:
        """
        Args:
            policy: By which records are read; for text records its fields do not count, they are those of JSON records.
            linked: Records of one conversation are read with what was said before, as far as the policy's window and
                reach go; else each by itself.
            detectors: Instead of those that the policy asks for.
        """
        document = policy.effective()
        document["link"] = {**(document["link"] or {}), "by": "key"} if linked else None
        rules = document["fields"] or [{"path": "$..*", "treat": "text"}]
        self._linked = linked
        self._json = _plan({**document, "fields": rules}, "json", detectors)
        self._text = _plan({**document, "fields": []}, "text", detectors)

    def predict(self, records: Sequence[GoldRecord]) -> list[Predicted]:
        """What is found in each record, in order."""
        found: dict[int, Predicted] = {}
        for plan, is_json in ((self._text, False), (self._json, True)):
            rows = [row for row, record in enumerate(records) if record.json is is_json]
            found.update(zip(rows, self._read((records[row] for row in rows), plan), strict=True))
        return [found[row] for row in range(len(records))]

    def _read(self, records: Iterable[GoldRecord], plan: Plan) -> Iterator[Predicted]:
        context, offset = Context(), 0
        coming = iter(records)
        while part := list(itertools.islice(coming, RECORDS_AT_ONCE)):
            raw = _raw(part, offset, linked=self._linked)
            # No gate: it settles records without saying where in them something was found.
            selected = select_fields(decode(GatedBatch(raw), plan), plan)
            linked, context = link_context(selected, plan, context)
            yield from predictions(resolve(detect(linked, plan), plan))
            offset += len(part)


def _plan(document: dict[str, Any], format: str, detectors: Sequence[Detector] | None) -> Plan:
    policy = Policy.model_validate(document)
    return compile_plan(
        policy, input_topic=TOPIC, outputs=[], keys=None, run_id=TOPIC, format=format, detectors=detectors
    )


def claiming(types: Iterable[str], policy: Policy) -> tuple[Detector, ...]:
    """The detectors that claim one of these types by its own name, sorted by name."""
    wanted = frozenset(types)
    built = registry.build(("all",), DetectorConfig(regions=policy.regions, languages=policy.languages))
    return tuple(detector for detector in built if not wanted.isdisjoint(detector.entity_types))


def _raw(records: Sequence[GoldRecord], offset: int, *, linked: bool) -> RawBatch:
    count = len(records)
    return RawBatch(
        topic=TOPIC,
        partition=0,
        position_from=offset,
        position_to=offset + count,
        offsets=range(offset, offset + count),
        timestamps=[0] * count,
        keys=[record.conversation.encode() or None if linked else None for record in records],
        values=[record.text.encode() for record in records],
        headers=[()] * count,
    )


def predictions(batch: FindingBatch) -> list[Predicted]:
    """The findings of each record, at their places in the whole text."""
    selected = batch.linked.selected
    findings: list[list[Prediction]] = [[] for _ in range(len(selected.raw))]
    hidden: list[list[tuple[int, int]]] = [[] for _ in range(len(selected.raw))]
    for row, (record, place, index) in enumerate(zip(selected.record, selected.place, selected.leaf, strict=True)):
        document = selected.documents.documents[record]
        if place is not Place.FIELD or document is None:
            continue
        leaf = document.leaves[index]
        if selected.treatments[row].kind in (TreatKind.REDACT, TreatKind.DROP):
            hidden[record].append(source_range(document.source, leaf, 0, len(leaf.text)))
        for finding in batch.findings[row]:
            start, end = source_range(document.source, leaf, finding.start, finding.end)
            findings[record].append(Prediction(start, end, label_of(finding.entity_type)))
    return [
        Predicted(failed=True) if record in batch.failures else Predicted(tuple(sorted(found)), tuple(hidden[record]))
        for record, found in enumerate(findings)
    ]


def source_range(source: str, leaf: Leaf, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` of a leaf's decoded text as code points of the document it stands in."""
    length = leaf.end - leaf.start
    if length == len(leaf.text):  # a whole text, or a JSON number: no quotes, no escapes
        return leaf.start + start, leaf.start + end
    first, last = leaf.start + 1, leaf.end - 1
    if last - first == len(leaf.text):
        return first + start, first + end
    places = [match.start() for match in _WRITTEN.finditer(source, first, last)]
    places.append(last)
    return places[start], places[end]
