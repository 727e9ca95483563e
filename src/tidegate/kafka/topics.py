"""Which topics exist, as files: one declaration a topic or name pattern, and the difference to what the broker has.

Missing topics are created, differences are only reported. Kafka's AlterConfigs, the one that the client speaks,
replaces every setting of a topic at once: mending one would silently drop those that an operator has set.
"""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code
from pydantic import ConfigDict, Field, field_validator, model_validator

from tidegate import wire
from tidegate.documents import Document, PlainNumbers, read_document, validate
from tidegate.errors import ConfigurationError, KafkaFault, UnknownName
from tidegate.kafka.faults import classify
from tidegate.kafka.records_io import let_go
from tidegate.resources import shipped

ADMIN_SECONDS = 30.0
REPLICATION_FACTOR_MAX = 3  # of topics for which none is asked for, where the cluster has as many brokers
DAY_MS = 24 * 3600 * 1000

# What an output topic takes over from its input, so that a record which fits there fits here and lives as long.
AS_INPUT = (
    "cleanup.policy",
    "retention.ms",
    "retention.bytes",
    "delete.retention.ms",
    "min.compaction.lag.ms",
    "max.message.bytes",
)

DataClass = Literal["raw", "clean", "quarantine", "status"]


class TopicDeclaration(PlainNumbers):
    """One file of ``topics/``.

    Attributes:
        topic: A name, or a pattern in which ``*`` stands for one or more characters; ``{prefix}`` is the setting.
        about: What it holds, for people.
        data_class: raw (may hold personal data), clean, quarantine (own ACL), or status.
        partitions: None: the creator decides (an output has its input's).
        cleanup: None: the broker's own.
        retention_days: Only with ``cleanup: delete``; ``forever`` for no limit; None: the broker's own.
        json_schema: Names of the messages in ``tidegate.wire`` that its values are, or a JSON schema; None: the
            producer's own.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    topic: Annotated[str, Field(min_length=1, max_length=249, pattern=r"^[A-Za-z0-9._*-]+$")]
    about: Annotated[str, Field(min_length=1)]
    data_class: DataClass
    partitions: Annotated[int, Field(ge=1, le=10_000)] | None = None
    cleanup: Literal["delete", "compact"] | None = None
    retention_days: Annotated[float, Field(gt=0, le=36_500)] | Literal["forever"] | None = None
    json_schema: tuple[str, ...] | dict[str, Any] | None = Field(None, alias="schema")

    @field_validator("json_schema")
    @classmethod
    def _known_model(cls, value: Any) -> Any:
        for name in value if isinstance(value, tuple) else ():
            model = getattr(wire, name, None)
            if not (isinstance(model, type) and issubclass(model, wire.Wire)):
                raise ValueError("must be a JSON schema, or a list of messages of tidegate.wire")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> TopicDeclaration:
        if self.retention_days is not None and self.cleanup != "delete":
            raise ValueError("retention_days needs cleanup: delete")
        if not self.is_pattern and self.partitions is None:
            raise ValueError("partitions is needed: only a pattern leaves it to the creator")
        return self

    @property
    def is_pattern(self) -> bool:
        return "*" in self.topic

    def matches(self, name: str) -> bool:
        return fnmatch.fnmatchcase(name, self.topic.replace("*", "?*"))

    def configuration(self) -> dict[str, str]:
        """What it says of a topic, as Kafka's topic settings."""
        found: dict[str, str] = {} if self.cleanup is None else {"cleanup.policy": self.cleanup}
        if self.retention_days is not None:
            days = self.retention_days
            found["retention.ms"] = "-1" if days == "forever" else str(int(days * DAY_MS))
        return found


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every declaration, in the order of names."""

    declarations: tuple[TopicDeclaration, ...]

    def find(self, name: str) -> TopicDeclaration | None:
        """The declaration of a topic: the one with the most literal characters wins."""
        matching = [one for one in self.declarations if one.matches(name)]
        return max(
            matching, key=lambda one: (not one.is_pattern, len(one.topic.replace("*", "")), one.topic), default=None
        )

    def names(self) -> list[str]:
        """The topics that have a name of their own, no pattern."""
        return [one.topic for one in self.declarations if not one.is_pattern]


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic on the broker. ``configuration`` has all its settings, as the broker shows them."""

    name: str
    partitions: int
    configuration: Mapping[str, str]

    def settings_for_output(self) -> dict[str, str]:
        """Settings for a new output topic of this input."""
        return {name: self.configuration[name] for name in AS_INPUT if name in self.configuration}


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between a declaration and the broker."""

    topic: str
    setting: str
    declared: str
    found: str


@dataclass(frozen=True, slots=True)
class Difference:
    """``missing`` topics are declared by name and not on the broker."""

    missing: tuple[str, ...]
    drift: tuple[Drift, ...]


def load_catalog(prefix: str = "tidegate", folder: Path | None = None) -> Catalog:
    """The declarations of a folder, by default the shipped one.

    Raises:
        ConfigurationError: The first problem, with file and line.
    """
    catalog, problems = check_catalog(prefix, folder)
    if catalog is None:
        raise problems[0]
    return catalog


def check_catalog(
    prefix: str = "tidegate", folder: Path | None = None
) -> tuple[Catalog | None, list[ConfigurationError]]:
    """As ``load_catalog``, with every problem."""
    folder = shipped("topics") if folder is None else folder
    found: dict[str, TopicDeclaration] = {}
    problems: list[ConfigurationError] = []
    files = sorted(folder.glob("*.yaml"))
    if not files:
        problems.append(ConfigurationError("holds no topic (*.yaml)", file=str(folder)))
    for path in files:
        try:
            document = _with_prefix(read_document(path), prefix)
        except ConfigurationError as error:
            problems.append(error)
            continue
        declaration, invalid = validate(TopicDeclaration, document)
        problems += invalid
        if declaration is None:
            continue
        if declaration.topic in found:
            problems.append(
                ConfigurationError("this topic has another file already", place="topic", file=str(path), line=1)
            )
        found[declaration.topic] = declaration
    return (None if problems else Catalog(tuple(found[name] for name in sorted(found)))), problems


def _with_prefix(document: Document, prefix: str) -> Document:
    data = document.data
    if isinstance(data, dict) and isinstance(data.get("topic"), str):
        data = {**data, "topic": data["topic"].replace("{prefix}", prefix)}
    return Document(data, document.file, document.lines)


@asynccontextmanager
async def admin_client(options: Mapping[str, Any]) -> AsyncIterator[AIOKafkaAdminClient]:
    """A started admin client; ``options`` come from ``tidegate.kafka.connection``.

    Raises:
        KafkaFault: The broker cannot be reached.
    """
    admin = AIOKafkaAdminClient(**options, request_timeout_ms=int(ADMIN_SECONDS * 1000))
    try:
        try:
            async with asyncio.timeout(ADMIN_SECONDS):
                await admin.start()
        except Exception as error:
            raise classify("connect", error) from error
        yield admin
    finally:
        await let_go(admin.close())


async def found_topics(admin: AIOKafkaAdminClient) -> dict[str, FoundTopic]:
    """Every topic on the broker, by name, without the broker's internal ones.

    All are listed and then looked through: asking a broker for a topic by name may create it.
    """
    try:
        async with asyncio.timeout(ADMIN_SECONDS):
            described = [topic for topic in await admin.describe_topics() if not topic.get("is_internal")]
            partitions = {topic["topic"]: len(topic["partitions"]) for topic in described}
            wanted = [ConfigResource(ConfigResourceType.TOPIC, name) for name in sorted(partitions)]
            answers = await admin.describe_configs(wanted) if wanted else []
    except Exception as error:
        raise classify("list topics", error) from error
    found = {}
    for answer in answers:
        for code, _, _, name, entries in (resource[:5] for resource in answer.resources):
            if code:
                raise classify(f"describe topic {name}", for_code(code)())
            settings = {entry[0]: entry[1] for entry in entries if entry[1] is not None}
            found[name] = FoundTopic(name, partitions[name], settings)
    return dict(sorted(found.items()))


async def diff_topics(admin: AIOKafkaAdminClient, catalog: Catalog) -> Difference:
    """What is missing on the broker, and what is other there than declared."""
    found = await found_topics(admin)
    missing = tuple(name for name in catalog.names() if name not in found)
    drift = [one for topic in found.values() for one in _drift(topic, catalog.find(topic.name))]
    return Difference(missing, tuple(drift))


def _drift(found: FoundTopic, declaration: TopicDeclaration | None) -> list[Drift]:
    if declaration is None:
        return []
    pairs = {name: (value, found.configuration.get(name, "")) for name, value in declaration.configuration().items()}
    if declaration.partitions is not None:
        pairs["partitions"] = (str(declaration.partitions), str(found.partitions))
    return [Drift(found.name, name, said, is_) for name, (said, is_) in sorted(pairs.items()) if said != is_]


async def apply_topics(
    admin: AIOKafkaAdminClient, catalog: Catalog, *, replication_factor: int | None = None
) -> tuple[list[str], Difference]:
    """Create every missing topic that is declared by name.

    Returns:
        The names that were created, and the difference that is left.
    """
    missing = (await diff_topics(admin, catalog)).missing
    await ensure_topics(admin, catalog, missing, replication_factor=replication_factor)
    return list(missing), await diff_topics(admin, catalog)


async def ensure_topics(
    admin: AIOKafkaAdminClient,
    catalog: Catalog,
    names: Iterable[str] | Mapping[str, int],
    *,
    replication_factor: int | None = None,
    configuration: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Create those of these topics that are missing, and wait until each partition has a leader.

    Args:
        admin: A started admin client.
        catalog: The declarations.
        names: Topics; as a mapping, with the partitions of those that must be created. Without a number the declaration
            says it.
        replication_factor: Copies of each partition; None: three, or one for each broker where there are fewer.
        configuration: More topic settings for those that must be created.

    Returns:
        Partitions of each topic as the broker has them now, which may be others than asked for.

    Raises:
        UnknownName: No declaration matches a name.
        ConfigurationError: Neither the caller nor the declaration says how many partitions.
        KafkaFault: The broker refused, or did not finish in time.
    """
    wanted: dict[str, int | None] = dict(names) if isinstance(names, Mapping) else dict.fromkeys(names)
    try:
        async with asyncio.timeout(ADMIN_SECONDS):
            there = await _partitions(admin)
            missing = {name: count for name, count in sorted(wanted.items()) if name not in there}
            if missing:
                copies = replication_factor or min(REPLICATION_FACTOR_MAX, await _brokers(admin))
                await _create(
                    admin, [_new(catalog, name, count, copies, configuration or {}) for name, count in missing.items()]
                )
            while not all(there.get(name) for name in wanted):
                await asyncio.sleep(0.05)
                there = await _partitions(admin)
    except (KafkaFault, ConfigurationError):
        raise
    except Exception as error:
        raise classify("create topics", error) from error
    return {name: there[name] for name in wanted}


