"""A record's way from raw to clean: the only place that knows the order of the stages.

    decode -> select_fields -> link_context -> detect -> resolve -> transform -> verify -> encode

Each stage takes the batch type that only the one before it makes, so nothing unverified can be encoded. The function is
pure: the same batch, plan and context give the same outcomes; a temporary fault is the only thing that leaves it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from tidegate.pipeline.decode import decode
from tidegate.pipeline.detect import detect
from tidegate.pipeline.encode import encode
from tidegate.pipeline.link_context import Context, link_context
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
        TemporaryFault: An outside service is away. The same batch may pass later.
    """
    documents = observe(Stage.DECODE.value, partial(decode, plan=plan))(batch)
    selected = observe(Stage.SELECT_FIELDS.value, partial(select_fields, plan=plan))(documents)
    linked, context = observe(Stage.LINK_CONTEXT.value, partial(link_context, plan=plan, context=context))(selected)
    candidates = observe(Stage.DETECT.value, partial(detect, plan=plan))(linked)
    findings = observe(Stage.RESOLVE.value, partial(resolve, plan=plan))(candidates)
    clean = observe(Stage.TRANSFORM.value, partial(transform, plan=plan))(findings)
    verified = observe(Stage.VERIFY.value, partial(verify, plan=plan))(clean)
    return observe(Stage.ENCODE.value, partial(encode, plan=plan))(verified), context
