"""One batch's outcomes as one transaction: what is sent where, what the ledger says, and which position is committed.

Everything here is a pure function, so that what a lane commits can be read and tested without a broker. A record that
cannot be written where it belongs is set apart (`Misfit`) before anything is sent: the lane carries the records before
it, then the one alone, then the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tidegate.errors import TidegateError
from tidegate.kafka.quarantine import SOURCE_HEADER, Quarantiner, Record
from tidegate.records import Failure, OutcomeKind, Outcomes, RawBatch, Reason, Stage
from tidegate.wire import Counts, Delta, RunSpecification

_as_record: Any = partial(tuple.__new__, Record)  # half the cost of calling the class, once a record

BATCH_OVERHEAD = 61  # bytes of a record batch's header
RECORD_OVERHEAD = 21  # at most: the record's own varints
OWN_HEADERS_BYTES_MAX = 16 * 1024  # of the headers of ours whose length differs between records
HEADER_OVERHEAD = 10  # at most: two varints


@dataclass(frozen=True, slots=True)
class TopicLimits:
    """What a topic can take: number of partitions, and bytes of one record batch (``max.message.bytes``)."""

    partitions: int
    message_bytes_max: int


@dataclass(frozen=True, slots=True)
class Send:
    """Records for one partition of one topic, in order."""

    topic: str
    partition: int
    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Transaction:
    """All that one commit holds. ``position`` is committed for the input partition; it is ``delta.to``."""

    sends: tuple[Send, ...]
    delta: Delta
    position: int


class OutcomesBroken(TidegateError):
    """The pipeline broke its promise of one outcome for each record, in order: nothing of it may be written."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A clean record that no transaction can hold: its place in the batch, and why."""

    index: int
    failure: Failure


def record_bytes(key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]]) -> int:
    """Upper bound of a record's size in a batch of its own, in bytes, headers included."""
    size = BATCH_OVERHEAD + RECORD_OVERHEAD
    if value:
        size += len(value)
    if key:
        size += len(key)
    for name, content in headers:
        size += HEADER_OVERHEAD + (len(name) if name.isascii() else len(name.encode()))
        if content:
            size += len(content)
    return size


def check(outcomes: Outcomes, batch: RawBatch) -> None:
    """Refuse outcomes that are not exactly one for each record.

    Raises:
        OutcomesBroken: A count is wrong, a quarantined record has no reason or has outputs, a clean one has a
            reason, or an output does not carry its source.
    """
    count = len(batch)
    if not len(outcomes.kinds) == len(outcomes.outputs) == count:
        raise OutcomesBroken(f"{count} records in, {len(outcomes.kinds)} outcomes")
    failures, offsets, place = outcomes.failures, batch.offsets, f"{batch.topic}/{batch.partition}/"
    clean, quarantined = OutcomeKind.CLEAN, OutcomeKind.QUARANTINED
    for index, (kind, outputs) in enumerate(zip(outcomes.kinds, outcomes.outputs, strict=True)):
        if kind is clean:
            if failures and index in failures:
                raise OutcomesBroken(f"record {index}: a reason if and only if it is quarantined")
            source = (SOURCE_HEADER, f"{place}{offsets[index]}".encode())
            for output in outputs:
                if source not in output[3]:
                    raise OutcomesBroken(f"record {index}: an output without its source")
        elif (kind is quarantined) != (index in failures):
            raise OutcomesBroken(f"record {index}: a reason if and only if it is quarantined")
        elif outputs:
            raise OutcomesBroken(f"record {index}: only a clean record has outputs")


def find_misfit(outcomes: Outcomes, limits: Mapping[str, TopicLimits]) -> Misfit | None:
    """The first clean record that is too large for one of its output topics."""
    most = {topic: limit.message_bytes_max for topic, limit in limits.items()}
    if not any(outcomes.raw.headers) and _all_fit(outcomes, most):
        return None
    for index, outputs in enumerate(outcomes.outputs):
        for topic, key, value, headers, _ in outputs:
            if record_bytes(key, value, headers) > most[topic]:
                return Misfit(index, Failure(Stage.SEND, Reason.OUTPUT_TOO_LARGE))
    return None


