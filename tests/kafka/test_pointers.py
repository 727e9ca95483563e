"""Folding a quarantine topic: a pointer stays until its own run's mark, and nothing else, releases it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tidegate.kafka.pointers import Pointer, fold
from tidegate.wire import QuarantineRecord


class Found(NamedTuple):
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int = 0
    timestamp: int = 1_000


def message(offset: int, run: str = "r1") -> QuarantineRecord:
    return QuarantineRecord(
        run_id=run,
        topic="raw.a",
        partition=3,
        offset=offset,
        timestamp=7,
        stage="decode",
        reason="undecodable_syntax",
        policy_hash="ab" * 32,
    )


def put(offset: int, run: str = "r1") -> Found:
    return Found(f"raw.a/3/{offset}".encode(), message(offset, run).to_bytes())


def mark(offset: int, run: str = "r1") -> Found:
    record = Pointer(message(offset, run), 0, 0).mark("cd" * 32)
    return Found(record.key, record.value, tuple((name, value or b"") for name, value in record.headers))


@pytest.mark.parametrize(
    ("records", "still_open", "released", "unreadable"),
    [
        ([], [], 0, 0),
        ([put(2), put(1)], [("r1", 1), ("r1", 2)], 0, 0),
        ([put(1), mark(1)], [], 1, 0),
        ([put(1), put(2), mark(1)], [("r1", 2)], 1, 0),
        ([mark(1), put(1)], [("r1", 1)], 0, 0),  # a mark releases what lies before it
        ([put(1), mark(1), mark(1)], [], 1, 0),
        ([put(1), put(1, "r2"), mark(1)], [("r2", 1)], 1, 0),  # each run has a pointer of its own
        ([put(1), Found(b"raw.a/3/1", None)], [("r1", 1)], 0, 0),  # a tombstone that names no run is nobody's mark
        ([Found(b"raw.a/3/1", b"not ours"), put(2)], [("r1", 2)], 0, 1),
    ],
)
def test_what_is_still_put_away(
    records: list[Any], still_open: list[tuple[str, int]], released: int, unreadable: int
) -> None:
    found = fold(records)
    assert [(one.message.run_id, one.message.offset) for one in found.open] == still_open
    assert (found.released, found.unreadable) == (released, unreadable)


def test_a_mark_holds_nothing_but_names() -> None:
    record = Pointer(message(1), 5, 9).mark("cd" * 32)
    assert record == (
        b"raw.a/3/1",
        None,
        None,
        (("tidegate-run", b"r1"), ("tidegate-policy", b"cdcdcdcdcdcd")),
    )
