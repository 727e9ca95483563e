"""Lay uploaded files on topics, and read result files from theirs: both stream, and neither is ever held whole.

An upload's topic is its own, with one partition, so its lines keep their order. The dataset is named only when the last
line has been acknowledged; whatever goes wrong before (a broken line, a client that goes away, a broker that does not
answer) takes the topic away again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer, TopicPartition

from tidegate.errors import KafkaFault, RunGone, RunInvalid
from tidegate.file_forms import Upload
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.faults import classify
from tidegate.kafka.records_io import deadline, let_go
from tidegate.kafka.replay import REPLAYED_HEADER
from tidegate.policies import Csv, Format
from tidegate.runs.result_files import FileWriter
from tidegate.runs.uploads import FIELD, LINE_END_HEADER, CreateUpload, Line, UploadReader
from tidegate.wire import Names, PartitionRange

UPLOADS_AT_ONCE_MAX = 4  # more wait
PUBLISH_SECONDS = 30.0  # for the lines of one piece
READ_SECONDS = 10.0  # a log that gives nothing for so long, with its end still ahead
RECORDS_AT_ONCE = 2_000
LINGER_MS = 5

CreateTopic = Callable[[str], Awaitable[None]]
DeleteTopic = Callable[[str], Awaitable[None]]
CheckNames = Callable[[Sequence[str]], Mapping[int, str]]
"""From column names to the types of personal data in them, by the name's number; runs in a thread."""

logger = logging.getLogger("tidegate.uploads")


class Received(NamedTuple):
    """A file that lies on its topic."""

    topic: str
    ranges: dict[str, PartitionRange]
    format: Format
    csv: Csv | None
    upload: Upload


class ControlUploads:
    """Uploads and result files.

    Args:
        options: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
        names: Names of our own topics.
        create_topic: Creates the topic of an upload.
        delete_topic: Takes it away.
        check_names: Says which names of a header row hold personal data.
    """

    def __init__(
        self,
        options: Mapping[str, Any],
        names: Names,
        *,
        create_topic: CreateTopic,
        delete_topic: DeleteTopic,
        check_names: CheckNames,
    ) -> None:
        self._options, self._names = dict(options), names
        self._create_topic, self._delete_topic, self._check_names = create_topic, delete_topic, check_names
        self._broker = ControlBroker(options)
        self._free = asyncio.Semaphore(UPLOADS_AT_ONCE_MAX)

    async def receive(self, dataset_id: str, request: CreateUpload, chunks: AsyncIterator[bytes]) -> Received:
        """Lay a file on its topic.

        Args:
            dataset_id: The dataset that it will be; names the topic.
            chunks: The file; what it raises comes out again.

        Raises:
            RunInvalid: The file is not what the request says; names the line.
            KafkaFault: The broker does not answer.
        """
        topic, reader = self._names.upload(dataset_id), UploadReader(request)
        async with self._free:
            publisher = _Publisher(self._options, topic, self._create_topic)
            try:
                names_checked = False
                async for chunk in chunks:
                    lines = reader.feed(chunk)
                    if reader.names and not names_checked:
                        await self._refuse_personal_names(reader.names)
                        names_checked = True
                    await publisher.publish(lines)
                lines = reader.finish()
                if reader.names and not names_checked:
                    await self._refuse_personal_names(reader.names)
                await publisher.publish(lines)
                await publisher.close()
                log = await self._broker.log(topic, 1)
            except BaseException:
                await asyncio.shield(self._take_away(publisher, topic))
                raise
        format, layout = reader.layout
        ranges = {"0": PartitionRange(start=log[0].begin, end=log[0].end)}
        return Received(topic, ranges, format, layout, reader.upload())

    async def _refuse_personal_names(self, names: Sequence[str]) -> None:
        """The header row is kept and shown as it is, so it must not be a person's row."""
        found = await asyncio.to_thread(self._check_names, names)
        if found:
            number, kind = min(found.items())
            message = f"column {number + 1} of the header row looks like personal data ({kind})"
            raise RunInvalid(f"{message}; if the first row is no header, send header=false", field=FIELD)

    async def _take_away(self, publisher: _Publisher, topic: str) -> None:
        with suppress(Exception):
            await publisher.close()
        if not publisher.created:
            return
        try:
            await self._delete_topic(topic)
        except KafkaFault as fault:
            logger.warning("the topic of a refused upload stays", extra={"topic": topic, "fault": str(fault)})

    async def size(self, topic: str, upload: Upload) -> int:
        """How long the result file is, in bytes. Raises `RunGone`."""
        count = 0
        async for piece in await self.content(topic, upload):
            count += len(piece)
        return count

    async def content(self, topic: str, upload: Upload) -> AsyncIterator[bytes]:
        """A clean topic as a file like the upload, in the order of partitions and offsets.

        Raises:
            RunGone: The topic, or its first records, have expired.
            KafkaFault: The broker does not answer.
        """
        partitions = await self._broker.partitions(topic)
        if partitions is None:
            raise _gone()
        log = await self._broker.log(topic, partitions)
        if any(part.begin > 0 for part in log.values()):
            raise _gone()
        return self._content(topic, {number: part.end for number, part in log.items()}, upload)

    async def _content(self, topic: str, ends: Mapping[int, int], upload: Upload) -> AsyncIterator[bytes]:
        writer = FileWriter(upload)
        yield writer.head()
        async with self._broker.long_consumer("read a result file") as consumer:
            for number, end in sorted(ends.items()):
                place = TopicPartition(topic, number)
                consumer.assign([place])
                consumer.seek(place, 0)
                position = 0
                while position < end:
                    before = position
                    async with deadline("read a result file", READ_SECONDS):
                        while position == before:
                            answer = await consumer.getmany(place, timeout_ms=200, max_records=RECORDS_AT_ONCE)
                            position = await consumer.position(place)
                    yield writer.lines(
                        (record.value, record.headers)
                        for record in answer.get(place, [])
                        if record.offset < end and not _is_replayed(record)
                    )
                async with deadline("read a result file"):
                    if (await consumer.beginning_offsets([place]))[place] > 0:
                        raise _gone()  # it expired meanwhile: what was read may lack its beginning


class _Publisher:
    """The producer of one upload; its topic is created when the first line comes."""

    def __init__(self, options: Mapping[str, Any], topic: str, create_topic: CreateTopic) -> None:
        self._options, self._topic, self._create_topic = options, topic, create_topic
        self._producer: Any = None
        self.created = False

    async def publish(self, lines: Sequence[Line]) -> None:
        """Write lines, and wait until the broker has them all."""
        if not lines:
            return
        if self._producer is None:
            self.created = True  # whether or not this succeeds
            await self._create_topic(self._topic)
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                if self._producer is None:
                    self._producer = AIOKafkaProducer(**self._options, enable_idempotence=True, linger_ms=LINGER_MS)
                    await self._producer.start()
                waiting = []
                for value, line_end in lines:
                    headers = [] if line_end is None else [(LINE_END_HEADER, line_end)]
                    waiting.append(await self._producer.send(self._topic, value, partition=0, headers=headers))
                for future in waiting:
                    await future
        except KafkaFault:
            raise
        except Exception as error:
            raise classify("publish an upload", error) from error

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await let_go(producer.stop())


def _is_replayed(record: Any) -> bool:
    """Whether it came late, out of the quarantine: then it is in the topic, but has no place in the file."""
    return any(name == REPLAYED_HEADER for name, _ in record.headers)


def _gone() -> RunGone:
    return RunGone("the file has expired with its topic")
