"""What the policy's block list names is found, whatever else is enabled."""

from __future__ import annotations

import pytest

from tests.pipeline.helpers import Finds, plan_of, run, values_of
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


@pytest.mark.parametrize("pattern", ["(", "x*", r"(?<=a)b", "(a{1,100}){1,100}b" * 20])
def test_a_pattern_that_re2_refuses_or_that_matches_nothing_is_an_error(pattern: str) -> None:
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
