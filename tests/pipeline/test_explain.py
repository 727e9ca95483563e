"""Every candidate is explained by the very rules that a record meets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipeline.helpers import FailsOn, Finds, plan_of
from tidegate.pipeline import explain as module
from tidegate.pipeline.detect import search
from tidegate.pipeline.explain import Explained, Rival, explain
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.pipeline.questions import expected_after
from tidegate.pipeline.resolve import accept
from tidegate.policies import Policy
from tidegate.records import TextBatch


def real_plan(**lines: Any) -> Plan:
    """The built-in detectors, under these lines of a policy."""
    policy = Policy.model_validate({"policy": "t", **lines})
    return compile_plan(policy, input_topic="raw.t", outputs=[], keys=None, run_id="r", format="text")


def by_type(text: str, plan: Plan, **context: str) -> dict[str, Explained]:
    explained, left_out = explain(text, plan, **context)
    assert left_out == 0
    return {one.entity_type: one for one in explained}


TEXTS = [
    ("Mail ada@example.com or https://ada@example.com/x?mail=bob@example.com.", "", ""),
    ("ssn 219-09-9999, order 219099998", "", ""),
    ("219099998", "", "What is your social security number?"),
    ("219099998", "ssn", ""),
    ("card \uff14" + "\uff11" * 15 + " since 03/04/2021", "", ""),
    ("DE89 3704 0044 0532 0130 00 from 192.0.2.7", "", ""),
    ("4111 1111 1111 1112", "card", ""),
    ("nothing", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "question"), TEXTS)
def test_what_is_explained_is_what_a_record_meets(text: str, name: str, question: str) -> None:
    """The candidates are those of detect, with their scores; the kept ranges are the findings of resolve."""
    plan = real_plan(detect={"thresholds": {"date": 0.0}})
    context = (question,) if question else ()
    expected = expected_after(context)
    [candidates], _ = search(TextBatch([text], [name], [expected], [context]), [0], plan)
    explained, _ = explain(text, plan, name=name, question=question)
    assert [(one.start, one.end, one.entity_type, one.score, one.detector, one.pattern) for one in explained] == [
        (one.start, one.end, one.entity_type, one.score, one.detector, one.pattern) for one in candidates
    ]
    findings = accept(candidates, text, expected, plan)
    kept = sorted((*place, one.entity_type, one.score) for one in explained for place in one.ranges)
    assert kept == [(one.start, one.end, one.entity_type, one.score) for one in findings]


def test_context_words_and_refuting_words_are_named() -> None:
    plan = real_plan()
    lifted = by_type("the ssn office wrote 219099998", plan)["ssn"]
    assert (lifted.base_score, lifted.context, lifted.score, lifted.kept) == (0.1, ("ssn",), 0.45, True)
    refuted = by_type("invoice 219-09-9998", plan)["ssn"]
    assert (refuted.refute, refuted.base_score, refuted.score) == (("invoice",), 0.7, 0.35)
    assert by_type("219099998", plan, name="ssn")["ssn"].named
    asked = by_type("219099998", plan, question="Your social security number?")["ssn"]
    assert (asked.asked, asked.named, asked.context) == (True, False, ())


def test_a_check_digit_a_threshold_and_the_treatment_are_shown() -> None:
    plan = real_plan(detect={"thresholds": {"credit_card_number": 0.8}}, transform={"credit_card_number": "redact"})
    failed = by_type("4111111111111112", plan)["credit_card_number"]
    assert (failed.checksum, failed.score, failed.threshold, failed.rule) == ("failed", 0.05, 0.8, "threshold")
    assert (failed.kept, failed.ranges, failed.treatment) == (False, (), "redact")
    valid = by_type("4111111111111111", plan)["credit_card_number"]
    assert (valid.checksum, valid.rule, valid.ranges) == ("valid", "accepted", ((0, 16),))


@pytest.mark.parametrize(
    ("policy", "rule"),
    [
        ({"detect": {"entity_types": ["phone_number"], "allow_undetected": True}}, "entity_types"),
        ({"detect": {"threshold": 0.71}}, "threshold"),
        ({"detect": {"allow_list": ["ADA@example.org"]}}, "allow_list"),
        ({}, "accepted"),
    ],
)
def test_the_rule_that_dropped_or_kept_it(policy: dict[str, Any], rule: str) -> None:
    plan = plan_of(**{"detect": {"allow_undetected": True}, **policy})
    [one], _ = explain("mail ada@example.org", plan)
    assert (one.rule, one.kept) == (rule, rule == "accepted")


def test_who_won_an_overlap_and_why() -> None:
    """A loser says to whom, by which rule, what is left to it, and whether the winner hides it all the same."""
    found = [Finds("abcdef", "url"), Finds("def", "email"), Finds("efgh", "person")]
    plan = plan_of(detectors=found, transform={"url": {"mask": {"keep_last": 2}}})
    explained, _ = explain("..abcdefgh", plan)
    url, email, person = explained
    assert (url.rule, url.ranges, url.lost_to) == ("accepted", ((2, 8),), None)
    assert (email.rule, email.kept, email.lost_to) == ("overlap", False, Rival("url", 2, 8, "finds_url"))
    assert (email.precedence, email.treated_inside) == ("wider_span", True)
    assert (person.rule, person.ranges, person.precedence) == ("accepted", ((8, 10),), "wider_span")
    plain, _ = explain("..abcdefgh", plan_of(detectors=found))
    assert not plain[1].treated_inside


def test_the_block_list_is_explained_by_its_own_score() -> None:
    plan = plan_of(detect={"allow_undetected": True, "block_list": {"staff": "EMP-[0-9]+"}})
    [one], _ = explain("EMP-7", plan)
    assert (one.detector, one.entity_type, one.base_score, one.score) == ("block_list", "staff", 1.0, 1.0)


def test_candidates_are_bounded_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CANDIDATES_MAX", 3)
    explained, left_out = explain("a@b.org " * 5, plan_of(detectors=[Finds()]))
    assert (len(explained), left_out) == (3, 2)


def test_a_detector_that_fails_leaves_nothing_unsaid() -> None:
    """There is no explanation of half a text."""
    with pytest.raises(RuntimeError):
        explain("one word", plan_of(detectors=[FailsOn("word")]))
