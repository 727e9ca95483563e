"""The doctor: facts become findings, each with a command line that a person can type; what is well is not mentioned."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.e2e.independent import Sent, publish
from tidegate.errors import AuthorizationFault, ClientFault
from tidegate.kafka import reach
from tidegate.kafka.acls import Flow
from tidegate.kafka.doctor import (
    Finding,
    Flowing,
    clock_skew,
    judge_addresses,
    judge_clock,
    judge_flow,
    judge_own_topics,
    look,
)
from tidegate.kafka.topics import Difference, Drift, FoundTopic, load_catalog
from tidegate.wire import Names

DAY = 24 * 3_600_000
NOW = 1_800_000_000_000
KAFKA = "--bootstrap-server kafka:9092"
FLOW = Flow("chat", "raw.chat", ("clean.chat",), "quarantine.chat")
ALL = dict.fromkeys((0, 1, 3, 8, 9, 10, 22, 24, 25, 26, 28), (0, 99))


def topic(name: str, partitions: int = 3, **configuration: str) -> FoundTopic:
    usual = {
        "cleanup.policy": "delete",
        "retention.ms": str(7 * DAY),
        "max.message.bytes": "1048588",
        "message.timestamp.type": "CreateTime",
        "message.timestamp.before.max.ms": str(2**63 - 1),
    }
    return FoundTopic(name, partitions, usual | {key.replace("_", "."): value for key, value in configuration.items()})


def judge(raw: dict[str, Any], clean: dict[str, Any] | None, age_days: float | None = 1) -> list[Finding]:
    topics = {"raw.chat": topic("raw.chat", **raw)}
    if clean is not None:
        topics["clean.chat"] = topic("clean.chat", **clean)
    oldest = None if age_days is None else NOW - int(age_days * DAY)
    return judge_flow(Flowing(FLOW, oldest), topics, NOW, KAFKA)


@pytest.mark.parametrize(
    ("raw", "clean", "age_days", "expected"),
    [
        ({}, {}, 1, []),
        ({}, None, 1, []),  # control creates it like its input
        ({}, {"partitions": 4}, 1, []),  # more are allowed
        ({"retention_ms": "-1"}, {"retention_ms": "-1"}, 400, []),
        ({}, {"retention_ms": str(9 * DAY)}, 1, []),
        ({}, {"cleanup_policy": "compact", "retention_ms": str(DAY)}, 5, []),  # nothing is deleted by age
        ({}, {"retention_ms": str(DAY)}, None, [("retention", "warning", f"retention.ms={7 * DAY}")]),
        ({}, {"retention_ms": str(DAY)}, 0.5, [("retention", "warning", f"retention.ms={7 * DAY}")]),
        ({}, {"retention_ms": str(DAY)}, 5, [("retention", "problem", f"retention.ms={7 * DAY}")]),
        ({"retention_ms": "-1"}, {"retention_ms": str(DAY)}, 5, [("retention", "problem", "retention.ms=-1")]),
        ({}, {"retention_ms": str(DAY)}, 9, [("retention", "problem", f"retention.ms={18 * DAY}")]),
        ({"partitions": 6}, {}, 1, [("partitions", "problem", "--alter --topic clean.chat --partitions 6")]),
        ({"message_timestamp_type": "LogAppendTime"}, {}, 1, [("timestamps", "warning", "--entity-name raw.chat")]),
        ({}, {"message_timestamp_type": "LogAppendTime"}, 1, [("timestamps", "problem", "--entity-name clean.chat")]),
        ({}, {"max_message_bytes": "1000"}, 1, [("sizes", "warning", "max.message.bytes=1048588")]),
        (
            {},
            {"message_timestamp_before_max_ms": str(DAY)},
            2,
            [("retention", "problem", f"message.timestamp.before.max.ms={2**63 - 1}")],
        ),
    ],
)
def test_topics_of_a_flow(
    raw: dict[str, Any], clean: dict[str, Any] | None, age_days: float | None, expected: list[tuple[str, str, str]]
) -> None:
    findings = judge(raw, clean, age_days)
    assert [(one.check, one.level) for one in findings] == [(check, level) for check, level, _ in expected]
    for one, (_, _, mend) in zip(findings, expected, strict=True):
        assert mend in one.mend
        assert shlex.split(one.mend)[0] in {"kafka-configs", "kafka-topics"}
        assert KAFKA in one.mend


def test_a_flow_without_its_input_is_told_to_create_it() -> None:
    [found] = judge_flow(Flowing(FLOW, None), {}, NOW, KAFKA)
    assert (found.check, found.level) == ("flows", "problem")
    assert found.mend == f"kafka-topics {KAFKA} --create --topic raw.chat --partitions 6"


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (Difference((), ()), []),
        (Difference(("tidegate.runs",), ()), [("problem", "tidegate topics apply")]),
        (
            Difference((), (Drift("tidegate.runs", "cleanup.policy", "compact", "delete"),)),
            [("problem", "--add-config cleanup.policy=compact")],
        ),
        (
            Difference((), (Drift("quarantine.a", "retention.ms", "259200000", "-1"),)),
            [("warning", "--add-config retention.ms=259200000")],
        ),
        (Difference((), (Drift("tidegate.runs", "partitions", "3", "1"),)), [("warning", "--partitions 3")]),
        (Difference((), (Drift("tidegate.runs", "partitions", "1", "3"),)), [("warning", "cannot be taken away")]),
    ],
)
def test_own_topics(difference: Difference, expected: list[tuple[str, str]]) -> None:
    findings = judge_own_topics(difference, KAFKA)
    assert [one.level for one in findings] == [level for level, _ in expected]
    assert all(mend in one.mend for one, (_, mend) in zip(findings, expected, strict=True))


@pytest.mark.parametrize(
    ("found", "mend"),
    [
        (reach.Reached("h:1", ALL), None),
        (reach.Reached("h:1", {key: value for key, value in ALL.items() if key != 26}), "kafka-broker-api-versions"),
        (reach.Reached("h:1", ALL | {0: (4, 9)}), "kafka-broker-api-versions"),  # our version is too old for it
        (reach.Unreached("h:1", ClientFault("x"), "kafka.bootstrap.servers"), "nc -vz h 1"),
        (reach.Unreached("[::1]:1", ClientFault("x"), "kafka.bootstrap.servers"), "nc -vz ::1 1"),
        (reach.Unreached("h:1", ClientFault("x"), "kafka.ssl.ca.location"), "openssl s_client -connect h:1"),
        (reach.Unreached("h:1", AuthorizationFault("x"), "kafka.sasl.username"), "--entity-name etl --add-config"),
    ],
)
def test_addresses(found: reach.Reached | reach.Unreached, mend: str | None) -> None:
    options = {"sasl_plain_username": "etl", "sasl_mechanism": "SCRAM-SHA-512", "sasl_plain_password": "s3cret"}
    findings = judge_addresses([found], options)
    assert len(findings) == (mend is not None)
    assert all((mend or "") in one.mend and "s3cret" not in str(one) for one in findings)


@pytest.mark.parametrize(
    ("seconds", "level"),
    [
        (None, None),
        (0.2, None),
        (-0.9, None),
        (1.5, "warning"),
        (-30.0, "warning"),
        (90.0, "problem"),
        (-90.0, "problem"),
    ],
)
def test_clocks(seconds: float | None, level: str | None) -> None:
    findings = judge_clock(seconds)
    assert [one.level for one in findings] == ([] if level is None else [level])
    assert all(("behind" in one.message) is (seconds is not None and seconds < 0) for one in findings)


async def test_it_looks_at_a_real_broker(broker: Broker, topic_name: TopicName, create_topics: CreateTopics) -> None:
    """Topics, settings, and the age of what is still to be read."""
    raw, clean = topic_name("raw.chat"), topic_name("clean.chat")
    await create_topics(raw, partitions=2, configuration={"retention.ms": "-1"})
    await create_topics(clean, partitions=1, configuration={"retention.ms": str(DAY)})
    options = {"bootstrap_servers": [broker.bootstrap]}
    flow = Flow(topic_name("chat"), raw, (clean,), "quarantine.chat")
    names = Names(topic_name("t"))
    facts = await look(options, load_catalog(names.prefix), [flow], names)
    assert facts.flows[0].oldest_ms is None  # an empty topic has no age
    old = facts.now_ms - 3 * DAY
    await publish(broker.bootstrap, raw, [Sent(None, b"x", partition=1, timestamp_ms=old)])
    facts = await look(options, load_catalog(names.prefix), [flow], names)
    assert facts.flows[0].oldest_ms == old
    assert names.runs in facts.difference.missing
    found = judge_flow(facts.flows[0], facts.topics, facts.now_ms, KAFKA)
    assert [(one.check, one.level) for one in found] == [("partitions", "problem"), ("retention", "problem")]


async def test_the_clock_of_this_machine_agrees_with_itself(broker: Broker, topic_name: TopicName) -> None:
    """The topic that was made for it is gone afterwards."""
    names = Names(topic_name("t"))
    options = {"bootstrap_servers": [broker.bootstrap]}
    skew = await clock_skew(options, names)
    assert skew is None or abs(skew) < 1.0
    if broker.kind == "apache":
        assert skew is not None
    facts = await look(options, load_catalog(names.prefix), [], names)
    assert not [name for name in facts.topics if name.startswith(f"{names.prefix}.doctor")]
