"""Tests of policies: what becomes of a record, written down beside the policy and compared.

``<name>_test.yaml`` stands beside ``<name>.yaml``. Each of its tests is a record, or several that are one conversation;
they go through the engine, which is the pipeline that lanes run. What differs is shown with its file and line. Codes in
markers depend on a key, so tests run with one of their own, which is no secret: a test's codes stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
from pydantic import ConfigDict, Field, model_validator

from tidegate.documents import Document, Place, PlainNumbers, read_document, validate
from tidegate.engine import Engine
from tidegate.errors import ConfigurationError
from tidegate.keys import KEY_BYTES, Keyring
from tidegate.policies import Policy
from tidegate.policy_files import SUFFIXES, TEST_SUFFIX, load_policy, policy_files
from tidegate.records import Applied, OutcomeKind, Outcomes

OWN_HEADERS = "tidegate-"  # written by Tidegate itself: no test expects them
MILLISECONDS_APART = 1000  # records of a test without a timestamp
_KEY_OF_TESTS = hashlib.sha256(b"tidegate test").digest()[:KEY_BYTES]


class _Model(PlainNumbers):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedEntity(_Model):
    """A finding; what is left out is not compared. Offsets are code points of the source field, half-open."""

    type: str
    text: str | None = None
    field: str | None = None
    start: int | None = None
    end: int | None = None


class Expected(_Model):
    """What becomes of a record; what is left out is not compared.

    ``value`` is compared as JSON, ``text`` literally. ``entities`` are all that is found, in order. ``headers`` are all
    but our own.
    """

    outcome: OutcomeKind = OutcomeKind.CLEAN
    reason: str | None = None
    value: Any = None
    text: str | None = None
    key: str | None = None
    headers: dict[str, str] | None = None
    entities: tuple[ExpectedEntity, ...] | None = None
    must_not_contain: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class TestRecord(_Model):
    """A record: ``value`` is its JSON, or its text as it stands on the topic. Timestamps are milliseconds."""

    __test__ = False  # not a test of pytest's

    value: Any
    key: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    timestamp: int | None = None
    expect: Expected | None = None


class TestCase(_Model):
    """One test: a record's own lines, or ``records`` that are one conversation."""

    __test__ = False

    name: Annotated[str, Field(min_length=1, max_length=200)]
    records: Annotated[tuple[TestRecord, ...], Field(max_length=1000)] = ()
    value: Any = None
    key: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    expect: Expected | None = None
    must_not_contain: tuple[Annotated[str, Field(min_length=1)], ...] = ()

    @model_validator(mode="after")
    def _one_or_many(self) -> TestCase:
        if bool(self.records) == (self.value is not None):
            raise ValueError("a test has a value, or a list of records")
        if not self.must_not_contain and all(record.expect is None for _, record in self.each()):
            raise ValueError("a test that expects nothing cannot fail: add `expect` or `must_not_contain`")
        return self

    def each(self) -> Iterator[tuple[Place, TestRecord]]:
        """The records, and where each stands in the test."""
        if self.records:
            yield from ((("records", number), record) for number, record in enumerate(self.records))
        else:
            yield (), TestRecord(value=self.value, key=self.key, headers=self.headers, expect=self.expect)


class TestFile(_Model):
    __test__ = False

    tests: Annotated[tuple[TestCase, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Difference:
    """What was expected and is not so; ``record`` counts from 1."""

    file: str
    line: int
    test: str
    record: int
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.test} (record {self.record}): {self.what}\n"
            f"    - {self.expected}\n    + {self.got}"
        )


def file_of_tests(path: Path) -> Path | None:
    """The file with a policy's tests, if it has one."""
    beside = (path.with_name(f"{path.stem}{TEST_SUFFIX}{suffix}") for suffix in SUFFIXES)
    return next((found for found in beside if found.is_file()), None)


