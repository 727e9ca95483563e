"""No batch holds up the event loop: heartbeats share it, and a worker that misses them loses its partitions.

The worker's own way of processing (`kafka.work`: one thread beside the loop) gets texts that were made to keep
detectors busy, up to records as large as brokers take them, while a task on the loop ticks every 50 ms.

What counts between two ticks is the CPU time of this process: while a pattern holds the interpreter's lock, it runs up;
while the machine is busy with something else, it stands still. So the bound holds on a loaded machine, too.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from tests.kafka.lane_kit import specification
from tidegate.detectors.patterns import BACKTRACKING_CHARS_MAX, compile_pattern
from tidegate.kafka import work as work_module
from tidegate.kafka.work import SHORT_RECORD_BYTES_MAX, PipelineWork, compile_work
from tidegate.policies import Policy
from tidegate.records import OutcomeKind, Outcomes, RawBatch
from tidegate.worker import DETECTION_THREADS

TICK_SECONDS = 0.05
GAP_SECONDS_MAX = 1.0  # of CPU time between two ticks
RECORD_BYTES = 1_000_000  # as much as a broker takes in one record unless told otherwise
TEXT_BYTES = 100_000  # of one evil text alone; `tests/detectors/test_linear.py` says that longer ones cost no more each

# What is repeated until the record is full.
EVIL: Mapping[str, str] = {
    "one long number": "1",
    "numbers": "1234 ",
    "groups of a number": "1-",
    "decimals": "1.5,",
    "digits of another script": "\u0660",
    "the beginning of an address": "a",
    "local parts": "a@",
    "addresses without an end": "a@a.",
    "signs for an address": "@",
    "percent signs": "%",
    "encoded signs": "%40",
    "entities": "&#64;",
    "quotes": '"',
    "quotes in quotes": '\\"',
    "hyphens": "-",
    "points": ".",
    "blanks": " ",
    "line ends": "\r\n",
    "colons": "::",
    "schemes": "http://",
    "connections": "mongodb://a:",
    "headers of tokens": "eyJh.",
    "beginnings of keys": "-----BEGIN ",
    "assignments": "key=",
    "cues": "my pin is ",
    "days": "May 5 ",
    "spans of time": "from 1 to ",
    "sums": "$1,",
    "house numbers": "12 Main ",
    "files": "a.pdf",
    "marks over letters": "e\u0301",
    "no width": "\u200b1",
}
# Backtracks without end on `regex`; RE2 does not know its look-around.
EXPONENTIAL = r"(?<!x)(?:a|aa)+$"
# Matches at every place, and reads on to the end each time.
QUADRATIC = r"a.*z|a"


def work_for(executor: ThreadPoolExecutor, format: str = "text", **document: Any) -> PipelineWork:
    """As a worker compiles it, with a policy that has every type on."""
    fields = [{"path": "$..*", "treat": "text"}] if format == "json" else []
    detect = {"entity_types": ["all"], "allow_undetected": True, **document.pop("detect", {})}
    policy = Policy.model_validate({"policy": "evil", "fields": fields, "detect": detect, **document})
    return compile_work(
        specification(policy=policy.effective(), policy_hash=policy.hash(), format=format),
        keyring=None,
        executor=executor,
    )


def batch_of(values: Sequence[bytes]) -> RawBatch:
    count = len(values)
    return RawBatch("raw.a", 0, 0, count, range(count), [0] * count, [None] * count, values, [()] * count)


def filled(unit: str, size: int = TEXT_BYTES) -> bytes:
    encoded = unit.encode()
    return encoded * (size // len(encoded))


@asynccontextmanager
async def ticking() -> AsyncIterator[list[float]]:
    """Seconds of this process's CPU time between the ticks of a task on the loop; at least one tick is waited for."""
    gaps: list[float] = []

    async def tick() -> None:
        last = time.process_time()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = time.process_time()
            gaps.append(now - last)
            last = now

    task = asyncio.create_task(tick())
    await asyncio.sleep(0)
    try:
        yield gaps
        await asyncio.sleep(2 * TICK_SECONDS)
    finally:
        task.cancel()


async def largest_gap(work: PipelineWork, values: Sequence[bytes]) -> tuple[float, Outcomes]:
    async with ticking() as gaps:
        outcomes, _ = await work.process(batch_of(values), work.empty_context(0))
    assert len(outcomes.kinds) == len(values)
    return max(gaps), outcomes


@pytest.fixture
def executor() -> Any:
    with ThreadPoolExecutor(DETECTION_THREADS) as threads:
        yield threads


async def test_a_held_loop_would_be_seen() -> None:
    """The measure itself works: who computes on the loop is caught."""
    async with ticking() as gaps:
        await asyncio.sleep(2 * TICK_SECONDS)
        until = time.process_time() + GAP_SECONDS_MAX
        while time.process_time() < until:
            pass
    assert max(gaps) >= GAP_SECONDS_MAX


@pytest.mark.deadline(300)
@pytest.mark.parametrize("unit", EVIL.values(), ids=EVIL.keys())
async def test_no_evil_text_delays_a_heartbeat(executor: ThreadPoolExecutor, unit: str) -> None:
    """However long the detectors of every type need for it."""
    gap, outcomes = await largest_gap(work_for(executor), [filled(unit)])
    assert gap < GAP_SECONDS_MAX
    assert outcomes.kinds[0] in (OutcomeKind.CLEAN, OutcomeKind.QUARANTINED)


