"""Whether the topics of several policies get along: what control would refuse, said before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tidegate.commands.policy_lint import Lint, Problem
from tidegate.errors import RunInvalid
from tidegate.kafka.acls import flow_topics
from tidegate.runs.routes import Route, clashes

_PLACES = {"input": "input.topic", "outputs": "outputs[{}].topic", "quarantine": "quarantine.topic"}


def topic_problems(lints: Sequence[tuple[Path, Lint]], prefix: str) -> Iterator[Problem]:
    """Topics that must not meet, policy by policy.

    Args:
        lints: The policies with their files.
        prefix: With which Tidegate's own topics begin.
    """
    routes: list[tuple[Lint, Route]] = []
    for path, lint in lints:
        try:
            flow = flow_topics(lint.policy)
        except RunInvalid:
            yield lint.problem("input.topic", "flows named control, run or upload are Tidegate's own")
            continue
        if flow is not None:
            routes.append((lint, Route(str(path), flow.raw, flow.clean, flow.quarantine)))
    for lint, route in routes:
        yield from _reserved(lint, route, f"{prefix}.")
        for clash in clashes(route, [other for _, other in routes if other is not route]):
            yield lint.problem(_PLACES[clash.part].format(clash.index), clash.message)


def _reserved(lint: Lint, route: Route, own: str) -> Iterator[Problem]:
    topics = [("input", 0, route.source), ("quarantine", 0, route.quarantine or "")]
    topics += [("outputs", index, topic) for index, topic in enumerate(route.outputs)]
    for part, index, topic in topics:
        if topic.startswith(own):
            yield lint.problem(_PLACES[part].format(index), f"topics that begin with {own} are Tidegate's own")
