"""Detect: every detector reads the whole batch, and every claim is weighed.

A detector that raises, claims what is not there, or takes too long has read nothing: its texts may hold anything. So
the batch is halved until the record is found at which it fails; that one is quarantined and all others pass. A
temporary fault is not the record's fault and leaves the pipeline: the same batch may pass later.

What a detector says of a text depends on that text, its name and its context alone, never on its neighbours in the
batch: otherwise batch edges would decide bytes. So a short text in which nothing was found, without context, is not
asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from tidegate.detectors import views
from tidegate.detectors.base import Detector
from tidegate.errors import DetectionIncomplete, OutOfTime, TemporaryFault
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.questions import last_question
from tidegate.pipeline.score import final_score, weigh
from tidegate.records import CandidateBatch, Failure, LinkedBatch, Reason, Stage, TextBatch
from tidegate.spans import Candidate

NOTHING: tuple[Candidate, ...] = ()
_candidate: Any = partial(tuple.__new__, Candidate)
CLEAN_TEXT_CHARS_MAX = 24  # code points; ``en`` and ``web`` come back in every record, longer texts seldom do


def detect(batch: LinkedBatch, plan: Plan) -> CandidateBatch:
    """Ask every detector about every text that is not known to hold nothing."""
    read, records, known = batch.texts, batch.selected.record, plan.clean_texts
    rows = [
        row
        for row, (text, name, expected, context) in enumerate(
            zip(read.texts, read.names, read.expected, read.context, strict=True)
        )
        if text and not (_may_be_known(text, expected, context) and known.get((text, name)))
    ]
    part = _part(read, rows)
    candidates, failed = search(part, [records[row] for row in rows], plan)
    found: list[Sequence[Candidate]] = [NOTHING] * len(read.texts)
    for row, text, claims in zip(rows, part.texts, candidates, strict=True):
        if claims:
            found[row] = [moved(claim, row, claim.score) for claim in claims]
        elif records[row] not in failed and _may_be_known(text, read.expected[row], read.context[row]):
            known.put((text, read.names[row]), True)
    failures = dict(batch.failures)
    for record in failed:
        failures.setdefault(record, Failure(Stage.DETECT, Reason.DETECTOR_FAILED))
    return CandidateBatch(batch, found, failures)


def _may_be_known(text: str, expected: str, context: Sequence[str]) -> bool:
    return len(text) <= CLEAN_TEXT_CHARS_MAX and not expected and not context


def search(texts: TextBatch, records: Sequence[int], plan: Plan) -> tuple[list[Sequence[Candidate]], set[int]]:
    """Claims by text, weighed and sorted, and the records at which a detector failed.

    Args:
        texts: What is read.
        records: The record of each text, rising.
        plan: Its detectors.
    """
    found: list[Sequence[Candidate]] = [NOTHING] * len(texts.texts)
    failed: set[int] = set()
    if not texts.texts:
        return found, failed
    by_text: dict[int, list[Candidate]] = {}
    # What is encoded, spelt out or written with other characters is read once more without its disguise.
    longer, maps = views.normalised(texts)
    longer_records = maps.follow(records)
    failed.update(records[row] for row in maps.unread)
    for detector, rows in zip(plan.detectors, _rows_to_read(longer, plan), strict=True):
        if not rows:
            continue
        part = _part(longer, rows)
        weighed: list[Candidate] = []
        for claim in _ask_all(detector, part, [longer_records[row] for row in rows], plan, failed):
            row = rows[claim[0]]
            # Among the words of the view in which it was seen: those of the source may be disguised as well.
            text, name, expected, context = (
                longer.texts[row],
                longer.names[row],
                longer.expected[row],
                longer.context[row],
            )
            if expected or context:
                question = last_question(context) if context else ""
                score = weigh(claim, detector, text, name=name, expected=expected, question=question).score
            else:
                score = final_score(claim, detector, text, name)
            weighed.append(moved(claim, row, score))
        for claim in views.map_back(weighed, maps):
            by_text.setdefault(claim[0], []).append(claim)
    for row, own in by_text.items():
        own.sort()
        found[row] = own
    return found, failed


def _rows_to_read(texts: TextBatch, plan: Plan) -> list[list[int]]:
    """For each detector the rows that may hold something for it."""
    rows: list[list[int]] = [[] for _ in plan.detectors]
    readers = plan.text_gate.readers
    for row, (text, name, expected) in enumerate(zip(texts.texts, texts.names, texts.expected, strict=True)):
        for number in readers(text, name, expected):
            rows[number].append(row)
    return rows


def _part(texts: TextBatch, rows: Sequence[int]) -> TextBatch:
    if len(rows) == len(texts.texts):
        return texts
    return TextBatch(
        [texts.texts[row] for row in rows],
        [texts.names[row] for row in rows],
        [texts.expected[row] for row in rows],
        [texts.context[row] for row in rows],
    )


def moved(claim: Candidate, row: int, score: float) -> Candidate:
    """The claim on another row, with another score. (`_replace` costs six times as much.)"""
    _, start, end, entity_type, _, detector, pattern, checksum, distinctive = claim
    found: Candidate = _candidate((row, start, end, entity_type, score, detector, pattern, checksum, distinctive))
    return found


def _ask_all(
    detector: Detector, texts: TextBatch, records: Sequence[int], plan: Plan, failed: set[int]
) -> Sequence[Candidate]:
    """One detector on all texts; where it fails, on ever smaller parts, down to the one record."""
    try:
        return ask(detector, texts, plan)
    except TemporaryFault:
        raise
    except Exception:
        if records[0] == records[-1]:
            failed.add(records[0])
            return NOTHING
    found: list[Candidate] = []
    middle = _middle(records)
    for start, end in ((0, middle), (middle, len(records))):
        part = TextBatch(
            texts.texts[start:end], texts.names[start:end], texts.expected[start:end], texts.context[start:end]
        )
        for claim in _ask_all(detector, part, records[start:end], plan, failed):
            found.append(claim._replace(text=claim.text + start))
    return found


def _middle(records: Sequence[int]) -> int:
    """Where to halve: between two records, near the middle of the records (not of the texts)."""
    distinct = sorted(set(records))
    first_of_second_half = distinct[len(distinct) // 2]
    return list(records).index(first_of_second_half)


def ask(detector: Detector, texts: TextBatch, plan: Plan) -> Sequence[Candidate]:
    """One detector on all texts, in the time it has. Raises `DetectionIncomplete` also for a claim on what is not
    there, and `OutOfTime` where the batch has none left.
    """
    hurry = plan.hurry
    if hurry is not None:
        hurry(0)
        if getattr(detector, "slow_beyond_ascii", False) and not all(map(str.isascii, texts.texts)):
            raise OutOfTime
    clock = plan.clock
    started = clock() if clock is not None else 0.0
    claims = detector.detect(texts)
    if clock is not None and clock() - started > plan.timeout_seconds:
        raise DetectionIncomplete(detector=detector.name)
    if hurry is not None:
        hurry(len(claims))
    columns = texts.texts
    for claim in claims:
        # A claim outside its text would be cut in silence, and the value would stand.
        if not 0 <= claim.text < len(columns) or not 0 <= claim.start < claim.end <= len(columns[claim.text]):
            raise DetectionIncomplete(detector=detector.name)
    return claims
