"""The least access each principal needs, derived from the policies: who may do what to which topic, group and id.

Five principals, because five kinds of people and processes must not be able to do each other's work. A producer cannot
read what others publish, a consumer of clean topics cannot read a raw one, and only the privacy officer reads
quarantines. Kafka implies Describe by Read and by Write, so it stands only where nothing else does.

One thing looks like too much and is not: control may read raw topics, because Kafka lets only a reader of a topic
commit offsets for it, and control commits where a run starts.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tidegate.policies import Policy
from tidegate.runs.flows import UPLOAD_FLOW, flow_of
from tidegate.wire import Names

REPLAY = "replay"  # part of the transactional id of a replay: <prefix>.replay.<quarantine topic>


class Role(StrEnum):
    """Who acts; each has a principal of its own."""

    WORKER = "worker"
    CONTROL = "control"
    PRODUCER = "producer"
    CONSUMER = "consumer"
    PRIVACY_OFFICER = "privacy-officer"


class Resource(StrEnum):
    TOPIC = "topic"
    GROUP = "group"
    TRANSACTIONAL_ID = "transactional-id"


class Pattern(StrEnum):
    LITERAL = "literal"
    PREFIXED = "prefixed"


READ, WRITE, CREATE, DELETE, DESCRIBE, CONFIGS = "Read", "Write", "Create", "Delete", "Describe", "DescribeConfigs"


@dataclass(frozen=True, slots=True, order=True)
class Acl:
    """One principal may do these operations to one resource, or to all whose name begins so."""

    role: Role
    resource: Resource
    pattern: Pattern
    name: str
    operations: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The topics of one policy."""

    flow: str
    raw: str
    clean: tuple[str, ...]
    quarantine: str


def flow_topics(policy: Policy) -> Flow | None:
    """The topics that a policy names or implies; None for one without an input."""
    if policy.input is None:
        return None
    flow = flow_of(policy.input.topic)
    return Flow(
        flow,
        policy.input.topic,
        tuple(output.topic for output in policy.outputs) or (f"clean.{flow}",),
        policy.quarantine.topic if policy.quarantine else f"quarantine.{flow}",
    )


def least_acls(
    flows: Iterable[Flow], names: Names, *, bounded_runs: bool = True, consumer_groups: str = "{flow}-"
) -> list[Acl]:
    """Every access that is needed, sorted; nothing more works, nothing less does.

    Args:
        flows: What is read and written.
        names: Names of our own topics and ids.
        bounded_runs: Whether runs over datasets are allowed, which write to ``clean.<flow>.run.<id>``.
        consumer_groups: How the names of the consumers' groups begin; ``{flow}`` is the flow's name.
    """
    found = [*_worker_own(names, bounded_runs), *_control_own(names, bounded_runs)]
    if bounded_runs:
        found += _uploads(names)
    found.append(_topic(Role.PRIVACY_OFFICER, names.runs, READ, why="which policy and outputs a run had"))
    for flow in flows:
        found += _flow(flow, names, bounded_runs, consumer_groups)
    return _merged(found)


def _topic(role: Role, name: str, *operations: str, why: str, pattern: Pattern = Pattern.LITERAL) -> Acl:
    return Acl(role, Resource.TOPIC, pattern, name, operations, why)


def _worker_own(names: Names, bounded_runs: bool) -> list[Acl]:
    role = Role.WORKER
    found = [
        _topic(role, names.runs, READ, why="what is to be done"),
        _topic(role, names.progress, WRITE, CONFIGS, why="the offset ledger and lane states"),
    ]
    return found + (_run_lanes(role, names) if bounded_runs else [])


