"""What is wrong with a broker and its topics before it hurts, each finding with the command line that mends it.

Looking and judging are apart: `look` asks the broker and returns facts, the `judge_*` functions turn facts into
findings. A mend is what an operator would type; nothing is mended here, because a doctor who alters topics on her own
would drop what somebody else has set.
"""

from __future__ import annotations

import asyncio
import shlex
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code

from tidegate.errors import AuthorizationFault, ClientFault, KafkaFault
from tidegate.kafka import reach
from tidegate.kafka.acls import Flow
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.faults import classify
from tidegate.kafka.records_io import deadline, let_go
from tidegate.kafka.topics import Catalog, Difference, FoundTopic, admin_client, diff_topics, found_topics
from tidegate.wire import Names, RunKind

Level = Literal["problem", "warning"]

CLOCK_SECONDS_WARN = 1.0
CLOCK_SECONDS_MAX = 60.0
CLOCK_TRIALS = 3
PROBE_SECONDS = 10.0
FOREVER = -1


class Finding(NamedTuple):
    """One thing that is wrong: which check found it, and the command line that mends it."""

    check: str
    level: Level
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Flowing:
    """A flow as the broker has it. ``oldest_ms`` is the timestamp of the oldest record that is still to be read."""

    flow: Flow
    oldest_ms: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found on the broker."""

    difference: Difference
    topics: Mapping[str, FoundTopic]
    flows: Sequence[Flowing]
    now_ms: int


def judge_addresses(found: Iterable[reach.Reached | reach.Unreached], options: Mapping[str, Any]) -> list[Finding]:
    """Brokers that do not answer, or cannot do transactions."""
    findings = []
    for one in found:
        if isinstance(one, reach.Unreached):
            findings.append(Finding("brokers", "problem", f"{one.fault} (see {one.setting})", _look_at(one, options)))
        elif lacking := one.lacking():
            message = f"broker {one.address} lacks what transactions need: {', '.join(lacking)}"
            mend = f"kafka-broker-api-versions --bootstrap-server {one.address}  # then use Apache Kafka 2.5 or newer"
            findings.append(Finding("brokers", "problem", message, mend))
    return findings


def _look_at(found: reach.Unreached, options: Mapping[str, Any]) -> str:
    if isinstance(found.fault, AuthorizationFault):
        user, mechanism = options.get("sasl_plain_username", ""), options.get("sasl_mechanism", "")
        return (
            f"kafka-configs --bootstrap-server {found.address} --alter --entity-type users "
            f"--entity-name {shlex.quote(str(user))} --add-config '{mechanism}=[password=...]'"
        )
    if found.setting.startswith("kafka.ssl") or found.setting == "kafka.security.protocol":
        return f"openssl s_client -connect {found.address} -showcerts </dev/null"
    host, _, port = found.address.rpartition(":")
    return f"nc -vz {host.strip('[]')} {port}"


def judge_own_topics(difference: Difference, kafka: str) -> list[Finding]:
    """Our own topics: missing, or other than declared.

    Args:
        kafka: How an administrator's command lines name the broker.
    """
    findings = []
    if difference.missing:
        message = f"topics are missing: {', '.join(difference.missing)}"
        findings.append(Finding("topics", "problem", message, "tidegate topics apply"))
    for drift in difference.drift:
        message = f"{drift.topic}: {drift.setting} is {drift.found or 'not set'}, declared {drift.declared}"
        if drift.setting == "partitions":
            mend = f"kafka-topics {kafka} --alter --topic {drift.topic} --partitions {drift.declared}"
            if int(drift.found) > int(drift.declared):
                mend = f"kafka-topics {kafka} --describe --topic {drift.topic}  # partitions cannot be taken away"
            findings.append(Finding("topics", "warning", message, mend))
        else:
            # A compacted topic that is not compacted forgets runs; anything else is a matter of taste.
            level: Level = "problem" if drift.setting == "cleanup.policy" else "warning"
            mend = set_topic(kafka, drift.topic, drift.setting, drift.declared)
            findings.append(Finding("topics", level, message, mend))
    return findings


def judge_flow(found: Flowing, topics: Mapping[str, FoundTopic], now_ms: int, kafka: str) -> list[Finding]:
    """The topics of one flow, against each other and against the records that wait in them."""
    raw = topics.get(found.flow.raw)
    if raw is None:
        mend = f"kafka-topics {kafka} --create --topic {found.flow.raw} --partitions 6"
        return [Finding("flows", "problem", f"{found.flow.flow}: its input {found.flow.raw} does not exist", mend)]
    findings = []
    if raw.configuration.get("message.timestamp.type") == "LogAppendTime":
        message = f"{raw.name} dates records by their arrival, so the reach of linked context counts from there"
        mend = set_topic(kafka, raw.name, "message.timestamp.type", "CreateTime")
        findings.append(Finding("timestamps", "warning", message, mend))
    for name in found.flow.clean:
        clean = topics.get(name)
        if clean is not None:  # control creates those that are missing
            findings += _judge_output(raw, clean, found.oldest_ms, now_ms, kafka)
    return findings


def _judge_output(raw: FoundTopic, clean: FoundTopic, oldest_ms: int | None, now_ms: int, kafka: str) -> list[Finding]:
    findings = []
    if clean.partitions < raw.partitions:
        message = f"{clean.name} has {clean.partitions} partitions, its input {raw.name} has {raw.partitions}"
        mend = f"kafka-topics {kafka} --alter --topic {clean.name} --partitions {raw.partitions}"
        findings.append(Finding("partitions", "problem", message, mend))
    if clean.configuration.get("message.timestamp.type") == "LogAppendTime":
        message = f"{clean.name} replaces the timestamps of its records by their arrival"
        mend = set_topic(kafka, clean.name, "message.timestamp.type", "CreateTime")
        findings.append(Finding("timestamps", "problem", message, mend))
    findings += _judge_lifetime(raw, clean, oldest_ms, now_ms, kafka)
    if _number(clean, "max.message.bytes", 0) < _number(raw, "max.message.bytes", 0):
        size = _number(raw, "max.message.bytes", 0)
        message = f"{clean.name} takes smaller records than {raw.name}: large ones are quarantined, output_too_large"
        findings.append(
            Finding("sizes", "warning", message, set_topic(kafka, clean.name, "max.message.bytes", str(size)))
        )
    return findings


def _judge_lifetime(
    raw: FoundTopic, clean: FoundTopic, oldest_ms: int | None, now_ms: int, kafka: str
) -> list[Finding]:
    """A record keeps its timestamp, so it may be too old for its output on the day it is published."""
    findings = []
    kept = _number(clean, "retention.ms", FOREVER) if "delete" in _policy(clean) else FOREVER
    raw_kept = _number(raw, "retention.ms", FOREVER) if "delete" in _policy(raw) else FOREVER
    age = None if oldest_ms is None else max(0, now_ms - oldest_ms)
    mend = set_topic(kafka, clean.name, "retention.ms", str(raw_kept))
    if kept != FOREVER and age is not None and age > kept:
        message = (
            f"{clean.name} keeps records for {_days(kept)}, but {raw.name} holds unread ones that are {_days(age)} old"
        )
        wanted = raw_kept if raw_kept == FOREVER or raw_kept > age else 2 * age
        mend = set_topic(kafka, clean.name, "retention.ms", str(wanted))
        findings.append(Finding("retention", "problem", f"{message}: they would be deleted at once", mend))
    elif kept != FOREVER and (raw_kept == FOREVER or kept < raw_kept):
        message = f"{clean.name} keeps records for {_days(kept)}, its input for {_days(raw_kept)}"
        findings.append(Finding("retention", "warning", message, mend))
    oldest_allowed = _number(clean, "message.timestamp.before.max.ms", 2**63 - 1)
    if age is not None and age > oldest_allowed:
        message = f"{clean.name} refuses records older than {_days(oldest_allowed)}, and {raw.name} holds such"
        mend = set_topic(kafka, clean.name, "message.timestamp.before.max.ms", str(2**63 - 1))
        findings.append(Finding("retention", "problem", message, mend))
    return findings


def judge_clock(skew_seconds: float | None) -> list[Finding]:
    """The broker's clock minus ours; None where it could not be asked."""
    if skew_seconds is None or abs(skew_seconds) < CLOCK_SECONDS_WARN:
        return []
    level: Level = "problem" if abs(skew_seconds) >= CLOCK_SECONDS_MAX else "warning"
    ahead = "ahead of" if skew_seconds > 0 else "behind"
    message = f"the broker's clock is {abs(skew_seconds):.1f} seconds {ahead} this machine's"
    return [Finding("clocks", level, message, "sudo timedatectl set-ntp true  # here and on the brokers")]


