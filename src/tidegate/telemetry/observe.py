"""Timers round the stages of the pipeline, which itself knows no clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tidegate.telemetry.metrics import Metrics

Taken = TypeVar("Taken")
Given = TypeVar("Given")


class StageTimer:
    """Wraps a stage so that its time counts in ``tidegate_batch_seconds``, also when it raises.

    Args:
        metrics: Where it counts.
        flow: The flow, a label.
        now: Seconds that never go back.
    """

    def __init__(self, metrics: Metrics, flow: str, *, now: Callable[[], float] = time.perf_counter) -> None:
        self._metrics = metrics
        self._flow = flow
        self._now = now

    def __call__(self, name: str, stage: Callable[[Taken], Given], /) -> Callable[[Taken], Given]:
        seconds = self._metrics.batch_seconds.labels(self._flow, name)
        now = self._now

        def timed(batch: Taken) -> Given:
            started = now()
            try:
                return stage(batch)
            finally:
                seconds.observe(now() - started)

        return timed