def _control_own(names: Names, bounded_runs: bool) -> list[Acl]:
    role = Role.CONTROL
    found = [
        _topic(role, name, READ, WRITE, CONFIGS, why="what runs are and what they have done")
        for name in (names.runs, names.status, names.datasets)
    ]
    found += [
        _topic(role, names.progress, READ, CONFIGS, why="the ledger that is folded"),
        _topic(role, names.commands, READ, CONFIGS, why="commands"),
        Acl(role, Resource.GROUP, Pattern.LITERAL, f"{names.control}.commands", (READ,), "how far commands are done"),
        Acl(role, Resource.GROUP, Pattern.PREFIXED, f"{names.control}.faust.", (READ,), "hears of commands"),
        Acl(role, Resource.TRANSACTIONAL_ID, Pattern.LITERAL, names.control, (WRITE,), "the one control plane"),
    ]
    return found + (_run_lanes(role, names) if bounded_runs else [])


def _run_lanes(role: Role, names: Names) -> list[Acl]:
    """Groups and lanes of bounded runs, which carry the run's id."""
    start = f"{names.prefix}.run."
    return [
        Acl(role, Resource.GROUP, Pattern.PREFIXED, start, (READ,), "offsets of bounded runs"),
        Acl(role, Resource.TRANSACTIONAL_ID, Pattern.PREFIXED, start, (WRITE,), "lanes of bounded runs"),
    ]


def _uploads(names: Names) -> list[Acl]:
    """Topics of uploaded files, and what runs over them write: control reads result files from the clean ones."""
    uploads, clean, quarantine = names.upload(""), f"clean.{UPLOAD_FLOW}.run.", f"quarantine.{UPLOAD_FLOW}"
    prefixed, officer = Pattern.PREFIXED, Role.PRIVACY_OFFICER
    replay_id = f"{names.prefix}.{REPLAY}.{quarantine}"
    why = "lays files on topics, and takes refused ones away"
    return [
        _topic(Role.CONTROL, uploads, CREATE, DELETE, WRITE, READ, CONFIGS, why=why, pattern=prefixed),
        _topic(Role.WORKER, uploads, READ, why="uploaded files", pattern=prefixed),
        _topic(
            Role.CONTROL, clean, CREATE, READ, CONFIGS, why="creates them, and reads result files", pattern=prefixed
        ),
        _topic(Role.WORKER, clean, WRITE, CONFIGS, why="output of runs over uploads", pattern=prefixed),
        _topic(Role.CONTROL, quarantine, CREATE, DESCRIBE, CONFIGS, why="creates it"),
        _topic(Role.WORKER, quarantine, WRITE, CONFIGS, why="quarantine of runs over uploads"),
        _topic(officer, uploads, READ, why="the payload behind a pointer", pattern=prefixed),
        _topic(officer, quarantine, READ, WRITE, CONFIGS, why="pointers, and the marks of those that are replayed"),
        _topic(officer, clean, WRITE, CONFIGS, why="replayed records", pattern=prefixed),
        Acl(officer, Resource.TRANSACTIONAL_ID, Pattern.LITERAL, replay_id, (WRITE,), "one replay at a time"),
    ]


def _flow(flow: Flow, names: Names, bounded_runs: bool, consumer_groups: str) -> list[Acl]:
    lanes = f"{names.prefix}.{flow.flow}"
    outputs = [(topic, Pattern.LITERAL) for topic in (*flow.clean, flow.quarantine)]
    if bounded_runs:
        outputs.append((f"clean.{flow.flow}.run.", Pattern.PREFIXED))
        outputs.append((f"quarantine.{flow.flow}", Pattern.LITERAL))  # of a run without a policy
    found = [
        _topic(Role.WORKER, flow.raw, READ, why="input"),
        _topic(Role.CONTROL, flow.raw, READ, CONFIGS, why="where a run starts; limits of its outputs"),
    ]
    for topic, pattern in outputs:
        found += [
            _topic(Role.WORKER, topic, WRITE, CONFIGS, why="output", pattern=pattern),
            _topic(Role.CONTROL, topic, CREATE, DESCRIBE, CONFIGS, why="creates outputs", pattern=pattern),
        ]
    for role in (Role.WORKER, Role.CONTROL):
        found += [
            Acl(role, Resource.GROUP, Pattern.LITERAL, lanes, (READ,), "the flow's offsets"),
            Acl(
                role,
                Resource.TRANSACTIONAL_ID,
                Pattern.PREFIXED,
                f"{lanes}.{flow.raw}.",
                (WRITE,),
                "the flow's lanes" if role is Role.WORKER else "fences the flow's lanes",
            ),
        ]
    why = "asks for offsets that a broker which was restarted has not read again"
    found.append(Acl(Role.CONTROL, Resource.TRANSACTIONAL_ID, Pattern.LITERAL, f"{lanes}.offsets", (WRITE,), why))
    return found + _people(flow, names, bounded_runs, consumer_groups)


