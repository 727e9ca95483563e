"""The least ACLs are enough, and no more: Apache Kafka's own authorizer says so.

Control, a worker, a producer, a consumer and the privacy officer each connect under a name of their own and may do what
`tidegate acl` printed for it. With that a flow runs from raw to clean, a record is quarantined and replayed, and
whoever tries another's work is turned away.
"""

from __future__ import annotations

import asyncio
import json
import shlex
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from aiokafka.protocol.admin import CreateAclsRequest

from tests.broker import secure_node
from tests.broker.secure_node import SecureKafka
from tests.commands.shell import tidegate
from tests.conftest import create_topics_at
from tests.e2e.gate import Gate, assert_ledger, gate
from tidegate.kafka.connection import client_options
from tidegate.kafka.quarantine import Quarantiner
from tidegate.records import Failure, RawBatch, Reason, Stage

ROLES = ("worker", "control", "producer", "consumer", "privacy-officer")
PASSWORDS = {f"tidegate-{role}": f"password-of-{role}" for role in ROLES}
RESOURCES = {"--topic": 2, "--group": 3, "--transactional-id": 5}
PATTERNS = {"literal": 3, "prefixed": 4}
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Delete": 6, "Describe": 8, "DescribeConfigs": 10}
ALLOW = 3
BROKEN = '{"text": "cut off'
MAIL = "ada@example.org"
POLICY = """\
policy: chat
input: {topic: raw.chat, format: json}
outputs:
  - {topic: clean.chat, as: redacted}
quarantine: {topic: quarantine.chat}
fields:
  - {path: $.text, treat: text}
transform: {default: redact}
"""


@pytest.fixture(scope="module")
def node() -> Iterator[SecureKafka]:
    started = secure_node.start_or_skip(PASSWORDS, authorizer=True)
    yield started
    started.close()


def variables(node: SecureKafka, role: str, folder: Path) -> dict[str, str]:
    """The environment of a process that connects as a role."""
    settings = node.settings(f"tidegate-{role}")
    return {
        "TIDEGATE_BOOTSTRAP_SERVERS": node.secure_bootstrap,
        "TIDEGATE_POLICIES_DIR": str(folder / "policies"),
        "TIDEGATE_KAFKA_SECURITY_PROTOCOL": settings.security_protocol,
        "TIDEGATE_KAFKA_SASL_MECHANISM": settings.sasl_mechanism,
        "TIDEGATE_KAFKA_SASL_USERNAME": str(settings.sasl_username),
        "TIDEGATE_KAFKA_SASL_PASSWORD_FILE": str(settings.sasl_password_file),
        "TIDEGATE_KAFKA_SSL_CA_LOCATION": str(settings.ssl_ca_location),
    }


