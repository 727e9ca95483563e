"""kill -9 of workers under load: nothing lost, nothing doubled, order kept, the ledger contiguous."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import orjson
import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tests.e2e.gate import Gate, assert_ledger, gate
from tests.e2e.independent import Sent, publish, read_all

PARTITIONS = 6
KILLS = 5


def load(count: int) -> list[Sent]:
    """Small JSON records, a quarter of which hold personal data, spread over the partitions."""
    chance = random.Random(7)
    return [
        Sent(
            f"k{number % 997}".encode(),
            orjson.dumps(
                {
                    "n": number,
                    "text": f"mail {chance.randrange(10**6)}@example.com today"
                    if number % 4 == 0
                    else f"the parcel {chance.choice('abcdef')} is on its way",
                }
            ),
            number % PARTITIONS,
        )
        for number in range(count)
    ]


def membership(name: str | None) -> dict[str, str]:
    """Static membership under this name, or dynamic membership (None)."""
    return {} if name is None else {"TIDEGATE_WORKER_ID": name}


async def kill_under_load(stack: Gate, run_id: str, names: list[str | None], *, seed: int) -> int:
    """Kill a worker time and again while the run is under way, and start another in its place; returns how often."""
    chance = random.Random(seed)
    killed = 0
    for _ in range(KILLS):
        before = await asyncio.to_thread(stack.run, run_id)
        goal = before["results"]["records"]["in"] + chance.randrange(500, 2_000)
        while True:
            summary = await asyncio.to_thread(stack.run, run_id)
            if summary["status"] == "SUCCEEDED":
                return killed
            if summary["results"]["records"]["in"] >= goal:
                break
            await asyncio.sleep(0.02)
        number = chance.randrange(len(stack.workers))
        await asyncio.to_thread(stack.workers.pop(number).kill)
        killed += 1
        names.append(names.pop(number))
        stack.launch_worker(**membership(names[-1]))
    return killed


async def assert_exactly_once(bootstrap: str, raw: str, clean: str, records: int) -> None:
    """As an independent reader sees it: each source once, and in order within its partition."""
    output = await read_all(bootstrap, clean, deadline_seconds=120)
    sources = [record.source for record in output]
    assert len(set(sources)) == len(sources), "doubled"
    assert len(sources) == records, "lost"
    for partition in range(PARTITIONS):
        offsets = [source[2] for record, source in zip(output, sources, strict=True) if record.partition == partition]
        assert offsets == sorted(offsets), "out of order"
    assert {source[0] for source in sources} == {raw}
    assert all(source[1] == record.partition for record, source in zip(output, sources, strict=True))
    leaked = [record.source for record in output if b"@example.com" in (record.value or b"")]
    assert leaked == []


async def one_trial(
    broker: Broker,
    folder: Path,
    topic_name: TopicName,
    create_topics: CreateTopics,
    *,
    names: list[str | None],
    records: int,
    seed: int,
) -> None:
    raw = topic_name("raw.load")
    await create_topics(raw, partitions=PARTITIONS)
    await publish(broker.bootstrap, raw, load(records))
    # Small batches: more transactions for a kill to fall into, and time for all of them.
    small = {"TIDEGATE_BATCH_RECORDS_MAX": "20"}
    with gate(broker.bootstrap, folder, prefix=topic_name("gate"), environment=small) as stack:
        await asyncio.to_thread(stack.start_control)
        run = await asyncio.to_thread(
            stack.start_bounded, raw, pii_types=["email", "phone_number"], detection_method="heuristics"
        )
        for name in names:
            await asyncio.to_thread(stack.start_worker, **membership(name))
        killed = await kill_under_load(stack, run["id"], names, seed=seed)
        summary = await asyncio.to_thread(stack.wait, run["id"], "SUCCEEDED", "FAILED", seconds=300.0)
        assert summary["status"] == "SUCCEEDED", summary["results"]["error"]
        assert killed == KILLS, f"only {killed} kills before the end: more records are needed"
        assert_ledger(summary, records)
        await assert_exactly_once(broker.bootstrap, raw, run["outputs"][0]["topic"], records)
    print(f"\n{records} records, {killed} kills: 0 lost, 0 doubled, 0 out of order, ledger contiguous")


@pytest.mark.deadline(420)
async def test_killed_workers_lose_and_double_nothing(
    embedded_broker: Broker, topic_name: TopicName, create_topics: CreateTopics, tmp_path: Path
) -> None:
    """On the embedded broker, with static membership: its groups stall when a dynamic member dies."""
    names: list[str | None] = ["worker-a", "worker-b"]
    await one_trial(embedded_broker, tmp_path, topic_name, create_topics, names=names, records=100_000, seed=1)


@pytest.mark.deadline(420)
async def test_killed_workers_lose_and_double_nothing_on_apache_kafka(
    apache_broker: Broker, topic_name: TopicName, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same on the real thing, with dynamic membership."""
    create_topics: CreateTopics = request.getfixturevalue("create_topics")
    names: list[str | None] = [None, None]
    await one_trial(apache_broker, tmp_path, topic_name, create_topics, names=names, records=100_000, seed=2)
