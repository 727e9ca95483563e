"""Topics as files: loaded with clear errors, created where missing, and every difference to the broker reported."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tidegate.errors import ClientFault, ConfigurationError, KafkaFault, UnknownName
from tidegate.kafka.topics import (
    Drift,
    admin_client,
    apply_topics,
    check_catalog,
    diff_topics,
    ensure_topics,
    found_topics,
    load_catalog,
)
from tidegate.wire import Names

GOOD = "topic: own.a\nabout: x\ndata_class: status\npartitions: 1\n"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "topic", "data_class", "settings"),
    [
        ("tidegate.runs", "tidegate.runs", "raw", {"cleanup.policy": "compact"}),
        ("tidegate.status", "tidegate.status", "status", {"cleanup.policy": "compact"}),
        ("tidegate.datasets", "tidegate.datasets", "status", {"cleanup.policy": "compact"}),
        ("tidegate.progress", "tidegate.progress", "status", {"cleanup.policy": "delete", "retention.ms": "604800000"}),
        ("tidegate.commands", "tidegate.commands", "raw", {"cleanup.policy": "delete", "retention.ms": "86400000"}),
        (
            "tidegate.upload.0f0e",
            "tidegate.upload.*",
            "raw",
            {"cleanup.policy": "delete", "retention.ms": "604800000"},
        ),
        ("raw.chat", "raw.*", "raw", {}),
        ("clean.chat", "clean.*", "clean", {}),
        ("clean.chat.fake", "clean.*", "clean", {}),
        ("clean.chat.amendments", "clean.*.amendments", "clean", {}),
        ("quarantine.chat", "quarantine.*", "quarantine", {"cleanup.policy": "delete", "retention.ms": "259200000"}),
    ],
)
def test_the_shipped_declarations(name: str, topic: str, data_class: str, settings: dict[str, str]) -> None:
    """Compaction and data class are promises of the interface; the most literal pattern wins."""
    found = load_catalog().find(name)
    assert found is not None
    assert (found.topic, found.data_class, found.configuration()) == (topic, data_class, settings)


@pytest.mark.parametrize("name", ["raw.", "raw", "xraw.a", "tidegate.other", "RAW.a", "clean"])
def test_a_name_that_no_declaration_covers(name: str) -> None:
    assert load_catalog().find(name) is None


def test_our_own_topics_follow_the_prefix_and_are_those_of_the_wire() -> None:
    names = Names("acme.pii")
    own = {names.runs, names.progress, names.status, names.commands, "acme.pii.datasets"}
    assert set(load_catalog("acme.pii").names()) == own


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD.replace("about", "abuot"), 2, "did you mean 'about'"),
        (GOOD.replace("partitions: 1\n", ""), None, "partitions is needed"),
        (GOOD.replace("partitions: 1", "partitions: 0"), 4, "greater than or equal to 1"),
        (GOOD.replace("status", "cleen"), 3, "did you mean 'clean'"),
        (GOOD.replace("own.a", "own/a"), 1, "match pattern"),
        (GOOD + "retention_days: 1\n", None, "needs cleanup: delete"),
        (GOOD + "cleanup: compact\nretention_days: 1\n", None, "needs cleanup: delete"),
        (GOOD + "schema: [RunSummry]\n", 5, "messages of tidegate.wire"),
        (GOOD + "schema: [dataclass]\n", 5, "messages of tidegate.wire"),
        ("", None, "valid dictionary"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_line(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    write(tmp_path, a=text)
    catalog, problems = check_catalog(folder=tmp_path)
    assert catalog is None
    assert any(words in str(problem) for problem in problems)
    assert all(problem.file == str(tmp_path / "a.yaml") for problem in problems)
    assert line is None or line in [problem.line for problem in problems]


def test_one_topic_has_one_file(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b=GOOD)
    with pytest.raises(ConfigurationError, match=r"b\.yaml:1: topic: this topic has another file already"):
        load_catalog(folder=tmp_path)


def test_a_folder_without_topics_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds no topic"):
        load_catalog(folder=tmp_path)


async def test_apply_creates_what_is_missing_and_a_second_apply_nothing(broker: Broker) -> None:
    catalog = load_catalog(f"t{uuid.uuid4().hex[:8]}")
    async with admin_client({"bootstrap_servers": broker.bootstrap}) as admin:
        assert set((await diff_topics(admin, catalog)).missing) == set(catalog.names())
        created, left = await apply_topics(admin, catalog)
        assert created == catalog.names()
        assert left.missing == ()
        assert not [drift for drift in left.drift if drift.topic in created]
        found = await found_topics(admin)
        assert {
            name: found[name].configuration["cleanup.policy"] for name in created if name.endswith(("runs", "status"))
        } == {name: "compact" for name in created if name.endswith(("runs", "status"))}
        again, _ = await apply_topics(admin, catalog)
        assert again == []


async def test_every_difference_is_reported_and_none_mended(
    broker: Broker, create_topics: CreateTopics, tmp_path: Path
) -> None:
    """Partitions, cleanup policy and retention: declared against found."""
    name = f"own-{uuid.uuid4().hex[:8]}"
    write(
        tmp_path, a=f"topic: {name}\nabout: x\ndata_class: status\npartitions: 2\ncleanup: delete\nretention_days: 7\n"
    )
    await create_topics(name, partitions=3, configuration={"cleanup.policy": "compact", "retention.ms": "1000"})
    catalog = load_catalog(folder=tmp_path)
    expected = (
        Drift(name, "cleanup.policy", "delete", "compact"),
        Drift(name, "partitions", "2", "3"),
        Drift(name, "retention.ms", "604800000", "1000"),
    )
    async with admin_client({"bootstrap_servers": broker.bootstrap}) as admin:
        assert (await diff_topics(admin, catalog)).drift == expected
        created, left = await apply_topics(admin, catalog)
        assert (created, left.drift) == ([], expected)


async def test_ensure_creates_with_the_callers_partitions_and_says_what_is_there(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """An output takes its input's partitions; one that exists is left as it is."""
    existing, fresh = topic_name("clean.existing"), topic_name("clean.fresh")
    await create_topics(existing, partitions=2, configuration={"retention.ms": "1000"})
    catalog = load_catalog()
    async with admin_client({"bootstrap_servers": broker.bootstrap}) as admin:
        given = {existing: 5, fresh: 3}
        extra = {"retention.ms": "-1"}
        assert await ensure_topics(admin, catalog, given, configuration=extra) == {existing: 2, fresh: 3}
        found = await found_topics(admin)
        assert found[fresh].configuration["retention.ms"] == "-1"
        assert found[existing].configuration["retention.ms"] == "1000"


