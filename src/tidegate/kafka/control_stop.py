"""Stop a run so that it stays stopped: fence every lane, then count everything that they had committed.

The order is what makes it safe. Control has written that the run is not wanted any more; a lane that opens now reads
that after its own fence and closes. A lane that was open is fenced here. Either way, the committed offsets read
afterwards are final, and the delta of each of them is in the progress topic, because both were in one transaction.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from tidegate.errors import ClientFault
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.control_memory import Held
from tidegate.kafka.fencing import fence_lanes
from tidegate.kafka.progress_reader import ProgressReader
from tidegate.runs.run import may
from tidegate.runs.summary import RunState
from tidegate.wire import RunKind, RunStatus

FOLD_SECONDS = 30.0  # how long a stop waits for deltas that must be there; then they are shown as unproven
POLL_SECONDS = 0.1

logger = logging.getLogger("tidegate.control")


class RunStopper:
    """Fences runs.

    Args:
        options: Keyword arguments for aiokafka's clients.
        broker: Says what was committed.
        reader: Folds what was committed.
        fold_seconds: How long to wait for that.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        broker: ControlBroker,
        reader: ProgressReader,
        *,
        fold_seconds: float = FOLD_SECONDS,
    ) -> None:
        self._options, self._broker, self._reader, self._fold_seconds = options, broker, reader, fold_seconds

    async def stop(self, held: Held, *, current: Callable[[], bool]) -> None:
        """Fence every lane of a run, and bring its ledger up to what they committed.

        Args:
            current: Whether ``held`` is still what control knows; if not, the stop begins again with what it knows.

        Raises:
            KafkaFault: It is not stopped, or not known to be. Beginning again is safe.
        """
        specification, numbers = held.specification, await self.fence(held)
        if numbers:
            await self._broker.freshen(specification.group, specification.topic)
            committed = await self._broker.committed(specification.group, specification.topic, max(numbers) + 1)
            await self._fold_up_to(held, {number: at for number, at in committed.items() if number in numbers}, current)

    async def fence(self, held: Held) -> set[int]:
        """Fence every lane of a run; returns their partitions. Raises `KafkaFault`."""
        specification = held.specification
        numbers = set(held.state.partitions)
        if specification.kind is RunKind.CONTINUOUS:
            numbers |= set(range(await self._broker.partitions(specification.topic) or 0))
        await fence_lanes(self._options, lanes=specification.lanes, topic=specification.topic, partitions=numbers)
        return numbers

    async def _fold_up_to(self, held: Held, committed: Mapping[int, int], current: Callable[[], bool]) -> None:
        """Wait until the ledger has reached what was committed; what is still missing then is shown as unproven."""
        until = time.monotonic() + self._fold_seconds
        while (behind := _behind(held, committed)) and time.monotonic() < until:
            if not current():
                raise ClientFault("control has read its topics anew; the stop begins again")
            await self._reader.catch_up(until - time.monotonic())
            if _behind(held, committed):
                await asyncio.sleep(POLL_SECONDS)
        for number, position in behind.items():
            logger.error("committed offsets have no delta", extra={"run_id": held.state.id, "partition": number})
            held.state.skip_to(number, position)


def _behind(held: Held, committed: Mapping[int, int]) -> dict[int, int]:
    """Committed positions that the ledger has not reached, by partition; a broken one never will."""
    found = {}
    for number, position in committed.items():
        ledger = held.state.ledger(held.specification.topic, number)
        if ledger is not None and ledger.flaw is None and ledger.next < position:
            found[number] = position
    return found


def reached(state: RunState, target: RunStatus) -> RunStatus:
    """Where a stop ends: the last deltas may show that the run is done, or that its ledger is broken."""
    if state.error is not None:
        return RunStatus.FAILED
    if state.read_to_end and may(state.status, RunStatus.SUCCEEDED):
        return RunStatus.SUCCEEDED
    return target
