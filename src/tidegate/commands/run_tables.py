"""How runs look in a terminal: a list, one run, its ledger by partition.

The ledger is the proof that nothing is missing: in each partition the records that came in are as many as those that
left, and the positions join from the start to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

OUTCOMES = ("clean", "quarantined", "dropped", "suppressed")
_COLOURS = {"SUCCEEDED": "green", "PROCESSING": "cyan", "PENDING": "cyan", "PAUSED": "yellow"}


def status_text(status: str) -> Text:
    return Text(status, style=_COLOURS.get(status, "red"))


def progress_text(run: dict[str, Any]) -> str:
    """A percentage for a bounded run, the lag for a continuous one."""
    if run.get("progress") is not None:
        return f"{run['progress']:.0%}"
    return f"lag {run['lag']}" if run.get("lag") is not None else "-"


def list_table(runs: Sequence[dict[str, Any]]) -> Table:
    table = Table("run", "status", "policy", "topic", "progress", "records", "created", box=None, pad_edge=False)
    table.columns[0].min_width = 36  # an id that is cut is of no use to the next command
    for run in runs:
        records = run["results"]["records"]
        table.add_row(
            run["id"],
            status_text(run["status"]),
            run.get("policy") or "-",
            run.get("topic") or "-",
            progress_text(run),
            f"{records['in']:,}",
            str(run["created_at"])[:19],
        )
    return table


def entities_table(run: dict[str, Any]) -> Table:
    """What was found, by type and detector."""
    table = Table("entity type", "count", "detectors", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    found = run["results"]["entity_summary"]
    for name in sorted(found, key=lambda key: (-found[key]["count"], key)):
        detectors = ", ".join(f"{key} {count:,}" for key, count in sorted(found[name]["by_detector"].items()))
        table.add_row(name, f"{found[name]['count']:,}", detectors)
    return table


def ledger_table(runs: Sequence[dict[str, Any]]) -> Table:
    """The offset ledger of runs by partition, and whether each partition is whole."""
    table = Table("topic", "partition", "positions", "in", "=", *OUTCOMES, "whole", box=None, pad_edge=False)
    for column in table.columns[3:9]:
        column.justify = "right"
    for run in runs:
        partitions = run["results"]["partitions"]
        for number in sorted(partitions, key=int):
            entry = partitions[number]
            records = entry["records"]
            table.add_row(
                run.get("topic") or "-",
                number,
                f"{entry['from']}..{entry['next']}" + ("" if entry.get("end") is None else f" of {entry['end']}"),
                f"{records['in']:,}",
                "=",
                *(f"{records[name]:,}" for name in OUTCOMES),
                Text("yes", style="green") if is_whole(entry) else Text("NO", style="bold red"),
            )
    return table


def is_whole(entry: dict[str, Any]) -> bool:
    """Whether a partition's ledger proves that every record was processed, as far as it has come."""
    records = entry["records"]
    balanced = records["in"] == sum(records[name] for name in OUTCOMES)
    at_end = entry.get("end") is None or entry["next"] >= entry["end"]
    return balanced and at_end and not entry.get("expired") and not entry.get("unproven")
