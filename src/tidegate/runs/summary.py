"""A run as control holds it, and as it is polled.

`RunState` is what deltas and lane states are folded into; `RunState.render` gives the summary that goes to the status
topic and over HTTP, and `RunState.of` takes a summary back, so the status topic is all the memory that control needs.
Time is passed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tidegate.policies import Policy
from tidegate.runs.ledger import Flaw, Fold, PartitionLedger
from tidegate.runs.run import advance, finished
from tidegate.wire import (
    Counts,
    Delta,
    EntityCount,
    EntityFound,
    LaneRefusal,
    LaneState,
    LaneStatus,
    PartitionSummary,
    Results,
    RunKind,
    RunStatus,
    RunSummary,
)

# Of the findings that a summary lists, as JSON: brokers take a record of 1 MiB, and the ledger needs the rest.
FOUND_BYTES_MAX = 512 * 1024
LANE_SILENT_SECONDS = 20.0  # four of a lane's reports: then nobody is known to hold the partition

# A lane that is refused for one of these waits for something that may come back by itself.
PASSING = frozenset({LaneRefusal.NOT_AUTHORIZED, LaneRefusal.BLOCKED, LaneRefusal.TEMPORARY_FAULT})


@dataclass(slots=True)
class RunState:
    """One run. ``base`` holds what only another policy changes; everything else is the sum of what was folded.

    ``error`` is a word of a closed list and a place, never a value. ``refusal`` is why no lane of this version may run
    it; it is shown where no lane is heard. ``lags`` is by partition, in offsets, as control measured it. ``heard`` is
    when a partition's lane was last heard, by control's own clock: a worker's may be off.
    """

    base: RunSummary
    entities_max: int
    status: RunStatus
    revision: int
    started_at: datetime | None
    completed_at: datetime | None
    error: str | None
    partitions: dict[int, PartitionLedger]
    entities: dict[str, Counter[str]]
    found: list[EntityFound]
    found_left_out: int
    found_bytes: int = 0
    lanes: dict[int, LaneState] = field(default_factory=dict)
    heard: dict[int, datetime] = field(default_factory=dict)
    lags: dict[int, int] = field(default_factory=dict)
    refusal: LaneRefusal | None = None
    changed: bool = False

    @classmethod
    def of(cls, summary: RunSummary, *, entities_max: int, refusal: LaneRefusal | None = None) -> RunState:
        """Go on from a summary, a first one or the last one of the status topic."""
        results = summary.results
        return cls(
            base=summary,
            entities_max=entities_max,
            status=summary.status,
            revision=summary.revision,
            started_at=summary.started_at,
            completed_at=summary.completed_at,
            error=results.error,
            partitions={int(number): PartitionLedger.of(part) for number, part in results.partitions.items()},
            entities={name: Counter(count.by_detector) for name, count in results.entity_summary.items()},
            found=list(results.entities_found),
            found_left_out=results.entities_left_out,
            found_bytes=sum(map(_size, results.entities_found)),
            lags={int(n): part.lag for n, part in results.partitions.items() if part.lag is not None},
            refusal=refusal,
            changed=refusal is not None,
        )

    def take(self, policy: Policy, policy_hash: str) -> None:
        """Another policy; what was counted under the one before stays."""
        self.entities_max, self.refusal = policy.summary.entities_max, None
        self.base = self.base.model_copy(
            update={
                "policy_hash": policy_hash,
                "pii_types": policy.detect.entity_types,
                "detection_method": policy.detect.method,
                "threshold": policy.detect.threshold,
            }
        )

    @property
    def id(self) -> str:
        return self.base.id

    @property
    def finished(self) -> bool:
        return finished(self.status)

    @property
    def bounded(self) -> bool:
        return self.base.kind is RunKind.BOUNDED

    @property
    def read_to_end(self) -> bool:
        """Whether every partition of a bounded run has been read to its end."""
        return self.bounded and all(ledger.done for ledger in self.partitions.values())

    @property
    def gaps(self) -> list[int]:
        """Partitions in which deltas wait for one that has not been read."""
        return sorted(number for number, ledger in self.partitions.items() if ledger.waiting)

    def fold(self, delta: Delta, now: datetime) -> Fold:
        """Take in a delta of this run. A broken ledger sets ``error``; control then fails the run."""
        ledger = self.ledger(delta.topic, delta.partition)
        if ledger is None:
            self.break_off(f"{Flaw.UNKNOWN_PARTITION}: {delta.topic}/{delta.partition}")
            return Fold.BROKEN
        fold, counted = ledger.fold(delta)
        self._count(counted)
        if counted and self.status is RunStatus.PENDING:
            self.advance(RunStatus.PROCESSING, now)  # a lane that wrote was open, even if its word was lost
        if ledger.flaw:
            self.break_off(f"{ledger.flaw}: {delta.topic}/{delta.partition} at {delta.from_}")
        return fold

    def skip_gap(self, partition: int) -> None:
        """Show the gap of a partition as unproven, and count what waits behind it."""
        ledger = self.partitions[partition]
        self._count(ledger.skip_gap())
        self.changed = True

    def skip_to(self, partition: int, position: int) -> None:
        """Show what was committed up to ``position`` without a delta as unproven, and count what waits before it."""
        ledger = self.partitions[partition]
        while ledger.waiting and not ledger.flaw and ledger.next < position:
            self.skip_gap(partition)
        ledger.skip_to(position)
        self.changed = True

    def ledger(self, topic: str, partition: int) -> PartitionLedger | None:
        """A partition's ledger; one that is new begins at 0 in a continuous run, and is not part of a bounded one."""
        if topic != self.base.topic:
            return None
        if partition not in self.partitions and not self.bounded:
            self.partitions[partition] = PartitionLedger(start=0, next=0)
            self.changed = True
        return self.partitions.get(partition)

    def lane(self, state: LaneState, now: datetime) -> None:
        """Take in what a lane says: the first open one starts the run, one refused for good sets ``error``."""
        if self.finished or state.topic != self.base.topic or self.ledger(state.topic, state.partition) is None:
            return
        self.changed |= _shown(self.lanes.get(state.partition)) != _shown(state)
        self.lanes[state.partition], self.heard[state.partition] = state, now
        if self.status is RunStatus.PENDING and state.state in (LaneStatus.OPEN, LaneStatus.IDLE):
            self.advance(RunStatus.PROCESSING, now)
        if state.state is LaneStatus.REFUSED and state.reason not in PASSING:
            self.break_off(f"lane_refused: {state.reason}: {state.topic}/{state.partition}")

    def forget_silent_lanes(self, now: datetime) -> list[int]:
        """Drop lanes that have not reported for `LANE_SILENT_SECONDS`: their worker is gone. Returns the partitions."""
        oldest = now - timedelta(seconds=LANE_SILENT_SECONDS)
        silent = sorted(number for number in self.lanes if self.heard[number] < oldest)
        for number in silent:
            del self.lanes[number]
            self.changed = True
        return silent

    def measure_lag(self, ends: Mapping[int, int]) -> None:
        """Note how far each partition is behind the end of its log (a position by partition)."""
        for number, end in ends.items():
            ledger = self.partitions.get(number)
            lag = max(0, end - ledger.next) if ledger is not None else end
            if self.lags.get(number) != lag:
                self.lags[number] = lag
                self.changed = True

    def break_off(self, error: str) -> None:
        """Note why the run cannot go on; the first reason stays."""
        if self.error is None and not self.finished:
            self.error = error
            self.changed = True

    def advance(self, status: RunStatus, now: datetime) -> None:
        """Change the state.

        Raises:
            RunConflict: If the table in `runs.run` does not allow it.
        """
        self.status = advance(self.status, status)
        self.changed = True
        if status is RunStatus.PROCESSING and self.started_at is None:
            self.started_at = now
        if self.finished:
            self.completed_at = now
            self.lanes.clear()

    def render(self, progress_offsets: Mapping[int, int]) -> RunSummary:
        """The summary as of now, with the next revision; ``progress_offsets`` are positions in the progress topic."""
        self.revision += 1
        self.changed = False
        numbers = sorted(self.partitions)
        counts = Counts()
        for ledger in self.partitions.values():
            counts = counts.plus(ledger.counts)
        results = Results(
            entity_summary={
                name: EntityCount(count=by.total(), by_detector=dict(sorted(by.items())))
                for name, by in sorted(self.entities.items())
            },
            samples_processed=counts.in_,
            records=counts,
            held=0 if self.finished else sum(lane.held for lane in self.lanes.values()),
            partitions={str(number): self._partition(number) for number in numbers},
            entities_found=tuple(self.found),
            entities_left_out=self.found_left_out,
            error=self.error,
        )
        return self.base.model_copy(
            update={
                "revision": self.revision,
                "status": self.status,
                "progress": self._progress(),
                "lag": self._lag(),
                "started_at": self.started_at,
                "completed_at": self.completed_at,
                "duration_seconds": self._duration_seconds(),
                "results": results,
                "progress_offsets": {str(number): at for number, at in sorted(progress_offsets.items())},
            }
        )

    def _count(self, deltas: list[Delta]) -> None:
        for delta in deltas:
            self.changed = True
            for name, by_detector in delta.entities.items():
                self.entities.setdefault(name, Counter()).update(by_detector)
            self.found_left_out += delta.found_left_out
            for one in delta.found:
                if len(self.found) < self.entities_max and self.found_bytes + _size(one) <= FOUND_BYTES_MAX:
                    self.found.append(one)
                    self.found_bytes += _size(one)
                else:
                    self.found_left_out += 1

    def _partition(self, number: int) -> PartitionSummary:
        ledger, lane = self.partitions[number], self.lanes.get(number)
        state, reason = (lane.state, lane.reason) if lane else (None, None)
        if lane is None and self.refusal is not None and not self.finished:
            state, reason = LaneStatus.REFUSED, self.refusal
        return PartitionSummary(
            from_=ledger.start,
            next=ledger.next,
            end=ledger.end,
            records=ledger.counts,
            expired=ledger.expired,
            unproven=ledger.unproven,
            lane=state,
            reason=reason,
            lag=None if self.bounded else self.lags.get(number),
        )

    def _progress(self) -> float | None:
        """Share of the bounded range that is behind us, in [0, 1]; 1 only when all of it is."""
        if not self.bounded:
            return None
        span = done = 0
        for ledger in self.partitions.values():
            span += (ledger.end or ledger.start) - ledger.start
            done += ledger.next - ledger.start
        if done >= span:
            return 1.0
        return min(done / span, 0.9999)

    def _lag(self) -> int | None:
        return None if self.bounded or not self.lags else sum(self.lags.values())

    def _duration_seconds(self) -> int | None:
        if self.completed_at is None:
            return None
        begun = self.started_at or self.base.created_at
        return max(0, int((self.completed_at - begun).total_seconds()))


def _size(found: EntityFound) -> int:
    """Bytes of a finding in a summary, with the comma behind it."""
    return len(found.to_bytes()) + 1


def _shown(lane: LaneState | None) -> tuple[object, ...]:
    return () if lane is None else (lane.state, lane.reason, lane.held)
