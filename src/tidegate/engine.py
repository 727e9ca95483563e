"""The engine: a policy applied in memory, without a broker.

The very pipeline that lanes run, on texts that are at hand: for tests, notebooks, `tidegate redact` and the text API.
Texts given to one call are one partition, in order, so linked context works between them as it does on a topic.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tidegate.detectors.base import Detector
from tidegate.keys import Keyring
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.policies import Policy
from tidegate.policy_files import load_policy
from tidegate.records import Headers, OutcomeKind, Outcomes, RawBatch
from tidegate.wire import Output

OUTPUT = "memory"
LINES_AT_ONCE = 500  # lines that `redact_lines` processes in one batch


class Entity(NamedTuple):
    """Where something was found. Offsets are code points: ``start`` and ``end`` in the source field, ``output_start``
    and ``output_end`` in what it became.
    """

    entity_type: str
    start: int
    end: int
    output_start: int
    output_end: int
    field: str
    score: float
    detector: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one text.

    ``value`` is None unless the outcome is clean (or the input was None); ``reason`` says why a record is quarantined,
    as ``stage: reason``.
    """

    outcome: OutcomeKind
    value: bytes | None
    entities: tuple[Entity, ...]
    reason: str | None

    @property
    def text(self) -> str | None:
        return None if self.value is None else self.value.decode("utf-8")


class Engine:
    """A compiled policy that can be applied again and again; each call starts without linked context."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @classmethod
    def from_policy(
        cls,
        policy: str | os.PathLike[str] | Policy,
        keys: Keyring | None = None,
        *,
        format: str | None = None,
        detectors: Sequence[Detector] | None = None,
    ) -> Engine:
        """Compile a policy.

        Args:
            policy: A policy, or the path of its YAML file.
            keys: The keyring, where the policy needs one.
            format: ``json`` or ``text``; the policy's own unless given.
            detectors: Instead of those that the policy asks for.

        Raises:
            ConfigurationError: If the file or the policy is wrong; names the file and place.
        """
        if not isinstance(policy, Policy):
            policy = load_policy(Path(policy))
        plan = compile_plan(
            policy,
            input_topic=policy.input.topic if policy.input is not None else OUTPUT,
            outputs=[Output(topic=OUTPUT)],
            keys=keys,
            run_id=OUTPUT,
            format=format,
            detectors=detectors,
            clock=time.monotonic,
            cpu_clock=time.thread_time,
        )
        return cls(plan)

    def process(
        self,
        values: Iterable[str | bytes | None],
        *,
        keys: Sequence[bytes | None] | None = None,
        timestamps: Sequence[int] | None = None,
    ) -> list[Result]:
        """Apply the policy to texts, in order.

        Args:
            values: One record each; None is a tombstone.
            keys: Record keys, one for each value; none unless given.
            timestamps: In milliseconds; all 0 unless given.

        Raises:
            TypeError: If ``values`` is one text: letter by letter nothing would be found in it.
        """
        _refuse_one_text(values)
        encoded = [value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value for value in values]
        outcomes, _ = self._run(encoded, keys, timestamps, 0, Context())
        return _results(outcomes)

    def outcomes(
        self,
        values: Sequence[bytes | None],
        *,
        keys: Sequence[bytes | None] | None = None,
        timestamps: Sequence[int] | None = None,
        headers: Sequence[Headers] | None = None,
    ) -> Outcomes:
        """As `process`, with all that the pipeline says: keys and headers as they are written, failures, counters."""
        return self._run(values, keys, timestamps, 0, Context(), headers)[0]

    def redact_lines(self, lines: Iterable[str]) -> Iterator[Result]:
        """Apply the policy to lines, one record each, without their line ends; linked as one partition.

        Raises:
            TypeError: If ``lines`` is one text.
        """
        _refuse_one_text(lines)
        return itertools.chain.from_iterable(self.redact_bursts(_bursts(lines)))

    def redact_bursts(self, bursts: Iterable[Sequence[str]]) -> Iterator[list[Result]]:
        """As `redact_lines`, for lines that come in bursts: each burst is answered before the next one is asked for."""
        context, offset = Context(), 0
        for burst in bursts:
            waiting = [line.rstrip("\r\n").encode("utf-8", "surrogatepass") for line in burst]
            outcomes, context = self._run(waiting, None, None, offset, context)
            yield _results(outcomes)
            offset += len(waiting)

    def _run(
        self,
        values: Sequence[bytes | None],
        keys: Sequence[bytes | None] | None,
        timestamps: Sequence[int] | None,
        offset: int,
        context: Context,
        headers: Sequence[Headers] | None = None,
    ) -> tuple[Outcomes, Context]:
        count = len(values)
        batch = RawBatch(
            topic=self.plan.input_topic,
            partition=0,
            position_from=offset,
            position_to=offset + count,
            offsets=range(offset, offset + count),
            timestamps=timestamps if timestamps is not None else [0] * count,
            keys=keys if keys is not None else [None] * count,
            values=values,
            headers=headers if headers is not None else [()] * count,
        )
        return process(batch, self.plan, context)


def _refuse_one_text(records: object) -> None:
    if isinstance(records, str | bytes | bytearray):
        raise TypeError("records are a list: for one of them write [record]")


def _bursts(lines: Iterable[str]) -> Iterator[list[str]]:
    coming = iter(lines)
    while burst := list(itertools.islice(coming, LINES_AT_ONCE)):
        yield burst


def _results(outcomes: Outcomes) -> list[Result]:
    results: list[Result] = []
    for record, (kind, written) in enumerate(zip(outcomes.kinds, outcomes.outputs, strict=True)):
        failure = outcomes.failures.get(record)
        results.append(
            Result(
                outcome=kind,
                value=written[0].value if written else None,
                entities=tuple(
                    Entity(
                        applied.finding.entity_type,
                        applied.finding.start,
                        applied.finding.end,
                        applied.start,
                        applied.end,
                        field,
                        applied.finding.score,
                        applied.finding.detector,
                    )
                    for field, applied in outcomes.applied.get(record, ())
                ),
                reason=None if failure is None else f"{failure.stage.value}: {failure.reason.value}",
            )
        )
    return results
