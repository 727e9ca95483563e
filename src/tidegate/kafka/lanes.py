"""The lanes of one run in this process: those of one assignment, opened and closed in one place.

Every change of the assignment (assigned, revoked, lost) has a new number, and a lane belongs to the number under which
it was opened. The rebalance callbacks only write the number down; one loop closes every lane of an older number, then
opens those of the present one. So a lane that was opened between "revoked" and "assigned" is not used afterwards, and
no two tasks ever close the same lane.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from tidegate.errors import KafkaFault
from tidegate.kafka.clock import Clock
from tidegate.kafka.ports import Hold, LaneEnd, Work
from tidegate.wire import LaneRefusal, LaneStatus

CANCEL_SECONDS = 5.0
ASSIGNMENTS_MAX = 5
ASSIGNMENTS_WITHIN_SECONDS = 10.0


class DuplicateWorkerId(KafkaFault):
    """Two processes share one static worker id: the broker gives each of them all partitions, in turn, for ever."""

    def __init__(self) -> None:
        super().__init__("duplicate_worker_id")


class RunningLane(Protocol):
    """What is known of a lane from outside: `tidegate.kafka.lane.Lane` keeps this promise."""

    partition: int
    status: LaneStatus
    reason: LaneRefusal | None
    next: int | None

    @property
    def position(self) -> int: ...

    @property
    def lag(self) -> int: ...

    @property
    def failing_seconds(self) -> float: ...

    def swap(self, work: Work) -> None: ...

    async def run(self) -> LaneEnd: ...


@dataclass(slots=True)
class _Opened:
    lane: RunningLane
    hold: Hold
    number: int
    task: asyncio.Task[LaneEnd]
    swapped: bool = False  # a new revision came while it ran, perhaps too late for it

    @property
    def end(self) -> LaneEnd | None:
        """Why the lane ended, None while it runs. Raises what killed it."""
        if not self.task.done():
            return None
        return LaneEnd.LEFT if self.task.cancelled() else self.task.result()

    @property
    def may_be_opened_again(self) -> bool:
        """Whether it ended for a reason that another revision may have taken away."""
        return self.end in (LaneEnd.REFUSED, LaneEnd.UNWANTED)


class Lanes:
    """Lanes of one run; `keep` is its loop.

    Args:
        open_lane: Makes the lane of a partition, tied to a hold; does not run it.
        clock: Counts assignments.
        grace_seconds: How long a revoked lane may take for the batch under way.
        on_fenced: Called once an assignment when a lane found another owner: the consumer must join again.
        static: Whether membership is static, so that a storm of assignments means a duplicate worker id.
        on_change: Called when lanes were opened or closed.
    """

    def __init__(
        self,
        open_lane: Callable[[int, Hold], RunningLane],
        *,
        clock: Clock,
        grace_seconds: float,
        on_fenced: Callable[[], None],
        static: bool = False,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.number = 0  # of the present assignment
        self._open_lane = open_lane
        self._clock = clock
        self._grace_seconds = grace_seconds
        self._on_fenced = on_fenced
        self._static = static
        self._on_change = on_change
        self._partitions: tuple[int, ...] = ()
        self._open: dict[int, _Opened] = {}
        self._changed = asyncio.Event()
        self._closed = asyncio.Event()
        self._closed_up_to = 0
        self._fenced_at = -1
        self._assigned_at: deque[float] = deque(maxlen=ASSIGNMENTS_MAX + 1)

    # What the consumer says

    def assigned(self, partitions: Iterable[int]) -> None:
        """A new assignment. Only writes it down: the loop opens the lanes."""
        self.number += 1
        self._partitions = tuple(sorted(partitions))
        self._assigned_at.append(self._clock.monotonic())
        self._changed.set()

    async def revoked(self) -> None:
        """The assignment is over. Returns when its lanes are closed, or when the grace period has passed."""
        self.number += 1
        self._partitions = ()
        self._closed.clear()
        self._changed.set()
        try:
            async with asyncio.timeout(self._grace_seconds):
                while self._closed_up_to < self.number:
                    await self._closed.wait()
                    self._closed.clear()
        except TimeoutError:
            return  # the loop goes on closing; whoever comes next fences what is left

    # The loop

    async def keep(self) -> None:
        """Close and open lanes as assignments change. Raises what killed a lane, or `DuplicateWorkerId`."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await self._settle()
        finally:
            await self._close(list(self._open.values()), grace_seconds=0.0)

    async def _settle(self) -> None:
        number = self.number
        await self._close([one for one in self._open.values() if one.number != number], self._grace_seconds)
        if number != self.number:
            return  # it changed meanwhile, and the loop has been told
        self._closed_up_to = number
        self._closed.set()
        self._refuse_a_storm()
        for partition, one in list(self._open.items()):
            if one.swapped and one.may_be_opened_again:
                del self._open[partition]
        for partition in self._partitions:
            if partition not in self._open:
                self._start(partition, number)
        ends = [one.end for one in self._open.values()]
        if LaneEnd.FENCED in ends and self._fenced_at != number:
            self._fenced_at = number
            self._on_fenced()

    def _start(self, partition: int, number: int) -> None:
        hold = Hold()
        lane = self._open_lane(partition, hold)
        task = asyncio.create_task(lane.run(), name=f"lane {partition}")
        task.add_done_callback(lambda _: self._changed.set())
        self._open[partition] = _Opened(lane, hold, number, task)
        self._on_change()

    async def _close(self, lanes: list[_Opened], grace_seconds: float) -> None:
        """Let the batch under way finish, then cancel. A lane that was cancelled commits nothing more."""
        if not lanes:
            return
        for one in lanes:
            one.hold.leave()
        running = {one.task for one in lanes if not one.task.done()}
        if running and grace_seconds > 0:
            _, running = await asyncio.wait(running, timeout=grace_seconds)
        for one in lanes:
            one.hold.lose()
            one.task.cancel()
        if running:
            await asyncio.wait(running, timeout=CANCEL_SECONDS)
        for one in lanes:
            if self._open.get(one.lane.partition) is one:
                del self._open[one.lane.partition]
            if one.task.done():
                _ = one.end  # raises what killed it
        self._on_change()

    def _refuse_a_storm(self) -> None:
        if not self._static or len(self._assigned_at) <= ASSIGNMENTS_MAX:
            return
        if self._assigned_at[-1] - self._assigned_at[0] <= ASSIGNMENTS_WITHIN_SECONDS:
            raise DuplicateWorkerId

    # What others ask

    def swap(self, work: Work) -> None:
        """A new revision of the run: running lanes take it between batches, ended ones are opened again."""
        for partition, one in list(self._open.items()):
            if one.may_be_opened_again:
                del self._open[partition]
            else:
                one.swapped = True
                one.lane.swap(work)
        self._changed.set()

    @property
    def lanes(self) -> list[RunningLane]:
        """Lanes of this process, ended ones too, by partition."""
        return [self._open[partition].lane for partition in sorted(self._open)]
