"""`tidegate bench detect`: the library alone against other libraries, on the same messages in one run.

A bare rate says as much about the machine as about the program, so every rate of ours has those of the peers beside it,
measured in turn: each round asks everyone once, in another order, and the median of the rounds' ratios counts. Beside
the speed stands what each of them finds of what was planted, and how much it finds besides: whoever looks at nothing is
fast.

Ours is used as it is meant to be used, on batches. *Detect* is the gate, the detectors, weighing and resolving
overlaps; *redact* is the whole pipeline from bytes to bytes, verification included.
"""

from __future__ import annotations

import gc
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from statistics import median
from typing import Any

from tidegate import Engine
from tidegate.bench import BenchFailed, load, peers
from tidegate.bench.load import Message
from tidegate.bench.peers import Absent, Found, Peer
from tidegate.detectors import catalogue
from tidegate.pipeline.detect import search
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.resolve import accept
from tidegate.policies import Policy
from tidegate.records import TextBatch

OURS = "tidegate"
BATCH_MESSAGES = 2000
TURN_SECONDS = 2.0  # whoever needs longer for all messages gets as many as it can read in this time
TRIAL_MESSAGES = 200  # by which that is told; also the fewest that anyone reads
FOUND_MESSAGES_MAX = 2000  # on which is counted what each of them finds
SHARE_MIN = 0.5  # of intersection over union: then a finding is the planted value


@dataclass(frozen=True, slots=True)
class Pace:
    """What one contender did, in messages a second of wall time and microseconds of CPU time a message (medians)."""

    name: str
    version: str
    work: str
    types: str
    messages_per_second: float
    cpu_microseconds_per_message: float
    messages: int
    found: dict[str, int]
    found_besides: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours by a peer's, the median of the rounds: of messages a second, and of messages a second of CPU time."""

    ours: str
    peer: str
    by_time: float
    by_cpu: float


