"""A record's way from raw to clean: the only place that knows the order of the stages.

    gate -> decode -> select_fields -> link_context -> detect -> resolve -> transform -> verify -> encode

Each stage takes the batch type that only the one before it makes, so nothing unverified can be encoded. The function is
pure: the same batch, plan and context give the same outcomes; a temporary fault is the only thing that leaves it.

Stages pin what goes wrong to its record. Should one raise all the same, the batch is halved until the record is found:
a mistake of ours may cost that record, but never the partition behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from tidegate.pipeline.decode import decode
from tidegate.pipeline.detect import detect
from tidegate.pipeline.encode import encode
from tidegate.pipeline.halve import in_halves, pinned
from tidegate.pipeline.link_context import Context, link_context
from tidegate.pipeline.plain import gate
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.resolve import resolve
from tidegate.pipeline.select_fields import select_fields
from tidegate.pipeline.transform import transform
from tidegate.pipeline.verify import verify
from tidegate.records import Outcomes, RawBatch, Stage

Taken = TypeVar("Taken")
Given = TypeVar("Given")


class Observe(Protocol):
    """Wraps a stage: with timers and counters, or not at all. What it returns is called once, with the stage's
    batch.
    """

    def __call__(self, name: str, stage: Callable[[Taken], Given], /) -> Callable[[Taken], Given]: ...


def unobserved(name: str, stage: Callable[[Taken], Given], /) -> Callable[[Taken], Given]:
    """Leaves every stage as it is."""
    return stage


def process(batch: RawBatch, plan: Plan, context: Context, observe: Observe = unobserved) -> tuple[Outcomes, Context]:
    """Turn raw records into outcomes.

    Args:
        batch: Records of one input partition, in order.
        plan: How this run treats them.
        context: What earlier batches of this partition left; it is not changed.
        observe: Called with each stage's name before it runs.

    Returns:
        One outcome for each record, in order, and the context for the next batch, to be kept only once the outcomes are
        committed.

    Raises:
        TemporaryFault: An outside service is away, or the plan's hurry allows no more (`OutOfTime`). The same batch may
            pass later.
    """
    return in_halves(batch, context, partial(_run, plan=plan, observe=observe), plan.entities_max)


def _run(batch: RawBatch, context: Context, plan: Plan, observe: Observe) -> tuple[Outcomes, Context]:
    def stage(name: Stage, work: Callable[[Taken], Given], taken: Taken) -> Given:
        if plan.hurry is not None:
            plan.hurry(0)
        return observe(name.value, pinned(name, work))(taken)

    gated = stage(Stage.GATE, partial(gate, plan=plan), batch)
    documents = stage(Stage.DECODE, partial(decode, plan=plan), gated)
    selected = stage(Stage.SELECT_FIELDS, partial(select_fields, plan=plan), documents)
    linked, context = stage(Stage.LINK_CONTEXT, partial(link_context, plan=plan, context=context), selected)
    candidates = stage(Stage.DETECT, partial(detect, plan=plan), linked)
    findings = stage(Stage.RESOLVE, partial(resolve, plan=plan), candidates)
    clean = stage(Stage.TRANSFORM, partial(transform, plan=plan), findings)
    verified = stage(Stage.VERIFY, partial(verify, plan=plan), clean)
    return stage(Stage.ENCODE, partial(encode, plan=plan), verified), context
