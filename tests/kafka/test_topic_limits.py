"""Admin clients, and what topics can take, asked of a broker that goes away in the middle."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tidegate.errors import ClientFault
from tidegate.kafka import records_io, topic_limits, topics
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.records_io import deadline
from tidegate.kafka.topic_limits import TopicLimitsReader
from tidegate.kafka.topics import admin_client


class SilentAdmin:
    """A client whose broker neither answers nor lets go of its connection."""

    def __init__(self, **_: Any) -> None:
        self._never = asyncio.Event()

    async def start(self) -> None:
        await self._never.wait()

    async def close(self) -> None:
        await self._never.wait()


async def test_a_client_that_cannot_be_closed_holds_up_no_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    """All lanes of a process ask through one reader: who waited for ever would keep every one of them closed."""
    monkeypatch.setattr(topic_limits, "AIOKafkaAdminClient", SilentAdmin)
    monkeypatch.setattr(records_io, "CLOSE_SECONDS", 0.05)
    reader = TopicLimitsReader({}, SystemClock())
    async with asyncio.timeout(2.0):
        for _ in range(2):
            with pytest.raises(ClientFault):
                async with deadline("topic limits", 0.1):
                    await reader(["clean.chat"])


async def test_an_admin_client_that_cannot_be_closed_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control creates its topics with one whenever it reads everything anew."""
    monkeypatch.setattr(topics, "AIOKafkaAdminClient", SilentAdmin)
    monkeypatch.setattr(topics, "ADMIN_SECONDS", 0.1)
    monkeypatch.setattr(records_io, "CLOSE_SECONDS", 0.05)
    async with asyncio.timeout(2.0):
        with pytest.raises(ClientFault):
            async with admin_client({}):
                pass