def set_topic(kafka: str, topic: str, setting: str, value: str) -> str:
    """The command line that sets one setting of a topic."""
    return f"kafka-configs {kafka} --alter --entity-type topics --entity-name {topic} --add-config {setting}={value}"


async def look(options: Mapping[str, Any], catalog: Catalog, flows: Iterable[Flow], names: Names) -> Facts:
    """Ask the broker.

    Raises:
        KafkaFault: It does not answer, or denies us something.
    """
    async with admin_client(options) as admin:
        difference = await diff_topics(admin, catalog)
        topics = await found_topics(admin)
    broker = ControlBroker(options)
    flowing = [Flowing(flow, await _oldest(broker, flow, topics.get(flow.raw), names)) for flow in flows]
    return Facts(difference, topics, flowing, time.time_ns() // 1_000_000)


async def _oldest(broker: ControlBroker, flow: Flow, raw: FoundTopic | None, names: Names) -> int | None:
    """The timestamp of the oldest record that the flow has still to read, or None where there is none."""
    if raw is None:
        return None
    log = await broker.log(raw.name, raw.partitions)
    committed = await _committed(broker, names.work(RunKind.CONTINUOUS, flow.flow, ""), raw)
    starts = {
        number: max(part.begin, committed.get(number, part.begin))
        for number, part in log.items()
        if max(part.begin, committed.get(number, part.begin)) < part.end
    }
    if not starts:
        return None
    found: dict[int, int] = {}
    async with broker.consumer("oldest records") as consumer:
        places = [TopicPartition(raw.name, number) for number in sorted(starts)]
        consumer.assign(places)
        for place in places:
            consumer.seek(place, starts[place.partition])
        waiting = set(places)
        while waiting:
            for place, records in (await consumer.getmany(*waiting, timeout_ms=200)).items():
                found[place.partition] = records[0].timestamp
            waiting = {
                place
                for place in waiting
                if place.partition not in found and await consumer.position(place) < log[place.partition].end
            }
    return min((timestamp for timestamp in found.values() if timestamp >= 0), default=None)


async def _committed(broker: ControlBroker, group: str, raw: FoundTopic) -> dict[int, int]:
    """A new cluster makes its topic of groups when it is first asked about one, and until then has no answer."""
    until = time.monotonic() + PROBE_SECONDS
    while True:
        try:
            return await broker.committed(group, raw.name, raw.partitions)
        except ClientFault:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(0.5)


async def clock_skew(options: Mapping[str, Any], names: Names) -> float | None:
    """The broker's clock minus ours, in seconds; None where the broker does not date records itself.

    A topic of its own is made for it, in which the broker dates what arrives, and deleted again.

    Raises:
        KafkaFault: The topic cannot be made or written.
    """
    topic = f"{names.prefix}.doctor.{uuid.uuid4().hex[:12]}"
    async with admin_client(options) as admin:
        new = NewTopic(topic, 1, 1, topic_configs={"message.timestamp.type": "LogAppendTime"})
        async with deadline("clock", PROBE_SECONDS):
            answer = await admin.create_topics([new])
        for _, code, *_ in answer.topic_errors:
            if code:
                raise classify("clock", for_code(code)())
        try:
            return await _measure(options, topic)
        finally:
            await _delete(admin, topic)


async def _delete(admin: AIOKafkaAdminClient, topic: str) -> None:
    with suppress(KafkaFault):
        async with deadline("delete the clock's topic", PROBE_SECONDS):
            await admin.delete_topics([topic])


async def _measure(options: Mapping[str, Any], topic: str) -> float | None:
    """The trial with the shortest round trip says it best."""
    producer = AIOKafkaProducer(**options, acks="all")
    found: list[tuple[float, float]] = []
    try:
        async with deadline("clock", PROBE_SECONDS):
            await producer.start()
            while len(found) < CLOCK_TRIALS:
                before = time.time()
                sent = await producer.send_and_wait(topic, b"clock", timestamp_ms=1)
                after = time.time()
                if sent.timestamp_type != 1:
                    return None
                found.append((after - before, sent.timestamp / 1000 - (before + after) / 2))
    finally:
        await let_go(producer.stop())
    return min(found)[1]


def _policy(topic: FoundTopic) -> str:
    return topic.configuration.get("cleanup.policy", "delete")


def _number(topic: FoundTopic, setting: str, otherwise: int) -> int:
    text = topic.configuration.get(setting, "")
    return int(text) if text.lstrip("-").isdecimal() else otherwise


def _days(milliseconds: int) -> str:
    if milliseconds == FOREVER:
        return "ever"
    hours = milliseconds / 3_600_000
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"