def _people(flow: Flow, names: Names, bounded_runs: bool, consumer_groups: str) -> list[Acl]:
    officer = Role.PRIVACY_OFFICER
    replay_id = f"{names.prefix}.{REPLAY}.{flow.quarantine}"
    groups = consumer_groups.replace("{flow}", flow.flow)
    found = [
        _topic(Role.PRODUCER, flow.raw, WRITE, why="publishes"),
        *(_topic(Role.CONSUMER, topic, READ, why="what may be read") for topic in flow.clean),
        Acl(Role.CONSUMER, Resource.GROUP, Pattern.PREFIXED, groups, (READ,), "its offsets"),
        _topic(officer, flow.raw, READ, why="the payload behind a pointer"),
        _topic(
            officer, flow.quarantine, READ, WRITE, CONFIGS, why="pointers, and the marks of those that are replayed"
        ),
        Acl(officer, Resource.TRANSACTIONAL_ID, Pattern.LITERAL, replay_id, (WRITE,), "one replay at a time"),
    ]
    outputs = [(topic, Pattern.LITERAL) for topic in flow.clean]
    if bounded_runs:
        outputs.append((f"clean.{flow.flow}.run.", Pattern.PREFIXED))
    for topic, pattern in outputs:
        found.append(_topic(officer, topic, WRITE, CONFIGS, why="replayed records", pattern=pattern))
    return found


def _merged(acls: Iterable[Acl]) -> list[Acl]:
    """One entry for each resource of a role: two policies may share a topic."""
    operations: dict[tuple[Role, Resource, Pattern, str], dict[str, None]] = {}
    reasons: dict[tuple[Role, Resource, Pattern, str], dict[str, None]] = {}
    for acl in acls:
        place = (acl.role, acl.resource, acl.pattern, acl.name)
        operations.setdefault(place, {}).update(dict.fromkeys(acl.operations))
        reasons.setdefault(place, {})[acl.why] = None
    found = []
    for place, named in operations.items():
        implied = {DESCRIBE} if named.keys() & {READ, WRITE} else set()
        kept = tuple(sorted(set(named) - implied))
        found.append(Acl(*place, kept, "; ".join(reasons[place])))
    return sorted(found)


def command_lines(
    acls: Sequence[Acl], principals: Mapping[Role, str], *, bootstrap: str, command_config: str | None = None
) -> list[str]:
    """`kafka-acls` command lines; those that differ in their names only are one.

    Args:
        principals: Kafka's principal by role, such as ``User:tidegate-worker``.
        bootstrap: Bootstrap servers, for the command line.
        command_config: A properties file with the administrator's own access.
    """
    groups: dict[tuple[Role, Resource, Pattern, tuple[str, ...]], list[str]] = {}
    for acl in acls:
        groups.setdefault((acl.role, acl.resource, acl.pattern, acl.operations), []).append(acl.name)
    start = ["kafka-acls", "--bootstrap-server", bootstrap]
    if command_config is not None:
        start += ["--command-config", command_config]
    lines = []
    for (role, resource, pattern, operations), names in groups.items():
        words = [*start, "--add", "--allow-principal", principals[role]]
        for operation in operations:
            words += ["--operation", operation]
        if pattern is Pattern.PREFIXED:
            words += ["--resource-pattern-type", pattern.value]
        for name in names:
            words += [f"--{resource.value}", name]
        lines.append(shlex.join(words))
    return lines
