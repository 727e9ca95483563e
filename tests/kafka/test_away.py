"""A service that detectors need stays away: how long a lane waits, and what the policy says then."""

from __future__ import annotations

import asyncio

import pytest

from tests.kafka.broker_model import Entry, run_virtual
from tests.kafka.lane_kit import CapitalsWork
from tests.kafka.lane_stories import broker_with, kinds, lane_of, reasons, working
from tidegate.errors import TemporaryFault
from tidegate.kafka.quarantine import Quarantiner
from tidegate.policies import Policy
from tidegate.records import Outcomes, RawBatch
from tidegate.wire import LaneRefusal, LaneStatus

RETRY_SECONDS = 60.0


class Depends(CapitalsWork):
    """Needs a service; ``is_away`` says whether it answers."""

    is_away = True

    async def process(self, batch: RawBatch, context: object) -> tuple[Outcomes, object]:
        if self.is_away:
            raise TemporaryFault("away")
        return await super().process(batch, context)


@pytest.mark.parametrize("gives_up", [True, False])
def test_after_retry_seconds_max_what_was_not_read_goes_where_the_policy_says(gives_up: bool) -> None:
    """Until then it waits in both cases. While the service stays away, batches behind it do not wait again."""

    async def story() -> None:
        broker = broker_with(b"one", b"two")
        work = Depends(broker.specification, gives_up=gives_up)
        worker = await working(broker, work=work, seconds=RETRY_SECONDS / 2, retry_seconds_max=RETRY_SECONDS)
        assert broker.commits == []
        await asyncio.sleep(2 * RETRY_SECONDS)
        broker.raw[0].append(Entry(b"three"))
        await asyncio.sleep(RETRY_SECONDS / 2)
        if not gives_up:
            assert broker.commits == []
            assert (lane_of(worker).status, lane_of(worker).reason) == (LaneStatus.PAUSED, LaneRefusal.TEMPORARY_FAULT)
            return
        assert kinds(broker) == dict.fromkeys(range(3), "quarantined")
        assert reasons(broker) == dict.fromkeys(range(3), "temporary_fault")
        assert (lane_of(worker).reason, lane_of(worker).failing_seconds) == (None, 0.0)

    run_virtual(story())


def test_what_comes_after_the_service_is_back_passes_and_the_next_fault_is_waited_out_anew() -> None:
    """One answer ends the fault: its time is not added to that of an earlier one."""

    async def story() -> None:
        broker = broker_with(b"one")
        work = Depends(broker.specification, gives_up=True, reach_records=10)
        await working(broker, work=work, seconds=3 * RETRY_SECONDS, retry_seconds_max=RETRY_SECONDS)
        work.is_away = False
        broker.raw[0].append(Entry(b"two"))
        await asyncio.sleep(RETRY_SECONDS)
        assert kinds(broker) == {0: "quarantined", 1: "clean"}
        assert work.contexts[-1] == ((0, b"one"),)  # unread, and remembered as a lane that starts here would
        work.is_away = True
        broker.raw[0].append(Entry(b"three"))
        await asyncio.sleep(RETRY_SECONDS / 2)
        assert 2 not in kinds(broker)
        work.is_away = False
        await asyncio.sleep(RETRY_SECONDS)
        assert kinds(broker)[2] == "clean"

    run_virtual(story())


def test_mode_block_stops_its_partition_there() -> None:
    """Nothing leaves a partition that waits for a person."""

    async def story() -> None:
        broker = broker_with(b"one")
        work = Depends(broker.specification, gives_up=True, blocks=True)
        worker = await working(broker, work=work, seconds=3 * RETRY_SECONDS, retry_seconds_max=RETRY_SECONDS)
        assert broker.commits == []
        assert lane_of(worker).reason is LaneRefusal.BLOCKED

    run_virtual(story())


@pytest.mark.parametrize(("said", "gives_up"), [({}, False), ({"temporary_fault": "quarantine"}, True)])
def test_the_policy_says_it(said: dict[str, str], gives_up: bool) -> None:
    policy = Policy.model_validate({"policy": "p", "quarantine": {"topic": "quarantine.a", **said}})
    made = Quarantiner.of(policy.quarantine, run_id="r", policy_hash=policy.hash(), keyring=None)
    assert made.gives_up is gives_up