def _all_fit(outcomes: Outcomes, most: Mapping[str, int]) -> bool:
    """Whether even the longest value with the longest key and our longest headers fits, by one look at each length.

    Only for records without headers of their own: ours are the same for all, but for the source and the findings.
    """
    outputs = [output for written in outcomes.outputs for output in written]
    if not outputs:
        return True
    topics, keys, values, headers, _ = zip(*outputs, strict=True)
    longest = max(map(len, filter(None, values)), default=0) + max(map(len, filter(None, keys)), default=0)
    own = record_bytes(None, None, headers[0])
    return longest + own + OWN_HEADERS_BYTES_MAX <= min(most[topic] for topic in set(topics))


def split(batch: RawBatch, at: int) -> tuple[RawBatch, RawBatch]:
    """Two batches that join without gap: records ``[0, at)`` and ``[at, ...)``, 0 < at < len(batch)."""
    border = batch.offsets[at]
    return (
        replace(
            batch,
            position_to=border,
            offsets=batch.offsets[:at],
            timestamps=batch.timestamps[:at],
            keys=batch.keys[:at],
            values=batch.values[:at],
            headers=batch.headers[:at],
        ),
        replace(
            batch,
            position_from=border,
            offsets=batch.offsets[at:],
            timestamps=batch.timestamps[at:],
            keys=batch.keys[at:],
            values=batch.values[at:],
            headers=batch.headers[at:],
        ),
    )


def without(batch: RawBatch, offsets: Collection[int]) -> RawBatch:
    """The batch without the records at these offsets; its positions stay."""
    kept = [index for index, offset in enumerate(batch.offsets) if offset not in offsets]
    if len(kept) == len(batch):
        return batch
    return replace(
        batch,
        offsets=[batch.offsets[index] for index in kept],
        timestamps=[batch.timestamps[index] for index in kept],
        keys=[batch.keys[index] for index in kept],
        values=[batch.values[index] for index in kept],
        headers=[batch.headers[index] for index in kept],
    )


def by_size(batch: RawBatch, bytes_max: int) -> list[RawBatch]:
    """The batch in parts of at most ``bytes_max`` bytes, each of at least one record."""
    parts, size, first = [], 0, 0
    rest = batch
    for index in range(len(batch)):
        own = record_bytes(batch.keys[index], batch.values[index], batch.headers[index])
        if index > first and size + own > bytes_max:
            part, rest = split(rest, index - first)
            parts.append(part)
            first, size = index, 0
        size += own
    return [*parts, rest]


def set_apart(batch: RawBatch, index: int) -> Iterator[RawBatch]:
    """The batch in up to three: what is before the record, the record alone, what is after it."""
    rest = batch
    if index:
        before, rest = split(batch, index)
        yield before
    if len(rest) > 1:
        alone, rest = split(rest, 1)
        yield alone
    yield rest


def cut(batch: RawBatch, end: int) -> RawBatch:
    """The part of a batch before position ``end``; where the batch reaches ``end``, so does its position."""
    if batch.position_to <= end:
        return batch
    keep = next((index for index, offset in enumerate(batch.offsets) if offset >= end), len(batch))
    return replace(
        batch,
        position_to=end,
        offsets=batch.offsets[:keep],
        timestamps=batch.timestamps[:keep],
        keys=batch.keys[:keep],
        values=batch.values[:keep],
        headers=batch.headers[:keep],
    )


def quarantine_all(batch: RawBatch, failure: Failure) -> Outcomes:
    """Every record of the batch quarantined for one reason, nothing of it clean."""
    count = len(batch)
    return Outcomes(
        batch, [OutcomeKind.QUARANTINED] * count, [()] * count, dict.fromkeys(range(count), failure), {}, ()
    )


def nothing_in(batch: RawBatch) -> Outcomes:
    """The outcomes of a batch without records, which moves the position past markers and gaps."""
    return Outcomes(batch, [], [], {}, {}, ())


