"""A worker without transactions, to see what exactly-once costs. For the benchmark alone: no setting leads here.

Everything else is the worker itself: lanes, pipeline, headers, deltas. The producer sends, waits for the broker's
answer and commits the position through the consumer, so a crash between the two publishes records twice.

Run as ``python -m tidegate.bench.plain_worker``, with a worker's settings in the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tidegate import worker
from tidegate.kafka import worker_service
from tidegate.kafka.producer import TransactionalProducer, _State
from tidegate.kafka.records_io import PartitionSource
from tidegate.settings import load_settings

_consumers: dict[tuple[str, int], Any] = {}  # of this process, by topic and partition


class PlainProducer(TransactionalProducer):
    """Sends at least once: no transactional id, no transaction."""

    def __init__(self, connection: Mapping[str, Any], transactional_id: str, **options: Any) -> None:
        super().__init__(connection, transactional_id, **options)
        self._options["transactional_id"] = None
        self._offsets: tuple[Any, dict[Any, int]] | None = None

    async def begin(self) -> None:
        self._expect("begin", _State.READY)
        self._state = _State.OPEN

    async def send_offsets(self, group: str, offsets: Mapping[tuple[str, int], int], *, metadata: str = "") -> None:
        for (topic, partition), offset in offsets.items():
            source = _consumers[topic, partition]
            self._offsets = (source._consumer, {source._place: offset})

    async def commit(self) -> None:
        if self._offsets is not None:
            consumer, offsets = self._offsets
            await consumer.commit(offsets)
        self._state = _State.READY

    async def abort(self) -> None:
        self._state = _State.SPENT


class _KnownSource(PartitionSource):
    """A partition that the plain producer can find again, to commit through its consumer."""

    def __init__(self, consumer: Any, topic: str, partition: int, **options: Any) -> None:
        super().__init__(consumer, topic, partition, **options)
        _consumers[topic, partition] = self


def main() -> int:
    """The worker with both parts exchanged."""
    from tidegate.kafka import run_work

    worker_service.TransactionalProducer = PlainProducer  # type: ignore[attr-defined]
    run_work.PartitionSource = _KnownSource  # type: ignore[attr-defined]
    return worker.run_worker(load_settings(os.environ, Path.cwd()))


if __name__ == "__main__":
    sys.exit(main())