def policies_in(paths: Sequence[Path]) -> list[Path]:
    """The policy files that these files and folders name; a file of tests stands for its policy.

    Raises:
        ConfigurationError: If a path does not exist, or tests have no policy beside them.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            policies = policy_files(path)
            found += policies
            stems = {policy.stem for policy in policies}
            tests = (one for one in sorted(path.iterdir()) if one.suffix in SUFFIXES and one.stem.endswith(TEST_SUFFIX))
            for orphan in (one for one in tests if one.stem.removesuffix(TEST_SUFFIX) not in stems):
                raise ConfigurationError("there is no policy beside these tests", file=str(orphan))
        elif not path.is_file():
            raise ConfigurationError("there is no such file or folder", file=str(path))
        elif path.stem.endswith(TEST_SUFFIX):
            policy = path.with_name(path.stem.removesuffix(TEST_SUFFIX) + path.suffix)
            if not policy.is_file():
                raise ConfigurationError("there is no policy beside these tests", file=str(path))
            found.append(policy)
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def read_tests(path: Path) -> tuple[TestFile | None, Document, list[ConfigurationError]]:
    """The tests of a file (None if there is a problem), the document with its lines, and every problem."""
    try:
        document = read_document(path)
    except ConfigurationError as error:
        return None, Document({}, str(path)), [error]
    if not isinstance(document.data, dict):
        problem = ConfigurationError("a file of tests is a mapping; begin with `tests:`", file=str(path), line=1)
        return None, document, [problem]
    tests, problems = validate(TestFile, document)
    return tests, document, problems


def run_tests(policy_path: Path, tests_path: Path) -> tuple[int, list[Difference]]:
    """Run the tests of one policy.

    Returns:
        How many tests there are, and every difference, in order of lines.

    Raises:
        ConfigurationError: If the policy or the tests are wrong; the first problem, with file and line.
    """
    policy = load_policy(policy_path)
    tests, document, problems = read_tests(tests_path)
    if tests is None:
        raise problems[0]
    keys = Keyring(active="k1", keys={"k1": _KEY_OF_TESTS})
    try:
        engine = Engine.from_policy(policy, keys)
    except ConfigurationError as error:
        raise ConfigurationError(error.message, place=error.place, file=str(policy_path), line=error.line) from None
    differences: list[Difference] = []
    for number, case in enumerate(tests.tests):
        differences += _Compared(case, ("tests", number), policy, document, engine).run()
    return len(tests.tests), differences


class _Compared:
    """One test while it is compared."""

    def __init__(self, case: TestCase, place: Place, policy: Policy, document: Document, engine: Engine) -> None:
        self.case, self.place, self.policy, self.document = case, place, policy, document
        self.records = [record for _, record in case.each()]
        self.places = [(*place, *inside) for inside, _ in case.each()]
        # The records of a test are one conversation: where the key says so, one that names none has the test's own.
        by_key = policy.link is not None and policy.link.by == "key"
        self.outcomes: Outcomes = engine.outcomes(
            [_encoded(record.value) for record in self.records],
            keys=[_key(record.key if record.key is not None or not by_key else case.name) for record in self.records],
            timestamps=[
                number * MILLISECONDS_APART if record.timestamp is None else record.timestamp
                for number, record in enumerate(self.records)
            ],
            headers=[
                tuple((name, text.encode("utf-8")) for name, text in record.headers.items()) for record in self.records
            ],
        )

    def run(self) -> list[Difference]:
        return [difference for number in range(len(self.records)) for difference in self._record(number)]

    def _record(self, number: int) -> Iterator[Difference]:
        expect = self.records[number].expect
        kind = self.outcomes.kinds[number]
        written = self.outcomes.outputs[number][0] if self.outcomes.outputs[number] else None
        failure = self.outcomes.failures.get(number)
        reason = "" if failure is None else f"{failure.stage.value}: {failure.reason.value}"
        value = None if written is None or written.value is None else written.value.decode("utf-8")
        headers = {} if written is None else dict(_own(written.headers))
        key = None if written is None or written.key is None else written.key.decode("utf-8", "replace")
        if expect is not None:
            if kind is not expect.outcome:
                got = f"{kind.value} ({reason})" if reason else kind.value
                yield self._differs(number, "outcome", expect.outcome.value, got)
                return
            if expect.reason is not None and expect.reason != reason:
                yield self._differs(number, "reason", expect.reason, reason)
            if expect.value is not None and not _same(expect.value, value):
                yield self._differs(number, "value", _shown(expect.value), str(value))
            if expect.text is not None and expect.text != value:
                yield self._differs(number, "text", expect.text, str(value))
            if expect.key is not None and expect.key != key:
                yield self._differs(number, "key", expect.key, str(key))
            if expect.headers is not None and expect.headers != headers:
                yield self._differs(number, "headers", _shown(expect.headers), _shown(headers))
            yield from self._entities(number, expect)
        elif kind is not OutcomeKind.CLEAN:
            yield self._differs(number, "outcome", "clean", f"{kind.value} ({reason})" if reason else kind.value)
        everything = "\n".join([value or "", key or "", *headers, *headers.values()]).casefold()
        forbidden = [("must_not_contain", self.case.must_not_contain)]
        forbidden.append(("expect.must_not_contain", () if expect is None else expect.must_not_contain))
        for what, words in forbidden:
            for word in words:
                if word.casefold() in everything:
                    yield self._differs(number, what, f"nothing that contains {word}", everything.strip())

    def _entities(self, number: int, expect: Expected) -> Iterator[Difference]:
        if expect.entities is None:
            return
        found = [_Found.of(field, applied) for field, applied in self.outcomes.applied.get(number, ())]
        texts = list(_texts(self.records[number]))
        matched = len(found) == len(expect.entities) and all(
            one.matches(wanted, texts) for one, wanted in zip(found, expect.entities, strict=True)
        )
        if not matched:
            wanted = [entity.model_dump(exclude_none=True) for entity in expect.entities]
            got = [{"type": one.type, "field": one.field, "start": one.start, "end": one.end} for one in found]
            yield self._differs(number, "entities", _shown(wanted), _shown(got))

    def _differs(self, number: int, what: str, expected: str, got: str) -> Difference:
        inside = {"must_not_contain": (*self.place, what)}.get(
            what, (*self.places[number], "expect", *what.removeprefix("expect.").split("."))
        )
        line = self.document.line(inside) or 0
        return Difference(self.document.file, line, self.case.name, number + 1, what, expected, got)


@dataclass(frozen=True, slots=True)
class _Found:
    type: str
    field: str
    start: int
    end: int

    @classmethod
    def of(cls, field: str, applied: Applied) -> _Found:
        return cls(applied.finding.entity_type, field, applied.edit.start, applied.edit.end)

    def matches(self, wanted: ExpectedEntity, texts: Sequence[str]) -> bool:
        named = wanted.text is None or any(text[self.start : self.end] == wanted.text for text in texts)
        return named and all(
            expected in (None, got)
            for expected, got in (
                (wanted.type, self.type),
                (wanted.field, self.field),
                (wanted.start, self.start),
                (wanted.end, self.end),
            )
        )


def _encoded(value: Any) -> bytes:
    return value.encode("utf-8") if isinstance(value, str) else orjson.dumps(value)


def _key(key: str | None) -> bytes | None:
    return None if key is None else key.encode("utf-8")


def _own(headers: Sequence[tuple[str, bytes | None]]) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        if not name.startswith(OWN_HEADERS):
            yield name, "" if value is None else value.decode("utf-8", "replace")


def _same(expected: Any, written: str | None) -> bool:
    if written is None:
        return False
    if isinstance(expected, str):
        return expected == written
    try:
        return bool(orjson.loads(written) == orjson.loads(orjson.dumps(expected)))
    except orjson.JSONDecodeError:
        return False


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode("utf-8")


def _texts(record: TestRecord) -> Iterator[str]:
    """Every text of a record in which something may be found."""
    if record.key is not None:
        yield record.key
    yield from record.headers.values()
    value = record.value
    if isinstance(value, str):
        yield value
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return
    yield from _leaves(orjson.loads(orjson.dumps(value)))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif not isinstance(value, bool) and value is not None:
        yield str(value)
