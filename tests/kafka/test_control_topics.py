"""Topics that control creates."""

from __future__ import annotations

import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tidegate.errors import UnknownName
from tidegate.kafka.control_topics import ControlTopics
from tidegate.kafka.topics import FoundTopic, admin_client, found_topics, load_catalog
from tidegate.wire import Names


async def found(bootstrap: str) -> dict[str, FoundTopic]:
    async with admin_client({"bootstrap_servers": bootstrap}) as admin:
        return await found_topics(admin)


async def test_an_output_looks_like_its_input(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Partitions and retention: else a record could expire in the clean topic before it does in the raw one."""
    raw = topic_name("raw.kept")
    clean, quarantine = raw.replace("raw.", "clean."), raw.replace("raw.", "quarantine.")
    await create_topics(raw, partitions=3, configuration={"retention.ms": "123456789"})
    topics = ControlTopics({"bootstrap_servers": broker.bootstrap}, load_catalog())
    for _ in range(2):  # again: nothing is missing any more
        counts = await topics.create_outputs(raw, {clean: 3, quarantine: 3})
        assert counts == {clean: 3, quarantine: 3}
    there = await found(broker.bootstrap)
    assert there[clean].configuration["retention.ms"] == "123456789"
    assert there[quarantine].configuration["retention.ms"] != "123456789"


async def test_an_output_that_exists_keeps_its_shape(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """Whether it is wide enough is the caller's question."""
    raw, clean = topic_name("raw.wide"), topic_name("clean.narrow")
    await create_topics(raw, partitions=3)
    await create_topics(clean, partitions=1)
    topics = ControlTopics({"bootstrap_servers": broker.bootstrap}, load_catalog())
    assert await topics.create_outputs(raw, {clean: 3}) == {clean: 1}


async def test_a_name_that_no_declaration_covers_is_not_created(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    raw, odd = topic_name("raw.odd"), topic_name("somewhere-else")
    await create_topics(raw)
    topics = ControlTopics({"bootstrap_servers": broker.bootstrap}, load_catalog())
    with pytest.raises(UnknownName):
        await topics.create_outputs(raw, {odd: 1})
    assert odd not in await found(broker.bootstrap)


async def test_our_own_topics_are_created_once(broker: Broker, topic_name: TopicName) -> None:
    """Every one that control reads, the compacted ones compacted."""
    names = Names(topic_name("t"))
    topics = ControlTopics({"bootstrap_servers": broker.bootstrap}, load_catalog(names.prefix))
    await topics.create_own()
    await topics.create_own()
    there = await found(broker.bootstrap)
    for topic in (names.runs, names.status, names.datasets):
        assert there[topic].configuration["cleanup.policy"] == "compact"
    assert {names.progress, names.commands} <= there.keys()