@pytest.mark.deadline(300)
async def test_no_evil_record_of_the_largest_size_delays_a_heartbeat(executor: ThreadPoolExecutor) -> None:
    """One long run after another, so that a search which reads on to the end has far to go."""
    units = [EVIL[name] for name in ("one long number", "the beginning of an address", "colons", "quotes")]
    value = b"\n".join(filled(unit, RECORD_BYTES // len(units)) for unit in units)
    gap, outcomes = await largest_gap(work_for(executor), [value])
    assert gap < GAP_SECONDS_MAX
    assert outcomes.kinds[0] in (OutcomeKind.CLEAN, OutcomeKind.QUARANTINED)


@pytest.mark.deadline(300)
async def test_no_batch_of_evil_texts_delays_a_heartbeat(executor: ThreadPoolExecutor) -> None:
    """All of them in one batch, as members of JSON records, for the forms of four regions."""
    members = [orjson.dumps({"id": 7, name: filled(unit, 1000).decode()}) for name, unit in EVIL.items()]
    work = work_for(executor, "json", regions=("US", "GB", "DE", "FR"))
    gap, outcomes = await largest_gap(work, members)
    assert gap < GAP_SECONDS_MAX
    assert all(outcome in (OutcomeKind.CLEAN, OutcomeKind.QUARANTINED) for outcome in outcomes.kinds)


@pytest.mark.deadline(300)
@pytest.mark.parametrize(
    "value",
    [
        b"[" * RECORD_BYTES,
        b'{"a":' * (RECORD_BYTES // 5),
        b'"' + b"\\u0031" * (RECORD_BYTES // 6) + b'"',
        b"[" + b"0," * (RECORD_BYTES // 2 - 1) + b"0]",
        b'{"a":"' + b'{\\"a\\":\\"' * (RECORD_BYTES // 9) + b'"}',
        b'{"a":' + b"9" * (RECORD_BYTES - 10) + b"}",
    ],
    ids=["brackets", "objects", "escapes", "numbers", "quotes in quotes", "a long number"],
)
async def test_no_evil_document_delays_a_heartbeat(executor: ThreadPoolExecutor, value: bytes) -> None:
    """JSON that is deep, wide or full of escapes."""
    gap, _ = await largest_gap(work_for(executor, "json", detect={"entity_types": ["core"]}), [value])
    assert gap < GAP_SECONDS_MAX


@pytest.mark.deadline(300)
@pytest.mark.parametrize(
    ("pattern", "engine", "size", "kind"),
    [
        (EXPONENTIAL, "regex", 50_000, OutcomeKind.QUARANTINED),
        (EXPONENTIAL, "regex", BACKTRACKING_CHARS_MAX + 1, OutcomeKind.QUARANTINED),
        (QUADRATIC, "re2", 400_000, OutcomeKind.QUARANTINED),
        (r"(?:a+)+z", "re2", 400_000, OutcomeKind.CLEAN),
    ],
)
async def test_no_pattern_of_a_policy_delays_a_heartbeat(
    executor: ThreadPoolExecutor, pattern: str, engine: str, size: int, kind: OutcomeKind
) -> None:
    """Two records wait for it, in one batch; what it cannot finish is quarantined, and what stands between passes."""
    assert compile_pattern(pattern).engine == engine
    work = work_for(executor, detect={"entity_types": ["email"], "block_list": {"evil": pattern}})
    evil = filled("a", size) + b"!"
    gap, outcomes = await largest_gap(work, [evil, b"nothing here", evil])
    assert gap < GAP_SECONDS_MAX
    assert list(outcomes.kinds) == [kind, OutcomeKind.CLEAN, kind]


@pytest.mark.deadline(300)
@pytest.mark.parametrize("unit", ["a@", "$1,"])
async def test_short_evil_records_behind_harmless_ones_delay_no_heartbeat(
    executor: ThreadPoolExecutor, unit: str
) -> None:
    """Harmless batches say nothing of how long the next one takes, even one whose records are all short."""
    work = work_for(executor)
    for _ in range(3):
        await work.process(batch_of([b"all is well, thank you"] * 2000), work.empty_context(0))
    assert work.pace.is_short([4] * 100)  # so the loop itself would take such a batch
    gap, _ = await largest_gap(work, [filled(unit, SHORT_RECORD_BYTES_MAX)] * 200)
    assert gap < GAP_SECONDS_MAX


async def test_a_batch_of_many_claims_leaves_the_loop_and_loses_nothing(
    executor: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Claims tell how long the rest will take, before any of it is done; what the loop had done before is kept."""
    work = work_for(executor)
    value = b"Mail ann@example.com, it is about $1,000"
    harmless = [b"all is well, thank you"] * 2500  # a part of its own, and more
    await work.process(batch_of(harmless), work.empty_context(0))
    where: list[bool] = []
    loop_thread = threading.get_ident()
    process = PipelineWork._process

    def watched(self: PipelineWork, *arguments: Any) -> Any:
        where.append(threading.get_ident() == loop_thread)
        return process(self, *arguments)

    monkeypatch.setattr(PipelineWork, "_process", watched)
    monkeypatch.setattr(work_module, "SHORT_CLAIMS_MAX", 10)
    monkeypatch.setattr(work_module, "SHORT_SECONDS_MAX", 60.0)  # on a slow machine, too, claims decide
    batch = batch_of([*harmless, *[value] * 20])
    outcomes, _ = await work.process(batch, work.empty_context(0))
    assert where == [True, True, False]  # a part, the part that was too much, and that part in the thread
    alone, _ = await work_for(executor).process(batch, work.empty_context(0))
    assert outcomes == alone
    assert outcomes.entities[("email", "email_address")] == 20
