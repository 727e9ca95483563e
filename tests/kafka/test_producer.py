"""The transactional producer, on a real broker: nothing is committed that was not written."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition, errors

from tests.broker.brokers import Broker
from tests.chaos.proxy import Proxy, Trick
from tests.conftest import CreateTopics, TopicName
from tidegate.errors import ClientFault, LaneFenced, OutputRejected
from tidegate.kafka.producer import OutputRecord, TransactionalProducer

TOO_LARGE = bytes(2_000_000)


def record(value: bytes | None, key: bytes | None = None, timestamp_ms: int | None = None) -> OutputRecord:
    return key, value, timestamp_ms, ()


@asynccontextmanager
async def started(broker: Broker, transactional_id: str, **options: Any) -> AsyncIterator[TransactionalProducer]:
    producer = TransactionalProducer({"bootstrap_servers": broker.bootstrap}, transactional_id, **options)
    try:
        await producer.start()
        yield producer
    finally:
        await producer.close()


async def read_committed(broker: Broker, topic: str, count: int, settle_seconds: float = 1.0) -> list[ConsumerRecord]:
    """Records that a reader of committed records sees, waiting for ``count`` and a moment more."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=broker.bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, 0)])
        seen: list[ConsumerRecord] = []
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            batches = await consumer.getmany(timeout_ms=int(settle_seconds * 1000))
            if not batches and len(seen) >= count:
                break
            seen += [one for batch in batches.values() for one in batch]
        return seen
    finally:
        await consumer.stop()


