"""DETECTION, "Resolve", rule by rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import Finds, plan_of
from tidegate.errors import DetectionIncomplete
from tidegate.pipeline.block_list import NAME as BLOCK_LIST
from tidegate.pipeline.numbering import Counters
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.resolve import accept, dropped_by, judge, whole_value
from tidegate.pipeline.transform import hide
from tidegate.spans import Candidate, Checksum, Finding

TEXT = "0123456789abcdefghij"
TYPES = ("email", "phone_number", "iban", "url", "person")
DETECTORS = [Finds("x", name) for name in TYPES]


def plan(**policy: Any) -> Plan:
    """A plan that knows a detector for each of a few types, and one block list."""
    detect = {"block_list": {"employee_id": "EMP"}, "allow_undetected": True, **policy.pop("detect", {})}
    return plan_of(detectors=DETECTORS, detect=detect, **policy)


def claim(start: int, end: int, entity_type: str, score: float = 0.5, **facts: Any) -> Candidate:
    """A candidate of the type's own detector."""
    return Candidate(0, start, end, entity_type, score, facts.pop("detector", f"finds_{entity_type}"), "p", **facts)


def labels(findings: Sequence[Finding]) -> list[tuple[int, int, str]]:
    return [(finding.start, finding.end, finding.entity_type) for finding in findings]


@pytest.mark.parametrize(
    ("candidates", "expected", "findings"),
    [
        # The block list wins over everything.
        (
            [
                claim(0, 9, "iban", 1.0, checksum=Checksum.VALID, distinctive=True),
                claim(2, 5, "employee_id", detector=BLOCK_LIST),
            ],
            "iban",
            [(0, 2, "iban"), (2, 5, "employee_id"), (5, 9, "iban")],
        ),
        # A valid checksum with a distinctive form wins over the expected type and over width.
        (
            [claim(0, 9, "phone_number", 1.0), claim(2, 5, "iban", 0.5, checksum=Checksum.VALID, distinctive=True)],
            "phone_number",
            [(0, 2, "phone_number"), (2, 5, "iban"), (5, 9, "phone_number")],
        ),
        # A valid checksum alone does not.
        (
            [claim(0, 9, "phone_number"), claim(2, 5, "iban", 0.9, checksum=Checksum.VALID)],
            "",
            [(0, 9, "phone_number")],
        ),
        # The type that the last question expects wins over width.
        (
            [claim(0, 9, "phone_number", 1.0), claim(2, 5, "email", 0.4)],
            "email",
            [(0, 2, "phone_number"), (2, 5, "email"), (5, 9, "phone_number")],
        ),
        # The wider span wins over the score.
        ([claim(0, 5, "phone_number", 0.4), claim(0, 4, "email", 1.0)], "", [(0, 5, "phone_number")]),
        # The score wins over the name.
        ([claim(0, 4, "phone_number", 0.6), claim(0, 4, "email", 0.5)], "", [(0, 4, "phone_number")]),
        # The name decides last.
        ([claim(0, 4, "phone_number"), claim(0, 4, "email")], "", [(0, 4, "email")]),
        # What a loser covers beyond the winner stays a finding, on both sides and between two winners.
        (
            [claim(2, 9, "phone_number"), claim(0, 4, "email"), claim(8, 12, "iban")],
            "",
            [(0, 2, "email"), (2, 9, "phone_number"), (9, 12, "iban")],
        ),
        (
            [claim(0, 6, "url"), claim(10, 16, "url"), claim(5, 11, "email", 0.4, detector="finds_email")],
            "",
            [(0, 6, "url"), (6, 10, "email"), (10, 16, "url")],
        ),
        # Neighbours do not overlap.
        ([claim(0, 4, "phone_number"), claim(4, 8, "email")], "", [(0, 4, "phone_number"), (4, 8, "email")]),
        ([], "", []),
    ],
)
def test_precedence_in_an_overlap(
    candidates: list[Candidate], expected: str, findings: list[tuple[int, int, str]]
) -> None:
    """Block list; valid checksum with a distinctive form; expected type; wider span; score; name."""
    assert labels(accept(candidates, TEXT, expected, plan())) == findings
    assert labels(accept(candidates[::-1], TEXT, expected, plan())) == findings


def test_types_that_are_not_enabled_are_dropped_but_the_block_list_is_active() -> None:
    """A block-list label is active even when not enabled, and may be a new type."""
    own = plan(detect={"entity_types": ["email"]})
    assert dropped_by(claim(0, 4, "phone_number"), TEXT, own) == "entity_types"
    assert dropped_by(claim(0, 4, "email"), TEXT, own) is None
    assert dropped_by(claim(0, 4, "employee_id", detector=BLOCK_LIST), TEXT, own) is None
    assert dropped_by(claim(0, 4, "email", detector="stranger"), TEXT, own) == "entity_types"