async def test_an_output_takes_its_inputs_settings(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """A record that fits into the raw topic fits into the clean one, and does not expire sooner."""
    raw, clean = topic_name("raw.a"), topic_name("clean.a")
    own = {"cleanup.policy": "compact", "retention.ms": "-1", "max.message.bytes": "2000000"}
    await create_topics(raw, configuration=own)
    async with admin_client({"bootstrap_servers": broker.bootstrap}) as admin:
        settings = (await found_topics(admin))[raw].settings_for_output()
        await ensure_topics(admin, load_catalog(), {clean: 1}, configuration=settings)
        found = (await found_topics(admin))[clean].configuration
    assert {name: found[name] for name in own} == own


async def test_two_processes_that_start_at_once_both_find_their_topics(broker: Broker, topic_name: TopicName) -> None:
    names = {topic_name("clean.race"): 2 for _ in range(3)}
    async with (
        admin_client({"bootstrap_servers": broker.bootstrap}) as one,
        admin_client({"bootstrap_servers": broker.bootstrap}) as other,
    ):
        found = await asyncio.gather(*(ensure_topics(admin, load_catalog(), names) for admin in (one, other)))
    assert found == [names, names]


async def test_what_cannot_be_created_is_named(broker: Broker, topic_name: TopicName) -> None:
    catalog = load_catalog()
    async with admin_client({"bootstrap_servers": broker.bootstrap}) as admin:
        with pytest.raises(UnknownName, match="unknown topic 'rwa"):
            await ensure_topics(admin, catalog, ["rwa.orders"])
        unsaid = topic_name("clean.unsaid")
        with pytest.raises(ConfigurationError, match="how many partitions"):
            await ensure_topics(admin, catalog, [unsaid])
        assert unsaid not in await found_topics(admin)


async def test_looking_at_topics_creates_none(broker: Broker, topic_name: TopicName) -> None:
    """Asking Kafka for a topic by its name may create it with the broker's defaults."""
    catalog = load_catalog(f"t{uuid.uuid4().hex[:8]}")
    async with admin_client({"bootstrap_servers": broker.bootstrap}) as admin:
        before = await found_topics(admin)
        await diff_topics(admin, catalog)
        assert (await found_topics(admin)).keys() == before.keys()


async def test_too_many_copies_are_refused_by_apache_kafka(apache_broker: Broker, topic_name: TopicName) -> None:
    """One node cannot hold three copies; the topic is named, and was not created."""
    name = topic_name("clean.copies")
    async with admin_client({"bootstrap_servers": apache_broker.bootstrap}) as admin:
        with pytest.raises(KafkaFault, match=f"create topic {name}: InvalidReplicationFactorError"):
            await ensure_topics(admin, load_catalog(), {name: 1}, replication_factor=3)
        assert name not in await found_topics(admin)


async def test_no_broker_is_a_client_fault() -> None:
    with pytest.raises(ClientFault, match="connect"):
        async with admin_client({"bootstrap_servers": "127.0.0.1:1"}):
            pass
