"""What a broker says of a group after it was started again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.broker import apache_kafka
from tests.broker.brokers import Broker
from tests.conftest import create_topics_at
from tests.kafka.lane_kit import commit_start
from tidegate.kafka.connection import client_options
from tidegate.kafka.control_broker import ControlBroker
from tidegate.settings import KafkaSettings


@pytest.fixture
def own_apache_broker() -> Iterator[Broker]:
    node = apache_kafka.start_or_skip()
    yield node
    node.close()


@pytest.mark.deadline(300)
@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_committed_offsets_are_known_again_after_the_broker_was_started_again(
    own_apache_broker: Broker, how: str
) -> None:
    """Without the write that `freshen` makes, 4.3.0 mostly answers that there are none."""
    broker = own_apache_broker
    await create_topics_at(broker.bootstrap, "raw.a", partitions=2)
    await commit_start(broker.bootstrap, "group", "raw.a", {0: 17, 1: 4})
    await asyncio.to_thread(getattr(broker, how))
    broker.start()  # on this thread: a child belongs to the one that started it
    control = ControlBroker(client_options(KafkaSettings.model_validate({"bootstrap.servers": broker.bootstrap})))
    await control.freshen("group", "raw.a")
    assert await control.committed("group", "raw.a", 2) == {0: 17, 1: 4}
