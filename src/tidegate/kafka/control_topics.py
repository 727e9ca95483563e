"""Create what a run writes to: outputs that look like their input, and our own topics as they are declared.

An output has its input's partitions (a record keeps its partition) and its input's clean-up rules: a record keeps its
timestamp too, and must not expire here before it does there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tidegate.kafka.topics import Catalog, admin_client, apply_topics, delete_topic, ensure_topics, found_topics


class ControlTopics:
    """Topics that control creates.

    Args:
        options: Keyword arguments for aiokafka's clients.
        catalog: The declarations.
    """

    def __init__(self, options: Mapping[str, Any], catalog: Catalog) -> None:
        self._options, self._catalog = options, catalog

    async def create_own(self) -> None:
        """Create our own topics where they are missing."""
        async with admin_client(self._options) as admin:
            await apply_topics(admin, self._catalog)

    async def create_upload(self, name: str) -> None:
        """Create the topic of an upload, which is there when this returns."""
        async with admin_client(self._options) as admin:
            await ensure_topics(admin, self._catalog, {name: 1})

    async def delete(self, name: str) -> None:
        """Take a topic away, if it is there. Raises `KafkaFault`."""
        async with admin_client(self._options) as admin:
            await delete_topic(admin, name)

    async def create_outputs(self, source: str, wanted: Mapping[str, int]) -> Mapping[str, int]:
        """Create topics that are missing, with so many partitions; returns how many each has.

        Raises:
            ConfigurationError: No declaration covers a name.
        """
        async with admin_client(self._options) as admin:
            found = await found_topics(admin)
            like = found[source].settings_for_output() if source in found else {}
            counts = {name: found[name].partitions for name in wanted if name in found}
            for name in sorted(wanted.keys() - counts.keys()):
                declared = self._catalog.find(name)
                copied = like if declared is not None and declared.data_class == "clean" else {}
                counts |= await ensure_topics(admin, self._catalog, {name: wanted[name]}, configuration=copied)
        return counts
