"""Folding a quarantine topic: a pointer stays until its own run's mark, and nothing else, releases it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tidegate.kafka import pointers
from tidegate.kafka.pointers import Pointer, Pointers, fold
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
        ([put(2**63 - 1), put(2**63), mark(2**63 - 1), mark(2**63)], [], 1, 1),  # no broker counts so far
        ([put(10), put(9), put(10)], [("r1", 9), ("r1", 10)], 0, 0),  # by number; put away twice, it is one
        ([put(1), Found(b"raw.a/3/01", None, mark(1).headers), Found(None, None)], [("r1", 1)], 0, 0),
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


def test_what_is_meant_is_chosen_in_order_and_counted_beside_the_rest() -> None:
    found = Pointers(lambda one: one.message.offset != 2)
    for record in [put(2), put(4, "a"), put(3), put(1), put(5), mark(5)]:
        found.add(record)
    assert (found.count, found.count_chosen) == (4, 3)
    assert [one.message.offset for one in found.chosen()] == [1, 3, 4]
    assert [one.message.offset for one in found.chosen(2)] == [1, 3]
    assert [one.message.offset for one in found.chosen_by_run()] == [4, 1, 3]
    assert [one.message.offset for one in found.chosen_by_run(2)] == [1, 3]  # first whose, then by run


def test_a_pointer_is_known_again_if_it_is_the_very_one() -> None:
    """Released, or put away anew, it is another; its sealed payload is not read for that."""
    sealed = message(1).model_copy(update={"sealed": "c2VhbGVk"})
    found = fold([Found(b"raw.a/3/1", sealed.to_bytes()), put(2), mark(2)])
    assert Pointer(sealed, 0, 1_000) in found
    for other in (Pointer(sealed, 0, 1_001), Pointer(sealed, 1, 1_000), Pointer(message(1), 0, 1_000)):
        assert other not in found
    assert Pointer(message(2), 0, 1_000) not in found


@pytest.mark.parametrize(("kept", "shown"), [(True, "c2VhbGVk"), (False, "")])
def test_a_sealed_payload_is_kept_only_for_who_opens_it(kept: bool, shown: str) -> None:
    """Whether there is one is known to all."""
    found = Pointers(sealed=kept)
    found.add(Found(b"raw.a/3/1", message(1).model_copy(update={"sealed": "c2VhbGVk"}).to_bytes()))
    found.add(put(2))
    assert [one.message.sealed for one in found.open] == [shown, None]


def test_memory_does_not_grow_with_what_is_put_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither while it is read, nor while it is gone through; SQLite's own is bounded by its cache."""
    monkeypatch.setattr(pointers, "MEMORY_KIB_MAX", 256)
    wanted = 30_000

    def topic() -> Iterator[Found]:
        for offset in range(wanted):
            yield put(offset)
            if offset % 3 == 0:
                yield mark(offset)

    tracemalloc.start()
    try:
        with fold(topic()) as found:
            assert sum(1 for _ in found.chosen_by_run()) == found.count == wanted * 2 // 3
            assert found.released == wanted // 3
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 2_000_000