def build(
    outcomes: Outcomes,
    *,
    specification: RunSpecification,
    quarantiner: Quarantiner,
    limits: Mapping[str, TopicLimits],
    progress_topic: str,
    progress_partition: int,
    worker: str,
) -> Transaction:
    """The transaction of one batch.

    Clean records keep their partition; quarantine records go to the input's partition number modulo that topic's count,
    and none is larger than the topic takes.
    """
    raw = outcomes.raw
    clean: dict[str, list[Record]] = {}
    failures = outcomes.failures
    for index, outputs in enumerate(outcomes.outputs):
        if failures and index in failures:
            continue
        for topic, key, value, headers, timestamp in outputs:
            record = _as_record((key, value, timestamp if timestamp >= 0 else None, headers))
            try:
                clean[topic].append(record)
            except KeyError:
                clean[topic] = [record]
    place = specification.quarantine_topic
    bytes_max = limits[place].message_bytes_max if failures else 0
    quarantined = [_put_away(quarantiner, raw, index, failures[index], bytes_max) for index in sorted(failures)]
    sends = [Send(topic, raw.partition, records) for topic, records in sorted(clean.items())]
    if quarantined:
        sends.append(Send(place, raw.partition % limits[place].partitions, quarantined))
    key = specification.run_id.encode()
    delta = _delta(outcomes, specification, worker)
    value = delta.to_bytes()
    while delta.found and record_bytes(key, value, ()) > limits[progress_topic].message_bytes_max:
        kept = len(delta.found) // 2
        left_out = delta.found_left_out + len(delta.found) - kept
        delta = delta.model_copy(update={"found": delta.found[:kept], "found_left_out": left_out})
        value = delta.to_bytes()
    sends.append(Send(progress_topic, progress_partition, [Record(key, value, None, ())]))
    return Transaction(tuple(sends), delta, raw.position_to)


def _put_away(quarantiner: Quarantiner, raw: RawBatch, index: int, failure: Failure, bytes_max: int) -> Record:
    """The quarantine record; the mere pointer where its topic cannot hold the sealed payload, which grows by sealing.

    Refused by the broker, it would hold its partition for ever: there is nowhere else to put a record away.
    """
    record = quarantiner.record(raw, index, failure)
    if quarantiner.public_key is not None and record_bytes(record.key, record.value, record.headers) > bytes_max:
        return replace(quarantiner, public_key=None).record(raw, index, failure)
    return record


def build_expired(
    specification: RunSpecification,
    partition: int,
    start: int,
    end: int,
    *,
    progress_topic: str,
    progress_partition: int,
    worker: str,
) -> Transaction:
    """The ledger's word on offsets ``[start, end)`` that had left the raw log before they were read."""
    delta = Delta(
        run_id=specification.run_id,
        topic=specification.topic,
        partition=partition,
        from_=start,
        to=end,
        counts=Counts(),
        expired=True,
        policy_hash=specification.policy_hash,
        worker=worker,
    )
    record = Record(specification.run_id.encode(), delta.to_bytes(), None, ())
    return Transaction((Send(progress_topic, progress_partition, [record]),), delta, end)


def _delta(outcomes: Outcomes, specification: RunSpecification, worker: str) -> Delta:
    raw = outcomes.raw
    kinds = list(outcomes.kinds)
    entities: dict[str, dict[str, int]] = {}
    for (entity_type, detector), count in sorted(outcomes.entities.items()):
        entities.setdefault(entity_type, {})[detector] = count
    place = f"{raw.topic}/{raw.partition}/"
    # As plain dictionaries: the model checks them all in one go, four times as fast as one by one.
    found: Any = [
        {"start": start, "end": end, "label": label, "score": score, "field": field, "source": f"{place}{offset}"}
        for offset, field, start, end, label, score, _ in outcomes.found
    ]
    return Delta(
        run_id=specification.run_id,
        topic=raw.topic,
        partition=raw.partition,
        from_=raw.position_from,
        to=raw.position_to,
        counts=Counts(
            in_=len(kinds),
            clean=kinds.count(OutcomeKind.CLEAN),
            quarantined=kinds.count(OutcomeKind.QUARANTINED),
            dropped=kinds.count(OutcomeKind.DROPPED),
            suppressed=kinds.count(OutcomeKind.SUPPRESSED),
        ),
        entities=entities,
        found=found,
        found_left_out=max(0, sum(outcomes.entities.values()) - len(found)),
        policy_hash=specification.policy_hash,
        worker=worker,
    )
