"""What a lane needs from the world, so that its decisions can run against a model of a broker as against a real one."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from tidegate.kafka.commit import TopicLimits
from tidegate.kafka.quarantine import Quarantiner, Record
from tidegate.kafka.taken_back import Place
from tidegate.records import Outcomes, RawBatch
from tidegate.wire import Delta, RunSpecification

PROCESS = secrets.token_hex(8)


class Source(Protocol):
    """One input partition, as one assignment of the consumer gives it. Every call has its own deadline.

    Raises `ClientFault` where it is unclear what happened, `AuthorizationFault` where the broker denies access.
    """

    async def committed(self) -> int | None:
        """The group's committed offset; None if there is none."""

    async def committed_metadata(self) -> str:
        """What stands beside the group's committed offset; "" if nothing does."""

    async def log_start(self) -> int:
        """The first offset that is still in the log."""

    def partitions(self) -> int:
        """How many partitions the input topic has."""

    async def limits(self, topics: Sequence[str]) -> Mapping[str, TopicLimits]:
        """What the topics that we write to can take; a topic that does not exist is missing."""

    def seek(self, position: int) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    async def poll(self, *, wait_seconds: float, records_max: int) -> RawBatch:
        """Next records; without any, still the position from and to (transaction markers move it)."""

    def read_back(self, start: int, end: int) -> AsyncIterator[RawBatch]:
        """Read ``[start, end)`` of the raw log once more, without moving the position."""

    async def is_committed(self, place: Place) -> bool:
        """Whether a `read_committed` reader sees the record at this place; waits while that is undecided."""

    def log_end(self) -> int | None:
        """Last known end of the log for ``read_committed``; None before the first fetch."""


class Producer(Protocol):
    """A transactional producer: `tidegate.kafka.producer.TransactionalProducer` keeps this promise."""

    @property
    def in_transaction(self) -> bool: ...

    async def start(self) -> None: ...

    def build(self, topic: str, partition: int, records: Sequence[Record]) -> Sequence[Any]: ...

    async def begin(self) -> None: ...

    def touch(self, places: Sequence[tuple[str, int]]) -> None: ...

    async def send(self, batches: Sequence[Any]) -> Sequence[Place]: ...

    async def send_offsets(self, group: str, offsets: Mapping[tuple[str, int], int], *, metadata: str = "") -> None: ...

    async def commit(self) -> None: ...

    async def abort(self) -> None: ...

    async def close(self) -> None: ...


class Work(Protocol):
    """What is done to a batch: one revision of a policy, compiled. ``context`` is its own business."""

    @property
    def specification(self) -> RunSpecification: ...

    @property
    def quarantiner(self) -> Quarantiner: ...

    @property
    def reach_records(self) -> int:
        """How many offsets before the committed one are read again to warm the context; 0 without links."""

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        """Off the event loop. `TemporaryFault` where the same batch may pass later."""

    async def warm(self, context: object, batch: RawBatch) -> object: ...

    def empty_context(self, partition: int) -> object: ...


class Meter(Protocol):
    """Where a lane's counts go."""

    def committed(self, flow: str, delta: Delta, outcomes: Outcomes | None, now_ms: int) -> None: ...

    def transaction_failed(self, flow: str, result: str) -> None: ...


class Hold:
    """What ties a lane to one assignment.

    ``leave``: finish the batch under way, then end. ``lose``: nothing more may be committed.
    """

    def __init__(self) -> None:
        self.leaving = False
        self.lost = False

    def leave(self) -> None:
        self.leaving = True

    def lose(self) -> None:
        self.leaving = self.lost = True


@dataclass(frozen=True, slots=True)
class LaneOptions:
    """Bounds of a lane; times in seconds. ``process`` is unique to this process, also after a restart.

    ``turn`` is for batches that were begun by a process that died: one of them at a time in each process.
    ``retry_seconds_max`` is how long a temporary fault is waited out before the policy has its say.
    """

    worker: str
    progress_topic: str
    batch_records_max: int = 5_000
    batch_bytes_max: int = 4 * 1024 * 1024
    poll_seconds: float = 0.25
    idle_commit_seconds: float = 1.0
    rest_seconds_first: float = 0.2
    rest_seconds_max: float = 30.0
    retry_seconds_max: float = 300.0
    process: str = PROCESS
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)


class LaneEnd(Enum):
    """Why a lane ended. Only a new assignment opens it again."""

    LEFT = "left"
    FENCED = "fenced"
    UNWANTED = "unwanted"
    REFUSED = "refused"


OpenProducer = Callable[[str, int], Producer]
"""Makes a producer from a transactional id and the largest batch in bytes; does not start it."""
