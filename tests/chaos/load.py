"""Raw records while the faults happen: a publisher in a thread of its own, which outlives a broker that goes away.

It publishes with an idempotent producer and writes in a header of each record what must become of it. What it thinks it
has published does not matter: the raw topic is read afterwards, and is the truth.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from tests.chaos.verdict import EXPECT_HEADER
from tests.e2e.independent import Sent

Make = Callable[[int, random.Random], Sent]
"""From the record's number and a chance to the record; its partition is set by the publisher."""

BATCH_SECONDS = 0.05
REQUEST_BYTES_MAX = 24 * 1024 * 1024


def parcel(number: int, chance: random.Random) -> Sent:
    """A small JSON record; a quarter of them hold personal data."""
    text = f"the parcel {chance.choice('abcdef')} is on its way"
    if number % 4 == 0:
        text = f"mail {chance.randrange(10**6)}@example.com today"
    return Sent(f"k{number % 997}".encode(), orjson.dumps({"n": number, "text": text}))


def expecting(record: Sent, reason: str) -> Sent:
    """The record with the word what must become of it."""
    return record._replace(headers=[*record.headers, (EXPECT_HEADER, reason.encode())])


class Load:
    """Publishes to every partition in turn, at a steady rate, until it is told to finish.

    Args:
        records: How many at least.
        rate: Records a second.
        make: Makes them.
    """

    def __init__(
        self, bootstrap: str, topic: str, partitions: int, *, records: int, rate: float, seed: int, make: Make = parcel
    ) -> None:
        self.published = 0
        self._bootstrap, self._topic, self._partitions = bootstrap, topic, partitions
        self._records, self._rate, self._make = records, rate, make
        self._chance = random.Random(seed)
        self._enough = threading.Event()
        self._flowing = threading.Event()
        self._flowing.set()
        self._thread = threading.Thread(target=self._run, name=f"load {topic}", daemon=True)
        self._error: BaseException | None = None

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        """Publish nothing until `resume`; what is under way is finished."""
        self._flowing.clear()

    def resume(self) -> None:
        self._flowing.set()

    def finish(self) -> None:
        """The faults are over: publish what is left of ``records``, then end. Raises what broke it."""
        self._enough.set()
        self._thread.join(self._records / self._rate + 300)
        if self._thread.is_alive():
            raise AssertionError("the publisher does not end: the broker takes no records")
        if self._error is not None:
            raise self._error

    def wait_published(self, count: int, seconds: float = 120) -> None:
        """Wait until so many records have been published."""
        deadline = time.monotonic() + seconds
        while self.published < count and time.monotonic() < deadline:
            time.sleep(0.02)

    def _run(self) -> None:
        try:
            asyncio.run(self._publish())
        except BaseException as error:  # shown by finish, in the thread that waits
            self._error = error

    def _next(self, count: int) -> Sequence[Sent]:
        first = self.published
        return [
            self._make(number, self._chance)._replace(partition=number % self._partitions)
            for number in range(first, first + count)
        ]

    async def _publish(self) -> None:
        size = max(1, int(self._rate * BATCH_SECONDS))
        while not (self._enough.is_set() and self.published >= self._records):
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                enable_idempotence=True,
                max_request_size=REQUEST_BYTES_MAX,
                request_timeout_ms=20_000,
            )
            try:
                await producer.start()
                while not (self._enough.is_set() and self.published >= self._records):
                    began = time.monotonic()
                    if not self._flowing.is_set():
                        await asyncio.sleep(BATCH_SECONDS)
                        continue
                    # In a hurry at the end: nobody waits for faults any more.
                    await self._send(producer, self._next(size * (4 if self._enough.is_set() else 1)))
                    await asyncio.sleep(max(0.0, began + BATCH_SECONDS - time.monotonic()))
            except (KafkaError, OSError, TimeoutError):
                await asyncio.sleep(0.5)
            finally:
                with suppress(Exception):
                    await asyncio.wait_for(producer.stop(), 5)

    async def _send(self, producer: AIOKafkaProducer, records: Sequence[Sent]) -> None:
        sent = [
            await producer.send(
                self._topic,
                record.value,
                key=record.key,
                partition=record.partition,
                headers=list(record.headers),
                timestamp_ms=record.timestamp_ms,
            )
            for record in records
        ]
        await asyncio.gather(*sent)
        self.published += len(records)