@pytest.mark.parametrize(
    ("entity_type", "score", "rule"),
    [("email", 0.3, None), ("email", 0.29, "threshold"), ("person", 0.59, "threshold"), ("person", 0.6, None)],
)
def test_a_score_below_its_threshold_is_dropped(entity_type: str, score: float, rule: str | None) -> None:
    """By type, else the default of 0.3; a score that equals it passes."""
    own = plan(detect={"thresholds": {"person": 0.6}})
    assert dropped_by(claim(0, 4, entity_type, score), TEXT, own) == rule


@pytest.mark.parametrize(
    ("start", "end", "detector", "rule"),
    [
        (0, 4, "finds_email", "allow_list"),
        (0, 5, "finds_email", None),  # the whole finding, not a part of it
        (0, 3, "finds_email", None),
        (0, 4, BLOCK_LIST, None),  # nothing frees what the block list names
    ],
)
def test_the_allow_list_frees_a_whole_finding_case_folded(
    start: int, end: int, detector: str, rule: str | None
) -> None:
    """From every source except the block list."""
    own = plan(detect={"allow_list": ["Acme"]})
    entity_type = "employee_id" if detector == BLOCK_LIST else "email"
    assert dropped_by(claim(start, end, entity_type, detector=detector), "ACME1", own) == rule


@pytest.mark.parametrize(
    ("pattern", "value", "rule"),
    [
        (r"ac[a-z]+\d", "ACME1", "allow_patterns"),
        (r"acme", "ACME1", None),  # the whole finding, not a part of it
        (r"x|acme1", "ACME1", "allow_patterns"),
        (r"x|acme", "ACME1", None),
        (r"(?!b)\w+", "ACME1", "allow_patterns"),  # look-around, on the other engine
        (r"(?<!b)acme", "ACME1", None),
        (r"(?<!b)acme1$", "ACME1\n", None),
    ],
)
def test_an_allow_pattern_frees_a_whole_finding_in_any_case(pattern: str, value: str, rule: str | None) -> None:
    """As the allow list does; and nothing frees what the block list names."""
    own = plan(detect={"allow_patterns": [pattern]})
    assert dropped_by(claim(0, len(value), "email"), value, own) == rule
    assert dropped_by(claim(0, len(value), "employee_id", detector=BLOCK_LIST), value, own) is None


def test_an_allow_pattern_that_does_not_finish_frees_nothing() -> None:
    """It raises, and its record goes to quarantine."""
    own = plan(detect={"allow_patterns": [r"(?!b)(?:a|aa)+"]})
    with pytest.raises(DetectionIncomplete):
        dropped_by(claim(0, 61, "email"), "a" * 60 + "b", own)


def test_an_allowed_value_does_not_free_what_overlaps_it() -> None:
    """The allow list acts before overlaps."""
    own = plan(detect={"allow_list": ["0123"]})
    assert labels(accept([claim(0, 4, "email"), claim(2, 8, "url")], TEXT, "", own)) == [(2, 8, "url")]


def test_inside_a_winner_that_keeps_characters_the_loser_is_treated_first() -> None:
    """So an e-mail in a masked URL is hidden; inside one that keeps none there is nothing left to treat."""
    candidates = [claim(0, 12, "url"), claim(4, 9, "email"), claim(6, 9, "person")]
    keeping = plan(transform={"url": {"mask": {"keep_last": 6}}})
    (url,) = accept(candidates, TEXT, "", keeping)
    assert labels(url.inner) == [(4, 9, "email")]
    assert hide(TEXT[0:12], url, "", keeping, Counters()).count("*") > 0
    (plain,) = accept(candidates, TEXT, "", plan())
    assert plain.inner == ()
    both = plan(transform={"url": {"mask": {"keep_last": 6}}, "email": {"mask": {"keep_last": 2}}})
    (url,) = accept(candidates, TEXT, "", both)
    assert labels(url.inner[0].inner) == [(6, 9, "person")]


def test_a_loser_that_reaches_out_of_a_keeping_winner_is_treated_on_both_sides() -> None:
    """Its remainder is a finding, its rest is treated inside."""
    own = plan(transform={"url": {"mask": {"keep_last": 4}}})
    url, rest = accept([claim(0, 10, "url"), claim(8, 12, "email")], TEXT, "", own)
    assert (labels([url, rest]), labels(url.inner)) == ([(0, 10, "url"), (10, 12, "email")], [(8, 10, "email")])


