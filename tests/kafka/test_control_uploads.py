"""Files on topics, on a real broker: laid down while they stream, taken away when refused, read back, and gone."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest

from tests.broker.brokers import Broker
from tests.conftest import CreateTopics
from tidegate.errors import RunGone, RunInvalid
from tidegate.file_forms import Upload
from tidegate.kafka.control_broker import ControlBroker
from tidegate.kafka.control_topics import ControlTopics
from tidegate.kafka.control_uploads import ControlUploads
from tidegate.kafka.producer import TransactionalProducer
from tidegate.kafka.replay import REPLAYED_HEADER
from tidegate.kafka.topics import load_catalog
from tidegate.runs.uploads import CreateUpload
from tidegate.wire import Names


class Stop(Exception):
    """The client went away."""


async def pieces(*parts: bytes | Exception) -> AsyncIterator[bytes]:
    for part in parts:
        if isinstance(part, Exception):
            raise part
        yield part


class Kit:
    """Uploads under a prefix of their own; a name that begins with ``jo`` is personal."""

    def __init__(self, broker: Broker) -> None:
        self.options: dict[str, Any] = {"bootstrap_servers": broker.bootstrap}
        self.names = Names(f"t{uuid.uuid4().hex[:8]}")
        topics = ControlTopics(self.options, load_catalog(self.names.prefix))
        self.uploads = ControlUploads(
            self.options,
            self.names,
            create_topic=topics.create_upload,
            delete_topic=topics.delete,
            check_names=self._personal,
        )
        self.topics = topics

    def _personal(self, names: Sequence[str]) -> Mapping[int, str]:
        return {number: "email" for number, name in enumerate(names) if name.startswith("jo")}

    async def exists(self, topic: str) -> bool:
        return await ControlBroker(self.options).partitions(topic) is not None

    async def file(self, topic: str, upload: Upload) -> bytes:
        return b"".join([piece async for piece in await self.uploads.content(topic, upload)])


@pytest.fixture
def kit(broker: Broker) -> Kit:
    return Kit(broker)


async def test_a_file_lies_on_its_topic_line_by_line(kit: Kit) -> None:
    """One partition, in order; the range is all of it, and read back it is the file."""
    rows = b"".join(b'%d,"x"\r\n' % number for number in range(5_000))
    content = b"\xef\xbb\xbfid,note\r\n" + rows[:-2]
    cut = [content[at : at + 7_000] for at in range(0, len(content), 7_000)]
    found = await kit.uploads.receive("one", CreateUpload(name="x", form="csv"), pieces(*cut))
    assert found.topic == f"{kit.names.prefix}.upload.one"
    assert found.upload.records == 5_000
    assert (found.ranges["0"].start, found.ranges["0"].end) == (0, 5_000)
    assert await kit.file(found.topic, found.upload) == content
    assert await kit.uploads.size(found.topic, found.upload) == len(content)


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ([b"a,b\n1,2\n", b"3\n"], RunInvalid),  # broken after some lines were written
        ([b"a,b\n1,2\n", Stop()], Stop),  # the client went away
        ([b"jo@example.com,b\n1,2\n"], RunInvalid),  # the header is somebody's row
        ([b"jo@example.com", b",b\n", b"1,2"], RunInvalid),
        ([b"jo@example.com,b"], RunInvalid),
        ([b""], RunInvalid),
    ],
)
async def test_what_is_refused_leaves_no_topic(
    kit: Kit, parts: list[bytes | Exception], error: type[Exception]
) -> None:
    """Whatever had been written by then is raw data that nobody asked to keep."""
    with pytest.raises(error):
        await kit.uploads.receive("two", CreateUpload(name="x", form="csv"), pieces(*parts))
    assert not await kit.exists(kit.names.upload("two"))


async def test_a_file_is_what_is_committed_and_in_its_place(
    kit: Kit, broker: Broker, create_topics: CreateTopics
) -> None:
    """An aborted transaction's records are not in it, nor those that a replay released later."""
    topic = f"clean.upload.run.{uuid.uuid4()}"
    await create_topics(topic)
    producer = TransactionalProducer(kit.options, topic)
    await producer.start()
    for value, headers, commit in (
        (b"1", (), True),
        (b"aborted", (), False),
        (b"2", (), True),
        (b"late", ((REPLAYED_HEADER, b"run"),), True),
        (b"3", (("line-end", b"none"),), True),
    ):
        await producer.begin()
        await producer.send_batch(topic, 0, [(None, value, None, headers)])
        await (producer.commit() if commit else producer.abort())
    await producer.close()
    assert await kit.file(topic, Upload(form="jsonl", records=4, size_in_bytes=8)) == b"1\n2\n3"


async def test_a_file_is_gone_with_its_topic(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when only its beginning has expired: half a file would look like a whole one."""
    found = await kit.uploads.receive("three", CreateUpload(name="x", form="text"), pieces(b"a\nb\n"))
    assert await kit.file(found.topic, found.upload) == b"a\nb\n"
    log = ControlBroker.log

    async def expired(self: ControlBroker, topic: str, partitions: int) -> Any:
        return {number: part._replace(begin=1) for number, part in (await log(self, topic, partitions)).items()}

    with monkeypatch.context() as patch:
        patch.setattr(ControlBroker, "log", expired)
        with pytest.raises(RunGone):
            await kit.file(found.topic, found.upload)
    await kit.topics.delete(found.topic)
    await kit.topics.delete(found.topic)  # again: it is no error
    with pytest.raises(RunGone):
        await kit.file(found.topic, found.upload)
