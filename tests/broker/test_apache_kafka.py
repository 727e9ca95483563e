"""Apache Kafka itself comes up, and a transaction goes round."""

from __future__ import annotations

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tests.broker import apache_kafka
from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName


@pytest.mark.deadline(120)
async def test_a_transactional_round_trip_on_apache_kafka(
    apache_broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Committed records and offsets are seen by a reader of committed records, aborted ones are not."""
    topic, group = topic_name("raw.transactional"), topic_name("group")
    await create_topics(topic)
    partition = TopicPartition(topic, 0)
    producer = AIOKafkaProducer(bootstrap_servers=apache_broker.bootstrap, transactional_id=topic_name("id"))
    await producer.start()
    try:
        for value, commit in ((b"aborted", False), (b"committed", True)):
            await producer.begin_transaction()
            await producer.send_and_wait(topic, value, partition=0)
            await producer.send_offsets_to_transaction({partition: 7 if commit else 3}, group)
            await (producer.commit_transaction() if commit else producer.abort_transaction())
    finally:
        await producer.stop()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=apache_broker.bootstrap,
        group_id=group,
        enable_auto_commit=False,
        isolation_level="read_committed",
    )
    await consumer.start()
    try:
        consumer.assign([partition])
        assert await consumer.committed(partition) == 7
        consumer.seek(partition, 0)
        batches = await consumer.getmany(timeout_ms=5_000)
        assert [record.value for record in batches[partition]] == [b"committed"]
    finally:
        await consumer.stop()


@pytest.mark.parametrize(("present", "reason"), [((), "java"), (("java",), "mvn"), (("java", "mvn"), None)])
def test_the_reason_for_skipping_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, present: tuple[str, ...], reason: str | None
) -> None:
    monkeypatch.setattr("shutil.which", lambda tool: tool if tool in present else None)
    found = apache_kafka.missing_tool()
    assert found is None if reason is None else found is not None and found.startswith(reason)
