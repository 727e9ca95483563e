"""Halve a batch until the one record is found at which a stage raises.

Every stage pins what it foresees to its record. This is for what nobody foresaw: without it, one record that trips over
a mistake of ours would stall its partition for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from tidegate.errors import TemporaryFault, TidegateError
from tidegate.pipeline.link_context import Context
from tidegate.records import Failure, OutcomeKind, Outcomes, RawBatch, Reason, Stage

REASONS = {
    Stage.GATE: Reason.UNDECODABLE_SYNTAX,
    Stage.DECODE: Reason.UNDECODABLE_SYNTAX,
    Stage.SELECT_FIELDS: Reason.FIELDS_FAILED,
    Stage.LINK_CONTEXT: Reason.CONTEXT_FAILED,
    Stage.DETECT: Reason.DETECTOR_FAILED,
    Stage.RESOLVE: Reason.RESOLVE_FAILED,
    Stage.TRANSFORM: Reason.TRANSFORM_FAILED,
    Stage.VERIFY: Reason.VALUE_SURVIVED,
    Stage.ENCODE: Reason.ENCODE_FAILED,
}

Taken = TypeVar("Taken")
Given = TypeVar("Given")
Run = Callable[[RawBatch, Context], tuple[Outcomes, Context]]


class StageFailed(TidegateError):
    """A stage raised what it should have pinned to a record. Never holds a value."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        super().__init__(f"stage {stage.value} failed")


def pinned(name: Stage, stage: Callable[[Taken], Given]) -> Callable[[Taken], Given]:
    """A stage whose unforeseen errors carry its name. What observes it is outside: its errors are not a record's."""

    def run(batch: Taken) -> Given:
        try:
            return stage(batch)
        except TemporaryFault:
            raise
        except Exception as error:
            raise StageFailed(name) from error

    return run


def in_halves(batch: RawBatch, context: Context, run: Run, entities_max: int) -> tuple[Outcomes, Context]:
    """Run a batch; where that fails, its halves, one after the other; a record that fails alone is quarantined.

    Args:
        batch: The records.
        context: What is remembered before the first of them.
        run: All stages.
        entities_max: How many findings one batch may list.
    """
    try:
        return run(batch, context)
    except StageFailed as failed:
        if len(batch) <= 1:
            if not len(batch):
                raise
            failure = Failure(failed.stage, REASONS[failed.stage])
            return Outcomes(batch, [OutcomeKind.QUARANTINED], [()], {0: failure}, {}, []), context
    middle = len(batch) // 2
    first, context = in_halves(part(batch, 0, middle), context, run, entities_max)
    second, context = in_halves(part(batch, middle, len(batch)), context, run, entities_max)
    return joined(batch, first, second, entities_max), context


def part(batch: RawBatch, start: int, end: int) -> RawBatch:
    """Records ``[start, end)`` of a batch, not empty, as a batch of their own."""
    return RawBatch(
        batch.topic,
        batch.partition,
        batch.position_from if start == 0 else batch.offsets[start],
        batch.position_to if end == len(batch) else batch.offsets[end],
        batch.offsets[start:end],
        batch.timestamps[start:end],
        batch.keys[start:end],
        batch.values[start:end],
        batch.headers[start:end],
    )


def joined(batch: RawBatch, first: Outcomes, second: Outcomes, entities_max: int) -> Outcomes:
    """The outcomes of a batch from those of its two parts."""
    shift = len(first)
    return Outcomes(
        batch,
        [*first.kinds, *second.kinds],
        [*first.outputs, *second.outputs],
        {**first.failures, **{record + shift: failure for record, failure in second.failures.items()}},
        dict(sorted((Counter(first.entities) + Counter(second.entities)).items())),
        [*first.found, *second.found][:entities_max],
        dict(sorted((Counter(first.counters) + Counter(second.counters)).items())),
        {**first.applied, **{record + shift: shown for record, shown in second.applied.items()}},
    )
