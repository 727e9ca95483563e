"""Who works on which partition: a function of the members' names, so that a member that comes back gets its own again.

aiokafka's assignors sort members by the id that the broker makes up anew each time one joins. With static membership
that breaks: a worker that was killed and started again comes back under its name, in the same generation, without a
rebalance; if it is the leader, it makes the assignment once more, alone, and the others keep what they had. Sorted by
the new id it then took its neighbour's partitions, and its own belonged to nobody, for as long as the run lasted
(measured on the embedded broker). Sorted by name, the assignment made twice is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata


class NamedAssignor:
    """Deals partitions out one by one to the members in the order of their names.

    One object belongs to one consumer: it tells the leader this consumer's name. What aiokafka calls an assignor is a
    class with class methods; it asks for nothing but these methods.

    Args:
        member_name: The static id, or "" for dynamic membership; members without one are sorted by the broker's id.
    """

    name = "tidegate"
    version = 0

    def __init__(self, member_name: str = "") -> None:
        self._member_name = member_name.encode("utf-8")

    def metadata(self, topics: Iterable[str]) -> Any:
        """What this consumer tells the leader of itself."""
        return ConsumerProtocolMemberMetadata(self.version, list(topics), self._member_name)

    def assign(self, cluster: Any, members: Mapping[str, Any]) -> dict[str, Any]:
        """The assignment of every member, made by the leader.

        Args:
            cluster: aiokafka's view of the topics.
            members: By member id, what each said in `metadata`.
        """
        order = sorted(members, key=lambda member_id: (bytes(members[member_id].user_data or b""), member_id))
        dealt: dict[str, dict[str, list[int]]] = {member_id: {} for member_id in order}
        topics = sorted({topic for metadata in members.values() for topic in metadata.subscription})
        turn = 0
        for topic in topics:
            takers = [member_id for member_id in order if topic in members[member_id].subscription]
            for partition in sorted(cluster.partitions_for_topic(topic) or ()):
                dealt[takers[turn % len(takers)]].setdefault(topic, []).append(partition)
                turn += 1
        return {
            member_id: ConsumerProtocolMemberAssignment(self.version, sorted(taken.items()), b"")
            for member_id, taken in dealt.items()
        }

    def on_assignment(self, assignment: Any) -> None:
        """Nothing to remember: the next assignment depends on names alone."""
