"""The gate: one scan over a batch's bytes decides which records need a closer look at all.

Most records hold nothing, and at 100,000 records a second nobody can afford to take each of them apart to learn that.
So each built-in detector declares a pattern that must stand in a text for it to have any chance (`needs`), all of them
are compiled into a few automata, and a record whose bytes do not match passes as it is: not decoded, not copied.

What makes that safe:

- A need has no anchor, so it matches in a record's bytes wherever it matches in one of the record's values, names,
  header or key texts. Where it asks for a character before or after (`EDGE`: not in the middle of a word), there is
  one: a quote in JSON, a line's end elsewhere. All that holds only where a text stands in the bytes as it is: what has
  a backslash (escapes) or a byte outside ASCII (other scripts, invisible marks) is taken out and looked at by itself
  (`pipeline.beyond_ascii`), and what may hold anything there takes the slow way.
- A detector that declares nothing, a third party's for one, closes the gate for its whole policy: nothing passes
  unread. Patterns of the policy itself declare themselves where they have no anchor.
- A question lets every detector read what follows it, so a record in which anything asks for a type does not pass: "How
  old are you?" and "42" may be two of its values.
- A policy passes nothing unread unless what it does not name is text or kept. A rule that hides a field whatever it
  holds adds the field's name to the needs. Linked context needs every record, and so does a policy that treats texts
  in other languages apart: there the gate stays closed.
- What passes is proved to be valid by the strictest reader there is (`orjson`), and what only the codec may judge
  (depth, size, scalars, keys without end) takes the slow way.

Source:
    google-re2: linear time, so that no record can slow the scan down. Measured against its `Set`, `re` and hyperscan:
    docs/benchmarks.md.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import orjson
import re2

from tidegate.codecs.json_codec import DEPTH_MAX
from tidegate.codecs.text import has_controls, is_binary
from tidegate.detectors.turns import CpuClock
from tidegate.detectors.views import DISGUISED
from tidegate.pipeline.beyond_ascii import left_of
from tidegate.pipeline.jsonpath import JsonPath
from tidegate.pipeline.needs import Scanner, TextGate, as_member
from tidegate.pipeline.questions import asks_another, is_question
from tidegate.pipeline.spot_finder import SEPARATOR, SPOTS_BYTES_MAX, SpotFinder, joined
from tidegate.pipeline.spots import Spot
from tidegate.records import Headers, RawBatch, TreatKind, Treatment

PASS_BYTES_MAX = 16 * 1024  # larger records are read; they are few, and their limits are the codec's matter
OWN_HEADERS = "tidegate-"  # only Tidegate may say these, so they are looked at

_UNCONDITIONAL = frozenset({TreatKind.ENTITY, TreatKind.REDACT, TreatKind.DROP})
_PASSING = frozenset({TreatKind.TEXT, TreatKind.KEEP})
_CONTAINERS = frozenset({dict, list})
_INNER = r'" *[\[{]'  # at the beginning of a string, as documents go


class Looked(NamedTuple):
    """What a scan over a batch tells.

    ``passing`` are records that certainly hold nothing. ``spots`` are, for each plain record of which a few values may
    hold something, those values as offsets in the record's bytes; nothing else in it can hold anything. ``needs`` are,
    where that is known, the needs that match somewhere in the record.
    """

    passing: frozenset[int]
    spots: Mapping[int, Sequence[Spot]]
    needs: Mapping[int, Collection[int]]


class Gate:
    """Decides which records of a batch pass unread, and where to look in others. Made by `compile_gate` only.

    The first needs are those of the plan's ``detectors``, in order. ``is_json`` says that what passes must be valid
    JSON; else it is text. ``scans_keys`` says that record keys are looked at; ``headers_keep`` are case-folded names of
    headers whose value is kept unread. ``finds_spots`` is false where a need stands for a field's name.
    """

    __slots__ = (
        "_asked",
        "_bytes_max",
        "_detectors",
        "_finder",
        "_headers_keep",
        "_is_json",
        "_scanner",
        "_scans_keys",
        "_text_gate",
    )

    def __init__(
        self,
        needs: Sequence[str],
        *,
        detectors: int,
        is_json: bool,
        scans_keys: bool,
        headers_keep: frozenset[str],
        value_bytes_max: int,
        finds_spots: bool,
        text_gate: TextGate,
        asked: Sequence[str],
        cpu_clock: CpuClock | None,
    ) -> None:
        self._scanner = Scanner(needs, cpu_clock)
        self._detectors = detectors
        self._asked = Scanner(asked)
        self._text_gate = text_gate
        self._is_json = is_json
        self._scans_keys = scans_keys
        self._headers_keep = headers_keep
        self._bytes_max = min(PASS_BYTES_MAX, value_bytes_max)
        spots_max = min(SPOTS_BYTES_MAX, value_bytes_max) if finds_spots else 0
        self._finder = SpotFinder(self._scanner, is_json=is_json, bytes_max=spots_max)

    def look(self, batch: RawBatch) -> Looked:
        """Scan a batch."""
        parts = self._parts(batch)
        buffer, ends = joined(parts)
        spots, needs = self._finder.find(buffer, ends, parts, batch.values)
        asking = self._asking(buffer, ends, parts, batch.values)
        suspicious = not buffer.isascii() or b"\\" in buffer or (not self._is_json and has_controls(buffer))
        passing: list[int] = []
        bytes_max, is_json = self._bytes_max, self._is_json
        for record, value in enumerate(batch.values):
            if value is None or record in asking:
                continue
            plain = not suspicious or self._finder.is_plain(parts[record], value)
            # What matches beside an accent is seldom nothing; an escape matches by itself.
            if record in spots and (plain or b"\\" not in value):
                continue
            size = len(value)
            if size >= 2 * DEPTH_MAX and not self._is_small(value, size):
                continue
            if size > bytes_max:
                continue
            if not plain and not self._is_clear(parts[record], value):
                continue
            passing.append(record)
        passing_valid = _valid_json(passing, batch.values) if is_json else passing
        settled = {record: found for record, found in spots.items() if found and record not in asking}
        return Looked(frozenset(passing_valid), settled, needs)

    def may_hold(self, texts: Sequence[str]) -> dict[int, Collection[int] | None]:
        """Which of these ASCII texts may hold anything, by their places; and the needs that match, where that is
        known.
        """
        return self._finder.may_hold(*joined([text.encode("ascii") for text in texts]))

    def readers(self, text: str, name: str, needs: Collection[int]) -> list[int]:
        """Which detectors of those with these needs may find something in an ASCII text."""
        source = as_member(name, text).encode("ascii")
        return [need for need in needs if need < self._detectors and self._scanner.stands_in(need, source)]

    def _is_clear(self, part: bytes, value: bytes) -> bool:
        """Whether a record holds nothing of which texts do not stand in its bytes as they are."""
        beside = part[len(value) :]
        if not beside.isascii() or b"\\" in beside or not (self._is_json or not is_binary(value)):
            return False
        left = left_of(value, self._text_gate, is_json=self._is_json)
        if left is None:
            return False
        source = b"".join((SEPARATOR, left, beside, SEPARATOR))
        if self._asked.first(source, 0, len(source)) >= 0 and self._asks(left + beside, left):
            return False
        return not self._scanner.finds(source)

    def _asking(
        self, buffer: bytes, ends: Sequence[int], parts: Sequence[bytes], values: Sequence[bytes | None]
    ) -> set[int]:
        """Plain records in which anything asks for a type that is looked for: others are asked about their texts, and
        what is too large to pass is read anyway.
        """
        found: set[int] = set()
        size = len(buffer)
        search = self._asked.search(buffer, 0, size)
        start = search.first(0)
        while start >= 0:
            record = bisect_right(ends, start)
            part, value = parts[record], values[record]
            small = value is not None and len(value) <= PASS_BYTES_MAX
            if small and self._finder.is_plain(part, value or b"") and self._asks(part, value or b""):
                found.add(record)
            start = search.first(ends[record]) if ends[record] < size else -1
        return found

    def _asks(self, part: bytes, value: bytes) -> bool:
        """Whether a text of a plain record with a cue asks for anything that another of its texts may answer."""
        if len(part) > len(value) and self._asked.first(part, len(value), len(part)) >= 0:
            return True  # its key or a header
        source = value.decode("ascii")
        if not is_question(source):
            return False
        return asks_another(source) if self._is_json else len(part) > len(value)

    def _is_small(self, value: bytes, size: int) -> bool:
        """Whether no limit of the codec can be met."""
        if size > self._bytes_max:
            return False
        return not self._is_json or value.count(b"[") + value.count(b"{") < DEPTH_MAX

    def _parts(self, batch: RawBatch) -> Sequence[bytes]:
        """What must be looked at of each record, as one piece of bytes."""
        with_keys = self._scans_keys and any(batch.keys)
        if not with_keys and not any(batch.headers) and None not in batch.values:
            return batch.values  # type: ignore[return-value]  # none of them is None
        parts: list[bytes] = []
        for value, key, headers in zip(batch.values, batch.keys, batch.headers, strict=True):
            part = value or b""
            if key and with_keys:
                part = SEPARATOR.join((part, key))
            if headers:
                part = SEPARATOR.join((part, *self._header_parts(headers)))
            parts.append(part)
        return parts

    def _header_parts(self, headers: Headers) -> Iterable[bytes]:
        for name, value in headers:
            folded = name.casefold()
            if folded.startswith(OWN_HEADERS):
                yield b"\\"  # never passes: it has to be taken out
            if folded not in self._headers_keep:
                yield b'"%b":"%b"' % (name.encode("utf-8", "replace"), value or b"")


def compile_gate(
    needs: Sequence[str | None],
    *,
    rules: Sequence[tuple[JsonPath, Treatment]],
    unnamed: Treatment,
    codec: str,
    reads_all: bool,
    scans_keys: bool,
    headers_keep: frozenset[str],
    value_bytes_max: int,
    asked: Sequence[str],
    text_gate: TextGate,
    cpu_clock: CpuClock | None = None,
) -> Gate | None:
    """The gate of a plan, or None where every record must be read.

    Args:
        needs: By detector.
        rules: The policy's fields, in order.
        unnamed: How what no rule covers is treated.
        codec: Name of the format.
        reads_all: Whether every record must be read: because they have context, or to tell their languages.
        scans_keys: Whether detectors read record keys.
        headers_keep: Names of headers that are kept unread, case-folded.
        value_bytes_max: Larger values are undecodable.
        text_gate: Tells which of the detectors read a text that does not stand in the bytes as it is.
        asked: What stands in a text that asks for a type that is looked for: its record may hold the answer.
        cpu_clock: Tells which way of looking is faster (`needs.Scanner`); None: the first is never left.
    """
    if reads_all or codec not in ("json", "text") or any(need is None for need in needs):
        return None
    fields = _needs_of_rules(rules, unnamed)
    if fields is None or (codec == "text" and fields):
        return None
    wanted = [*(need for need in needs if need is not None), *fields]
    if not wanted:
        return None
    try:
        return Gate(
            # What is disguised matches no need, and is read; so is a document in a string, as no name stands before its
            # numbers there.
            [*wanted, DISGUISED, _INNER],
            detectors=len(needs),
            is_json=codec == "json",
            scans_keys=scans_keys,
            headers_keep=headers_keep,
            value_bytes_max=value_bytes_max,
            finds_spots=not fields,
            text_gate=text_gate,
            asked=asked,
            cpu_clock=cpu_clock,
        )
    except re2.error:
        return None  # together they are too large for one automaton: slow, and as safe as before


def _needs_of_rules(rules: Sequence[tuple[JsonPath, Treatment]], unnamed: Treatment) -> list[str] | None:
    """Names that must stand in a record for an unconditional rule to say anything; None where that cannot be told."""
    needs: list[str] = []
    for path, treatment in rules:
        if treatment.kind in _UNCONDITIONAL:
            names = [step.wanted for step in path.steps if isinstance(step.wanted, str)]
            if not names or not names[-1].isascii() or "\\" in names[-1]:
                return None
            needs.append(re.escape(f'"{names[-1]}"'))
        elif covers_everything(path):
            return needs
    return needs if unnamed.kind in _PASSING else None


def covers_everything(path: JsonPath) -> bool:
    """Whether a path is one that every value of an object or array has."""
    return not path.steps or (len(path.steps) == 1 and path.steps[0].deep and path.steps[0].wanted is None)


def _valid_json(records: Sequence[int], values: Sequence[bytes | None]) -> Sequence[int]:
    """Those of these records that are objects or arrays by the strictest reader."""
    try:
        kinds = {type(orjson.loads(values[record] or b"")) for record in records}
        if kinds <= _CONTAINERS:
            return records
    except orjson.JSONDecodeError:
        pass
    return [record for record in records if _is_container(values[record])]


def _is_container(value: bytes | None) -> bool:
    try:
        return value is not None and type(orjson.loads(value)) in _CONTAINERS
    except orjson.JSONDecodeError:
        return False
