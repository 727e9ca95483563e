"""The ledger in a terminal: it says NO whenever something is missing."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from tidegate.commands.run_tables import entities_table, is_whole, ledger_table, list_table, progress_text

COUNTS = {"in": 5, "clean": 2, "quarantined": 1, "dropped": 1, "suppressed": 1, "amended": 9}


def partition(**changes: Any) -> dict[str, Any]:
    whole = {"from": 0, "next": 7, "end": 7, "records": COUNTS, "expired": [], "unproven": []}
    return {**whole, **changes}


@pytest.mark.parametrize(
    ("entry", "whole"),
    [
        (partition(), True),
        (partition(end=None), True),  # a continuous run has no end
        (partition(next=6), False),
        (partition(records={**COUNTS, "in": 6}), False),
        (partition(records={**COUNTS, "clean": 3}), False),
        (partition(expired=[{"from": 0, "to": 2}]), False),
        (partition(unproven=[{"from": 0, "to": 2}]), False),
    ],
)
def test_a_partition_is_whole_only_if_nothing_is_missing(entry: dict[str, Any], whole: bool) -> None:
    assert is_whole(entry) is whole


def shown(table: Any) -> str:
    console = Console(width=200, file=io.StringIO())
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def run(**changes: Any) -> dict[str, Any]:
    return {
        "id": "r1",
        "status": "SUCCEEDED",
        "policy": None,
        "topic": "raw.a",
        "progress": 1.0,
        "lag": 0,
        "created_at": "2026-01-02T03:04:05.678Z",
        "results": {
            "records": COUNTS,
            "partitions": {"10": partition(), "9": partition(next=6)},
            "entity_summary": {
                "email": {"count": 1, "by_detector": {"email_address": 1}},
                "iban": {"count": 1200, "by_detector": {"iban": 1000, "policy": 200}},
            },
        },
        **changes,
    }


def test_partitions_are_sorted_as_numbers_and_say_whether_they_are_whole() -> None:
    lines = shown(ledger_table([run()])).splitlines()[1:]
    assert [line.split()[1] for line in lines] == ["9", "10"]
    assert [line.split()[-1] for line in lines] == ["NO", "yes"]


def test_types_are_sorted_by_count() -> None:
    lines = shown(entities_table(run())).splitlines()[1:]
    assert lines[0].split() == ["iban", "1,200", "iban", "1,000,", "policy", "200"]
    assert lines[1].startswith("email")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "100%"),
        ({"progress": 0.5}, "50%"),
        ({"progress": None, "lag": 3}, "lag 3"),
        ({"progress": None, "lag": None}, "-"),
    ],
)
def test_progress_is_a_share_or_a_lag(changes: dict[str, Any], text: str) -> None:
    assert progress_text(run(**changes)) == text
    assert text in shown(list_table([run(**changes)]))
