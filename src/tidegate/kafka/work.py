"""What is done to a batch: a specification's policy, compiled, and run so that it never holds the event loop for long.

Heartbeats share the loop with everything else. So a batch goes to a thread, unless it is certain to be done in a moment
(`Pace`): two threads pass the interpreter's lock to and fro, and that costs more than a short batch itself (measured:
docs/benchmarks.md). A specification that asks for what this worker does not have is refused here, by a reason from a
closed list, before any lane opens.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from tidegate.errors import ConfigurationError, LaneRefused, OutOfTime, UnknownName
from tidegate.kafka.quarantine import Quarantiner
from tidegate.keys import Keyring
from tidegate.pipeline.halve import joined, part
from tidegate.pipeline.link_context import Context, warm
from tidegate.pipeline.pipeline import Observe, process, unobserved
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.policies import Policy, hash_of, still_says
from tidegate.records import Outcomes, RawBatch
from tidegate.wire import LaneRefusal, RunSpecification

# On the loop goes only what these bound. Heartbeats are seconds apart, so a quarter of one is nothing to them.
SHORT_BATCH_BYTES_MAX = 512 * 1024
SHORT_RECORD_BYTES_MAX = 2048  # a text this short cannot keep a pattern of ours busy
SHORT_SECONDS_MAX = 0.25  # as the batches before it were
# What the batches before it took says nothing of a batch that was made to take long. So a batch on the loop is done in
# parts of this size, and time and claims are looked at before every stage and after every detector (`Hurry`).
PART_BYTES_MAX = 48 * 1024
SHORT_CLAIMS_MAX = 4096  # of one batch; to weigh, hide and verify one takes some 40 us
_FORGETTING = 0.9  # of the slowest pace met, with each batch


class Pace:
    """Whether a batch is certain to be done in a moment.

    It is where every pattern is linear, every record short, and the batch small at the slowest pace met of late.

    Args:
        linear: Whether no detector may take longer than in proportion to a text; else nothing is ever certain.
    """

    def __init__(self, *, linear: bool) -> None:
        self._linear = linear
        self._slowest: float | None = None  # seconds a byte

    def is_short(self, sizes: Sequence[int]) -> bool:
        """By the bytes of each record."""
        if not self._linear or self._slowest is None:
            return False
        whole = sum(sizes)
        if whole > SHORT_BATCH_BYTES_MAX or whole * self._slowest > SHORT_SECONDS_MAX:
            return False
        return max(sizes, default=0) <= SHORT_RECORD_BYTES_MAX

    def took(self, seconds: float, sizes: Sequence[int]) -> None:
        """Learn from a batch that is done."""
        own = seconds / max(1, sum(sizes))
        self._slowest = own if self._slowest is None else max(own, self._slowest * _FORGETTING)


def _sizes(batch: RawBatch) -> list[int]:
    """Bytes of each record."""
    sizes = [len(value or b"") for value in batch.values]
    if any(batch.keys):
        sizes = [size + len(key or b"") for size, key in zip(sizes, batch.keys, strict=True)]
    if any(batch.headers):
        sizes = [
            size + sum(len(name) + len(value or b"") for name, value in headers)
            for size, headers in zip(sizes, batch.headers, strict=True)
        ]
    return sizes


def _ends_of_parts(sizes: Sequence[int]) -> list[int]:
    """Behind the last record of each part: of one record, or at most `PART_BYTES_MAX`."""
    ends: list[int] = []
    size = 0
    for record, own in enumerate(sizes):
        if size and size + own > PART_BYTES_MAX:
            ends.append(record)
            size = 0
        size += own
    return [*ends, len(sizes)]


class Hurry:
    """Raises `OutOfTime` once a batch has been on the loop for too long, or will be by what is claimed in it.

    The pipeline tells it (`Plan.hurry`).
    """

    def __init__(self) -> None:
        self._until = math.inf  # in seconds of this thread
        self._claims = 0

    def begin(self) -> None:
        self._until = time.thread_time() + SHORT_SECONDS_MAX
        self._claims = 0

    def __call__(self, claims: int) -> None:
        self._claims += claims
        if self._claims > SHORT_CLAIMS_MAX or time.thread_time() > self._until:
            raise OutOfTime


@dataclass(frozen=True, slots=True)
class PipelineWork:
    """One revision of a run, ready to work. Made by `compile_work`."""

    specification: RunSpecification
    quarantiner: Quarantiner
    plan: Plan
    observe: Observe
    executor: ThreadPoolExecutor
    pace: Pace = field(repr=False, compare=False)
    hurry: Hurry = field(repr=False, compare=False)
    hurried: Plan = field(repr=False, compare=False)  # the same plan, for the loop

    @property
    def reach_records(self) -> int:
        return 0 if self.plan.link is None else self.plan.link.reach_records

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        assert isinstance(context, Context)
        sizes = _sizes(batch)
        if not self.pace.is_short(sizes):
            outcomes, after, seconds = await self._in_thread(batch, context)
        else:
            outcomes, after, seconds = await self._on_loop(batch, sizes, context)
            await asyncio.sleep(0)  # whatever else waits for the loop goes first now
        self.pace.took(seconds, sizes)
        return outcomes, after

    async def _on_loop(
        self, batch: RawBatch, sizes: Sequence[int], context: Context
    ) -> tuple[Outcomes, Context, float]:
        """Part by part; once it takes longer than was thought, the part and what is left go to the thread."""
        done, start, spent = None, 0, 0.0
        self.hurry.begin()
        for end in _ends_of_parts(sizes):
            piece = batch if (start, end) == (0, len(batch)) else part(batch, start, end)
            try:
                outcomes, context, seconds = self._process(piece, context, self.hurried)
            except OutOfTime:
                end = len(batch)
                outcomes, context, seconds = await self._in_thread(part(batch, start, end), context)
            whole = batch if end == len(batch) else part(batch, 0, end)
            done = outcomes if done is None else joined(whole, done, outcomes, self.plan.entities_max)
            start, spent = end, spent + seconds
            if end == len(batch):
                break
        assert done is not None  # there is always a last part
        return done, context, spent

    async def _in_thread(self, batch: RawBatch, context: Context) -> tuple[Outcomes, Context, float]:
        return await asyncio.get_running_loop().run_in_executor(self.executor, self._process, batch, context, self.plan)

    def _process(self, batch: RawBatch, context: Context, plan: Plan) -> tuple[Outcomes, Context, float]:
        """Outcomes, the new context, and the seconds of this thread that they took."""
        before = time.thread_time()
        outcomes, context = process(batch, plan, context, self.observe)
        return outcomes, context, time.thread_time() - before

    async def warm(self, context: object, batch: RawBatch) -> object:
        assert isinstance(context, Context)
        return await asyncio.get_running_loop().run_in_executor(self.executor, warm, batch, self.plan, context)

    def empty_context(self, partition: int) -> object:
        return Context()


def compile_work(
    specification: RunSpecification,
    *,
    keyring: Keyring | None,
    executor: ThreadPoolExecutor,
    observer: Callable[[str], Observe] = lambda flow: unobserved,
) -> PipelineWork:
    """Compile the effective policy of a specification.

    Args:
        specification: The run; its policy is the only one that is read.
        keyring: The process's keys, or None.
        executor: Threads for detection.
        observer: Makes the wrapper of stages for a flow.

    Raises:
        LaneRefused: With the reason: policy_invalid, missing_detector, wrong_version or missing_key.
    """
    try:
        policy = Policy.model_validate(specification.policy)
    except ValidationError:
        raise LaneRefused(LaneRefusal.POLICY_INVALID, "the specification's policy cannot be read") from None
    # What is stored is what the hash is of. This version may know more words than the one that stored it, no others.
    if hash_of(specification.policy) != specification.policy_hash:
        raise LaneRefused(LaneRefusal.POLICY_INVALID, "the specification's policy is not the one that its hash names")
    if not still_says(specification.policy, policy.effective()):
        raise LaneRefused(LaneRefusal.POLICY_INVALID, "the policy has another effective form here")
    plan = replace(_compile_plan(specification, policy, keyring), policy_hash=specification.policy_hash)
    for name, version in sorted(specification.requirements.items()):
        if name not in plan.requirements:
            raise LaneRefused(LaneRefusal.MISSING_DETECTOR, f"detector {name} is not here")
        if plan.requirements[name] != version:
            raise LaneRefused(LaneRefusal.WRONG_VERSION, f"detector {name} has another version here")
    try:
        quarantiner = Quarantiner.of(
            policy.quarantine, run_id=specification.run_id, policy_hash=specification.policy_hash, keyring=keyring
        )
    except ConfigurationError as error:
        raise LaneRefused(LaneRefusal.MISSING_KEY, str(error)) from None
    observe = observer(specification.flow)
    hurry = Hurry()
    return PipelineWork(
        specification,
        quarantiner,
        plan,
        observe,
        executor,
        Pace(linear=plan.linear),
        hurry,
        replace(plan, hurry=hurry),
    )


def _compile_plan(specification: RunSpecification, policy: Policy, keyring: Keyring | None) -> Plan:
    def compiled(keys: Keyring | None) -> Plan:
        return compile_plan(
            policy,
            input_topic=specification.topic,
            outputs=specification.outputs,
            keys=keys,
            run_id=specification.run_id,
            format=specification.format,
            clock=time.monotonic,
            cpu_clock=time.thread_time,
        )

    try:
        return compiled(keyring)
    except ConfigurationError as error:
        # Two lines for one type are wrong with any detector; a name that is unknown here may be known elsewhere.
        twice = error.place.startswith("detect.thresholds") and not isinstance(error, UnknownName)
        missing = error.place.startswith("detect") and not twice
        reason = LaneRefusal.MISSING_DETECTOR if missing else LaneRefusal.POLICY_INVALID
        if keyring is None and _compiles(lambda: compiled(Keyring.generate())):
            reason = LaneRefusal.MISSING_KEY  # with any key it would have worked
        raise LaneRefused(reason, str(error)) from None


def _compiles(attempt: Callable[[], Plan]) -> bool:
    try:
        attempt()
    except ConfigurationError:
        return False
    return True
