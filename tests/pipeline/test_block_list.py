"""What the policy's block list names is found, whatever else is enabled."""

from __future__ import annotations

import pytest

from tests.pipeline.helpers import Finds, plan_of, run, values_of
from tidegate.detectors.registry import build
from tidegate.errors import ConfigurationError
from tidegate.pipeline.block_list import BlockList
from tidegate.records import TextBatch


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("EMP-123456", [(0, 10)]),
        ("\U0001f600 emp-123456, EMP-654321", [(2, 12), (14, 24)]),  # any case, offsets in code points
        ("EMP-12345", []),
        ("XEMP-123456", []),
        ("", []),
    ],
)
def test_every_match_is_claimed_under_its_label(text: str, spans: list[tuple[int, int]]) -> None:
    """With the policy's own score."""
    found = BlockList({"employee_id": r"\bEMP-\d{6}\b"}, score=0.9).detect(TextBatch.of(["x", text]))
    assert [(one.text, one.start, one.end) for one in found] == [(1, *span) for span in spans]
    assert all((one.entity_type, one.score) == ("employee_id", 0.9) for one in found)


@pytest.mark.parametrize(
    ("label", "entity_type"),
    [("EMAIL_ADDRESS", "email"), ("US_SSN", "ssn"), ("Employee-Id", "employee_id"), ("badge", "badge")],
)
def test_a_label_is_a_known_type_by_any_name_or_a_new_one(label: str, entity_type: str) -> None:
    """So that it is treated as that type is."""
    assert BlockList({label: "x"}, score=1.0).entity_types == (entity_type,)


def test_a_listed_type_is_still_found_by_its_detectors() -> None:
    """The list adds to a type that is enabled, and to its children."""
    lines = {"entity_types": ["EMAIL_ADDRESS"], "block_list": {"EMAIL_ADDRESS": "nobody"}}
    plan = plan_of(detectors=build(["email"]), detect=lines)
    assert values_of(run(plan, '{"a":"ada@example.com, Nobody"}')) == [b'{"a":"[EMAIL], [EMAIL]"}']


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        (r"(?<=staff )\d{4}", "Staff 1234, room 5678", [(6, 10)]),
        (r"\b(\w)\1\w*", "a llama, Aaron", [(2, 7), (9, 14)]),
        (r"\d++(?!%)", "50%, 60", [(5, 7)]),
    ],
)
def test_what_re2_does_not_know_runs_all_the_same(pattern: str, text: str, spans: list[tuple[int, int]]) -> None:
    """Look-around, back-references and possessive repeats; such a pattern reads every text."""
    detector = BlockList({"badge": pattern}, score=1.0)
    assert [(one.start, one.end) for one in detector.detect(TextBatch.of([text]))] == spans
    assert detector.needs is None


@pytest.mark.parametrize("pattern", ["(", "x*", r"(?=a", "(a{1,100}){1,100}b" * 20])
def test_a_pattern_that_no_engine_can_hold_or_that_matches_nothing_is_an_error(pattern: str) -> None:
    """Bounded when it is compiled and when it runs."""
    with pytest.raises(ConfigurationError) as caught:
        BlockList({"employee_id": pattern}, score=1.0, place="detect.block_list")
    assert caught.value.place == "detect.block_list.employee_id"


@pytest.mark.parametrize(("score", "hidden"), [(1.0, True), (0.3, True), (0.2, False)])
def test_it_hides_allowed_values_and_only_a_threshold_holds_it_back(score: float, hidden: bool) -> None:
    """The allow list does not free what it names; its score is compared like any other."""
    plan = plan_of(
        detectors=[Finds("never", "email")],
        detect={
            "entity_types": ["email"],
            "block_list": {"employee_id": r"EMP-\d+"},
            "block_list_max_likelihood": score,
            "allow_list": ["EMP-1"],
        },
    )
    written = b'{"a":"[EMPLOYEE_ID]"}' if hidden else b'{"a":"EMP-1"}'
    assert values_of(run(plan, '{"a":"EMP-1"}')) == [written]
