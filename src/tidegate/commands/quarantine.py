"""``tidegate quarantine``: what is put away, reading what was sealed, and processing it again once its policy can."""

from __future__ import annotations

import asyncio
import base64
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tidegate.commands import _shared
from tidegate.commands._ending import ends

if TYPE_CHECKING:
    from tidegate.kafka.pointers import Pointer, Pointers
    from tidegate.kafka.replay import Choice, Result
    from tidegate.settings import Settings

app = typer.Typer(
    help="Records that may not pass: list them by place and reason, open what was sealed, replay them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
PREFIX = "quarantine."

Reasons = typer.Option([], "--reason", help="Only these reasons, such as detector_failed.")
Stages = typer.Option([], "--stage", help="Only these stages, such as decode.")
Runs = typer.Option([], "--run", help="Only pointers of these runs.")
RawTopics = typer.Option([], "--topic", help="Only records of these raw topics.")
Json = typer.Option(False, "--json", help="Print one JSON object and nothing else.")


@app.command("list")
@ends
def list_(
    flows: list[str] = typer.Argument(None, metavar="[FLOW...]", help="Flows, or quarantine topics [default: all]."),
    reason: list[str] = Reasons,
    stage: list[str] = Stages,
    run: list[str] = Runs,
    topic: list[str] = RawTopics,
    limit: int = typer.Option(100, "--limit", min=1, help="Show no more than so many."),
    as_json: bool = Json,
) -> int:
    """List what is put away: place, stage, reason and age. A record's value is never shown.

    \b
    EXAMPLES
      tidegate quarantine list
      tidegate quarantine list support-chat --reason detector_failed
      tidegate quarantine list --json
    """
    choice = _choice(reason, stage, run, topic)
    settings, options = _connect()

    counts: dict[str, dict[str, int]] = {}
    chosen: list[tuple[str, Pointer]] = []
    matching = 0

    async def ask() -> None:
        from tidegate.kafka.pointers import read_pointers

        nonlocal matching
        for name in await _topics(settings, options, flows):
            with await read_pointers(options, name, takes=choice.takes) as found:
                counts[name] = {"open": found.count, "released": found.released, "unreadable": found.unreadable}
                matching += found.count_chosen
                chosen.extend((name, one) for one in found.chosen(limit - len(chosen)))

    asyncio.run(ask())
    if as_json:
        rows = [_as_json(name, one) for name, one in chosen]
        _shared.print_json({"topics": counts, "matching": matching, "pointers": rows})
        return 0
    _show(chosen)
    if matching > limit:
        print(f"... and {matching - limit} more (--limit)")
    for name, count in counts.items():
        unreadable = f", {count['unreadable']} unreadable" if count["unreadable"] else ""
        print(f"{name}: {count['open']} put away, {count['released']} released{unreadable}")
    return 0


@app.command("open")
@ends
def open_(
    flow: str = typer.Argument(..., metavar="FLOW", help="A flow, or a quarantine topic."),
    private_key: Path = typer.Option(..., "--private-key", help="File that `tidegate keys sealing` wrote."),
    place: list[str] = typer.Option([], "--place", help="Only these records, as topic/partition/offset."),
    reason: list[str] = Reasons,
    stage: list[str] = Stages,
    run: list[str] = Runs,
    topic: list[str] = RawTopics,
    limit: int = typer.Option(100, "--limit", min=1, help="Open no more than so many."),
) -> int:
    """Print sealed records as they were written, one JSON object a line. THIS SHOWS PERSONAL DATA.

    Key, value and headers that are not UTF-8 are given as base64, under names that end in _base64. What cannot be
    opened (put away without its payload, or sealed for another key) is named on standard error; exit 1 if anything is.

    \b
    EXAMPLES
      tidegate quarantine open support-chat --private-key seal.key --place raw.support-chat/0/4711
      tidegate quarantine open support-chat --private-key seal.key --reason undecodable_syntax | less
    """
    from tidegate.kafka.pointers import read_pointers
    from tidegate.kafka.quarantine import unseal_payload
    from tidegate.keys import parse_key, read_key_file
    from tidegate.sealing import SealBroken

    choice = _choice(reason, stage, run, topic)
    secret = parse_key(read_key_file(private_key).decode("utf-8", "replace"), place=str(private_key))
    settings, options = _connect()

    async def ask() -> Pointers:
        def takes(one: Pointer) -> bool:
            return choice.takes(one) and (not place or one.key in place)

        [name] = await _topics(settings, options, [flow])
        return await read_pointers(options, name, takes=takes, sealed=True)

    pointers = asyncio.run(ask())
    missing = set(place)
    if place:
        missing -= {one.key for one in pointers.chosen()}
    unopened = len(missing)
    for name in sorted(missing):
        print(f"tidegate: {name}: not put away here", file=sys.stderr)
    for pointer in pointers.chosen(limit):
        try:
            payload = unseal_payload(pointer.message, secret)
        except SealBroken as broken:
            unopened += 1
            print(f"tidegate: {pointer.key}: {broken}", file=sys.stderr)
            continue
        headers = [{"name": name, **_text("value", value)} for name, value in payload.headers]
        message = pointer.message
        known = {"place": pointer.key, "stage": message.stage, "reason": message.reason, "run_id": message.run_id}
        _shared.print_json(
            {**known, **_text("key", payload.key), **_text("value", payload.value), "headers": headers}, indent=False
        )
    if pointers.count_chosen > limit:
        print(f"tidegate: {pointers.count_chosen - limit} more (--limit)", file=sys.stderr)
    pointers.close()
    return 1 if unopened else 0


@app.command("replay")
@ends
def replay(
    flow: str = typer.Argument(..., metavar="FLOW", help="A flow, or a quarantine topic."),
    policy: str | None = typer.Option(None, "--policy", help="Policy to use [default: the run's, as it reads now]."),
    reason: list[str] = Reasons,
    stage: list[str] = Stages,
    run: list[str] = Runs,
    topic: list[str] = RawTopics,
    limit: int | None = typer.Option(None, "--limit", min=1, help="Replay no more than so many."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Process, but write nothing."),
    as_json: bool = Json,
) -> int:
    """Read quarantined records again, run the policy as it is now, and write what passes to its clean topics, once.

    What still fails stays put away; exit 1 if anything does. Released records arrive late, so behind newer ones, with
    the header tidegate-replayed. Records that killed a worker are left alone unless --reason crashes_worker names them.

    \b
    EXAMPLES
      tidegate quarantine replay support-chat --dry-run
      tidegate quarantine replay support-chat --reason detector_failed
      tidegate quarantine replay support-chat --policy config/policies/support-chat.yaml
    """
    choice = _choice(reason, stage, run, topic)
    settings, options = _connect()
    keyring = _shared.keyring(settings)
    from concurrent.futures import ThreadPoolExecutor

    from tidegate.kafka.control_broker import ControlBroker, latest
    from tidegate.kafka.replay import Replay
    from tidegate.kafka.replay_policy import Works
    from tidegate.policy_files import find_policy, policy_from
    from tidegate.wire import Names

    names = Names(settings.prefix)
    named = policy_from(policy, settings.policies_dir) if policy is not None else None

    async def ask(executor: ThreadPoolExecutor) -> Result:
        [name] = await _topics(settings, options, [flow])
        works = Works(
            latest(await ControlBroker(options).read(names.runs)),
            quarantine_topic=name,
            find_policy=lambda word: find_policy(word, settings.policies_dir),
            named=named,
            keyring=keyring,
            executor=executor,
        )
        task = Replay(options, names, name, find_work=works, keyring=keyring, dry=dry_run)
        return await task.run(choice, limit)

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="replay") as executor:
        result = asyncio.run(ask(executor))
    if as_json:
        shown = {"released": dict(sorted(result.released.items())), "kept": dict(sorted(result.kept.items()))}
        _shared.print_json({**shown, "dry_run": dry_run})
    else:
        print(f"{'would be ' if dry_run else ''}released: {_counts(result.released)}")
        print(f"put away still: {_counts(result.kept)}")
    return 1 if result.kept else 0


def _connect() -> tuple[Settings, dict[str, Any]]:
    settings = _shared.settings()
    from tidegate.kafka.connection import clamp_loggers, client_options

    options = client_options(settings.kafka)
    _shared.quiet_clients()
    clamp_loggers()
    return settings, options


async def _topics(settings: Settings, options: dict[str, Any], flows: Sequence[str] | None) -> list[str]:
    """The quarantine topics that are meant. Raises `UnknownName` for one that the broker does not have."""
    from tidegate.errors import UnknownName
    from tidegate.kafka.reach import require
    from tidegate.kafka.topics import admin_client, load_catalog

    await require(options)
    async with admin_client(options) as admin:
        there = sorted(topic["topic"] for topic in await admin.describe_topics())
    catalog = load_catalog(settings.prefix, settings.topics_dir)
    declared = [name for name in there if (one := catalog.find(name)) and one.data_class == "quarantine"]
    if not flows:
        return declared
    found = []
    for flow in flows:
        name = flow if flow in there else PREFIX + flow
        if name not in there:
            raise UnknownName("quarantine topic", name, declared)
        found.append(name)
    return found


def _choice(reasons: Sequence[str], stages: Sequence[str], runs: Sequence[str], topics: Sequence[str]) -> Choice:
    from tidegate.errors import UnknownName
    from tidegate.kafka.replay import Choice
    from tidegate.records import Reason, Stage

    for kind, given, valid in (
        ("reason", reasons, [one.value for one in Reason]),
        ("stage", stages, [one.value for one in Stage]),
    ):
        for name in given:
            if name not in valid:
                raise UnknownName(kind, name, valid, place=f"--{kind}")
    return Choice(frozenset(reasons), frozenset(stages), frozenset(runs), frozenset(topics))


def _as_json(topic: str, pointer: Pointer, now: Callable[[], float] = time.time) -> dict[str, Any]:
    message = pointer.message
    return {
        "quarantine_topic": topic,
        "place": pointer.key,
        "stage": message.stage,
        "reason": message.reason,
        "run_id": message.run_id,
        "policy_hash": message.policy_hash,
        "sealed": message.sealed is not None,
        "recorded_at": _iso(message.timestamp),
        "quarantined_at": _iso(pointer.quarantined_ms),
        "age_seconds": max(0, int(now() - pointer.quarantined_ms / 1000)),
    }


def _iso(timestamp_ms: int) -> str | None:
    """A record's time, or None where it is no date: its producer may have written any number, microseconds say."""
    try:
        return datetime.fromtimestamp(timestamp_ms / 1000, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _show(chosen: Sequence[tuple[str, Pointer]]) -> None:
    from rich.table import Table

    if not chosen:
        return
    table = Table("place", "stage", "reason", "age", "run", box=None, pad_edge=False)
    for name, pointer in chosen:
        row = _as_json(name, pointer)
        table.add_row(row["place"], row["stage"], row["reason"], _age(row["age_seconds"]), row["run_id"])
    _shared.console().print(table)


def _age(seconds: int) -> str:
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _text(name: str, value: bytes | None) -> dict[str, str | None]:
    try:
        return {name: None if value is None else value.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(value or b"").decode()}


def _counts(counted: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counted.items())) or "none"
