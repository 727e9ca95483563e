"""Brokers and async tests, for every test.

**An async test is just an ``async def test_...``.** It runs on asyncio (anyio's pytest plugin; no marker needed) and
ends after 60 seconds; ``@pytest.mark.deadline(120)`` gives it more. Async fixtures are just ``async def`` fixtures with
``yield``, requested by an async test.

    async def test_records_arrive(broker, topic_name, create_topics):
        topic = topic_name("raw.orders")
        await create_topics(topic, partitions=3)
        ...                                       # clients connect to broker.bootstrap

**Brokers** (each is started when a test first asks for it, and shared by the whole session):

- ``broker``            what ``--broker=embedded|apache|HOST:PORT`` names; embedded without it
- ``embedded_broker``   always the embedded broker
- ``apache_broker``     always Apache Kafka; the test is skipped, with the reason, without Java and Maven
- ``fresh_broker``      one of ``broker``'s kind for this test alone, which it may stop, restart, pause and kill

``create_topics`` talks to the broker that the test asked for. A shared broker is never stopped by a test, and names
from ``topic_name`` are unique, so tests do not meet. Records should have today's timestamps, or their topic
``configuration={"retention.ms": "-1"}``.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Protocol

import hypothesis
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.broker import apache_kafka
from tests.broker.brokers import Broker, Embedded, External

DEADLINE_SECONDS = 60.0


class CreateTopics(Protocol):
    """``await create_topics("raw.a", "raw.b", partitions=3, configuration={"retention.ms": "-1"})``."""

    def __call__(
        self, *names: str, partitions: int = 1, configuration: Mapping[str, str] | None = None
    ) -> Awaitable[None]: ...


class TopicName(Protocol):
    """``topic_name("raw.orders")`` gives ``raw.orders-<unique>``."""

    def __call__(self, stem: str = "raw.test") -> str: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--broker", default="embedded", help="embedded | apache | HOST:PORT (default: embedded)")
    parser.addoption("--gold", action="append", default=[], metavar="FILE", help="JSON lines for tests of real input")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile(
        "no deadline", deadline=None
    )  # a time by the wall says nothing on a busy machine
    hypothesis.settings.load_profile("no deadline")
    config.addinivalue_line("markers", "deadline(seconds): how long an async test may take (default 60)")


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Module | pytest.Class, name: str, obj: object) -> None:
    """Mark every async test for anyio's plugin, which looks at the mark next."""
    if collector.istestfunction(obj, name) and inspect.iscoroutinefunction(obj):
        pytest.mark.anyio(obj)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put a deadline round every async test: a client that waits for ever must fail, not hang."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            marker = item.get_closest_marker("deadline")
            item.obj = _with_deadline(item.obj, marker.args[0] if marker else DEADLINE_SECONDS)


def _with_deadline(test: Callable[..., Awaitable[None]], seconds: float) -> Callable[..., Awaitable[None]]:
    @functools.wraps(test)
    async def run(*args: Any, **kwargs: Any) -> None:
        async with asyncio.timeout(seconds):
            await test(*args, **kwargs)

    return run


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """aiokafka knows asyncio only."""
    return "asyncio"


def _start(kind: str) -> Broker:
    if kind == "apache":
        return apache_kafka.start_or_skip()
    if kind == "embedded":
        broker = Embedded()
        try:
            broker.start()
        except BaseException:
            broker.close()
            raise
        return broker
    if ":" not in kind:
        raise pytest.UsageError("--broker must be embedded, apache or HOST:PORT")
    return External(kind)


@pytest.fixture(scope="session")
def embedded_broker() -> Iterator[Broker]:
    broker = _start("embedded")
    yield broker
    broker.close()


@pytest.fixture(scope="session")
def apache_broker() -> Iterator[Broker]:
    broker = _start("apache")
    yield broker
    broker.close()


@pytest.fixture(scope="session")
def broker(request: pytest.FixtureRequest) -> Broker:
    kind: str = request.config.getoption("--broker")
    if kind in ("embedded", "apache"):
        shared: Broker = request.getfixturevalue(f"{kind}_broker")
        return shared
    return _start(kind)


@pytest.fixture
def fresh_broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    broker = _start(request.config.getoption("--broker"))
    yield broker
    broker.close()


@pytest.fixture
def topic_name() -> TopicName:
    def name(stem: str = "raw.test") -> str:
        return f"{stem}-{uuid.uuid4().hex[:10]}"

    return name


async def create_topics_at(
    bootstrap: str, *names: str, partitions: int = 1, configuration: Mapping[str, str] | None = None
) -> None:
    """Create topics on the broker at this address and wait until each partition has a leader."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await admin.start()
        topics = [NewTopic(name, partitions, 1, topic_configs=dict(configuration or {})) for name in names]
        answer = await admin.create_topics(topics)
        failed = [(entry[0], entry[1]) for entry in answer.topic_errors if entry[1] != 0]
        assert not failed, f"topics were not created (name, Kafka error code): {failed}"
        while True:
            described = await admin.describe_topics(list(names))
            leaders = [[p["leader"] for p in t["partitions"]] for t in described if t["error_code"] == 0]
            if len(leaders) == len(names) and all(len(of) == partitions and min(of) >= 0 for of in leaders):
                return
            await asyncio.sleep(0.05)
    finally:
        await admin.close()


@pytest.fixture
def create_topics(request: pytest.FixtureRequest) -> CreateTopics:
    """Creates topics on the broker that the test asked for, else on ``broker``."""
    own = [n for n in ("fresh_broker", "apache_broker", "embedded_broker") if n in request.fixturenames]
    target: Broker = request.getfixturevalue(own[0] if own else "broker")

    async def create(*names: str, partitions: int = 1, configuration: Mapping[str, str] | None = None) -> None:
        await create_topics_at(target.bootstrap, *names, partitions=partitions, configuration=configuration)

    return create
