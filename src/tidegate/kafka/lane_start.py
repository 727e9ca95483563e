"""Where a lane starts: at the committed offset, read after the fence, unless it cannot be right.

A broker that was just started may be wrong for a while, so an offset that is missing, or behind our own commit, is
doubted and read again; one that stays so is lost, and the lane is refused rather than start somewhere else.
"""

from __future__ import annotations

from typing import NoReturn

from tidegate.errors import ClientFault, LaneRefused
from tidegate.kafka.clock import Clock
from tidegate.kafka.ports import Source
from tidegate.kafka.taken_back import Acknowledgements, were_taken_back
from tidegate.wire import LaneRefusal, RunKind, RunSpecification

DOUBT_SECONDS_MAX = 20.0  # a committed offset that is missing, or behind our own commit, for so long is lost


class OffsetInDoubt(ClientFault):
    """The broker's answer about the committed offset contradicts what we know."""


class LaneStart:
    """The committed offset of one lane, and since when it is doubted."""

    def __init__(self, partition: int, source: Source, clock: Clock) -> None:
        self._partition = partition
        self._source = source
        self._clock = clock
        self._doubted_since: float | None = None

    async def position(self, specification: RunSpecification, known: int | None, acknowledged: Acknowledgements) -> int:
        """The committed offset; what a missing one means depends on the run.

        Args:
            specification: The run.
            known: What this lane knows to be committed, None if nothing.
            acknowledged: What the broker called committed. An answer below ``known`` says that it took the last of them
                back.

        Raises:
            OffsetInDoubt: It may yet turn out right.
            LaneRefused: ``offset_lost``: it was in doubt for too long.
        """
        committed = await self._source.committed()
        if committed is None:
            named = str(self._partition) in specification.partitions
            if known is not None or named or specification.kind is not RunKind.CONTINUOUS:
                self._doubt("no committed offset")
            return 0  # a partition that is newer than the specification
        # We committed more than that ourselves: reading on from here would publish records twice, unless the broker
        # took it back.
        behind = known is not None and committed < known
        if behind and not await were_taken_back(acknowledged, committed, known or 0, self._source):
            self._doubt("the committed offset is behind our own commit")
        self._doubted_since = None
        return committed

    def give_time(self) -> None:
        """Begin to doubt anew: a broker that was away has had no time to make up its mind."""
        self._doubted_since = None

    def _doubt(self, what: str) -> NoReturn:
        now = self._clock.monotonic()
        if self._doubted_since is None:
            self._doubted_since = now
        if now - self._doubted_since >= DOUBT_SECONDS_MAX:
            raise LaneRefused(LaneRefusal.OFFSET_LOST, f"partition {self._partition}: {what}")
        raise OffsetInDoubt(what)
