"""Where runs read and write, held against each other: which topics must never meet.

A topic holds raw records, clean records, or what was put away. What was put away may hold sealed payloads, and only the
privacy officer reads it: it is no run's input, and nothing else is written beside it. Clean records may be the input of
another flow, unless their way leads back to where they came from: then each record would be published for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

QUARANTINES, CLEAN = "quarantine.", "clean."  # how topics of a data class are called; see `topics/`


@dataclass(frozen=True, slots=True)
class Route:
    """One run or policy, by the name that people know it by. ``open``: it reads and writes now."""

    name: str
    source: str
    outputs: tuple[str, ...]
    quarantine: str | None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Clash:
    """Topics that must not meet. ``index`` is the output's; ``other`` names the route in the way, None if none is."""

    part: Literal["input", "outputs", "quarantine"]
    index: int
    message: str
    other: str | None = None


def clashes(own: Route, others: Sequence[Route]) -> Iterator[Clash]:
    """What is wrong with a route by its own names, and beside the others. A message names no topic."""
    if own.source.startswith(QUARANTINES):
        yield Clash("input", 0, "a quarantine topic is no input: only the privacy officer reads it")
    for index, topic in enumerate(own.outputs):
        if topic.startswith(QUARANTINES):
            yield Clash("outputs", index, "a quarantine topic is no output; write another name")
    if own.quarantine is not None and own.quarantine.startswith(CLEAN):
        yield Clash("quarantine", 0, "a clean topic is no quarantine: its readers must not see what is put away")
    for other in others:
        yield from _beside(own, other)
    yield from _loops(own, others)


def _beside(own: Route, other: Route) -> Iterator[Clash]:
    # Also of a run that is over: what it put away stays in its topic.
    if own.source == other.quarantine and not own.source.startswith(QUARANTINES):
        yield Clash("input", 0, f"{other.name} puts records away there: only the privacy officer reads it", other.name)
    for index, topic in enumerate(own.outputs):
        if topic == other.quarantine and not topic.startswith(QUARANTINES):
            yield Clash("outputs", index, f"{other.name} puts records away there; write another name", other.name)
    if other.open and own.quarantine is not None:
        if own.quarantine == other.source:
            yield Clash("quarantine", 0, f"{other.name} reads it: what is put away would be published", other.name)
        if own.quarantine in other.outputs:
            message = f"{other.name} writes clean records to it: their readers must not see what is put away"
            yield Clash("quarantine", 0, message, other.name)


def _loops(own: Route, others: Iterable[Route]) -> Iterator[Clash]:
    """Outputs whose records would come back as input. A loop of the others alone is not this one's fault."""
    ways = [other for other in others if other.open]
    for index, topic in enumerate(own.outputs):
        reached, waiting = {topic}, [topic]
        while waiting:
            here = waiting.pop()
            for other in ways:
                if other.source != here:
                    continue
                if own.source in other.outputs:
                    message = f"a loop: through {other.name} its records would be its own input again, for ever"
                    yield Clash("outputs", index, message, other.name)
                    waiting.clear()
                    break
                new = [name for name in other.outputs if name not in reached]
                reached.update(new)
                waiting += new
