"""A policy becomes a plan, or an error that names the place and the nearest word."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.pipeline.helpers import KEYS, Finds, plan_of, run, values_of
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.pipeline.plan import compile_plan
from tidegate.policies import Policy
from tidegate.records import TreatKind, Treatment
from tidegate.wire import Output


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ({"fields": [{"path": "$.a", "treat": "text"}, {"path": "nope", "treat": "text"}]}, "fields[1].path"),
        ({"fields": [{"path": "$.a", "treat": "emial"}]}, "fields[0].treat"),
        ({"transform": {"email": "redakt"}}, "transform.email"),
        ({"transform": {"emial": "redact"}}, "transform.emial"),
        ({"transform": {"email": {"mask": {"keep": 1}}}}, "transform.email.mask"),
        ({"transform": {"email": "fake"}}, "transform.email"),
        ({"transform": {"email": "redact", "EMAIL": "mark"}}, "transform.EMAIL"),
        ({"transform": {"default": "hash"}}, "transform.default.hash"),
        ({"key": "hash"}, "key"),
        ({"link": {"by": "conversation"}}, "link.by"),
        ({"detect": {"entity_types": ["email", "fone"]}}, "detect.entity_types[1]"),
        ({"detect": {"thresholds": {"fone": 0.5}}}, "detect.thresholds.fone"),
        ({"detect": {"block_list": {"employee_id": "("}}}, "detect.block_list.employee_id"),
        ({"detect": {"block_list": {"employee_id": "x*"}}}, "detect.block_list.employee_id"),
        ({"detect": {"method": "model"}}, "detect.method"),
        ({"regions": ["US", "UK"]}, "regions[1]"),
        ({"languages": ["zz"]}, "languages[0]"),
        ({"detect": {"detectors": [{"type": "ticket", "pattern": "[", "score": 1}]}}, "detect.detectors[0].pattern"),
    ],
)
def test_what_is_wrong_in_a_policy_is_an_error_with_its_place(lines: dict[str, Any], place: str) -> None:
    """Found before the first record; a policy must not get less than it asks for."""
    with pytest.raises(ConfigurationError) as caught:
        compile_plan(
            Policy.model_validate({"policy": "t", **lines}),
            input_topic="raw.t",
            outputs=[Output(topic="clean.t")],
            keys=None,
            run_id="r",
        )
    assert caught.value.place == place


def test_a_wrong_word_names_the_nearest() -> None:
    """Among treatments and types."""
    with pytest.raises(UnknownName) as caught:
        plan_of(fields=[{"path": "$.a", "treat": "emial"}])
    assert caught.value.nearest == "email"


def test_a_type_that_no_detector_serves_is_an_error_unless_allowed() -> None:
    """Enabled and never found looks exactly like clean data."""

    def compiled(**detect: Any) -> None:
        compile_plan(
            Policy.model_validate({"policy": "t", "regions": ["SG"], "detect": detect}),
            input_topic="t",
            outputs=[],
            keys=None,
            run_id="r",
        )

    with pytest.raises(ConfigurationError, match="no detector finds driver_license"):
        compiled(entity_types=["driver_license"])
    compiled(entity_types=["driver_license"], allow_undetected=True)
    compiled(entity_types=["gdpr"])


def test_the_plan_says_what_it_needs_and_by_which_policy() -> None:
    """Detector versions for the specification, the policy's hash for headers."""
    policy = Policy.model_validate({"policy": "t", "detect": {"entity_types": ["email", "phone_number"]}})
    plan = compile_plan(policy, input_topic="raw.t", outputs=[Output(topic="a")], keys=None, run_id="r")
    assert set(plan.requirements) >= {"email_address", "phone_number"}
    assert plan.policy_hash == policy.hash()
    assert plan.outputs == ("a",)


@pytest.mark.parametrize(
    ("enabled", "told", "accepted"),
    [
        (["email"], ["email"], {"email"}),
        (["person"], ["person", "first_name"], {"person", "first_name"}),  # a parent brings its children
        (["first_name"], ["person", "first_name"], {"first_name"}),  # told apart: only the child
        (["first_name"], ["person"], {"person"}),  # not told apart: the whole parent span
        (["email"], ["phone_number"], set()),
    ],
)
def test_a_child_alone_hides_its_part_or_the_whole_parent(
    enabled: list[str], told: list[str], accepted: set[str]
) -> None:
    """Where a detector cannot tell the child apart, its parent's whole span counts."""
    detector = Finds("x", told[0], types=told[1:])
    plan = plan_of(detectors=[detector], detect={"entity_types": enabled, "allow_undetected": True})
    assert plan.accepted[detector.name] == accepted


