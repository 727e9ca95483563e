"""One run in a worker, as far as it needs no broker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from tests.kafka.lane_kit import specification
from tidegate.errors import LaneRefused
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.ports import Hold, Work
from tidegate.kafka.run_work import RunWork
from tidegate.kafka.work import PipelineWork, compile_work
from tidegate.keys import Keyring
from tidegate.policies import Policy, hash_of
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


@pytest.mark.parametrize(
    ("thresholds", "reason"),
    [
        ({"email": 0.5, "email_address": 0.1}, LaneRefusal.POLICY_INVALID),  # by two names of one type
        ({"aura": 0.5}, LaneRefusal.MISSING_DETECTOR),  # of a newer version, or a plug-in's
    ],
)
def test_a_policy_that_is_wrong_everywhere_is_not_told_to_lack_a_detector(
    thresholds: dict[str, float], reason: LaneRefusal
) -> None:
    policy = Policy.model_validate({"policy": "a", "detect": {"thresholds": thresholds}})
    run = specification(policy=policy.effective(), policy_hash=policy.hash())
    with ThreadPoolExecutor(1) as executor, pytest.raises(LaneRefused) as refused:
        compile_work(run, keyring=None, executor=executor)
    assert refused.value.reason == reason


def _compiled(policy: dict[str, Any], **changes: Any) -> PipelineWork:
    with ThreadPoolExecutor(1) as executor:
        run = specification(**{"policy": policy, "policy_hash": hash_of(policy), **changes})
        return compile_work(run, keyring=Keyring.generate(), executor=executor)


@pytest.mark.parametrize("place", [(), ("detect",)])
def test_a_run_that_an_older_version_wrote_goes_on_without_the_words_that_are_new_here(place: tuple[str, ...]) -> None:
    """What stands in its records' headers is the hash that its specification says, not one that this version makes."""
    policy = Policy.model_validate({"policy": "a"}).effective()
    stored = policy
    for name in place:
        stored = stored[name]
    del stored["timeout_seconds" if place else "level_header"]
    work = _compiled(policy)
    assert work.plan.policy_hash == work.specification.policy_hash == hash_of(policy)
    assert work.plan.policy_hash != Policy.model_validate(policy).hash()


def test_a_policy_that_reads_as_another_one_here_is_refused() -> None:
    policy = Policy.model_validate({"policy": "a", "input": {"topic": "t", "format": "csv", "csv": {}}}).effective()
    policy["input"]["csv"]["delimiter"] = "tab"
    with pytest.raises(LaneRefused) as refused:
        _compiled(policy)
    assert refused.value.reason == LaneRefusal.POLICY_INVALID


def test_a_policy_whose_hash_is_another_ones_is_refused() -> None:
    policy = Policy.model_validate({"policy": "a"})
    with pytest.raises(LaneRefused) as refused:
        _compiled(policy.effective(), policy_hash=Policy.model_validate({"policy": "b"}).hash())
    assert refused.value.reason == LaneRefusal.POLICY_INVALID
