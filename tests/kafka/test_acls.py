"""The least access: what each principal may do, and above all what it may not."""

from __future__ import annotations

import shlex

import pytest

from tidegate.kafka.acls import (
    Acl,
    Flow,
    Pattern,
    Resource,
    Role,
    command_lines,
    flow_topics,
    least_acls,
)
from tidegate.policies import Policy
from tidegate.wire import Names, RunKind, transactional_id

NAMES = Names("tidegate")
CHAT = Flow("chat", "raw.chat", ("clean.chat",), "quarantine.chat")
CHAT_EU = Flow("chat-eu", "raw.chat-eu", ("clean.chat-eu",), "quarantine.chat-eu")
PRINCIPALS = {role: f"User:{role.value}" for role in Role}


def may(acls: list[Acl], role: Role, operation: str, resource: Resource, name: str) -> bool:
    """What Kafka's authorizer would answer."""
    implying = {"Describe": {"Read", "Write", "Describe"}}.get(operation, {operation})
    return any(
        implying & set(acl.operations)
        and (acl.name == name if acl.pattern is Pattern.LITERAL else name.startswith(acl.name))
        for acl in acls
        if acl.role is role and acl.resource is resource
    )


@pytest.mark.parametrize(
    ("role", "operation", "topic", "allowed"),
    [
        (Role.WORKER, "Read", "raw.chat", True),
        (Role.WORKER, "Write", "clean.chat", True),
        (Role.WORKER, "Write", "quarantine.chat", True),
        (Role.WORKER, "Write", "tidegate.progress", True),
        (Role.WORKER, "Write", "tidegate.status", False),
        (Role.WORKER, "Write", "tidegate.runs", False),
        (Role.WORKER, "Read", "quarantine.chat", False),
        (Role.WORKER, "Read", "clean.chat", False),
        (Role.WORKER, "Write", "raw.chat", False),
        (Role.WORKER, "Read", "raw.other", False),
        (Role.CONTROL, "Write", "tidegate.status", True),
        (Role.CONTROL, "Create", "clean.chat", True),
        (Role.CONTROL, "Write", "clean.chat", False),
        (Role.CONTROL, "Read", "quarantine.chat", False),
        (Role.CONTROL, "Create", "raw.chat", False),
        (Role.PRODUCER, "Write", "raw.chat", True),
        (Role.PRODUCER, "Read", "raw.chat", False),
        (Role.PRODUCER, "Write", "clean.chat", False),
        (Role.CONSUMER, "Read", "clean.chat", True),
        (Role.CONSUMER, "Read", "raw.chat", False),
        (Role.CONSUMER, "Read", "quarantine.chat", False),
        (Role.CONSUMER, "Read", "tidegate.runs", False),
        (Role.CONSUMER, "Write", "clean.chat", False),
        (Role.PRIVACY_OFFICER, "Read", "raw.chat", True),
        (Role.PRIVACY_OFFICER, "Read", "quarantine.chat", True),
        (Role.PRIVACY_OFFICER, "Write", "clean.chat", True),
        (Role.PRIVACY_OFFICER, "Write", "raw.chat", False),
        (Role.PRIVACY_OFFICER, "Write", "tidegate.runs", False),
    ],
)
def test_who_may_do_what_to_a_topic(role: Role, operation: str, topic: str, allowed: bool) -> None:
    assert may(least_acls([CHAT], NAMES), role, operation, Resource.TOPIC, topic) is allowed


@pytest.mark.parametrize(
    ("flow", "kind", "allowed"),
    [
        (CHAT, RunKind.CONTINUOUS, True),
        (CHAT, RunKind.BOUNDED, True),
        (CHAT_EU, RunKind.CONTINUOUS, False),  # a flow whose name begins with another's is not its
    ],
)
@pytest.mark.parametrize("role", [Role.WORKER, Role.CONTROL])
def test_groups_and_lanes_are_those_of_the_named_flows(role: Role, flow: Flow, kind: RunKind, allowed: bool) -> None:
    acls = least_acls([CHAT], NAMES)
    work = NAMES.work(kind, flow.flow, "0f0e")
    assert may(acls, role, "Read", Resource.GROUP, work) is allowed
    lane = transactional_id(work, flow.raw, 3)
    assert may(acls, role, "Write", Resource.TRANSACTIONAL_ID, lane) is allowed


def test_runs_over_datasets_can_be_left_out() -> None:
    acls = least_acls([CHAT], NAMES, bounded_runs=False)
    assert not may(acls, Role.WORKER, "Write", Resource.TOPIC, "clean.chat.run.0f0e")
    assert not may(acls, Role.CONTROL, "Read", Resource.GROUP, "tidegate.run.0f0e")
    assert not may(acls, Role.PRIVACY_OFFICER, "Write", Resource.TOPIC, "clean.chat.run.0f0e")
    for role in (Role.WORKER, Role.PRIVACY_OFFICER):
        assert may(least_acls([CHAT], NAMES), role, "Write", Resource.TOPIC, "clean.chat.run.0f0e")
        assert may(least_acls([CHAT], NAMES), role, "DescribeConfigs", Resource.TOPIC, "clean.chat.run.0f0e")


