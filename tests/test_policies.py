"""Policies: what is shipped works, what is not built is refused by name, and a policy's hash is its content's."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tidegate.errors import ConfigurationError
from tidegate.keys import Keyring
from tidegate.pipeline.plan import compile_plan
from tidegate.policies import Policy
from tidegate.policy_files import (
    check_policy_file,
    find_policy,
    load_policy,
    policies_folder,
    policy_files,
    policy_from,
)
from tidegate.wire import Output

SHIPPED = ("app-logs", "customers", "fhir", "support-chat")


def test_what_is_shipped_is_found_by_name() -> None:
    assert tuple(path.stem for path in policy_files(policies_folder())) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_policy_compiles_and_names_its_topics(name: str) -> None:
    policy = find_policy(name)
    assert policy.input is not None
    assert policy.input.topic == f"raw.{name}"
    assert [output.topic for output in policy.outputs] == [f"clean.{name}"]
    assert policy.quarantine is not None
    assert policy.quarantine.topic == f"quarantine.{name}"
    plan = compile_plan(
        policy,
        input_topic=policy.input.topic,
        outputs=[Output(topic=output.topic) for output in policy.outputs],
        keys=Keyring.generate(),
        run_id="test",
    )
    assert plan.detectors


@pytest.mark.parametrize("name", SHIPPED)
def test_the_effective_policy_is_read_back_and_has_the_same_hash(name: str) -> None:
    """Lanes get the effective policy over a topic: it must mean what the file meant."""
    policy = find_policy(name)
    again = Policy.model_validate(policy.effective())
    assert again == policy
    assert again.hash() == policy.hash()


@pytest.mark.parametrize(
    ("lines", "mode"),
    [
        ({}, "pointer"), ({"seal": False}, "pointer"), ({"seal": True}, "sealed"),
        ({"seal": True, "mode": "sealed"}, "sealed"), ({"seal": True, "mode": "block"}, None), ({"seal": "no"}, None),
    ],
)  # fmt: skip
def test_seal_is_a_word_for_a_mode(lines: dict[str, object], mode: str | None) -> None:
    document = {"policy": "p", "quarantine": {"topic": "quarantine.p", **lines}}
    if mode is None:
        with pytest.raises(ValidationError):
            Policy.model_validate(document)
        return
    policy = Policy.model_validate(document)
    assert policy.quarantine is not None
    assert policy.quarantine.mode == mode
    assert "seal" not in policy.effective()["quarantine"]


def test_the_hash_is_of_the_content_not_of_its_form(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("policy: a\ndetect: {threshold: 0.3}\n")
    (tmp_path / "b.yaml").write_text("# spelt out, in another order\ndetect:\n  threshold: 0.30\npolicy: a\n")
    (tmp_path / "c.yaml").write_text("policy: a\ndetect: {threshold: 0.31}\n")
    a, b, c = (load_policy(tmp_path / f"{name}.yaml").hash() for name in "abc")
    assert a == b != c


@pytest.mark.parametrize(
    "document",
    [
        {"policy": "p", "input": {"topic": "raw.p", "format": "avro"}},
        {"policy": "p", "outputs": [{"topic": "clean.p", "as": "fake"}]},
        {"policy": "p", "anonymise": {}},
        {"policy": "p", "subject": {"by": "$.id"}},
        {"policy": "p", "other_language": "ignore"},
        {"policy": "p", "detect": {"llm": {}}},
        {"policy": "P p"},
        {"policy": "p", "input": {"topic": "raw/p"}},
        {"policy": "p", "regions": ["us"]},
        {},
    ],
)
def test_what_is_not_built_or_not_a_word_is_refused(document: dict[str, object]) -> None:
    """A policy must not ask for more than it gets."""
    with pytest.raises(ValidationError):
        Policy.model_validate(document)


def test_a_bare_null_key_is_the_rule_null(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("policy: p\nkey: null\n")
    assert load_policy(tmp_path / "p.yaml").key == "null"


def test_a_policy_is_named_by_file_or_by_name(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("policy: mine\n")
    (tmp_path / "mine_test.yaml").write_text("- not a policy\n")
    assert policy_from(str(tmp_path / "mine.yaml")).policy == "mine"
    assert policy_from("mine", tmp_path).policy == "mine"
    assert policy_from("support-chat").policy == "support-chat"
    assert [path.name for path in policy_files(tmp_path)] == ["mine.yaml"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mime", "unknown policy 'mime'; did you mean 'mine'?"),
        ("../mine", "unknown policy"),
        ("other", "the file is called other, so write `policy: other`"),
    ],
)
def test_a_name_that_finds_nothing_is_answered(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "mine.yaml").write_text("policy: mine\n")
    (tmp_path / "other.yaml").write_text("policy: mine\n")
    with pytest.raises(ConfigurationError) as caught:
        find_policy(name, tmp_path)
    assert said in str(caught.value)


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not a folder of policies"):
        policy_files(tmp_path / "nowhere")


def test_every_problem_has_its_line_and_no_value(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(
        "policy: p\ndetect:\n  threshold: secret-value\n  thresold: 1\nquarantine: {topic: q, mode: pionter}\n"
    )
    policy, _, problems = check_policy_file(path)
    assert policy is None
    assert [problem.line for problem in problems] == [3, 4, 5]
    assert "secret-value" not in "".join(map(str, problems))
    assert "did you mean 'pointer'?" in str(problems[2])


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml: cannot be read"):
        policy_from(str(tmp_path / "nowhere.yaml"))
