"""What a group's coordinator says and aiokafka does not pass on: who leads, and that another has taken our name.

Assignments are made by one member, the leader. A broker that goes on naming one that is gone leaves all others without
partitions for ever: measured on the embedded broker after every kill -9 of a leader, whatever the others did (wait,
join again, leave and come back). A LeaveGroup in the leader's name makes it choose another. On a broker that expires
its leaders itself this never happens; and were a living leader put out, it would join again, and its lanes, which are
fenced by their transactional ids and not by the group, could do no harm.

Two processes with one static id take the membership from each other. Apache Kafka tells the one that lost it
(FENCED_INSTANCE_ID); aiokafka does not know the word and goes on without partitions, until it is replaced and takes the
membership back: measured, each of two had the partitions for 25 s in turn. So who hears the word has to end.

A member that the leader did not know when it made the assignment gets none at all, not even an empty one (met on the
embedded broker, where two members joined while a leader was put out). aiokafka cannot read that and ends its routine
without a word to anybody. To join again is what helps, so that is what it is told.
"""

from __future__ import annotations

import logging
from typing import Any

from aiokafka.protocol.group import JoinGroupRequest, LeaveGroupRequest, SyncGroupRequest

from tidegate.errors import KafkaFault
from tidegate.kafka.clock import Clock
from tidegate.kafka.records_io import deadline

log = logging.getLogger(__name__)

FENCED_INSTANCE_ID = 82  # aiokafka shows it as UnknownError
REBALANCE_IN_PROGRESS = 27  # whoever hears it joins again


class GroupWatch:
    """What the coordinator answered to one consumer: ``fenced`` once another member has its static id. One that was
    left out of an assignment joins again.

    Args:
        consumer: A started aiokafka consumer with a group, not yet subscribed.
        patience_seconds: How long a leader may take for the assignment; at least the session timeout, so that a broker
            that finds out itself has done so before.
    """

    def __init__(self, consumer: Any, clock: Clock, *, patience_seconds: float) -> None:
        self._coordinator = consumer._coordinator
        self._clock = clock
        self._patience_seconds = patience_seconds
        self._named: tuple[str, float] | None = None  # the leader, and since when it is waited for
        self.fenced = False
        # aiokafka keeps the leader's name to itself: it stands in the answer to JoinGroup only.
        self._send = self._coordinator._send_req
        self._coordinator._send_req = self._note

    def assigned(self) -> None:
        """The leader has done its work."""
        self._named = None

    async def dismiss_if_gone(self) -> bool:
        """If the leader has not made an assignment in time, take it out of the group. Returns whether that was done."""
        if self._named is None:
            return False
        leader, since = self._named
        if leader == self._coordinator.member_id or self._clock.monotonic() - since < self._patience_seconds:
            return False
        self._named = None
        log.warning("the leader of group %s makes no assignment, it is put out", self._coordinator.group_id)
        try:
            async with deadline("dismiss leader"):
                await self._send(LeaveGroupRequest(self._coordinator.group_id, leader))
        except KafkaFault as fault:
            # Another member may have been quicker.
            log.info("the leader was not put out: %s", fault)
            return False
        return True

    async def _note(self, request: Any) -> Any:
        response = await self._send(request)
        self.fenced |= getattr(response, "error_code", 0) == FENCED_INSTANCE_ID
        if isinstance(request, JoinGroupRequest) and response.leader_id:
            before = self._named
            if before is None or before[0] != response.leader_id:
                self._named = (response.leader_id, self._clock.monotonic())
        if isinstance(request, SyncGroupRequest) and not response.error_code and not response.member_assignment:
            log.warning("the leader of group %s left this member out, it joins again", self._coordinator.group_id)
            response.error_code = REBALANCE_IN_PROGRESS
        return response
