"""Resolve overlapping candidates into disjoint findings.

Detectors work alone, so one stretch of text may be claimed twice. An overlap decides label and treatment, never whether
characters are hidden: what a loser covers beyond the winner stays a finding of its own, and inside a winner whose
treatment keeps characters the loser is treated first.

Order: enabled types, threshold, allow lists, overlaps. Precedence in an overlap: block list; a valid checksum with a
distinctive form; the type that the last question expects; the wider span; the score; the name.

`accept` is what every text goes through. `judge` gives the same answer candidate by candidate, with the rule behind it;
it is asked by `explain` alone, so nothing is kept for it on the way.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from tidegate.errors import TemporaryFault
from tidegate.pipeline.block_list import NAME as BLOCK_LIST
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.score import related
from tidegate.pipeline.select_fields import remember_clean_name
from tidegate.records import CandidateBatch, Failure, FindingBatch, Place, Reason, Stage, TreatKind
from tidegate.spans import Candidate, Checksum, Finding

ALLOWED = "allow_patterns"
POLICY = "policy"  # the detector's name of a finding that a field rule makes

# What decided an overlap, in the order of `_precedence`.
PRECEDENCE = ("block_list", "valid_checksum", "expected_type", "wider_span", "score", "name", "name", "place")
ACCEPTED, OVERLAP = "accepted", "overlap"

_NAMES = (Place.NAME, Place.HEADER_NAME)
# Detectors of words that name nobody by themselves. A property may be called so ({"France": 12, "diabetes": false});
# that is how a table is made, and no reason to keep its records back.
_OF_SCHEMAS = frozenset(
    (
        *("city", "country", "state", "condition", "drug", "event", "gender", "injury", "language"),
        *("marital_status", "medical_process", "occupation", "origin", "physical_attribute", "political_affiliation"),
        *("religion", "sexuality", "zodiac_sign"),
    )
)
_NONE: tuple[Finding, ...] = ()
_made: Any = partial(tuple.__new__, Finding)  # half the cost of calling the class

# start, end, the winner, and losers clipped to it that are treated inside it
_Segment = tuple[int, int, Candidate, list[Candidate]]


class Verdict(NamedTuple):
    """What became of one candidate, and why.

    ``rule`` is ``entity_types``, ``threshold`` or ``allow_list`` for one that was dropped, ``overlap`` for one of which
    others took every character, else ``accepted``. ``ranges`` are what is left to it, in code points of the text.
    ``lost_to`` is the first winner that took a part of it, and ``precedence`` what decided that (`PRECEDENCE`).
    ``inside`` says that the lost part is treated all the same, inside a winner that keeps characters.
    """

    candidate: Candidate
    rule: str
    ranges: tuple[tuple[int, int], ...] = ()
    lost_to: Candidate | None = None
    precedence: str = ""
    inside: bool = False


def resolve(batch: CandidateBatch, plan: Plan) -> FindingBatch:
    """Accept or drop every candidate; a property name in which something is found fails its record."""
    linked = batch.linked
    selected, expected = linked.selected, linked.texts.expected
    failures = dict(batch.failures)
    findings: list[Sequence[Finding]] = [_NONE] * len(selected.texts)
    for row, (record, place, treatment) in enumerate(
        zip(selected.record, selected.place, selected.treatments, strict=True)
    ):
        candidates = batch.candidates[row]
        if candidates and place in _NAMES:
            # Before overlaps are decided: "Sofia" is a city, and a person all the same.
            candidates = [candidate for candidate in candidates if candidate.detector not in _OF_SCHEMAS]
        whole = treatment[0] is TreatKind.ENTITY
        if record in failures or not (candidates or whole or place in _NAMES):
            continue
        text = selected.texts[row]
        try:
            found = accept(candidates, text, expected[row], plan) if candidates else _NONE
            if whole:
                found = (whole_value(text, treatment.entity_type, found, plan),)
        except TemporaryFault:
            raise
        except Exception:
            failures[record] = Failure(Stage.RESOLVE, Reason.RESOLVE_FAILED)
            continue
        findings[row] = found
        if place in _NAMES:
            if not found:
                remember_clean_name(text, plan)
            elif place is Place.NAME:
                # A name cannot be replaced: two records of one shape would no longer have the same fields.
                failures[record] = Failure(Stage.RESOLVE, Reason.PERSONAL_DATA_IN_NAME)
    return FindingBatch(linked, findings, failures)


def accept(candidates: Sequence[Candidate], text: str, expected: str, plan: Plan) -> Sequence[Finding]:
    """The findings of one text: disjoint and sorted.

    Args:
        candidates: Weighed claims on this text.
        text: The text.
        expected: The type that the last question asks for, or "".
        plan: Its types, thresholds and allow list.
    """
    accepted = [candidate for candidate in candidates if dropped_by(candidate, text, plan) is None]
    if len(accepted) == 1:
        return (_finding(accepted[0], accepted[0].start, accepted[0].end, _NONE),)
    if not accepted:
        return _NONE
    accepted.sort(key=lambda candidate: _precedence(candidate, expected))
    return _findings(accepted, plan)


def judge(candidates: Sequence[Candidate], text: str, expected: str, plan: Plan) -> list[Verdict]:
    """What `accept` makes of each candidate, in the order given; the arguments are the same."""
    rules = [dropped_by(candidate, text, plan) for candidate in candidates]
    accepted = [(place, candidate) for place, candidate in enumerate(candidates) if rules[place] is None]
    accepted.sort(key=lambda entry: _precedence(entry[1], expected))
    ordered = [candidate for _, candidate in accepted]
    segments = _paint(ordered, plan)
    verdicts = [Verdict(candidate, rule or "") for candidate, rule in zip(candidates, rules, strict=True)]
    for rank, (place, candidate) in enumerate(accepted):
        ranges = tuple((start, end) for start, end, winner, _ in segments if winner is candidate)
        winner = _first_winner(candidate, ordered[:rank])
        verdicts[place] = Verdict(
            candidate,
            ACCEPTED if ranges else OVERLAP,
            ranges,
            winner,
            "" if winner is None else _decided_by(winner, candidate, expected),
            winner is not None
            and winner.entity_type != candidate.entity_type
            and plan.keeps_characters(winner.entity_type),
        )
    return verdicts


def _first_winner(candidate: Candidate, winners: Sequence[Candidate]) -> Candidate | None:
    for winner in winners:
        if winner.start < candidate.end and candidate.start < winner.end:
            return winner
    return None


def _decided_by(winner: Candidate, loser: Candidate, expected: str) -> str:
    pairs = zip(_precedence(winner, expected), _precedence(loser, expected), PRECEDENCE, strict=True)
    return next((rule for left, right, rule in pairs if left != right), "same")


def dropped_by(candidate: Candidate, text: str, plan: Plan) -> str | None:
    """The rule that drops a candidate (``entity_types``, ``threshold``, ``allow_list``, ``allow_patterns``); None if it
    is accepted.
    """
    entity_type = candidate.entity_type
    if entity_type not in plan.accepted.get(candidate.detector, ()):
        return "entity_types"
    if candidate.score < plan.thresholds.get(entity_type, plan.threshold):
        return "threshold"
    if (plan.allow or plan.allow_patterns) and candidate.detector != BLOCK_LIST:
        value = text[candidate.start : candidate.end]
        if value.casefold() in plan.allow:
            return "allow_list"
        # A pattern that does not finish raises, and the record goes to quarantine.
        if any(next(allowed.spans(value, detector=ALLOWED), None) for allowed in plan.allow_patterns):
            return "allow_patterns"
    return None


def whole_value(text: str, entity_type: str, inner: Sequence[Finding], plan: Plan) -> Finding:
    """The finding of a field that the policy says is one entity. What detectors found in it is treated first, where its
    treatment keeps characters.
    """
    kept = tuple(inner) if plan.keeps_characters(entity_type) else _NONE
    kept = tuple(finding for finding in kept if finding.entity_type != entity_type)
    return Finding(0, len(text), entity_type, 1.0, POLICY, inner=kept, whole=True)


def _precedence(candidate: Candidate, expected: str) -> tuple[bool, bool, bool, int, float, str, str, int]:
    """Sorts the winner first."""
    return (
        candidate.detector != BLOCK_LIST,
        not (candidate.checksum is Checksum.VALID and candidate.distinctive),
        not (expected and related(expected, candidate.entity_type)),
        candidate.start - candidate.end,
        -candidate.score,
        candidate.entity_type,
        candidate.detector,
        candidate.start,
    )


def _findings(ordered: Sequence[Candidate], plan: Plan) -> tuple[Finding, ...]:
    """Findings of candidates, winners first; what one loses to a winner that keeps characters is found inside it."""
    return tuple(
        _finding(winner, start, end, _findings(losers, plan) if losers else _NONE)
        for start, end, winner, losers in _paint(ordered, plan)
    )


def _paint(ordered: Sequence[Candidate], plan: Plan) -> list[_Segment]:
    """Lay candidates over the text, winners first; each takes what is left of its range."""
    starts: list[int] = []  # of the winners' segments, sorted
    segments: list[_Segment] = []
    for candidate in ordered:
        position, end = candidate.start, candidate.end
        place = max(0, bisect_right(starts, position) - 1)
        gaps: list[tuple[int, int]] = []
        while position < end:
            while place < len(segments) and segments[place][1] <= position:
                place += 1
            if place == len(segments) or segments[place][0] >= end:
                gaps.append((position, end))
                break
            segment_start, segment_end, winner, losers = segments[place]
            if position < segment_start:
                gaps.append((position, segment_start))
                position = segment_start
            until = min(end, segment_end)
            if winner.entity_type != candidate.entity_type and plan.keeps_characters(winner.entity_type):
                losers.append(candidate._replace(start=position, end=until))
            position = until
        for gap_start, gap_end in gaps:
            place = bisect_right(starts, gap_start)
            starts.insert(place, gap_start)
            segments.insert(place, (gap_start, gap_end, candidate, []))
    return segments


def _finding(candidate: Candidate, start: int, end: int, inner: tuple[Finding, ...]) -> Finding:
    _, first, last, entity_type, score, detector, pattern, checksum, _ = candidate
    part = start != first or end != last
    made: Finding = _made((start, end, entity_type, score, detector, pattern, checksum, False, inner, False, part))
    return made
