"""``tidegate demo``: everything, started, fed with invented people, shown and stopped.

What it shows is what any client sees: it publishes as a producer, opens runs and polls them over HTTP, and reads the
clean topics as a consumer. It looks into no process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from tidegate.commands import _shared

if TYPE_CHECKING:
    from rich.console import Console

    from tidegate.commands.demo_samples import Sample
    from tidegate.commands.runs_client import RunsClient
    from tidegate.commands.stack import Stack
    from tidegate.kafka.topic_io import ReadRecord

PARTITIONS = 3
RUN_SECONDS_MAX = 300.0
# What the README says of it.
LIMITS = (
    "Names, places and diagnoses in free text are found by lists and cues, and many are missed; "
    "a form nobody described is not found either."
)
FORMATS = {"support-chat": "json", "app-logs": "text", "customers": "json"}

Topics = dict[str, list["ReadRecord"]]


def demo(
    records: int = typer.Option(2400, "--records", min=1, max=1_000_000, help="Generated records, beside edge cases."),
    seed: int = typer.Option(1, "--seed", help="Other invented people."),
    keep: bool = typer.Option(False, "--keep", help="Stay up until Ctrl-C, to look around."),
) -> int:
    """Show the whole of Tidegate on this machine: nothing else is needed, and nothing stays behind.

    Starts the embedded broker, the control plane and two workers, publishes invented conversations, log lines and
    customer rows, runs the three shipped policies, and shows before and after, what was found, and the ledger.

    \b
    EXAMPLES
      tidegate demo
      tidegate demo --keep
      tidegate demo --records 50000
    """
    from tidegate.commands.stack import Stack, ended_by_signals, forget_settings
    from tidegate.keys import Keyring

    console = _shared.console()
    _shared.quiet_clients()
    forget_settings()
    began = time.monotonic()
    with ended_by_signals(), Stack() as stack:
        # Settings of the folder we were started in must not change what is shown; the key lives as long as we do.
        (stack.folder / "tidegate.yaml").write_text("log_level: INFO\n", "utf-8")
        Keyring.generate().save(stack.folder / "keys.json")
        stack.settings["TIDEGATE_CONFIG"] = str(stack.folder / "tidegate.yaml")
        stack.settings["TIDEGATE_KEY_FILE"] = str(stack.folder / "keys.json")
        whole = _show(console, stack, records, seed)
        console.print(f"\n[dim]{time.monotonic() - began:.1f} seconds in all.[/]")
        _print_urls(console, stack, keep=keep)
        if keep:
            console.print("Ctrl-C stops everything.")
            stack.stay()
    return 0 if whole else 1


def _show(console: Console, stack: Stack, count: int, seed: int) -> bool:
    """The demo itself; returns whether everything was as it must be."""
    from tidegate.commands.demo_samples import matched, samples
    from tidegate.commands.runs_client import RunsClient
    from tidegate.commands.stack import run

    sent = samples(count, seed)
    console.print("[dim]starting the embedded broker ...[/]")
    stack.start_broker()
    options = _client_options(stack)
    run(_create_topics(options))
    console.print("[dim]starting the control plane and two workers ...[/]")
    stack.start_planes()
    for flow, those in sent.items():
        number = run(_publish(options, flow, those))
        console.print(f"[dim]published {number:,} records to raw.{flow}[/]")
    stack.wait_ready()
    with RunsClient(stack.url) as client:
        runs = _open_runs(client, sent)
        runs = _follow(console, stack, client, runs)
    topics = run(_read(options, sent))
    where = {flow: matched(those, topics[f"raw.{flow}"]) for flow, those in sent.items()}
    for flow in sent:
        _print_before_after(console, flow, where[flow], topics)
    return _verdict(console, runs, where, topics)


def _client_options(stack: Stack) -> dict[str, Any]:
    from tidegate.kafka.connection import clamp_loggers, client_options
    from tidegate.settings import KafkaSettings

    clamp_loggers()
    return client_options(KafkaSettings.model_validate({"bootstrap.servers": stack.bootstrap}))


async def _create_topics(options: Mapping[str, Any]) -> None:
    from tidegate.kafka.topics import admin_client, apply_topics, ensure_topics, load_catalog

    catalog = load_catalog()
    flows = {f"{kind}.{flow}": PARTITIONS for flow in FORMATS for kind in ("raw", "clean", "quarantine")}
    async with admin_client(options) as admin:
        await apply_topics(admin, catalog, replication_factor=1)
        await ensure_topics(admin, catalog, flows, replication_factor=1)


async def _publish(options: Mapping[str, Any], flow: str, those: Sequence[Sample]) -> int:
    from tidegate.kafka.topic_io import publish

    return await publish(options, f"raw.{flow}", [sample.record for sample in those])


async def _read(options: Mapping[str, Any], flows: Mapping[str, object]) -> Topics:
    from tidegate.kafka.topic_io import read_topics

    return await read_topics(options, [f"{kind}.{flow}" for flow in flows for kind in ("raw", "clean", "quarantine")])


def _open_runs(client: RunsClient, flows: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    """One bounded run for each flow: the shipped policy over what its raw topic holds now."""
    runs = {}
    for flow in flows:
        dataset = client.create_dataset(f"raw.{flow}", FORMATS[flow])
        request = {"policy": flow, "dataset_id": dataset["id"], "output_topic": f"clean.{flow}"}
        runs[flow] = client.create(request)
    return runs


def _follow(
    console: Console, stack: Stack, client: RunsClient, runs: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Poll the runs over HTTP until they are over, with a progress bar for each."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from tidegate.commands.runs_client import FINISHED
    from tidegate.commands.stack import StackBroken

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[at]}"), TimeElapsedColumn())
    deadline = time.monotonic() + RUN_SECONDS_MAX
    console.print()
    with Progress(*columns, console=console) as bar:
        tasks = {flow: bar.add_task(f"{flow:13}", total=1.0, at="") for flow in runs}
        while True:
            for flow, run in runs.items():
                counted = f"{run['status']:10} {run['results']['records']['in']:>6,} records"
                bar.update(tasks[flow], completed=run.get("progress") or 0.0, at=counted)
            waiting = [flow for flow, run in runs.items() if run["status"] not in FINISHED]
            if not waiting:
                return runs
            stack.check()
            if time.monotonic() > deadline:
                raise StackBroken(f"the run of {waiting[0]} did not end within {RUN_SECONDS_MAX:.0f} seconds")
            for flow in waiting:
                runs[flow] = client.get(runs[flow]["id"], wait_seconds=1 if flow == waiting[0] else 0)


def _print_before_after(console: Console, flow: str, where: Mapping[str, Sample], topics: Topics) -> None:
    from rich.table import Table

    from tidegate.commands.demo_samples import before_after, chosen

    raw, clean = topics[f"raw.{flow}"], topics[f"clean.{flow}"]
    by_source = {(record.header("tidegate-source") or b"").decode(): record for record in clean}
    reasons = _reasons(topics[f"quarantine.{flow}"])
    table = Table(f"raw.{flow}", f"clean.{flow}", show_lines=True, expand=True, title_justify="left")
    for column in table.columns:
        column.ratio = 1
        column.overflow = "fold"
    for record in chosen(flow, where, raw):
        before, after = before_after(flow, record, by_source.get(record.coordinates))
        why = where[record.coordinates].why
        if why:
            before.append(f"\n({why})", style="dim italic")
        if record.coordinates in reasons:
            after.append(f": {reasons[record.coordinates]}", style="yellow")
        table.add_row(before, after)
    console.print()
    console.print(table)


def _reasons(quarantine: Sequence[ReadRecord]) -> dict[str, str]:
    """Why each record is in quarantine, by its coordinates: the quarantine topic says no more than that."""
    from tidegate.wire import QuarantineRecord, read

    found = {}
    for record in quarantine:
        if record.key is not None and record.value is not None:
            pointer = read(QuarantineRecord, record.value)
            found[record.key.decode()] = f"{pointer.stage}, {pointer.reason}"
    return found


def _verdict(
    console: Console, runs: Mapping[str, dict[str, Any]], where: Mapping[str, Mapping[str, Sample]], topics: Topics
) -> bool:
    """Print the summaries, the ledger and the search for leaks; whether all of it is as it must be."""
    from tidegate.commands.demo_samples import leaks
    from tidegate.commands.run_tables import entities_table, is_whole, ledger_table, list_table

    console.print("\n[bold]Runs, as polled over HTTP[/]")
    console.print(list_table(list(runs.values())))
    for flow, run in runs.items():
        console.print(f"\n[bold]Found in {flow}[/]")
        console.print(entities_table(run))
    console.print("\n[bold]Ledger: in = clean + quarantined + dropped + suppressed, in every partition[/]")
    console.print(ledger_table(list(runs.values())))
    good = True
    for flow, run in runs.items():
        found, records = leaks(where[flow], topics[f"clean.{flow}"]), run["results"]["records"]
        planted = sum(len(sample.absent) for sample in where[flow].values())
        expected = sum(sample.outcome == "quarantined" for sample in where[flow].values())
        checks = {
            f"the run {run['status'].lower()}": run["status"] == "SUCCEEDED",
            "the ledger is whole": all(is_whole(entry) for entry in run["results"]["partitions"].values()),
            f"{records['in']:,} of {len(where[flow]):,} records came in": records["in"] == len(where[flow]),
            f"{len(topics[f'clean.{flow}']):,} clean records stand in the topic": records["clean"]
            == len(topics[f"clean.{flow}"]),
            f"{records['quarantined']} of {expected} broken ones are in quarantine": records["quarantined"]
            == expected
            == len(topics[f"quarantine.{flow}"]),
            f"{planted:,} planted values were looked for, {len(found)} records still hold one": not found,
        }
        console.print(f"\n[bold]{flow}[/]")
        for text, holds in checks.items():
            console.print(f"  {'[green]yes[/]' if holds else '[bold red]NO [/]'} {text}")
        for coordinates in found[:10]:
            console.print(f"      a planted value is left in clean record of {coordinates}", markup=False)
        good = good and all(checks.values())
    console.print(f"\n[dim]{LIMITS}[/]")
    return good


def _print_urls(console: Console, stack: Stack, *, keep: bool) -> None:
    console.print("\nWhere it ran" + (":" if keep else " (stay up with --keep):"))
    rows = {
        "runs": f"{stack.url}/v1/runs",
        "documentation of the API": f"{stack.url}/docs",
        "metrics": " ".join(f"{url}/metrics" for url in (stack.url, *stack.worker_urls)),
        "broker": stack.bootstrap,
    }
    for name, text in rows.items():
        console.print(f"  {name:26} {text}", soft_wrap=True)