def test_only_one_replay_of_a_quarantine_is_allowed_at_a_time() -> None:
    """Its transactional id is one, literally: a second replay fences the first."""
    acls = [acl for acl in least_acls([CHAT], NAMES) if acl.role is Role.PRIVACY_OFFICER]
    ids = [(acl.pattern, acl.name) for acl in acls if acl.resource is Resource.TRANSACTIONAL_ID]
    quarantines = ["chat", "upload"]  # that of uploads is there where bounded runs are
    assert ids == [(Pattern.LITERAL, f"tidegate.replay.quarantine.{name}") for name in quarantines]


@pytest.mark.parametrize(
    ("role", "operation", "topic", "allowed"),
    [
        (Role.CONTROL, "Create", "tidegate.upload.0f0e", True),
        (Role.CONTROL, "Write", "tidegate.upload.0f0e", True),
        (Role.CONTROL, "Delete", "tidegate.upload.0f0e", True),
        (Role.CONTROL, "Read", "clean.upload.run.0f0e", True),  # result files
        (Role.CONTROL, "Delete", "clean.upload.run.0f0e", False),
        (Role.CONTROL, "Write", "clean.upload.run.0f0e", False),
        (Role.CONTROL, "Read", "clean.chat", False),
        (Role.CONTROL, "Delete", "raw.chat", False),
        (Role.WORKER, "Read", "tidegate.upload.0f0e", True),
        (Role.WORKER, "Write", "tidegate.upload.0f0e", False),
        (Role.WORKER, "Write", "clean.upload.run.0f0e", True),
        (Role.PRODUCER, "Write", "tidegate.upload.0f0e", False),
        (Role.CONSUMER, "Read", "clean.upload.run.0f0e", False),
    ],
)
def test_uploads_are_between_control_and_workers(role: Role, operation: str, topic: str, allowed: bool) -> None:
    """Control lays them down and takes refused ones away; nobody else writes them. Without bounded runs there are
    none.
    """
    assert may(least_acls([CHAT], NAMES), role, operation, Resource.TOPIC, topic) is allowed
    assert not may(least_acls([CHAT], NAMES, bounded_runs=False), role, operation, Resource.TOPIC, topic)


def test_a_shared_topic_stands_once() -> None:
    other = Flow("chat", "raw.chat", ("clean.chat", "clean.chat.two"), "quarantine.chat")
    acls = least_acls([CHAT, other], NAMES)
    places = [(acl.role, acl.resource, acl.pattern, acl.name) for acl in acls]
    assert len(places) == len(set(places))
    assert acls == sorted(acls)


@pytest.mark.parametrize(
    ("policy", "flow"),
    [
        ({"policy": "a", "input": {"topic": "raw.a"}}, Flow("a", "raw.a", ("clean.a",), "quarantine.a")),
        (
            {
                "policy": "a",
                "input": {"topic": "raw.a"},
                "outputs": [{"topic": "x", "as": "redacted"}],
                "quarantine": {"topic": "q"},
            },
            Flow("a", "raw.a", ("x",), "q"),
        ),
        ({"policy": "a"}, None),
    ],
)
def test_a_flow_has_the_topics_that_its_policy_names_or_implies(policy: dict[str, object], flow: Flow | None) -> None:
    assert flow_topics(Policy.model_validate(policy)) == flow


def test_command_lines_say_all_and_quote_what_a_shell_would_read() -> None:
    acls = least_acls([CHAT], NAMES)
    principals = {**PRINCIPALS, Role.WORKER: "User:CN=worker one,O=x"}
    lines = command_lines(acls, principals, bootstrap="localhost:9092", command_config="admin.properties")
    said = set()
    for line in lines:
        words = shlex.split(line)
        assert words[:5] == [
            "kafka-acls",
            "--bootstrap-server",
            "localhost:9092",
            "--command-config",
            "admin.properties",
        ]
        assert words[5] == "--add"
        pairs = list(zip(words[6::2], words[7::2], strict=True))
        options = {name: [value for option, value in pairs if option == name] for name, _ in pairs}
        pattern = options.get("--resource-pattern-type", ["literal"])[0]
        for resource in Resource:
            for name in options.get(f"--{resource.value}", []):
                said.add((options["--allow-principal"][0], resource, pattern, name, tuple(options["--operation"])))
    assert said == {(principals[acl.role], acl.resource, acl.pattern, acl.name, acl.operations) for acl in acls}
    assert any("'User:CN=worker one,O=x'" in line for line in lines)