def test_the_first_line_that_covers_a_value_wins_and_the_rest_is_redacted() -> None:
    """Unknown fields are hidden, not published."""
    plan = plan_of(
        fields=[
            {"path": "$.a.b", "treat": "keep"},
            {"path": "$.a", "treat": "EMAIL_ADDRESS", "number": "digits"},
            {"path": "$.a.c", "treat": "drop"},
        ]
    )
    assert plan.treatment(("a", "b", 0)).kind is TreatKind.KEEP
    assert plan.treatment(("a", "c")) == Treatment(TreatKind.ENTITY, "$.a", "email", digits=True)
    assert plan.treatment(("x",)) == Treatment(TreatKind.REDACT, "default")


def test_a_policy_without_fields_reads_a_text_and_redacts_json() -> None:
    """A text record is one field; a JSON record has fields that somebody must name."""
    assert plan_of(fields=[], format="text").treatment(()).kind is TreatKind.TEXT
    assert plan_of(fields=[], format="json").treatment(("a",)).kind is TreatKind.REDACT


def test_a_treatment_is_inherited_from_the_nearest_parent() -> None:
    """Own line, parent's line, default."""
    plan = plan_of(transform={"default": "mark", "person": "redact", "first_name": "mask"})
    names = [plan.transformer(name).name for name in ("first_name", "last_name", "email", "ticket")]
    assert names == ["mask", "redact", "mark", "mark"]


def test_a_threshold_is_inherited_from_the_nearest_parent() -> None:
    """A line for person counts for first names."""
    plan = plan_of(detect={"thresholds": {"PERSON": 0.6, "last_name": 0.7}, "allow_undetected": True})
    assert [plan.thresholds.get(name) for name in ("first_name", "last_name", "email")] == [0.6, 0.7, None]


def test_the_policy_s_own_types_can_be_treated_and_named() -> None:
    """Custom detectors and block-list labels are types like others."""
    plan = plan_of(
        keys=KEYS,
        detectors=[],
        detect={"block_list": {"employee_id": r"EMP-\d+"}, "detectors": [{"type": "ticket", "pattern": r"T-\d+"}]},
        transform={"employee_id": "redact", "ticket": "hash"},
        fields=[{"path": "$.t", "treat": "ticket"}],
    )
    assert plan.transformer("employee_id").name == "redact"
    assert plan.accepted["block_list"] == {"employee_id"}
    assert plan.accepted["custom_ticket"] == {"ticket"}


def test_memories_of_a_plan_are_bounded() -> None:
    """When one is full it forgets everything: that costs time and changes nothing."""
    plan = plan_of()
    for number in range(3 * plan.treatments.entries_max // 2):
        plan.treatment((f"f{number}",))
        assert len(plan.treatments) <= plan.treatments.entries_max
    assert len(plan.treatments) > 0


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("t", "my ticket is T-1234567", True),
        ("ticket", "T-1234567", True),  # the property's name counts like a word nearby
        ("t", "T-1234567", False),
        ("t", "invoice for ticket T-1234567", False),  # one word for it, one against it
        ("t", "ticket here, and far away from it, in another sentence: T-1234567", False),  # beyond five words
    ],
)
def test_a_policys_own_detector_is_weighed_by_its_words(name: str, text: str, hidden: bool) -> None:
    """As built-in ones are, gate and all."""
    own = {"type": "ticket_id", "pattern": r"T-\d{7}", "score": 0.2, "context": ["ticket"], "refute": ["invoice"]}
    plan = plan_of(detect={"detectors": [own], "entity_types": ["email"]}, detectors=None)
    assert plan.gate is not None
    [value] = values_of(run(plan, json.dumps({name: text})))
    assert value is not None
    assert (b"[TICKET_ID]" in value, b"1234567" in value) == (hidden, not hidden)