@dataclass(frozen=True, slots=True)
class DetectFigures:
    """What was measured. ``planted`` and every ``found`` count within the first ``found_in_messages`` messages."""

    messages: int
    characters_mean: float
    seed: int
    rounds: int
    batch_messages: int
    python: str
    load_average_before: float
    load_average_after: float
    found_in_messages: int
    planted: dict[str, int]
    contenders: tuple[Pace, ...]
    ratios: tuple[Ratio, ...]
    absent: tuple[Absent, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON; fractions are rounded to three places."""
        rounded: dict[str, Any] = _rounded(asdict(self))
        return rounded


def measure(
    *,
    messages: int = 50_000,
    rounds: int = 5,
    seed: int = 1,
    say: Callable[[str], None] = lambda line: None,
) -> DetectFigures:
    """Run the whole benchmark.

    Args:
        messages: How many there are; slow peers read the first of them only.
        rounds: How often everyone is asked.
        seed: Of the messages.
        say: Told what is being done.

    Raises:
        BenchFailed: A message of ours would have been quarantined.
    """
    before = os.getloadavg()[0]
    carried = load.messages(messages, seed=seed)
    texts = [message.text for message in carried]
    others, absent = peers.installed()
    for one in absent:
        say(f"left out: {one.name}: {one.reason}")
    contenders = [*ours(), *others]
    looked_at = carried[:FOUND_MESSAGES_MAX]
    quality = [_quality(contender, looked_at) for contender in contenders]
    turns = [_Turns(contender, texts) for contender in contenders]
    for number in range(rounds):
        for turn in _in_turn(turns, number):
            turn.take()
        say(f"round {number + 1} of {rounds} done")
    paces = [turn.pace(*found) for turn, found in zip(turns, quality, strict=True)]
    return DetectFigures(
        messages=messages,
        characters_mean=sum(map(len, texts)) / messages,
        seed=seed,
        rounds=rounds,
        batch_messages=BATCH_MESSAGES,
        python=platform.python_version(),
        load_average_before=before,
        load_average_after=os.getloadavg()[0],
        found_in_messages=len(looked_at),
        planted=_by_type(message.entity_type for message in looked_at),
        contenders=tuple(paces),
        ratios=tuple(
            own.ratio(other)
            for own in turns
            for other in turns
            if own.contender.name == OURS and other.contender.name != OURS
        ),
        absent=tuple(absent),
    )


def title(contender: Peer | Pace) -> str:
    """What a contender is called in ratios."""
    return f"{contender.name} {contender.work}, {contender.types}"


# Who is asked


def ours() -> list[Peer]:
    """This library, in three settings, each with detection alone and with everything."""
    everything: dict[str, Any] = {"entity_types": ["all"], "allow_undetected": True}
    settings: tuple[tuple[str, dict[str, Any]], ...] = (
        ("the five planted types", {"detect": {"entity_types": list(load.MESSAGE_PLANTED)}}),
        ("all types", {"detect": everything}),
        ("all types and regions", {"detect": everything, "regions": list(catalogue.regions())}),
    )
    found: list[Peer] = []
    for types, document in settings:
        engine = Engine.from_policy(Policy.model_validate({"policy": "bench", **document}), format="text")
        found.extend((_detecting(engine.plan, types), _redacting(engine, types)))
    return found


def _detecting(plan: Plan, types: str) -> Peer:
    def run(texts: Sequence[str]) -> None:
        for batch in _batches(texts):
            _findings(batch, plan)

    def find(text: str) -> Iterable[Found]:
        return _findings([text], plan)[0]

    return Peer(OURS, metadata.version(OURS), "detect", types, run, find)


def _findings(texts: Sequence[str], plan: Plan) -> list[list[Found]]:
    """What is found in each text of a batch."""
    found: list[list[Found]] = [[] for _ in texts]
    rows = _may_hold(texts, plan)
    claims, failed = search(TextBatch.of([texts[row] for row in rows]), rows, plan)
    if failed:
        raise BenchFailed("a detector failed")
    for row, candidates in zip(rows, claims, strict=True):
        if candidates:
            found[row] = [
                Found(one.entity_type, one.start, one.end) for one in accept(candidates, texts[row], "", plan)
            ]
    return found


def _may_hold(texts: Sequence[str], plan: Plan) -> list[int]:
    if plan.gate is None:
        return list(range(len(texts)))
    plain = [row for row, text in enumerate(texts) if text.isascii()]
    looked_at = plan.gate.may_hold([texts[row] for row in plain])
    return sorted({*range(len(texts))} - {*plain} | {plain[place] for place in looked_at})


def _redacting(engine: Engine, types: str) -> Peer:
    def run(texts: Sequence[str]) -> None:
        for batch in _batches(texts):
            if engine.outcomes([text.encode() for text in batch]).failures:
                raise BenchFailed("a message was quarantined")

    def find(text: str) -> Iterable[Found]:
        return [Found(one.entity_type, one.start, one.end) for one in engine.process([text])[0].entities]

    return Peer(OURS, metadata.version(OURS), "redact", types, run, find)


def _batches(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    return (texts[first : first + BATCH_MESSAGES] for first in range(0, len(texts), BATCH_MESSAGES))


# How fast they are


class _Turns:
    """A contender, and what each of its turns took in seconds a message."""

    def __init__(self, contender: Peer, texts: Sequence[str]) -> None:
        self.contender = contender
        trial = texts[:TRIAL_MESSAGES]
        contender.run(trial)  # once for what is made at first use
        began = time.perf_counter()
        contender.run(trial)
        each = max(time.perf_counter() - began, 1e-9) / len(trial)
        self._texts = texts[: max(len(trial), min(len(texts), int(TURN_SECONDS / each)))]
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def take(self) -> None:
        gc.collect()
        count = len(self._texts)
        began, began_cpu = time.perf_counter(), time.process_time()
        self.contender.run(self._texts)
        self.wall.append(max(time.perf_counter() - began, 1e-9) / count)
        self.cpu.append(max(time.process_time() - began_cpu, 1e-9) / count)

    def pace(self, found: dict[str, int], found_besides: int) -> Pace:
        return Pace(
            name=self.contender.name,
            version=self.contender.version,
            work=self.contender.work,
            types=self.contender.types,
            messages_per_second=1 / median(self.wall),
            cpu_microseconds_per_message=median(self.cpu) * 1e6,
            messages=len(self._texts),
            found=found,
            found_besides=found_besides,
        )

    def ratio(self, peer: _Turns) -> Ratio:
        """Of the times of each round, for the machine may have been faster in one than in another."""
        by_time = median(theirs / own for own, theirs in zip(self.wall, peer.wall, strict=True))
        by_cpu = median(theirs / own for own, theirs in zip(self.cpu, peer.cpu, strict=True))
        return Ratio(title(self.contender), title(peer.contender), by_time, by_cpu)


def _in_turn(turns: Sequence[_Turns], number: int) -> Sequence[_Turns]:
    """Everyone, each round beginning with another."""
    first = number % len(turns)
    return [*turns[first:], *turns[:first]]


# What they find


def _quality(contender: Peer, messages: Sequence[Message]) -> tuple[dict[str, int], int]:
    """How many planted values of each type it finds, and how many findings touch no planted value."""
    found: Counter[str] = Counter()
    besides = 0
    for message in messages:
        findings = list(contender.find(message.text))
        besides += sum(1 for one in findings if not _share(one, message))
        if any(one.entity_type == message.entity_type and _share(one, message) >= SHARE_MIN for one in findings):
            found[str(message.entity_type)] += 1
    return {name: found[name] for name in load.MESSAGE_PLANTED}, besides


def _share(one: Found, message: Message) -> float:
    """Intersection over union with the planted value."""
    common = min(one.end, message.end) - max(one.start, message.start)
    if message.entity_type is None or common <= 0:
        return 0.0
    return common / (max(one.end, message.end) - min(one.start, message.start))


def _by_type(types: Iterable[str | None]) -> dict[str, int]:
    counted = Counter(types)
    return {name: counted[name] for name in load.MESSAGE_PLANTED}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
