"""What our output topics can take, asked once a while: partitions and ``max.message.bytes``.

A record larger than that would be refused inside a transaction, after the work of building it; asking first turns it
into one quarantined record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from tidegate.kafka.clock import Clock
from tidegate.kafka.commit import TopicLimits
from tidegate.kafka.records_io import let_go

DEFAULT_MESSAGE_BYTES_MAX = 1_048_588  # Kafka's own default, for brokers that do not let us ask
AGE_SECONDS_MAX = 30.0
TOPICS_MAX = 4_096
SETTING = "max.message.bytes"


class TopicLimitsReader:
    """Reads limits of topics and keeps them for a while; many lanes of a run ask the same.

    Args:
        connection: Arguments that every client shares.
        clock: Says when an answer is too old.
    """

    def __init__(self, connection: Mapping[str, Any], clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._known: dict[str, tuple[float, TopicLimits]] = {}
        self._asking = asyncio.Lock()

    async def __call__(self, topics: Sequence[str]) -> Mapping[str, TopicLimits]:
        """Limits by topic; a topic that does not exist is missing.

        The caller puts a deadline round it, and makes what the client raises one of our faults.
        """
        async with self._asking:
            now = self._clock.monotonic()
            stale = [
                topic
                for topic in sorted(set(topics))
                if topic not in self._known or now - self._known[topic][0] > AGE_SECONDS_MAX
            ]
            if stale:
                found = await self._ask(stale)
                if len(self._known) > TOPICS_MAX:
                    self._known.clear()
                for topic in stale:
                    self._known.pop(topic, None)
                self._known.update({topic: (now, limits) for topic, limits in found.items()})
            return {topic: self._known[topic][1] for topic in topics if topic in self._known}

    async def _ask(self, topics: list[str]) -> dict[str, TopicLimits]:
        admin = AIOKafkaAdminClient(**self._connection)
        try:
            await admin.start()
            # All of them, and then a look through: asking a broker for a topic by name may create it.
            described = await admin.describe_topics()
            partitions = {
                entry["topic"]: len(entry["partitions"])
                for entry in described
                if entry["error_code"] == 0 and entry["topic"] in topics
            }
            sizes = await self._sizes(admin, sorted(partitions)) if partitions else {}
        finally:
            await let_go(admin.close())
        return {
            topic: TopicLimits(count, sizes.get(topic, DEFAULT_MESSAGE_BYTES_MAX))
            for topic, count in partitions.items()
        }

    async def _sizes(self, admin: Any, topics: list[str]) -> dict[str, int]:
        resources = [ConfigResource(ConfigResourceType.TOPIC, topic) for topic in topics]
        sizes: dict[str, int] = {}
        for response in await admin.describe_configs(resources):
            for error_code, _, _, topic, entries in response.resources:
                if error_code:
                    continue  # we may not ask: the broker's default is assumed, and a rejection is still survived
                for entry in entries:
                    if entry[0] == SETTING and entry[1]:
                        sizes[topic] = int(entry[1])
        return sizes
