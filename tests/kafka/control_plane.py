"""Parts that the control plane's tests share: a service on a real broker, and a worker's lane played by hand."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.conftest import create_topics_at
from tidegate.errors import ConfigurationError
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.control_service import ControlService
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.records_io import partition_of_key
from tidegate.policies import Format, Policy
from tidegate.wire import (
    Counts,
    Delta,
    LaneRefusal,
    LaneState,
    LaneStatus,
    Names,
    RunSpecification,
    Wire,
    read,
    transactional_id,
)

PROGRESS_PARTITIONS = 2


class TestPolicies:
    """Policies by name, none of which needs anything but a detector of version 1."""

    __test__ = False

    def __init__(self, *policies: Policy) -> None:
        self._policies = {policy.policy: policy for policy in policies}

    def find(self, name: str) -> Policy:
        if name not in self._policies:
            raise ConfigurationError("no such policy")
        return self._policies[name]

    def requirements(self, policy: Policy, format: Format) -> Mapping[str, str]:
        return {"email_address": "1"}


@dataclass
class Plane:
    """One prefix on a broker, with its topics created."""

    bootstrap: str
    names: Names
    progress_partitions: int = PROGRESS_PARTITIONS

    @property
    def options(self) -> dict[str, Any]:
        return {"bootstrap_servers": self.bootstrap}

    @property
    def broker(self) -> ControlBroker:
        return ControlBroker(self.options)

    @classmethod
    async def create(cls, bootstrap: str) -> Plane:
        plane = cls(bootstrap, Names(f"t{uuid.uuid4().hex[:8]}"))
        names = plane.names
        await create_topics_at(bootstrap, names.runs, names.status, names.datasets, names.commands)
        await create_topics_at(bootstrap, names.progress, partitions=PROGRESS_PARTITIONS)
        return plane

    async def create_outputs(self, source: str, topics: Mapping[str, int]) -> Mapping[str, int]:
        there = await self.broker.partition_counts(topics)
        for topic in topics.keys() - there.keys():
            await create_topics_at(self.bootstrap, topic, partitions=topics[topic])
        return await self.broker.partition_counts(topics)

    def service(self, *policies: Policy) -> ControlService:
        return ControlService(self.options, self.names, TestPolicies(*policies), create_outputs=self.create_outputs)

    @asynccontextmanager
    async def running(self, *policies: Policy) -> AsyncIterator[ControlService]:
        service = self.service(*policies)
        await service.start()
        try:
            async with asyncio.timeout(20):
                await service.wait_ready()
            yield service
        finally:
            await service.stop()

    async def raw_topic(self, *records: int, stem: str = "raw.chat") -> str:
        """A topic with so many records in each partition."""
        topic = f"{stem}-{uuid.uuid4().hex[:8]}"
        await create_topics_at(self.bootstrap, topic, partitions=len(records))
        await self.publish(topic, *records)
        return topic

    async def publish(self, topic: str, *records: int) -> None:
        producer = TransactionalProducer(self.options, f"fill-{uuid.uuid4().hex}")
        await producer.start()
        await producer.begin()
        for number, count in enumerate(records):
            rows = [(b"k", b"v%d" % index, None, ()) for index in range(count)]
            if rows:
                await producer.send_batch(topic, number, rows)
        await producer.commit()
        await producer.close()

    async def last_specification(self, run_id: str) -> RunSpecification:
        messages = [m for m in await self.broker.read(self.names.runs) if m.key == run_id and m.value]
        assert messages[-1].value is not None
        return read(RunSpecification, messages[-1].value)

    def lane(self, specification: RunSpecification, partition: int) -> Lane:
        return Lane(self, specification, partition)


class Lane:
    """What a worker's lane does towards control, step by step."""

    def __init__(self, plane: Plane, specification: RunSpecification, partition: int) -> None:
        self.plane, self.specification, self.partition = plane, specification, partition
        self.producer = TransactionalProducer(
            plane.options, transactional_id(specification.lanes, specification.topic, partition)
        )

    async def __aenter__(self) -> Lane:
        await self.producer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.producer.close()

    def delta(self, start: int, end: int, **changes: Any) -> Delta:
        count = changes.pop("count", end - start)
        counts = changes.pop("counts", Counts(in_=count, clean=count))
        fields = {
            "run_id": self.specification.run_id,
            "topic": self.specification.topic,
            "partition": self.partition,
            "from_": start,
            "to": end,
            "counts": counts,
            "policy_hash": self.specification.policy_hash,
            "worker": "w",
            **changes,
        }
        return Delta(**fields)

    async def begin(self, start: int, end: int, **changes: Any) -> None:
        """Everything of a transaction but its commit."""
        await self.producer.begin()
        await self.send(self.delta(start, end, **changes))
        await self.producer.send_offsets(self.specification.group, {(self.specification.topic, self.partition): end})

    async def commit(self, start: int, end: int, **changes: Any) -> None:
        await self.begin(start, end, **changes)
        await self.producer.commit()

    async def send(self, message: Wire) -> None:
        run_id = self.specification.run_id
        number = partition_of_key(run_id, self.plane.progress_partitions)
        await self.producer.send_batch(
            self.plane.names.progress, number, [(run_id.encode(), message.to_bytes(), None, ())]
        )

    async def say(self, state: LaneStatus, reason: LaneRefusal | None = None) -> None:
        await self.producer.begin()
        await self.send(
            LaneState(
                run_id=self.specification.run_id,
                topic=self.specification.topic,
                partition=self.partition,
                worker="w",
                state=state,
                reason=reason,
                at=datetime.now(UTC),
            )
        )
        await self.producer.commit()
