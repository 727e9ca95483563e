"""A transactional producer that cannot commit what it did not write.

aiokafka's own lets a caller do so: after a failed send inside a transaction its ``commit_transaction`` returns as if
all were well, the offsets are committed, and the record is lost. Here every send is awaited, the first thing that goes
wrong closes the way to ``commit``, every call has a deadline, and an error says what the caller must do next:

    LaneFenced           someone else has this id: end
    AuthorizationFault   the broker denied it: pause and say so
    OutputRejected       a record can never be written: abort, bisect
    ClientFault          unclear, a timeout among others: the transaction may or may not have been committed

aiokafka also sends a request of a transaction again when its connection breaks. The first one may be on its way all the
same, and arrive when the next transaction is open, under the same epoch: a late "commit" then commits what was sent of
that one, without its offsets, and those records are written twice (met on Apache Kafka 4.3.0). So here such a request
is sent once.

After any of them the producer is spent: ``abort`` if it is open, ``close`` it, and start a new one with the same id,
which ends the old transaction. (After a rejected batch aiokafka's sequence numbers are ahead of the broker's, so even a
clean abort would not make it usable again.)
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from aiokafka import AIOKafkaProducer, OffsetAndMetadata, TopicPartition, errors
from aiokafka.protocol.transaction import (
    AddOffsetsToTxnRequest,
    AddPartitionsToTxnRequest,
    EndTxnRequest,
    TxnOffsetCommitRequest,
)

from tidegate.errors import ClientFault, ConfigurationError, KafkaFault, OutputRejected
from tidegate.kafka.faults import background_errors, classify

CALL_SECONDS = 10.0
START_SECONDS = 30.0  # the coordinator may be loading, or ending the transaction of the one we fence
CLOSE_SECONDS = 3.0
BATCH_BYTES_MAX = 512 * 1024  # half of the broker's default limit of a request's batch

# What must not reach the broker twice, nor late: it would count for another transaction.
_ONCE = (AddPartitionsToTxnRequest, AddOffsetsToTxnRequest, TxnOffsetCommitRequest, EndTxnRequest)
_WRITE_TXN_MARKERS = 27  # its number among Kafka's requests

Headers = Sequence[tuple[str, bytes | None]]
OutputRecord = tuple[bytes | None, bytes | None, int | None, Headers]
"""Key, value (None: tombstone), timestamp in milliseconds (None: now), headers."""


class _State(enum.Enum):
    NEW = "not started"
    READY = "ready"
    OPEN = "in a transaction"
    FAILED = "in a transaction that failed"
    SPENT = "spent"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class BuiltBatch:
    """Records of one output partition, encoded and not yet sent. It may be sent once, by the producer that built it."""

    topic: str
    partition: int
    records: int
    bytes: int
    builder: Any


def refuse_optimised_python() -> None:
    """aiokafka's transaction states are guarded by ``assert`` alone.

    Raises:
        ConfigurationError: Under ``python -O`` or ``PYTHONOPTIMIZE``.
    """
    if not __debug__:
        raise ConfigurationError(
            "Python runs optimised (-O or PYTHONOPTIMIZE), which removes checks that transactions rely on; run without"
        )


class TransactionalProducer:
    """One transactional id. Not for two tasks at once.

    Args:
        connection: Keyword arguments for aiokafka's clients, from ``tidegate.kafka.connection``.
        transactional_id: Starting a producer fences every other one with this id.
        transaction_timeout_ms: The broker aborts a transaction that stays open for longer, and then answers as if
            another producer had taken the id.
        call_seconds: Deadline of each call but ``start`` and ``close``.
        batch_bytes_max: Size of a batch in bytes; must not exceed the ``max.message.bytes`` of an output topic. A
            record larger than that makes a batch of its own.
    """

    def __init__(
        self,
        connection: Mapping[str, Any],
        transactional_id: str,
        *,
        transaction_timeout_ms: int = 12_000,
        call_seconds: float = CALL_SECONDS,
        batch_bytes_max: int = BATCH_BYTES_MAX,
    ) -> None:
        refuse_optimised_python()
        self.transactional_id = transactional_id
        self._call_seconds = call_seconds
        self._options = dict(
            connection,
            transactional_id=transactional_id,
            transaction_timeout_ms=transaction_timeout_ms,
            request_timeout_ms=int(call_seconds * 1000),
            max_batch_size=batch_bytes_max,
            acks="all",
        )
        self._client: Any = None
        self._state = _State.NEW
        self._group: str | None = None
        self._writes_markers = True

    @property
    def usable(self) -> bool:
        """Whether ``begin`` may be called, now or after the open transaction."""
        return self._state in (_State.READY, _State.OPEN)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, failed or not: ``abort`` may be called."""
        return self._state in (_State.OPEN, _State.FAILED)

    async def start(self, timeout_seconds: float = START_SECONDS) -> None:
        """Connect, and fence whoever held the id: its open transaction is aborted before this returns.

        Raises:
            KafkaFault: See the module. The producer is spent and must be closed.
        """
        self._expect("start", _State.NEW)
        self._client = AIOKafkaProducer(**self._options)
        _send_once(self._client.client)
        async with self._step("start", timeout_seconds, after=_State.SPENT):
            await self._client.start()
        self._writes_markers = _writes_markers(self._client.client)
        self._state = _State.READY

    def build(self, topic: str, partition: int, records: Iterable[OutputRecord]) -> list[BuiltBatch]:
        """Encode records for one output partition, in order, into as many batches as they need.

        Nothing is sent, so everything can be built before ``begin``.

        Raises:
            OutputRejected: A record cannot be encoded (a key, value or header of a wrong type). Nothing was sent, and
                the producer stays usable.
            ClientFault: The producer is not started, or spent.
        """
        self._expect("build", _State.READY, _State.OPEN)
        builders: list[Any] = []
        append = None
        for position, (key, value, timestamp_ms, given) in enumerate(records):
            try:
                headers = given if type(given) is list else list(given)  # the C builder takes nothing but a list
                # The builder's docstring says seconds; it writes the number as it is, and Kafka's unit is milliseconds.
                if append is None or append(timestamp=timestamp_ms, key=key, value=value, headers=headers) is None:
                    builders.append(self._client.create_batch())
                    append = builders[-1].append
                    append(timestamp=timestamp_ms, key=key, value=value, headers=headers)
            except (TypeError, ValueError, AttributeError, OverflowError, MemoryError) as error:
                # Without its cause: the text of an encoding error shows what it could not encode.
                name = type(error).__name__
                raise OutputRejected(f"record {position} for {topic}/{partition} cannot be encoded: {name}") from None
        built = []
        for builder in builders:
            builder.close()
            built.append(BuiltBatch(topic, partition, builder.record_count(), builder.size(), builder))
        return built

    async def begin(self) -> None:
        """Open a transaction. Nothing is sent to the broker yet."""
        self._expect("begin", _State.READY)
        async with self._step("begin", self._call_seconds, after=_State.SPENT):
            await self._client.begin_transaction()
        self._state, self._group = _State.OPEN, None

    def touch(self, places: Iterable[tuple[str, int]]) -> None:
        """Let partitions take part in the open transaction, so that its end is written there too.

        They are added with the next `send` or `send_offsets`, which raises what goes wrong with it. Nothing is done
        where the broker decides an end and writes it in one step: none of its partitions can be left undecided. The
        embedded one is such a broker, and under load came to refuse the commit of transactions with a partition that
        nothing was written to, after showing some of their records (docs/guarantees.md).
        """
        self._expect("touch", _State.OPEN)
        if not self._writes_markers:
            return
        for topic, partition in places:
            self._client._txn_manager.maybe_add_partition_to_txn(TopicPartition(topic, partition))

    async def send(self, batches: Iterable[BuiltBatch]) -> list[tuple[str, int, int]]:
        """Send batches and wait until the broker has every one. One deadline for all of them.

        Returns:
            Topic, partition and offset of the first record of each.

        Raises:
            KafkaFault: At least one was not written; only ``abort`` and ``close`` are possible now.
        """
        self._expect("send", _State.OPEN)
        futures: list[asyncio.Future[Any]] = []
        async with self._step("send", self._call_seconds, after=_State.FAILED, sent=True):
            try:
                for batch in batches:
                    future = await self._client.send_batch(batch.builder, batch.topic, partition=batch.partition)
                    futures.append(future)
                answers = await asyncio.gather(*futures)
            finally:
                for future in futures:
                    future.add_done_callback(_retrieve)
            if any(answer is None for answer in answers):
                # aiokafka settles a batch that it did not send with None; its offset is the only proof of a write.
                raise ClientFault("send: a batch was settled without being written")
        return [(answer.topic, answer.partition, answer.offset) for answer in answers]

    async def send_batch(self, topic: str, partition: int, records: Iterable[OutputRecord]) -> None:
        """``build`` and ``send`` in one, for callers with few records."""
        self._expect("send", _State.OPEN)
        try:
            built = self.build(topic, partition, records)
        except KafkaFault:
            self._state = _State.FAILED
            raise
        await self.send(built)

    async def send_offsets(self, group: str, offsets: Mapping[tuple[str, int], int], *, metadata: str = "") -> None:
        """Add positions of a consumer group to the transaction.

        Args:
            group: The consumer group; one a transaction (aiokafka would not add a second one).
            offsets: Position by (topic, partition): the offset of the next record to read.
            metadata: Kept by the broker beside each position.
        """
        self._expect("send offsets", _State.OPEN)
        if self._group not in (None, group):
            self._fail("send offsets", _State.FAILED, "a transaction can hold the offsets of one group only")
        self._group = group
        positions = {TopicPartition(*place): OffsetAndMetadata(offset, metadata) for place, offset in offsets.items()}
        async with self._step("send offsets", self._call_seconds, after=_State.FAILED):
            await self._client.send_offsets_to_transaction(positions, group)

    async def commit(self) -> None:
        """Commit. Only a return without an error means that it is committed.

        Raises:
            KafkaFault: Whether it was committed is unknown, unless an earlier call of this transaction failed: then it
                is refused here, and was not. A new producer with the same id and the committed offset tell.
        """
        self._expect("commit", _State.OPEN)
        async with self._step("commit", self._call_seconds, after=_State.SPENT):
            await self._client.commit_transaction()
        self._state = _State.READY

    async def abort(self) -> None:
        """Abort the open transaction. The producer is usable afterwards only if nothing had failed.

        Raises:
            KafkaFault: Unclear; a new producer with the same id ends the transaction.
        """
        self._expect("abort", _State.OPEN, _State.FAILED)
        failed = self._state is _State.FAILED
        async with self._step("abort", self._call_seconds, after=_State.SPENT):
            await self._client.abort_transaction()
        self._state = _State.SPENT if failed else _State.READY

    async def close(self, timeout_seconds: float = CLOSE_SECONDS) -> None:
        """Let go of the connections. Never raises and never hangs, also when the broker is gone.

        An open transaction is left to the next producer with this id, or to its timeout.
        """
        clean = self._state is _State.READY
        client, self._client, self._state = self._client, None, _State.CLOSED
        if client is None:
            return
        if clean:
            with suppress(Exception):
                async with asyncio.timeout(timeout_seconds):
                    await client.stop()
                return
        await _tear_down(client, timeout_seconds)

    def _expect(self, step: str, *states: _State) -> None:
        if self._state not in states:
            raise ClientFault(f"{step}: the producer of {self.transactional_id} is {self._state.value}")

    def _fail(self, step: str, after: _State, why: str) -> NoReturn:
        self._state = after
        raise ClientFault(f"{step}: {why}")

    @asynccontextmanager
    async def _step(
        self, step: str, timeout_seconds: float, *, after: _State, sent: bool = False
    ) -> AsyncIterator[None]:
        """One call under its deadline. Whatever ends it early, a cancellation too, leaves the state ``after``."""
        try:
            async with asyncio.timeout(timeout_seconds):
                yield
        except KafkaFault:
            self._state = after
            raise
        except Exception as error:
            self._state = after
            raise classify(step, error, *background_errors(self._client), sent=sent) from error
        except BaseException:
            self._state = after
            raise


