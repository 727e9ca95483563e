"""What an independent reader says of a run after the faults: lost, doubled, out of order, gaps, wrong quarantine.

Nothing of Tidegate is asked but its ledger, which is itself under test. The raw topic is the truth about what went in:
each raw record says in a header what must become of it, and each output says in `tidegate-source` what it came from.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from tests.e2e.independent import Record

EXPECT_HEADER = "chaos-expect"
CLEAN = "clean"
CANARY = b"@example.com"  # stands in raw values only

Source = tuple[int, int]
"""Partition and offset of a raw record."""


class Progress(NamedTuple):
    """A delta as read from the progress topic; ``at_ms`` is when it was written."""

    at_ms: int
    worker: str
    partition: int
    from_: int
    to: int


class Fault(NamedTuple):
    """When something was broken, and which workers it hit; without any, it hit all of them."""

    at_ms: int
    victims: frozenset[str] = frozenset()


@dataclass(slots=True)
class Verdict:
    """What was found. ``inside`` counts transactions that a fault cut off (they were aborted, not committed)."""

    records: int = 0
    faults: int = 0
    inside: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    ledger_gaps: int = 0
    quarantined: int = 0
    problems: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.out_of_order or self.ledger_gaps or self.problems)

    def plus(self, other: Verdict) -> Verdict:
        """Both together."""
        return Verdict(
            self.records + other.records,
            self.faults + other.faults,
            self.inside + other.inside,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.out_of_order + other.out_of_order,
            self.ledger_gaps + other.ledger_gaps,
            self.quarantined + other.quarantined,
            self.problems + other.problems,
            self.recoveries + other.recoveries,
        )


def expected(record: Record) -> str:
    """What must become of a raw record: `CLEAN`, or the reason of its quarantine."""
    return record.headers.get(EXPECT_HEADER, CLEAN.encode()).decode()


def judge_records(raw: Sequence[Record], clean: Sequence[Record], quarantined: Sequence[Record]) -> Verdict:
    """Each raw record has exactly one outcome, the one that it must have, and those of a partition are in order.

    Args:
        raw: The raw topic, by partition and offset.
        clean: The clean topic as a `read_committed` reader sees it, by partition and offset.
        quarantined: The quarantine topic, likewise.
    """
    inputs = {(record.partition, record.offset): record for record in raw}
    outcomes: Counter[Source] = Counter()
    verdict = Verdict(records=len(raw), quarantined=len(quarantined))
    last: dict[int, int] = {}
    changed = misplaced = leaked = 0
    for record in clean:
        _, partition, offset = record.source
        outcomes[partition, offset] += 1
        before = inputs.get((partition, offset))
        misplaced += record.partition != partition or before is None
        changed += before is not None and record.timestamp != before.timestamp
        leaked += CANARY in (record.value or b"") or CANARY in (record.key or b"")
        verdict.out_of_order += offset < last.get(record.partition, -1)
        last[record.partition] = offset
    reasons: dict[Source, str] = {}
    for record in quarantined:
        pointer = orjson.loads(record.value or b"{}")
        source = (pointer["partition"], pointer["offset"])
        outcomes[source] += 1
        reasons[source] = pointer["reason"]
    verdict.lost = sum(source not in outcomes for source in inputs)
    verdict.doubled = sum(count - 1 for count in outcomes.values())
    wanted = {source: reason for source, record in inputs.items() if (reason := expected(record)) != CLEAN}
    for what, count in (
        ("poison that was not quarantined", len(wanted.keys() - reasons.keys())),
        ("records quarantined that are not poison", len(reasons.keys() - wanted.keys())),
        ("quarantined for another reason", sum(reasons[one] != wanted[one] for one in reasons.keys() & wanted.keys())),
        ("outputs that belong to no input of their partition", misplaced),
        ("outputs with another timestamp", changed),
        ("outputs with personal data", leaked),
        ("outcomes of records that do not exist", len(outcomes.keys() - inputs.keys())),
    ):
        if count:
            verdict.problems.append(f"{count} {what}")
    return verdict


def judge_ledger(ledgers: Sequence[Mapping[str, Any]], ends: Mapping[int, int], records: int) -> Verdict:
    """The ledgers of one or more runs of a flow, one after another, prove every offset from 0 to the end once.

    Args:
        ledgers: Summaries as `GET /v1/runs/{id}` answered them, oldest first.
        ends: End of the raw log by partition.
        records: How many raw records there are.
    """
    verdict = Verdict()
    position = dict.fromkeys(ends, 0)
    read = 0
    for summary in ledgers:
        for name, ledger in summary["results"]["partitions"].items():
            number, counts = int(name), ledger["records"]
            outcomes = counts["clean"] + counts["quarantined"] + counts["dropped"] + counts["suppressed"]
            joined = ledger["from"] == position.get(number)
            whole = not ledger["unproven"] and not ledger["expired"]
            verdict.ledger_gaps += not (joined and whole and counts["in"] == outcomes)
            position[number] = ledger["next"]
            read += counts["in"]
    verdict.ledger_gaps += sum(position[number] != end for number, end in ends.items())
    if read != records:
        verdict.problems.append(f"the ledger counts {read} records of {records}")
    return verdict


def judge_progress(committed: Iterable[Progress], ends: Mapping[int, int]) -> Verdict:
    """The deltas themselves, as our own reader sees them: they join without gap or overlap, up to the end."""
    verdict = Verdict()
    by_partition: dict[int, list[Progress]] = {number: [] for number in ends}
    for delta in committed:
        by_partition[delta.partition].append(delta)
    for number, deltas in by_partition.items():
        position = 0
        for delta in sorted(deltas, key=lambda one: (one.from_, one.to)):
            verdict.ledger_gaps += delta.from_ != position
            position = delta.to
        verdict.ledger_gaps += position != ends[number]
    return verdict


def recoveries(faults: Sequence[Fault], committed: Sequence[Progress]) -> list[float]:
    """For each fault and each partition it hit: seconds from the fault to that partition's next commit.

    A partition is hit if its last commit before the fault is a victim's. One that nobody commits again is left out
    here: it has lost records, which the verdict says.
    """
    by_partition: dict[int, list[Progress]] = {}
    for delta in sorted(committed):
        by_partition.setdefault(delta.partition, []).append(delta)
    found = []
    for fault in faults:
        for deltas in by_partition.values():
            before = [delta for delta in deltas if delta.at_ms <= fault.at_ms]
            after = next((delta for delta in deltas if delta.at_ms > fault.at_ms), None)
            hit = not fault.victims or (bool(before) and before[-1].worker in fault.victims)
            if hit and after is not None:
                found.append((after.at_ms - fault.at_ms) / 1000)
    return found


def percentile(values: Sequence[float], fraction: float) -> float | None:
    """The nearest-rank percentile, None without values."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(fraction * len(values)) - 1)]
