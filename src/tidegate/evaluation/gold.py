"""Gold: what a careful reader found in a text, one JSON record a line.

A wrong line would shift every figure without a sign, so each is checked, and an error names the file and the line,
never what stands there: gold sets hold what detectors look for.

    {"text": "Call Ada", "spans": [[5, 8, "person_name"]]}

Also read where it is there: ``ignore`` (spans that are not scored), ``conversation``, ``bare`` (indices of spans that
are a bare answer), ``target``, ``has_secret``, ``json`` (the text is one JSON document).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from tidegate.errors import ConfigurationError

SUFFIX = ".jsonl"
RECORDS_MAX = 1_000_000  # records of one set: all of them are held
LINE_BYTES_MAX = 16 * 1024 * 1024


class GoldSpan(NamedTuple):
    """``[start, end)`` in code points. ``bare``: nothing but the answer to a question, such as "7402"."""

    start: int
    end: int
    label: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """One text and what is in it; ``spans`` and ``ignore`` are sorted, and the spans disjoint."""

    text: str
    spans: tuple[GoldSpan, ...] = ()
    ignore: tuple[tuple[int, int], ...] = ()
    json: bool = False
    conversation: str = ""
    target: str | None = None
    has_secret: bool | None = None


@dataclass(frozen=True, slots=True)
class GoldSet:
    """A file of records; its name is the file's without ``.jsonl``, its folder tells sets of one name apart."""

    name: str
    folder: str
    records: tuple[GoldRecord, ...]

    def labels(self) -> tuple[str, ...]:
        """Every label that its spans have, sorted."""
        return tuple(sorted({span.label for record in self.records for span in record.spans}))


def find_sets(paths: Iterable[Path]) -> list[Path]:
    """The files of these files and folders (a folder's own ``*.jsonl``, sorted).

    Raises:
        ConfigurationError: If there is nothing there, or two files would be sets of one name.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.suffix == SUFFIX and file.is_file())
            if not inside:
                raise ConfigurationError(f"holds no {SUFFIX} file", file=str(path))
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise ConfigurationError("no such file or folder", file=str(path))
    seen: set[str] = set()
    for file in found:
        name = file.name.removesuffix(SUFFIX)
        if name in seen:
            raise ConfigurationError(f"another set is called {name} already: score them one by one", file=str(file))
        seen.add(name)
    return found


def read_set(path: Path) -> GoldSet:
    """Read one file; raises `ConfigurationError`, which names the file and line."""
    return GoldSet(path.name.removesuffix(SUFFIX), path.resolve().parent.name, tuple(_records(path)))


def _records(path: Path) -> Iterator[GoldRecord]:
    with path.open("rb") as file:
        for number in range(1, RECORDS_MAX + 2):
            line = file.readline(LINE_BYTES_MAX + 1)
            if not line:
                return
            if number > RECORDS_MAX:
                raise ConfigurationError(f"has more than {RECORDS_MAX:,} records", file=str(path))
            if len(line) > LINE_BYTES_MAX:
                raise ConfigurationError(f"is longer than {LINE_BYTES_MAX} bytes", file=str(path), line=number)
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            if line.strip():
                try:
                    yield read_record(line)
                except _Broken as error:
                    message, place = error.args
                    raise ConfigurationError(message, place=place, file=str(path), line=number) from None


class _Broken(Exception):
    """What is wrong with a line, and at which place in it."""


def read_record(line: bytes) -> GoldRecord:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise _Broken("is not JSON", "") from None
    if not isinstance(data, dict):
        raise _Broken("must be an object with text and spans", "")
    text = data.get("text")
    if not isinstance(text, str):
        raise _Broken("must be text", "text")
    bare = _indices(data.get("bare"), len(data["spans"]) if isinstance(data.get("spans"), list) else 0)
    spans = sorted(
        GoldSpan(*span, bare=index in bare) for index, span in enumerate(_spans(data.get("spans"), text, "spans"))
    )
    if any(left.end > right.start for left, right in pairwise(spans)):
        raise _Broken("two spans overlap", "spans")
    ignore = sorted((start, end) for start, end, _ in _spans(data.get("ignore") or [], text, "ignore"))
    return GoldRecord(
        text,
        tuple(spans),
        tuple(ignore),
        json=_of(data, "json", bool) or False,
        conversation=_of(data, "conversation", str) or "",
        target=_of(data, "target", str),
        has_secret=_of(data, "has_secret", bool),
    )


def _spans(value: Any, text: str, place: str) -> Iterator[tuple[int, int, str]]:
    if not isinstance(value, list):
        raise _Broken("must be a list of [start, end, label]", place)
    for index, span in enumerate(value):
        at = f"{place}[{index}]"
        if not isinstance(span, list) or len(span) != 3 or [type(part) for part in span] != [int, int, str]:
            raise _Broken("must be [start, end, label]", at)
        start, end, label = span
        if not 0 <= start < end <= len(text):
            raise _Broken("does not lie in the text (offsets are code points, half-open)", at)
        if not label:
            raise _Broken("has no label", at)
        yield start, end, label


def _indices(value: Any, count: int) -> frozenset[int]:
    if value is None:
        return frozenset()
    if not isinstance(value, list) or any(type(index) is not int or not 0 <= index < count for index in value):
        raise _Broken("must be a list of indices of spans", "bare")
    return frozenset(value)


def _of(data: dict[str, Any], name: str, kind: type) -> Any:
    value = data.get(name)
    if value is not None and type(value) is not kind:
        raise _Broken("must be text" if kind is str else "must be true or false", name)
    return value