def test_a_whole_value_is_one_finding_with_full_score() -> None:
    """What stands inside matters only where the treatment keeps characters."""
    inner = accept([claim(2, 5, "email")], TEXT, "", plan())
    assert whole_value(TEXT, "url", inner, plan()) == Finding(0, 20, "url", 1.0, "policy", whole=True)
    keeping = plan(transform={"url": "mask"})
    assert labels(whole_value(TEXT, "url", inner, keeping).inner) == [(2, 5, "email")]


CLAIMS = st.builds(
    lambda start, length, entity_type, score, facts: claim(start, min(start + length, 20), entity_type, score, **facts),
    st.integers(0, 19),
    st.integers(1, 20),
    st.sampled_from(TYPES),
    st.sampled_from([0.4, 0.7, 1.0]),
    st.sampled_from([{}, {"checksum": Checksum.VALID, "distinctive": True}]),
)
REDACTING: dict[str, Any] = {"redact": {"text": "#"}}
MASKING: dict[str, Any] = {"mask": {"keep_last": 3}}


@cache
def property_plan(masked: frozenset[str]) -> Plan:
    return plan(transform={"default": REDACTING, **dict.fromkeys(sorted(masked), MASKING)})


@settings(max_examples=200, deadline=None)
@given(st.lists(CLAIMS, max_size=8), st.sets(st.sampled_from(TYPES)), st.sampled_from(["", "email", "iban"]))
def test_no_character_of_an_accepted_candidate_survives_unless_its_own_treatment_says_so(
    candidates: list[Candidate], masked: set[str], expected: str
) -> None:
    """Whatever overlaps whatever: findings are disjoint, cover every claim, and a claim whose type is redacted leaves
    nothing behind, also inside a winner that keeps its last characters.
    """
    own = property_plan(frozenset(masked))
    findings = accept(candidates, TEXT, expected, own)
    assert all(left.end <= right.start for left, right in pairwise(findings))
    covered = {place for finding in findings for place in range(finding.start, finding.end)}
    assert covered == {place for one in candidates for place in range(one.start, one.end)}
    published = "".join(hide(TEXT[part.start : part.end], part, "", own, Counters()) for part in findings)
    for one in candidates:
        if one.entity_type not in masked:
            assert not set(TEXT[one.start : one.end]) & set(published)


@pytest.mark.parametrize(
    ("winner", "loser", "expected", "rule"),
    [
        (claim(0, 4, "employee_id", detector=BLOCK_LIST), claim(0, 9, "iban"), "", "block_list"),
        (claim(0, 4, "iban", checksum=Checksum.VALID, distinctive=True), claim(0, 9, "url"), "", "valid_checksum"),
        (claim(0, 4, "email"), claim(0, 9, "url"), "email", "expected_type"),
        (claim(0, 9, "email"), claim(0, 4, "url", 1.0), "", "wider_span"),
        (claim(0, 4, "url", 0.6), claim(0, 4, "email", 0.5), "", "score"),
        (claim(0, 4, "email"), claim(0, 4, "url"), "", "name"),
        (claim(0, 4, "email"), claim(2, 6, "email"), "", "place"),
        (claim(0, 4, "email"), claim(0, 4, "email"), "", "same"),
    ],
)
def test_an_overlap_says_what_decided_it(winner: Candidate, loser: Candidate, expected: str, rule: str) -> None:
    """One word for each step of the precedence, whichever comes first in the list."""
    for candidates in ([winner, loser], [loser, winner]):
        verdict = next(one for one in judge(candidates, TEXT, expected, plan()) if one.lost_to is not None)
        assert (verdict.precedence, verdict.lost_to) == (rule, winner)


@settings(max_examples=200, deadline=None)
@given(st.lists(CLAIMS, max_size=8), st.sets(st.sampled_from(TYPES)), st.sampled_from(["", "email", "iban"]))
def test_verdicts_tell_the_same_story_as_findings(candidates: list[Candidate], masked: set[str], expected: str) -> None:
    """The ranges that verdicts keep are the findings, one by one; who keeps nothing lost to somebody."""
    own = property_plan(frozenset(masked))
    verdicts = judge(candidates, TEXT, expected, own)
    assert [verdict.candidate for verdict in verdicts] == candidates
    kept = sorted((*part, verdict.candidate.entity_type) for verdict in verdicts for part in verdict.ranges)
    assert kept == labels(accept(candidates, TEXT, expected, own))
    for verdict in verdicts:
        whole = ((verdict.candidate.start, verdict.candidate.end),)
        assert (verdict.lost_to is None) == (verdict.ranges == whole)
        assert (verdict.rule == "overlap") == (not verdict.ranges)