async def committed_offset(broker: Broker, group: str, topic: str) -> int | None:
    consumer = AIOKafkaConsumer(bootstrap_servers=broker.bootstrap, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        offset: int | None = await consumer.committed(TopicPartition(topic, 0))
        return offset
    finally:
        await consumer.stop()


async def ends_of(broker: Broker, *topics: str) -> list[int]:
    """Where the logs of these topics end, markers included."""
    async with AIOKafkaConsumer(*topics, bootstrap_servers=broker.bootstrap) as consumer:
        ends = await consumer.end_offsets([TopicPartition(topic, 0) for topic in topics])
        return [ends[TopicPartition(topic, 0)] for topic in topics]


async def commit_one(producer: TransactionalProducer, topic: str, group: str, value: bytes, position: int) -> None:
    await producer.begin()
    await producer.send_batch(topic, 0, [record(value)])
    await producer.send_offsets(group, {(topic, 0): position})
    await producer.commit()


async def test_a_rejected_record_commits_nothing_not_even_the_offsets(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """The record is too large for the broker: its neighbours and the offsets must not be committed without it."""
    topic, group, name = topic_name("clean.a"), topic_name("group"), topic_name("id")
    await create_topics(topic)
    async with started(broker, name) as producer:
        await producer.begin()
        await producer.send_batch(topic, 0, [record(b"neighbour")])
        await producer.send_offsets(group, {(topic, 0): 1})
        with pytest.raises(OutputRejected, match="MessageSizeTooLarge"):
            await producer.send_batch(topic, 0, [record(TOO_LARGE)])
        with pytest.raises(ClientFault, match="failed"):
            await producer.commit()
        await producer.abort()
        assert not producer.usable
        with pytest.raises(ClientFault, match="spent"):
            await producer.begin()
    assert await committed_offset(broker, group, topic) is None
    async with started(broker, name) as producer:
        await commit_one(producer, topic, group, b"good", 7)
    assert [one.value for one in await read_committed(broker, topic, 1)] == [b"good"]
    assert await committed_offset(broker, group, topic) == 7


async def test_the_library_alone_would_have_lost_that_record(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Why the wrapper exists. If this fails after an upgrade, the library has been mended."""
    topic, group = topic_name("clean.a"), topic_name("group")
    await create_topics(topic)
    producer = AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap, transactional_id=topic_name("id"), max_request_size=4_000_000
    )
    await producer.start()
    try:
        await producer.begin_transaction()
        lost = await producer.send(topic, TOO_LARGE, partition=0)
        await producer.send_offsets_to_transaction({TopicPartition(topic, 0): 1}, group)
        await producer.commit_transaction()
        assert isinstance(lost.exception(), errors.MessageSizeTooLargeError)
    finally:
        await producer.stop()
    assert await committed_offset(broker, group, topic) == 1
    assert await read_committed(broker, topic, 0) == []


async def test_records_keep_order_key_timestamp_and_headers_over_several_batches(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """A full batch begins the next one; timestamps are milliseconds as given."""
    topic = topic_name("clean.a")
    await create_topics(topic, configuration={"retention.ms": "-1"})
    now_ms = int(time.time() * 1000)
    headers = (("tidegate-source", b"raw.a/0/17"), ("empty", None))
    sent: list[OutputRecord] = [(b"k%d" % i, b"v" * 100 + b"%d" % i, now_ms - i, headers) for i in range(200)]
    sent += [(b"k", None, now_ms, ()), (None, None, now_ms, ()), (None, b"", now_ms, ())]
    async with started(broker, topic_name("id"), batch_bytes_max=4096) as producer:
        built = producer.build(topic, 0, sent)
        assert len(built) > 3
        assert sum(batch.records for batch in built) == len(sent)
        assert all(batch.bytes <= 4096 for batch in built)
        await producer.begin()
        await producer.send(built)
        await producer.commit()
    seen = await read_committed(broker, topic, len(sent))
    assert [(one.key, one.value, one.timestamp, tuple(one.headers)) for one in seen] == sent


async def test_an_aborted_transaction_shows_nothing_and_the_producer_goes_on(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    topic, group = topic_name("clean.a"), topic_name("group")
    await create_topics(topic)
    async with started(broker, topic_name("id")) as producer:
        await producer.begin()
        await producer.send_batch(topic, 0, [record(b"aborted")])
        await producer.send_offsets(group, {(topic, 0): 3})
        await producer.abort()
        assert producer.usable
        await commit_one(producer, topic, group, b"committed", 5)
        await producer.begin()
        await producer.commit()  # an empty transaction is none
    assert [one.value for one in await read_committed(broker, topic, 1)] == [b"committed"]
    assert await committed_offset(broker, group, topic) == 5


async def test_a_partition_that_is_only_touched_takes_part_in_the_end(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """A marker is written where nothing was: it ends what a broker left undecided there."""
    topic, untouched = topic_name(), topic_name()
    await create_topics(topic, untouched)
    async with started(broker, topic_name()) as producer:
        await producer.begin()
        producer.touch([(topic, 0)])
        await producer.send_offsets(topic, {(topic, 0): 7})
        await producer.abort()
        # The embedded broker leaves nothing undecided, and writes no marker where no record is.
        expected = [1 if broker.kind == "apache" else 0, 0]
        for _ in range(50):  # markers are written after the answer
            if (ends := await ends_of(broker, topic, untouched)) == expected:
                break
            await asyncio.sleep(0.1)
        assert ends == expected
        await commit_one(producer, topic, topic, b"after", 8)
    assert [one.value for one in await read_committed(broker, topic, 1)] == [b"after"]
    assert await committed_offset(broker, topic, topic) == 8


async def test_only_where_ends_are_written_apart_a_partition_is_touched(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """The embedded broker, under load, refuses to commit where nothing was written to one of the partitions."""
    topic, other = topic_name(), topic_name()
    await create_topics(topic, other)
    async with started(broker, topic_name()) as producer:
        await producer.begin()
        producer.touch([(other, 0)])
        takes_part = producer._client._txn_manager.partitions_to_add()
        assert takes_part == ({TopicPartition(other, 0)} if broker.kind == "apache" else set())
        await producer.send_batch(topic, 0, [record(b"one")])
        await producer.commit()
    assert [one.value for one in await read_committed(broker, topic, 1)] == [b"one"]


@pytest.mark.parametrize("step", ["begin", "send", "offsets", "commit"])
async def test_a_fenced_producer_says_so_and_writes_nothing(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics, step: str
) -> None:
    """A second producer with the id takes it over, whatever the first one was doing."""
    topic, group, name = topic_name("clean.a"), topic_name("group"), topic_name("id")
    await create_topics(topic)
    async with started(broker, name) as zombie:
        if step != "begin":
            await zombie.begin()
        if step in ("offsets", "commit"):
            await zombie.send_batch(topic, 0, [record(b"zombie")])
        if step == "commit":
            await zombie.send_offsets(group, {(topic, 0): 99})
        async with started(broker, name) as owner:
            with pytest.raises(LaneFenced):  # noqa: PT012  the fence shows at the first request, wherever that is
                if step == "begin":
                    await zombie.begin()
                if step in ("begin", "send"):
                    await zombie.send_batch(topic, 0, [record(b"zombie")])
                if step != "commit":
                    await zombie.send_offsets(group, {(topic, 0): 99})
                await zombie.commit()
            assert not zombie.usable
            await commit_one(owner, topic, group, b"owner", 1)
    gc.collect()  # an error that nobody looked at would be reported by the loop now, and fail this test
    assert [one.value for one in await read_committed(broker, topic, 1)] == [b"owner"]
    assert await committed_offset(broker, group, topic) == 1


async def test_a_broker_that_does_not_answer_is_a_client_fault_within_the_deadline(
    fresh_broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """A commit without an answer: the next producer with the id ends the matter, and the offset tells which way."""
    topic, group, name = topic_name("clean.a"), topic_name("group"), topic_name("id")
    await create_topics(topic)
    async with started(fresh_broker, name, call_seconds=1.0) as producer:
        await commit_one(producer, topic, group, b"first", 1)
        await producer.begin()
        await producer.send_batch(topic, 0, [record(b"second")])
        await producer.send_offsets(group, {(topic, 0): 2})
        fresh_broker.pause()
        began = time.monotonic()
        with pytest.raises(ClientFault, match="commit: TimeoutError"):
            await producer.commit()
        assert time.monotonic() - began < 3
        with pytest.raises(ClientFault, match="spent"):
            await producer.commit()
        began = time.monotonic()
        await producer.close()
        assert time.monotonic() - began < 5
        fresh_broker.resume()
    async with started(fresh_broker, name) as producer:
        offset = await committed_offset(fresh_broker, group, topic)
        await commit_one(producer, topic, group, b"third", 3)
    values = [one.value for one in await read_committed(fresh_broker, topic, 2)]
    assert values == ([b"first", b"second", b"third"] if offset == 2 else [b"first", b"third"])
    assert await committed_offset(fresh_broker, group, topic) == 3


@pytest.mark.parametrize("trick", [Trick.CUT_ANSWER, Trick.CUT_REQUEST, Trick.CUT_BOTH])
async def test_a_commit_that_is_cut_off_is_never_sent_again(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics, trick: Trick
) -> None:
    """The first one may arrive late, and would then commit half of the next transaction, without its offsets."""
    topic, group, name = topic_name("clean.a"), topic_name("group"), topic_name("id")
    await create_topics(topic)
    host, port = broker.bootstrap.split(":")
    proxy = Proxy(host, int(port))
    await asyncio.to_thread(proxy.start)
    try:
        async with AsyncExitStack() as stack:
            producer = TransactionalProducer({"bootstrap_servers": proxy.bootstrap}, name)
            stack.push_async_callback(producer.close)
            await producer.start()
            await commit_one(producer, topic, group, b"first", 1)
            await producer.begin()
            await producer.send_batch(topic, 0, [record(b"second")])
            await producer.send_offsets(group, {(topic, 0): 2})
            proxy.arm(trick)
            with pytest.raises(ClientFault, match="commit"):
                await producer.commit()
            assert not producer.usable
        # Whoever comes next learns from the offset what became of it, and nothing late can reach its transaction.
        async with started(broker, name) as producer:
            offset = await committed_offset(broker, group, topic)
            await producer.begin()
            await producer.send_batch(topic, 0, [record(b"third")])
            await asyncio.sleep(0.4)
            await producer.send_offsets(group, {(topic, 0): 3})
            await producer.commit()
    finally:
        await asyncio.to_thread(proxy.close)
    values = [one.value for one in await read_committed(broker, topic, 2)]
    assert values == ([b"first", b"second", b"third"] if offset == 2 else [b"first", b"third"])
    assert await committed_offset(broker, group, topic) == 3


async def test_close_ends_and_leaves_no_task_when_the_broker_is_gone(
    fresh_broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """aiokafka's own stop would wait for a delivery that never comes."""
    topic = topic_name("clean.a")
    await create_topics(topic)
    before = asyncio.all_tasks()
    producer = TransactionalProducer({"bootstrap_servers": fresh_broker.bootstrap}, topic_name("id"), call_seconds=1.0)
    await producer.start()
    await producer.begin()
    await producer.send_batch(topic, 0, [record(b"one")])
    fresh_broker.stop()
    with pytest.raises(ClientFault, match="send: TimeoutError"):
        await producer.send_batch(topic, 0, [record(b"two")])
    with pytest.raises(ClientFault, match="abort"):
        await producer.abort()
    began = time.monotonic()
    await producer.close()
    await producer.close()
    assert time.monotonic() - began < 5
    await asyncio.sleep(0.1)
    assert asyncio.all_tasks() <= before


async def test_start_against_nothing_is_a_client_fault(topic_name: TopicName) -> None:
    producer = TransactionalProducer({"bootstrap_servers": "127.0.0.1:1"}, topic_name("id"))
    with pytest.raises(ClientFault, match="start"):
        await producer.start(timeout_seconds=3)
    await producer.close()


async def test_a_cancelled_send_can_only_be_aborted(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """A cancellation between send and answer leaves open whether the record was written."""
    topic = topic_name("clean.a")
    await create_topics(topic)
    async with started(broker, topic_name("id")) as producer:
        await producer.begin()
        sending = asyncio.create_task(producer.send_batch(topic, 0, [record(b"cancelled")]))
        await asyncio.sleep(0)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        with pytest.raises(ClientFault, match="failed"):
            await producer.commit()
        await producer.abort()
    assert await read_committed(broker, topic, 0) == []


async def test_a_missing_partition_is_a_fault_and_not_an_assertion(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    topic = topic_name("clean.a")
    await create_topics(topic)
    async with started(broker, topic_name("id")) as producer:
        await producer.begin()
        with pytest.raises(ClientFault, match="send: AssertionError"):
            await producer.send_batch(topic, 5, [record(b"nowhere")])
        with pytest.raises(ClientFault, match="failed"):
            await producer.commit()


@pytest.mark.parametrize(
    "bad",
    [
        ("secret", b"v", None, ()),
        (b"k", "secret", None, ()),
        (b"k", b"v", "secret", ()),
        (b"k", b"v", None, (("secret\ud800", b"v"),)),
        (b"k", b"v", None, (("name", "secret"),)),
        (b"k", b"v", None, ((b"secret", b"v"),)),
    ],
    ids=["key", "value", "timestamp", "surrogate", "header value", "header name"],
)
async def test_a_record_that_cannot_be_encoded_is_rejected_before_the_transaction(
    broker: Broker, topic_name: TopicName, bad: Any
) -> None:
    """The error says where it is and does not show it."""
    async with started(broker, topic_name("id")) as producer:
        with pytest.raises(OutputRejected, match=r"record 1 for clean\.a/0") as caught:
            producer.build("clean.a", 0, [record(b"good"), bad])
        assert "secret" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert producer.usable


async def test_offsets_of_a_second_group_are_refused(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """aiokafka would send them without adding the group to the transaction."""
    topic = topic_name("raw.a")
    await create_topics(topic)
    async with started(broker, topic_name("id")) as producer:
        await producer.begin()
        await producer.send_offsets(topic_name("group"), {(topic, 0): 1})
        with pytest.raises(ClientFault, match="one group"):
            await producer.send_offsets(topic_name("group"), {(topic, 0): 1})
        await producer.abort()
        assert not producer.usable


@pytest.mark.parametrize("call", ["begin", "send", "offsets", "commit", "abort", "build and send"])
async def test_calls_out_of_turn_are_refused(topic_name: TopicName, call: str) -> None:
    producer = TransactionalProducer({"bootstrap_servers": "127.0.0.1:1"}, topic_name("id"))
    calls: dict[str, Callable[[], Any]] = {
        "begin": producer.begin,
        "send": lambda: producer.send([]),
        "offsets": lambda: producer.send_offsets("g", {}),
        "commit": producer.commit,
        "abort": producer.abort,
        "build and send": lambda: producer.send_batch("t", 0, []),
    }
    with pytest.raises(ClientFault, match="not started"):
        await calls[call]()
    await producer.close()


@pytest.mark.parametrize("how", [["-O"], ["-OO"]])
def test_optimised_python_is_refused(how: list[str]) -> None:
    code = "from tidegate.kafka.producer import TransactionalProducer as P; P({}, 'id')"
    done = subprocess.run([sys.executable, *how, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "run without" in done.stderr