def _send_once(client: Any) -> None:
    """Let a request of a transaction that was sent and not answered end the producer, instead of sending it again."""
    send = client.send

    async def once(node_id: Any, request: Any, **options: Any) -> Any:
        try:
            return await send(node_id, request, **options)
        except errors.NodeNotReadyError:
            raise  # there is no connection, so nothing was sent
        except errors.KafkaError as error:
            if not isinstance(request, _ONCE):
                raise
            # Not one of the client's own errors: those are what it tries again after.
            raise ClientFault(f"{type(request).__name__}: sent, and not answered") from error

    client.send = once


def _writes_markers(client: Any) -> bool:
    """Whether the coordinator of transactions tells the leaders of partitions how one ended: then it has a request for
    it. Where nothing is known, it is taken to.
    """
    known = [connection._versions for connection in client._conns.values() if connection._versions]
    return not known or any(_WRITE_TXN_MARKERS in versions for versions in known)


def _retrieve(future: asyncio.Future[Any]) -> None:
    """Look at a future's error, so that the loop does not report it as forgotten."""
    if not future.cancelled():
        future.exception()


def _retrieve_all(client: Any) -> None:
    """Look at the errors of every future that a failed producer leaves behind and nobody awaits any more."""
    accumulator = client._message_accumulator
    batches = [batch for waiting in accumulator._batches.values() for batch in waiting]
    batches += accumulator._pending_batches
    for future in [client._txn_manager._transaction_waiter, client._sender.sender_task]:
        if future is not None and future.done():
            _retrieve(future)
    for batch in batches:
        for future in (batch.future, batch._drain_waiter):
            if future.done():
                _retrieve(future)


async def _tear_down(client: Any, timeout_seconds: float) -> None:
    """End a producer that can no longer end itself.

    aiokafka's ``stop`` waits until everything is delivered, and its sender, when cancelled, waits for requests that
    retry for ever while the broker is away. So the tasks that belong to this producer are cancelled, then its
    connections closed.
    """
    client._closed = True
    owners = (client._sender, client._message_accumulator)
    deadline = asyncio.get_running_loop().time() + timeout_seconds
    while pending := [task for task in asyncio.all_tasks() if _owner(task) in owners]:
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0:
            break
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=min(left, 0.2))
    _retrieve_all(client)
    with suppress(Exception):
        async with asyncio.timeout(timeout_seconds):
            await client.client.close()


def _owner(task: asyncio.Task[Any]) -> object:
    """The object whose method a task runs, or None."""
    frame = getattr(task.get_coro(), "cr_frame", None)
    return None if frame is None else frame.f_locals.get("self")
