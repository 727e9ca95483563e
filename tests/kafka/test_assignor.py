"""The assignment is a function of names: whoever comes back under its own gets its own partitions again."""

from __future__ import annotations

from typing import Any

import pytest

from tidegate.kafka.assignor import NamedAssignor


class Cluster:
    """What an assignor asks of aiokafka's cluster."""

    def __init__(self, **topics: int) -> None:
        self._topics = topics

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        return set(range(self._topics[topic])) if topic in self._topics else None


def assigned(members: dict[str, str], cluster: Cluster, topic: str = "raw") -> dict[str, list[int]]:
    """From member ids with names to the partitions that the leader gives each."""
    said: dict[str, Any] = {member_id: NamedAssignor(name).metadata([topic]) for member_id, name in members.items()}
    answer = NamedAssignor().assign(cluster, said)
    return {
        member_id: [number for _, numbers in assignment.assignment for number in numbers]
        for member_id, assignment in answer.items()
    }


def test_a_member_that_comes_back_under_a_new_id_gets_its_own_partitions() -> None:
    """The broker makes up a new id at each join; neither its age nor its order decides anything."""
    cluster = Cluster(raw=6)
    before = assigned({"id-1": "worker-a", "id-2": "worker-b"}, cluster)
    after = assigned({"id-3": "worker-a", "id-2": "worker-b"}, cluster)
    assert before == {"id-1": [0, 2, 4], "id-2": [1, 3, 5]}
    assert after == {"id-3": [0, 2, 4], "id-2": [1, 3, 5]}


@pytest.mark.parametrize(
    ("partitions", "members"), [(6, 1), (6, 2), (5, 3), (2, 4), (0, 2)], ids=lambda number: str(number)
)
def test_every_partition_has_one_owner_and_shares_differ_by_at_most_one(partitions: int, members: int) -> None:
    """Members without a name, as with dynamic membership, are told apart by their ids."""
    shares = assigned({f"id-{number}": "" for number in range(members)}, Cluster(raw=partitions))
    assert sorted(number for share in shares.values() for number in share) == list(range(partitions))
    sizes = [len(share) for share in shares.values()]
    assert max(sizes) - min(sizes) <= 1


def test_a_topic_that_is_not_there_yet_gives_nobody_anything() -> None:
    """The group forms all the same, and a later rebalance deals it out."""
    assert assigned({"id-1": "worker-a"}, Cluster(), topic="raw") == {"id-1": []}
