"""One run in a worker, as far as it needs no broker."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.kafka.lane_kit import specification
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.ports import Hold, Work
from tidegate.kafka.run_work import RunWork
from tidegate.wire import LaneRefusal, LaneStatus, RunSpecification

PARTS: Any = SimpleNamespace(clock=SystemClock(), grace_seconds=1.0, static_id=None, on_change=lambda: None)


async def test_a_run_that_breaks_its_compiler_is_refused_and_ends_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """A detector of somebody's own may raise anything; what it says may quote a list of the policy."""

    def compile_work(specification: RunSpecification) -> Work:
        raise ValueError("ada@example.com")

    lane = RunWork(specification(), compile_work, PARTS)._open_lane(0, Hold())
    assert (lane.status, lane.reason) == (LaneStatus.REFUSED, LaneRefusal.POLICY_INVALID)
    assert "ValueError" in caplog.text
    assert "ada@example.com" not in caplog.text


async def test_a_worker_without_memory_ends_rather_than_fail_the_run() -> None:
    """Another one may have it."""

    def compile_work(specification: RunSpecification) -> Work:
        raise MemoryError

    with pytest.raises(MemoryError):
        RunWork(specification(), compile_work, PARTS)
