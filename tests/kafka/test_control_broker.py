"""What control asks the broker, where the answer is not a whole one."""

from __future__ import annotations

from typing import Any

import pytest

from tidegate.kafka import control_broker
from tidegate.kafka.control_broker import ControlBroker

LEADER_NOT_AVAILABLE = 5


class Admin:
    """A client whose broker has just been told of a topic, and has no leader for it."""

    def __init__(self, **_: Any) -> None: ...

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def describe_topics(self) -> list[dict[str, Any]]:
        return [
            {"error_code": 0, "topic": "raw.chat", "partitions": [{}, {}]},
            {"error_code": LEADER_NOT_AVAILABLE, "topic": "raw.new", "partitions": []},
        ]


async def test_a_topic_without_a_leader_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Zero partitions would be an empty dataset, and a run over it a success that has read nothing."""
    monkeypatch.setattr(control_broker, "AIOKafkaAdminClient", Admin)
    broker = ControlBroker({})
    assert await broker.partition_counts(["raw.chat", "raw.new", "raw.nowhere"]) == {"raw.chat": 2}
    assert await broker.partitions("raw.new") is None
