"""What the demo sends and what it shows of it: chosen by rule, so that two demos show the same.

Every record that comes back is held against its ground truth: a planted value that stands in a clean record is a leak,
and a demo that leaks fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import orjson
from rich.text import Text

from tidegate.kafka.topic_io import NewRecord, ReadRecord
from tidegate.testing.edge_cases import edge_cases
from tidegate.testing.synthetic import FLOWS, records

SHARES = {"support-chat": 0.5, "app-logs": 0.3, "customers": 0.2}
SHOWN_MAX = {"support-chat": 12, "app-logs": 10, "customers": 1}  # generated records shown of each flow
CELL_CHARS_MAX = 400


@dataclass(frozen=True, slots=True)
class Sample:
    """A record to publish; ``absent`` must not come through, ``why`` says what is special about an edge case."""

    flow: str
    record: NewRecord
    absent: tuple[str, ...]
    types: frozenset[str]
    why: str = ""
    outcome: str = "clean"


def samples(count: int, seed: int) -> dict[str, list[Sample]]:
    """``count`` generated records shared among the flows, and every edge case among them, by flow."""
    found: dict[str, list[Sample]] = {}
    left = count
    for flow in FLOWS:
        share = left if flow == FLOWS[-1] else round(count * SHARES[flow])
        left -= share
        generated = [
            Sample(
                flow,
                NewRecord(record.key, record.value, record.headers),
                tuple(planted.value for planted in record.planted),
                frozenset(planted.entity_type for planted in record.planted),
            )
            for record in records(flow, share, seed=seed)
        ]
        special = [
            Sample(
                flow, NewRecord(case.key, case.value, case.headers), case.absent, frozenset(), case.why, case.outcome
            )
            for case in edge_cases(flow)
        ]
        # In the middle, so that ordinary records come before and after each poison.
        found[flow] = generated[: share // 2] + special + generated[share // 2 :]
    return found


def matched(sent: Sequence[Sample], raw: Sequence[ReadRecord]) -> dict[str, Sample]:
    """Which sample stands at which coordinates. Equal records are told apart by their order."""
    waiting: dict[tuple[bytes | None, bytes | None], list[Sample]] = {}
    for sample in sent:
        waiting.setdefault((sample.record.key, sample.record.value), []).append(sample)
    return {record.coordinates: waiting[record.key, record.value].pop(0) for record in raw}


def leaks(where: Mapping[str, Sample], clean: Sequence[ReadRecord]) -> list[str]:
    """Coordinates of clean records in which a planted value still stands: key, value and headers are searched."""
    found = []
    for record in clean:
        source = record.header("tidegate-source")
        sample = where.get(source.decode()) if source is not None else None
        if sample is None:
            found.append(record.coordinates)  # a record from nowhere is no better than a leak
            continue
        parts = [record.key, record.value, *(value for name, value in record.headers if name != "tidegate-source")]
        text = b"\n".join(part for part in parts if part is not None).decode("utf-8", "replace")
        if any(value in text for value in sample.absent):
            found.append(record.coordinates)
    return found


def chosen(flow: str, where: Mapping[str, Sample], raw: Sequence[ReadRecord]) -> list[ReadRecord]:
    """Raw records to show: the first that bring an entity type not shown yet, then every edge case."""
    seen: set[str] = set()
    shown: list[ReadRecord] = []
    special: list[ReadRecord] = []
    for record in raw:
        sample = where[record.coordinates]
        if sample.why:
            special.append(record)
        elif len(shown) < SHOWN_MAX[flow] and sample.types - seen:
            seen |= sample.types
            shown.append(record)
    return shown + special


def before_after(flow: str, raw: ReadRecord, clean: ReadRecord | None) -> tuple[Text, Text]:
    """Two cells: what was sent, with what was taken out in red, and what came out, with what was put in in green."""
    before = _readable(flow, raw)
    if clean is None:
        return Text(before), Text("quarantined", style="yellow")
    after = _readable(flow, clean)
    left, right = Text(before), Text(after)
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            left.stylize("red", start, end)
            right.stylize("bold green", new_start, new_end)
    return left, right


def _readable(flow: str, record: ReadRecord) -> str:
    """A record as a person reads it: a chat's text, a row's fields one a line, else the value; and what is special."""
    shown = _value(flow, record.value)
    for name, value in record.headers:
        if name == "reply-to":
            shown += f"  [{name}: {(value or b'').decode('utf-8', 'replace')}]"
    if record.key is not None and (b"@" in record.key or record.value is None or b"_" in record.key[:4]):
        shown += f"  [key: {record.key.decode('utf-8', 'replace')}]"
    return "".join(map(_visible, shown))[:CELL_CHARS_MAX]


def _visible(letter: str) -> str:
    """A control character would move the table's lines; joiners inside an emoji are part of it."""
    return letter if letter.isprintable() or letter in "\n\N{ZERO WIDTH JOINER}" else "\N{SYMBOL FOR SUBSTITUTE}"


def _value(flow: str, value: bytes | None) -> str:
    if value is None:
        return "(tombstone)"
    if not value:
        return "(empty)"
    text = value.decode("utf-8", "replace")
    if flow == "app-logs":
        return text
    try:
        document = orjson.loads(value)
    except orjson.JSONDecodeError:
        return text
    if flow == "support-chat" and list(document) == ["conversation_id", "turn", "role", "text", "meta"]:
        return str(document["text"])
    if flow == "customers" and len(document) > 6:
        return "\n".join(f"{name}: {orjson.dumps(part).decode()}" for name, part in document.items())
    return text
