"""What the demo judges by: it must see a leak where there is one."""

from __future__ import annotations

import pytest

from tidegate.commands.demo_samples import before_after, chosen, leaks, matched, samples
from tidegate.kafka.topic_io import NewRecord, ReadRecord
from tidegate.records import Headers
from tidegate.testing.synthetic import FLOWS

VALUE = "ada.novak@example.com"


def record(
    offset: int, value: bytes | None, *, key: bytes | None = b"k", headers: Headers = (), topic: str = "clean.app-logs"
) -> ReadRecord:
    return ReadRecord(topic, 0, offset, 0, key, value, headers)


def source(offset: int) -> tuple[str, bytes]:
    return ("tidegate-source", f"raw.app-logs/0/{offset}".encode())


def test_the_generated_records_are_shared_out_and_the_edge_cases_are_among_them() -> None:
    found = samples(1000, seed=1)
    assert tuple(found) == FLOWS
    assert sum(not sample.why for those in found.values() for sample in those) == 1000
    assert all(any(sample.outcome == "quarantined" for sample in those) for those in found.values())
    assert found == samples(1000, seed=1)
    for those in found.values():
        assert not those[0].why
        assert not those[-1].why


def test_very_few_records_are_shared_out_too() -> None:
    assert sum(not sample.why for those in samples(1, seed=1).values() for sample in those) == 1


@pytest.mark.parametrize(
    ("clean", "left"),
    [
        (record(0, b"[EMAIL]", headers=(source(0),)), []),
        (record(0, None, headers=(source(0),)), []),
        (record(0, f"mail {VALUE}".encode(), headers=(source(0),)), ["clean.app-logs/0/0"]),
        (record(0, b"x", key=VALUE.encode(), headers=(source(0),)), ["clean.app-logs/0/0"]),
        (record(0, b"x", headers=(source(0), ("reply-to", VALUE.encode()))), ["clean.app-logs/0/0"]),
        (record(0, b"x", headers=(source(7),)), ["clean.app-logs/0/0"]),  # from nowhere
        (record(0, b"x"), ["clean.app-logs/0/0"]),
    ],
)
def test_a_planted_value_is_found_wherever_it_stands(clean: ReadRecord, left: list[str]) -> None:
    [sample] = [one for one in samples(3, seed=1)["app-logs"] if one.why.startswith("control characters")]
    where = {"raw.app-logs/0/0": sample.__class__("app-logs", sample.record, (VALUE,), frozenset())}
    assert leaks(where, [clean]) == left


def test_equal_records_are_matched_each_once() -> None:
    those = samples(3, seed=1)["app-logs"][:1] * 2
    raw = [record(n, those[0].record.value, key=those[0].record.key, topic="raw.app-logs") for n in range(2)]
    assert matched(those, raw).keys() == {"raw.app-logs/0/0", "raw.app-logs/0/1"}
    with pytest.raises(IndexError):
        matched(those[:1], raw)


def test_every_type_that_was_planted_is_shown_and_every_edge_case() -> None:
    for flow, those in samples(2000, seed=1).items():
        raw = [record(n, one.record.value, key=one.record.key, topic=f"raw.{flow}") for n, one in enumerate(those)]
        where = matched(those, raw)
        shown = [where[one.coordinates] for one in chosen(flow, where, raw)]
        assert frozenset().union(*(one.types for one in shown)) == frozenset().union(*(one.types for one in those))
        assert sum(bool(one.why) for one in shown) == sum(bool(one.why) for one in those)


def test_before_and_after_are_marked_where_they_differ() -> None:
    raw = record(0, b"mail ada@example.com now", topic="raw.app-logs")
    before, after = before_after("app-logs", raw, record(0, b"mail [EMAIL] now"))
    assert before.plain == "mail ada@example.com now"
    assert after.plain == "mail [EMAIL] now"
    assert all(span.start >= 5 and span.end <= 20 for span in before.spans)
    assert before.spans
    assert before_after("app-logs", raw, None)[1].plain == "quarantined"


def test_control_characters_cannot_reach_the_terminal() -> None:
    before, _ = before_after("app-logs", record(0, b"\x1b[2Jgone\x07", topic="raw.app-logs"), None)
    assert before.plain == "␚[2Jgone␚"


def test_a_record_is_no_wider_than_its_cell() -> None:
    before, _ = before_after("app-logs", record(0, b"x" * 5000), None)
    assert len(before.plain) == 400


def test_a_sample_can_be_published() -> None:
    """A tombstone needs a key; every record has one, or a value."""
    for those in samples(30, seed=1).values():
        assert all(isinstance(one.record, NewRecord) for one in those)
        assert all(one.record.key is not None or one.record.value is not None for one in those)