async def allow(bootstrap: str, lines: list[str]) -> int:
    """Do what the printed `kafka-acls` command lines say; returns how many ACLs that are."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    count = 0
    await admin.start()
    try:
        for line in lines:
            words = shlex.split(line)
            at = words.index("--add") + 1
            pairs = list(zip(words[at::2], words[at + 1 :: 2], strict=True))
            options: dict[str, list[str]] = {}
            for name, value in pairs:
                options.setdefault(name, []).append(value)
            pattern = PATTERNS[options.get("--resource-pattern-type", ["literal"])[0]]
            for resource, names in ((code, options.get(option, [])) for option, code in RESOURCES.items()):
                for name in names:
                    for operation in options["--operation"]:
                        [principal] = options["--allow-principal"]
                        request = CreateAclsRequest(
                            resource, name, pattern, principal, "*", OPERATIONS[operation], ALLOW
                        )
                        answer = await admin._send_request(request)
                        assert [one[0] for one in answer.creation_responses] == [0]
                        count += 1
    finally:
        await admin.close()
    return count


def prepare(node: SecureKafka, folder: Path) -> None:
    """Topics and ACLs, by an administrator."""
    (folder / "policies").mkdir()
    (folder / "policies" / "chat.yaml").write_text(POLICY)
    administrator = {
        "TIDEGATE_BOOTSTRAP_SERVERS": node.bootstrap,
        "TIDEGATE_POLICIES_DIR": str(folder / "policies"),
    }
    applied = tidegate("topics", "apply", folder=folder, variables=administrator)
    assert applied.returncode == 0, applied.stderr
    asyncio.run(create_topics_at(node.bootstrap, "raw.chat", "raw.secret", partitions=2))
    printed = tidegate("acl", "--json", folder=folder, variables=administrator)
    assert asyncio.run(allow(node.bootstrap, json.loads(printed.stdout)["commands"])) > 30


async def publish(options: Mapping[str, Any], topic: str, values: list[str]) -> None:
    producer = AIOKafkaProducer(**options)
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value.encode(), key=b"k", partition=0)
    finally:
        await producer.stop()


async def consume(
    options: Mapping[str, Any], topic: str, count: int, *, group: str | None = None, seconds: float = 20
) -> list[str]:
    """The first records of partition 0, as a consumer of clean topics reads them."""
    consumer = AIOKafkaConsumer(**options, isolation_level="read_committed", group_id=group, enable_auto_commit=False)
    found: list[str] = []
    try:
        async with asyncio.timeout(seconds):
            await consumer.start()
            consumer.assign([TopicPartition(topic, 0)])
            consumer.seek(TopicPartition(topic, 0), 0)
            while len(found) < count:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    found += [(record.value or b"").decode() for record in records]
        if group is not None:
            await consumer.commit()
    finally:
        await consumer.stop()
    return found


def open_flow(control: Gate) -> dict[str, Any]:
    return control.post("/v1/runs", {"policy": "chat"})


def wait_for(control: Gate, run_id: str, records: int) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while (summary := control.run(run_id))["results"]["records"]["in"] < records:
        assert time.monotonic() < deadline, summary
        time.sleep(0.2)
    return summary


def test_each_principal_can_do_its_work_with_what_was_printed(node: SecureKafka, tmp_path: Path) -> None:
    prepare(node, tmp_path)
    options = {role: client_options(node.settings(f"tidegate-{role}")) for role in ROLES}
    with gate(node.secure_bootstrap, tmp_path, environment=variables(node, "control", tmp_path)) as running:
        running.start_control()
        running.start_worker(**variables(node, "worker", tmp_path))
        run = open_flow(running)
        asyncio.run(publish(options["producer"], "raw.chat", [json.dumps({"text": f"mail {MAIL}"}), BROKEN]))
        records = wait_for(running, run["id"], 2)["results"]["records"]
        assert (records["clean"], records["quarantined"]) == (1, 1)
        bounded = running.wait(running.start_bounded("raw.chat", policy="chat")["id"], "SUCCEEDED", "FAILED")
        assert bounded["status"] == "SUCCEEDED"
        assert_ledger(bounded, 2)
        running.http.post(f"/v1/runs/{run['id']}/pause")
        running.wait(run["id"], "PAUSED")

    [clean] = asyncio.run(consume(options["consumer"], "clean.chat", 1, group="chat-readers"))
    assert MAIL not in clean

    officer = variables(node, "privacy-officer", tmp_path)
    listed = tidegate("quarantine", "list", "chat", "--json", folder=tmp_path, variables=officer)
    assert listed.returncode == 0, listed.stderr
    assert {one["reason"] for one in json.loads(listed.stdout)["pointers"]} == {"undecodable_syntax"}
    # A pointer to a record that passes, so that the officer's right to write clean records is used too.
    for one in (run, bounded):
        asyncio.run(put_away(options["privacy-officer"], one["id"]))
        replayed = tidegate("quarantine", "replay", "chat", "--run", one["id"], folder=tmp_path, variables=officer)
        said = ["released: 1 clean", "put away still: 1 undecodable_syntax"]
        assert replayed.stdout.decode().splitlines() == said, replayed.stderr
    assert asyncio.run(consume(options["consumer"], "clean.chat", 2)) == [clean, clean]
    [topic] = [output["topic"] for output in bounded["outputs"]]
    administrator = {"bootstrap_servers": node.bootstrap}
    assert asyncio.run(consume(administrator, topic, 2)) == [clean, clean]

    asyncio.run(assert_turned_away(options))


async def put_away(options: Mapping[str, Any], run_id: str) -> None:
    quarantiner = Quarantiner(run_id, "0" * 64)
    raw = RawBatch("raw.chat", 0, 0, 1, [0], [0], [b"k"], [b""], [()])
    record = quarantiner.record(raw, 0, Failure(Stage.DETECT, Reason.DETECTOR_FAILED))
    producer = AIOKafkaProducer(**options)
    await producer.start()
    try:
        await producer.send_and_wait("quarantine.chat", record.value, key=record.key)
    finally:
        await producer.stop()


async def assert_turned_away(options: Mapping[str, Mapping[str, Any]]) -> None:
    """What nobody was allowed. A topic that one may not even see is waited for, in vain; all at once, then."""
    may_not_read = [
        ("consumer", "raw.chat"),
        ("consumer", "quarantine.chat"),
        ("consumer", "tidegate.runs"),
        ("producer", "raw.chat"),
        ("producer", "clean.chat"),
        ("worker", "quarantine.chat"),
        ("privacy-officer", "tidegate.progress"),
    ]
    answers = await asyncio.gather(
        *(consume(options[role], topic, 1, seconds=8) for role, topic in may_not_read), return_exceptions=True
    )
    for place, answer in zip(may_not_read, answers, strict=True):
        assert isinstance(answer, TopicAuthorizationFailedError | TimeoutError), (place, answer)
    may_not_write = [
        ("producer", "clean.chat"),
        ("consumer", "clean.chat"),
        ("worker", "raw.chat"),
        ("worker", "tidegate.status"),
        ("control", "clean.chat"),
        ("privacy-officer", "raw.chat"),
    ]
    written = await asyncio.gather(
        *(publish(options[role], topic, ["x"]) for role, topic in may_not_write), return_exceptions=True
    )
    for place, refusal in zip(may_not_write, written, strict=True):
        assert isinstance(refusal, TopicAuthorizationFailedError), (place, refusal)
    with pytest.raises(GroupAuthorizationFailedError):
        await consume(options["consumer"], "clean.chat", 1, group="tidegate.chat")
