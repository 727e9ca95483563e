"""What is done to a batch: a specification's policy, compiled, and run in threads away from the event loop.

Heartbeats share the loop with everything else, so detection must not hold it. A specification that asks for what this
worker does not have is refused here, by a reason from a closed list, before any lane opens.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pydantic import ValidationError

from tidegate.errors import ConfigurationError, LaneRefused
from tidegate.kafka.quarantine import Quarantiner
from tidegate.keys import Keyring
from tidegate.pipeline.link_context import Context, warm
from tidegate.pipeline.pipeline import Observe, process, unobserved
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.policies import Policy
from tidegate.records import Outcomes, RawBatch
from tidegate.wire import LaneRefusal, RunSpecification


@dataclass(frozen=True, slots=True)
class PipelineWork:
    """One revision of a run, ready to work. Made by `compile_work`."""

    specification: RunSpecification
    quarantiner: Quarantiner
    plan: Plan
    observe: Observe
    executor: ThreadPoolExecutor

    @property
    def reach_records(self) -> int:
        return 0 if self.plan.link is None else self.plan.link.reach_records

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        assert isinstance(context, Context)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.executor, process, batch, self.plan, context, self.observe)

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
    if policy.hash() != specification.policy_hash:
        raise LaneRefused(LaneRefusal.POLICY_INVALID, "the policy here has another effective form than its hash says")
    plan = _compile_plan(specification, policy, keyring)
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
    return PipelineWork(specification, quarantiner, plan, observer(specification.flow), executor)


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
        )

    try:
        return compiled(keyring)
    except ConfigurationError as error:
        reason = LaneRefusal.MISSING_DETECTOR if error.place.startswith("detect") else LaneRefusal.POLICY_INVALID
        if keyring is None and _compiles(lambda: compiled(Keyring.generate())):
            reason = LaneRefusal.MISSING_KEY  # with any key it would have worked
        raise LaneRefused(reason, str(error)) from None


def _compiles(attempt: Callable[[], Plan]) -> bool:
    try:
        attempt()
    except ConfigurationError:
        return False
    return True