async def delete_topic(admin: AIOKafkaAdminClient, name: str) -> None:
    """Take a topic away; one that is not there is no error.

    Raises:
        KafkaFault: The broker refused, or did not finish in time.
    """
    try:
        async with asyncio.timeout(ADMIN_SECONDS):
            answer = await admin.delete_topics([name], timeout_ms=int(ADMIN_SECONDS * 1000))
    except Exception as error:
        raise classify("delete a topic", error) from error
    for _, code, *_rest in answer.topic_error_codes:
        error_type = for_code(code)
        if code and error_type is not UnknownTopicOrPartitionError:
            raise classify(f"delete topic {name}", error_type())


def _new(
    catalog: Catalog, name: str, partitions: int | None, copies: int, configuration: Mapping[str, str]
) -> NewTopic:
    declaration = catalog.find(name)
    if declaration is None:
        raise UnknownName("topic", name, (one.topic for one in catalog.declarations))
    count = declaration.partitions if partitions is None else partitions
    if count is None:
        raise ConfigurationError("how many partitions it should have is not said", place=name)
    return NewTopic(name, count, copies, topic_configs={**declaration.configuration(), **configuration})


async def _create(admin: AIOKafkaAdminClient, topics: list[NewTopic]) -> None:
    answer = await admin.create_topics(topics, timeout_ms=int(ADMIN_SECONDS * 1000))
    for name, code, *_ in answer.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:  # two workers may start at once
            raise classify(f"create topic {name}", error())


async def _partitions(admin: AIOKafkaAdminClient) -> dict[str, int]:
    """Partitions by topic; 0 while one of them has no leader yet."""
    return {
        topic["topic"]: len(topic["partitions"]) if all(one["leader"] >= 0 for one in topic["partitions"]) else 0
        for topic in await admin.describe_topics()
    }


async def _brokers(admin: AIOKafkaAdminClient) -> int:
    return max(1, len((await admin.describe_cluster())["brokers"]))
