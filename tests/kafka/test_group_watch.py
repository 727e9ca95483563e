"""A group whose leader is gone gets another one, and who has lost its static id to another hears of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.protocol.group import JoinGroupRequest, LeaveGroupRequest, SyncGroupRequest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics, TopicName
from tidegate.kafka.clock import SystemClock
from tidegate.kafka.group_watch import REBALANCE_IN_PROGRESS, GroupWatch
from tidegate.kafka.records_io import stop_consumer

PATIENCE_SECONDS = 6.0


class Clock(SystemClock):
    """A clock that is set by hand."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


class Answer:
    def __init__(self, leader_id: str, error_code: int) -> None:
        self.leader_id = leader_id
        self.error_code = error_code
        self.member_assignment = b""


class Coordinator:
    """What is used of aiokafka's: it answers every JoinGroup with one leader."""

    group_id = "g"
    member_id = "me"
    assignment = b""

    def __init__(self, leader_id: str, error_code: int) -> None:
        self._leader_id = leader_id
        self._error_code = error_code
        self.sent: list[Any] = []

    async def _send_req(self, request: Any) -> Answer:
        self.sent.append(request)
        answer = Answer(self._leader_id, self._error_code)
        answer.member_assignment = self.assignment
        return answer


class Consumer:
    def __init__(self, leader_id: str, error_code: int = 0) -> None:
        self._coordinator = Coordinator(leader_id, error_code)


def join() -> Any:
    return JoinGroupRequest("g", 6_000, 6_000, "me", None, "consumer", [])


@pytest.mark.parametrize(
    ("leader_id", "waited_seconds", "assigned", "put_out"),
    [
        ("other", 7.0, False, True),
        ("other", 5.0, False, False),  # it may still come
        ("other", 7.0, True, False),  # it has come
        ("me", 7.0, False, False),  # nobody puts itself out
        ("", 7.0, False, False),  # the broker asked to join again with a member id first
    ],
)
async def test_a_leader_is_put_out_only_when_it_makes_no_assignment_in_time(
    leader_id: str, waited_seconds: float, assigned: bool, put_out: bool
) -> None:
    """Before that, or when it is this member itself, it stays."""
    consumer, clock = Consumer(leader_id), Clock()
    leader = GroupWatch(consumer, clock, patience_seconds=PATIENCE_SECONDS)
    await consumer._coordinator._send_req(join())
    clock.now += waited_seconds / 2
    await consumer._coordinator._send_req(join())  # named again: the wait goes on, it does not begin anew
    clock.now += waited_seconds / 2
    if assigned:
        leader.assigned()
    assert await leader.dismiss_if_gone() is put_out
    assert any(isinstance(request, LeaveGroupRequest) for request in consumer._coordinator.sent) is put_out
    assert await leader.dismiss_if_gone() is False, "once is enough"


def member(bootstrap: str, group: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=group,
        enable_auto_commit=False,
        session_timeout_ms=6_000,
        rebalance_timeout_ms=4_500,
        heartbeat_interval_ms=300,
    )


async def crash(consumer: AIOKafkaConsumer) -> None:
    """End as a killed process does: the group hears nothing of it."""

    async def say_nothing() -> None:
        return None

    consumer._coordinator._maybe_leave_group = say_nothing
    await stop_consumer(consumer)


@pytest.mark.parametrize(("error_code", "fenced"), [(82, True), (0, False), (25, False), (27, False)])
async def test_only_the_word_fenced_instance_id_means_that_another_has_our_name(error_code: int, fenced: bool) -> None:
    """An unknown member (25) or a rebalance (27) is everyday life."""
    consumer = Consumer("other", error_code)
    group = GroupWatch(consumer, Clock(), patience_seconds=PATIENCE_SECONDS)
    await consumer._coordinator._send_req(join())
    assert group.fenced is fenced


@pytest.mark.parametrize(
    ("error_code", "assignment", "heard"),
    [(0, b"", REBALANCE_IN_PROGRESS), (0, b"\x00\x00", 0), (25, b"", 25)],
)
async def test_a_member_that_is_left_out_of_the_assignment_joins_again(
    error_code: int, assignment: bytes, heard: int
) -> None:
    """aiokafka cannot read an answer of no bytes, and would consume nothing from then on."""
    consumer = Consumer("other", error_code)
    consumer._coordinator.assignment = assignment
    GroupWatch(consumer, Clock(), patience_seconds=PATIENCE_SECONDS)
    answer = await consumer._coordinator._send_req(SyncGroupRequest("g", 1, "me", "", []))
    assert answer.error_code == heard


async def until_assigned(consumers: list[AIOKafkaConsumer], partitions: int, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while sum(len(consumer.assignment()) for consumer in consumers) != partitions:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


@pytest.mark.deadline(200)
async def test_partitions_are_given_out_again_after_their_leader_was_killed(
    broker: Broker, topic_name: TopicName, create_topics: CreateTopics
) -> None:
    """The embedded broker goes on naming the dead leader; without being told, it stalled the group for ever."""
    topic, group = topic_name(), topic_name("group")
    await create_topics(topic, partitions=2)
    first, second, third = (member(broker.bootstrap, group) for _ in range(3))
    try:
        await first.start()
        first.subscribe([topic])
        await until_assigned([first], 2, 20)
        await second.start()
        leader = GroupWatch(second, SystemClock(), patience_seconds=0.5)
        second.subscribe([topic])
        await until_assigned([first, second], 2, 20)
        leader.assigned()
        await crash(first)
        await third.start()
        GroupWatch(third, SystemClock(), patience_seconds=60.0)  # as every consumer of a worker has one
        third.subscribe([topic])
        async with asyncio.timeout(120):
            while sum(len(one.assignment()) for one in (second, third)) != 2 or not third.assignment():
                await leader.dismiss_if_gone()
                await asyncio.sleep(0.2)
    finally:
        for consumer in (second, third):
            await stop_consumer(consumer)
