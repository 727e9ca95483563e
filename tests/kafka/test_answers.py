"""What a connection holds of an answer once it was handled: nothing."""

from __future__ import annotations

import asyncio
import struct
import tracemalloc
import weakref

import pytest
from aiokafka.conn import AIOKafkaConnection

from tidegate.kafka import answers, connection
from tidegate.settings import KafkaSettings

LARGE = 8 * 1024 * 1024


class Connection:
    """As much of aiokafka's as its reader touches."""

    def __init__(self) -> None:
        self._reader = asyncio.StreamReader()
        self.seen: list[int] = []
        self.both = asyncio.Event()

    def _handle_frame(self, answer: bytes) -> None:
        self.seen.append(len(answer))
        if len(self.seen) == 2:
            self.both.set()

    def feed(self, *answers: bytes) -> None:
        for answer in answers:
            self._reader.feed_data(struct.pack(">i", len(answer)) + answer)


async def test_an_answer_is_not_kept_until_the_next_one() -> None:
    asked = Connection()
    reading = asyncio.create_task(answers.read(weakref.ref(asked)))
    tracemalloc.start()
    try:
        asked.feed(b"small", bytes(LARGE))
        await asyncio.wait_for(asked.both.wait(), 5)
        await asyncio.sleep(0)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert asked.seen == [5, LARGE]
    assert held < LARGE / 8
    reading.cancel()


async def test_reading_ends_with_the_connection() -> None:
    """Nobody holds it any more: the reader must not keep it alive, and ends at the next answer."""
    asked = Connection()
    reader = asked._reader
    reading = asyncio.create_task(answers.read(weakref.ref(asked)))
    await asyncio.sleep(0)
    del asked
    reader.feed_data(struct.pack(">i", 1) + b"x")
    await asyncio.wait_for(reading, 5)


async def test_a_broken_connection_raises_as_before() -> None:
    """aiokafka's own callback closes the connection on it."""
    asked = Connection()
    asked._reader.feed_data(b"\0\0")
    asked._reader.feed_eof()
    with pytest.raises(asyncio.IncompleteReadError):
        await answers.read(weakref.ref(asked))


def test_every_client_reads_so() -> None:
    connection.client_options(KafkaSettings())
    assert AIOKafkaConnection._read is answers.read
