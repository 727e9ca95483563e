"""``tidegate evaluate``: precision and recall against gold spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tidegate.commands import _shared

if TYPE_CHECKING:
    from tidegate.evaluation.evaluate import SetResult


def evaluate(
    gold: list[Path] = typer.Argument(..., help="Files of gold records, or folders of them.", show_default=False),
    labelmap: Path | None = typer.Option(None, "--labelmap", help="Groups of labels, and which of a set are scored."),
    policy: str | None = typer.Option(None, "--policy", "-p", help="Policy file, or name of a shipped one."),
    method: str | None = typer.Option(None, "--method", help="Detection method [default: the policy's]."),
    accuracy_mode: str | None = typer.Option(None, "--accuracy-mode", help="[default: the policy's]"),
    threshold: float | None = typer.Option(
        None, "--threshold", min=0, max=1, help="Instead of the policy's; 0: any form, also a weak one."
    ),
    scope: str | None = typer.Option(None, "--scope", help="Only these labels, groups or types, with commas."),
    conversations: bool = typer.Option(
        False, "--conversations", help="Read each conversation in order, with what was said before."
    ),
    by_type: bool = typer.Option(False, "--by-type", help="Also by type: each type in all sets."),
    by_set: bool = typer.Option(False, "--by-set", help="Also by set: each set's types and groups."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> int:
    """Score detection against gold spans: precision, recall, F1, F2, leak rate, with 95 % intervals.

    One JSON record a line, with text and spans as [start, end, label] in code points; docs/evaluate.md says how each
    figure is made. Without a policy every type that has a detector is looked for.

    \b
    EXAMPLES
      tidegate evaluate tickets.jsonl
      tidegate evaluate gold/ --labelmap labelmap.json --by-type
      tidegate evaluate chats.jsonl --policy support-chat --conversations --json
    """
    from tidegate.evaluation import report
    from tidegate.evaluation.evaluate import Options, label_table
    from tidegate.evaluation.evaluate import evaluate as evaluate_set
    from tidegate.evaluation.gold import find_sets, read_set
    from tidegate.evaluation.scope import LabelMap, read_label_map
    from tidegate.policy_files import policy_from

    files = find_sets(gold)
    label_map = read_label_map(labelmap) if labelmap is not None else LabelMap()
    options = Options(
        policy=policy_from(policy, _shared.settings().policies_dir) if policy is not None else None,
        method=method,
        accuracy_mode=accuracy_mode,
        threshold=threshold,
        scope=tuple(word.strip() for word in scope.split(",") if word.strip()) if scope is not None else (),
        conversations=conversations,
    )
    results = [evaluate_set(read_set(file), label_map, options) for file in files]
    if as_json:
        _shared.print_json({"sets": {result.name: result.document() for result in results}, "labels": label_table()})
        return 0
    _table("", (row for result in results for row in report.set_rows(result)))
    if by_type:
        _table("by type", report.type_rows(results))
    if by_set:
        for result in results:
            _table(result.name, report.slice_rows(result.scores))
    _notes(results, label_table())
    return 0


def _table(title: str, rows: Iterable[Sequence[str]]) -> None:
    """Aligned columns, whole whatever the terminal's width: a figure that is cut off is another figure."""
    from tidegate.evaluation.report import HEADINGS

    lines = [HEADINGS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    if title:
        print(title)
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    print()


def _notes(results: Sequence[SetResult], labels: dict[str, str]) -> None:
    from tidegate.evaluation.report import notes

    for result in results:
        for line in notes(result):
            print(line)
    renamed = ", ".join(f"{name} as {label}" for name, label in labels.items() if name != label)
    print(f"types by their label: {renamed or 'each by its own name'}")
