"""What passes the gate unread is what would have passed it read: byte for byte, on anything."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
import re2
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import EVERYTHING_IS_TEXT, KEYS, Finds, batch_of
from tests.pipeline.ways import unmet
from tidegate.detectors import registry, turns
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.detectors.custom import is_anchored
from tidegate.errors import ConfigurationError
from tidegate.pipeline.gate import PASS_BYTES_MAX
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.memo import Memo
from tidegate.pipeline.needs import Scanner, TextGate, Wide, as_member, need_of
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan, compile_plan
from tidegate.policies import Policy
from tidegate.records import Headers, Outcomes, RawBatch, Reason, TextBatch
from tidegate.wire import Output

DETECTORS = registry.build(("all",), DetectorConfig(regions=("US", "GB", "DE"), languages=("en",)))

# What a view shows and its text does not, whole and in halves.
DISGUISES = (
    "ada&#64;example.com", "ada&commat;", "%40", "ada%40example.com", "=40", "ada=40example.com", "=\n", "\\u0040",
    "YWRhQGV4YW1wbGUuY29tIQ==", "NDExMTExMTExMTExMTExMQ", "YWRhQGV4", "ada at example dot com", " at ", " dot com",
    "john", "(at)", "[.]", "four one one ", "one one one one ", "double ", "4 1 1 1 1 1 1 1 ", "1 1 1 1 1 1 1 1",
    "4111-\n1111-", "\n1111", "card=4111+1111+", "1111+1111", "&amp;", "+", '{"pin":"1234"}', '{"pin" : 1234}',
    "[4111111111111111]", '{"a":"ada@example.com","b":["4111111111111111"]}', '["four one one one"]', "\u0430",
    '{"x":"{\\"pin\\":\\"1234\\"}"}', '"{\\"a\\":\\"b%40c.io\\"}"',
)  # fmt: skip

# What is found behind these, in the same record, holds nothing by itself.
QUESTIONS = (
    "How old are you? ", "What is your pet's name?", "your PIN, please", "when were you born?", "where do you live?",
    "Poppy", "42", "44 some place", "May", "your full name?", "qwerty zyx", "what is the total?", "1200",
)  # fmt: skip
# Pieces of what detectors look for, and of what hides it: glued together they make forms, half forms and near misses.
PIECES = (
    "ada@example.com", "@", "root@host", "example.", "com", "www.", "://", "https://a.b", "x.io", "2001:db8::1", "::",
    ":", "192.0.2.7", "1.2.3", "4111111111111111", "4111 1111", "1111-1111", "378282246310005", "+44 20 7946 0038",
    "(415) ", "555-0177", "0177", "7 9 4 6", "12", "3", "0", ".", "-", " ", "  ", "/", "x", "~", "31/06/1996",
    "2024-05-06", "20240506", "may 5", "5 of may", "3rd ", "dec", "ember", ", 1999", "DE89 3704 0044 0532 0130 00",
    "DE", "89", "GB29NWBK", "60161331926819", "00:00:5e:00:53:07", "00", "5e", "00005e005307", "0000.5e00.5307",
    "ghp_" + "a1B2" * 9, "token=", "a1B2", "eyJ", "AKIAABCDEFGHIJKLMNOP", "-----BEGIN PRIVATE KEY-----", "----",
    "PuTTY-User-Key-File-2:", "Private-MAC: 00", "773-99-0001", "773 99 0001", "word", "Ärger", "ß",
    "\u0664\u0661\u0661\u0661", "\uff14\uff11\uff11\uff11", "\uff20", "\u200b", "\u00ad", "\u2011", "\u00a0",
    "\u202e", "\u212a", "\u017f", "\x00", "\n", "\t", '"', "\\", "{", "[", "'", "_", *QUESTIONS, *DISGUISES,
)  # fmt: skip
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=7).map("".join),
    st.lists(st.sampled_from(DISGUISES), max_size=3).map("".join),
    st.text(alphabet="0123456789 -./:@x+()aZ", max_size=40),
    st.text(max_size=20),
)
ascii_texts = texts.map(lambda text: text.encode("ascii", "ignore").decode())
numbers = st.one_of(st.integers(), st.integers(10**8, 10**16), st.floats(allow_nan=False, allow_infinity=False))
documents = st.recursive(
    st.one_of(texts, numbers, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=5,
)


@st.composite
def values(draw: st.DrawFn) -> bytes | None:
    """A record: JSON in several spellings, JSON that is broken somewhere, bytes, a tombstone."""
    kind = draw(st.integers(0, 11))
    if kind == 0:
        return None
    if kind == 1:
        return draw(st.binary(max_size=30))
    document = draw(documents if kind < 4 else st.dictionaries(ascii_texts, documents, max_size=4))
    spelt = json.dumps(
        document, ensure_ascii=draw(st.booleans()), separators=draw(st.sampled_from([(",", ":"), (", ", ": ")]))
    ).encode("utf-8", "surrogatepass")
    if kind == 5:
        spelt = spelt.replace(b"@", b"\\u0040").replace(b"1", b"\\u0031")
    if kind == 6 and spelt:
        place = draw(st.integers(0, len(spelt) - 1))
        spelt = spelt[:place] + draw(st.sampled_from([b"", b"}", b"NaN", b"\x01", b",", b'"a":1,'])) + spelt[place:]
    if kind == 7:
        spelt = (
            draw(st.sampled_from([b" ", b"\n\t", b"\xef\xbb\xbf", b"["]))
            + spelt
            + draw(st.sampled_from([b"", b" \r\n"]))
        )
    return spelt


header_values = st.one_of(st.none(), texts.map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=6))
headers = st.lists(
    st.tuples(st.one_of(ascii_texts, st.sampled_from(["traceparent", "tidegate-source", "n"])), header_values),
    max_size=2,
).map(tuple)
keys = st.one_of(st.none(), ascii_texts.map(str.encode), st.binary(max_size=8))
rows = st.lists(st.tuples(values(), keys, st.one_of(st.just(()), headers)), min_size=1, max_size=4)


def plan_of(
    *,
    detectors: Sequence[Detector] | None = None,
    format: str = "json",
    value_bytes_max: int = 1_000_000,
    cpu_clock: Callable[[], float] | None = None,
    **policy: Any,
) -> Plan:
    lines = {
        "policy": "t",
        "regions": ["US", "GB", "DE"],
        "fields": EVERYTHING_IS_TEXT,
        "headers": {"keep": ["traceparent"]},
    }
    return compile_plan(
        Policy.model_validate({**lines, **policy}),
        input_topic="raw.t",
        outputs=[Output(topic="clean.t")],
        keys=KEYS,
        run_id="run-1",
        format=format,
        detectors=detectors,
        value_bytes_max=value_bytes_max,
        cpu_clock=cpu_clock,
    )


def ungated(plan: Plan) -> Plan:
    """The same plan that reads every record with every detector."""
    return replace(
        plan,
        gate=None,
        text_gate=TextGate([None] * len(plan.detectors)),
        # Of its own: what the other plan did not read is no text in which nothing was found.
        clean_names=Memo(plan.clean_names.entries_max),
        clean_texts=Memo(plan.clean_texts.entries_max),
    )


def outcomes_of(plan: Plan, batch: RawBatch) -> Outcomes:
    return process(batch, plan, Context())[0]


LINES: dict[str, Any] = {
    "text": {},
    "a field that is an e-mail": {"fields": [{"path": "$..email", "treat": "email"}, *EVERYTHING_IS_TEXT]},
    "a field that is kept": {"fields": [{"path": "$..com", "treat": "keep"}, *EVERYTHING_IS_TEXT], "key": "keep"},
    "a pattern of one's own": {
        "detect": {
            "block_list": {"employee_id": r"\bEMP-\d{2}\b"},
            "detectors": [{"type": "word_id", "pattern": "w[a-o]rd", "score": 0.9}],
        }
    },
    "free text": {"fields": [], "format": "text"},
}
PLANS = {name: plan_of(**lines) for name, lines in LINES.items()}
UNMET = {name: unmet(plan_of(**lines)) for name, lines in LINES.items()}


@pytest.mark.parametrize("name", PLANS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rows=rows)
@example(rows=[(b'{"t":"a\\u0040example.com"}', None, ()), (b'{"t":"plain"}', None, ())])
@example(rows=[(b'{"n":4111111111111111}', None, ()), (b'{"4111111111111111":1}', None, ())])
@example(rows=[(b'{"a":1}', b"ada@example.com", (("n", b"773-99-0001"),)), (b'{"a":1}', b"\xff", ())])
@example(
    rows=[
        (b'{"a":"ada at example dot com"}', b"four one one one one two two two two two", ()),
        (b'{"a":1}', b"a(at)b.io", ()),
    ]
)
@example(rows=[(b'{"a":"x"}', b'{"pin":"1234"}', (("h", b'{"email":"a%40b.io"}'),)), (b'{"pin":"1234"}', None, ())])
@example(rows=[(b'["YWRhQGV4YW1wbGUuY29tIQ=="]', None, ()), (b'{"a":"[4111111111111111]"}', None, ())])
@example(rows=[(b'{"state":["CA","NY"]}', None, ()), ('{"a":"May3 to 5, caf\u00e9"}'.encode(), None, ())])
@example(rows=[(b'{"weight":"[1.5, 2]"}', None, ()), (b'{"weight":" {}"}', None, (("weight", b"[1.5, 2]"),))])
@example(rows=[(b'{"q":"How old are you?","a":"42"}', None, ()), (b'["And your dog\'s name?","Poppy"]', None, ())])
@example(rows=[(b'{"a":"How old are you?"}', None, (("h", b"42"),)), (b'{"a":"42"}', b"how old are you?", ())])
@example(rows=[(b"How old are you?", None, (("h", b"42"),)), (b"42", b"how old are you?", (("h", b"42"),))])
@example(rows=[(b'{"q":"How old are you?","a":42}', None, ()), (b'{"a":"42","q":["How old are you?"] }', b"42", ())])
@example(rows=[(b'["How old are you?",[],{"a":"44"}]', None, ()), (b'{"a":{"q":"How old are you?"},"b":44}', None, ())])
@example(rows=[(b'{"how old are you?":"42"}', None, ()), (b'{"h":"42"}', None, (("how old are you?", b"7"),))])
@example(rows=[(b'{"a":1,"a":2}', None, ()), (b'{"a":NaN}', None, ()), (b'"word"', None, ()), (b"1 2", None, ())])
def test_with_and_without_the_gate_every_byte_is_the_same(
    name: str, rows: list[tuple[bytes | None, bytes | None, Headers]]
) -> None:
    """Outcomes, reasons, counts and findings: nothing may depend on whether the gate was asked."""
    columns = list(zip(*rows, strict=True))
    batch = batch_of(*columns[0], keys=columns[1], headers=columns[2])
    plan = PLANS[name]
    assert plan.gate is not None
    read = outcomes_of(ungated(plan), batch)
    for gated in outcomes_of(plan, batch), outcomes_of(UNMET[name], batch):
        assert gated.kinds == read.kinds
        assert gated.outputs == read.outputs
        assert gated.failures == read.failures
        assert (gated.entities, gated.found, gated.counters) == (read.entities, read.found, read.counters)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: str(detector.name))
@settings(max_examples=200, deadline=None)
@given(text=ascii_texts)
def test_what_a_detector_finds_holds_what_it_needs(detector: Detector, text: str) -> None:
    """The gate's patterns are a superset: no claim without a match."""
    need = need_of(detector)
    assert need is not None
    if detector.detect(TextBatch.of([text])):
        assert re2.search(need, as_member("", text)) is not None


@pytest.mark.parametrize(
    ("value", "key", "headers", "passes"),
    [
        (b'{"a":"plain words","n":12}', None, (), True),
        (b'{"a":"plain"}', b"key-1", (("trace", b"abc"),), True),
        (b'{"a":"plain"}', None, (("traceparent", b"\xff\x00"),), True),  # kept unread, whatever it holds
        (b'{"a":"x@y"}', None, (), False),
        (b'{"x@y":"a"}', None, (), False),
        (b'{"a":1}', b"x@y", (), False),
        (b'{"a":1}', None, (("h", b"x@y"),), False),
        (b'{"a":1}', None, (("x@y", None),), False),
        (b'{"a":1}', b"\xff", (), False),  # a key that cannot be read is not kept
        (b'{"a":1}', None, (("h", b"\xff"),), False),  # such a header is dropped
        (b'{"a":1}', None, (("Tidegate-Source", b"a"),), False),  # only we may say this
        (b'{"a":"\\u0040"}', None, (), False),
        ('{"a":"ö"}'.encode(), None, (), True),
        ('{"ö":1}'.encode(), None, (), False),
        (None, None, (), False),
        (b"", None, (), False),
        (b'{"a":NaN}', None, (), False),
        (b'{"a":1}}', None, (), False),
        (b'{"a":"\x01"}', None, (), False),
        (b'"plain"', None, (), False),  # a scalar is for the codec to judge
        (b"[" * 63 + b"]" * 63, None, (), True),
        (b"[" * 64 + b"]" * 64, None, (), False),
        (b'{"a":"' + b"word " * (PASS_BYTES_MAX // 5) + b'"}', None, (), False),
    ],
)
def test_a_record_passes_only_if_nothing_in_it_can_matter(
    value: bytes | None, key: bytes | None, headers: Headers, passes: bool
) -> None:
    """Value, names, key, headers: one suspicion anywhere and the record is read."""
    batch = batch_of(b'{"b":"before"}', value, b'{"b":"behind"}', keys=[None, key, None], headers=[(), headers, ()])
    for plan in PLANS["text"], UNMET["text"]:
        assert plan.gate is not None
        assert plan.gate.look(batch).passing == ({0, 1, 2} if passes else {0, 2})


def test_the_gate_goes_record_by_record_where_its_automata_are_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timed by a clock on which each look takes a second; what comes out is the same."""
    monkeypatch.setattr(turns, "WARMED", 1)
    monkeypatch.setattr(turns, "JUDGED", 1)
    seconds = itertools.count()
    plan = plan_of(cpu_clock=lambda: float(next(seconds)))
    batch = batch_of(b'{"a":"mail ada@example.com"}', b'{"a":"plain"}', '{"a":"ada@example.com \u00fc"}'.encode())
    assert plan.gate is not None
    ways = []
    for _ in range(3):
        assert outcomes_of(plan, batch) == outcomes_of(PLANS["text"], batch)
        ways.append(plan.gate._scanner.turns.first)
    assert ways == [True, False, False]


@pytest.mark.parametrize("value", [b'{"a":"ada@example.com %b"}', b'{"a":"plain %b"}', b'{"a":"\xc3\xbc %b"}'])
def test_a_value_that_is_too_large_for_the_policy_is_that_whatever_it_holds(value: bytes) -> None:
    """The plain way has the limits of the codec, too."""
    plan = plan_of(value_bytes_max=100)
    outcomes = outcomes_of(plan, batch_of(value % (b"and so on " * 15)))
    assert [failure.reason for failure in outcomes.failures.values()] == [Reason.UNDECODABLE_SIZE]


def test_a_match_that_reaches_into_the_next_record_hides_none() -> None:
    """Records are scanned as one buffer, and each is looked at from its own beginning."""
    plan = plan_of(detectors=[], detect={"allow_undetected": True, "block_list": {"two": "a[^z]+z", "one": "[0-9]b"}})
    assert plan.gate is not None
    batch = batch_of(b'{"v":"a"}', b'{"v":"1b z"}', b'{"v":"c"}')
    assert plan.gate.look(batch).passing == {2}


@pytest.mark.parametrize(
    "lines",
    [
        {"link": {"by": "key"}},  # every record is context for the next
        {"fields": []},  # what no line names is redacted
        {"fields": [{"path": "$.a", "treat": "text"}]},
        {"fields": [{"path": "$..*", "treat": "redact"}]},
        {"fields": [{"path": "$[0]", "treat": "drop"}, *EVERYTHING_IS_TEXT]},
        {"fields": [{"path": "$['ö']", "treat": "redact"}, *EVERYTHING_IS_TEXT]},
        {"detect": {"block_list": {"id": "^[A-Z]{3}$"}}},  # anchors mean nothing in a buffer
        {"detect": {"detectors": [{"type": "id", "pattern": "(?P<a>x)y"}]}},
        {"detectors": [*DETECTORS, Finds()]},  # it declares nothing, so it may find anything
    ],
)
def test_the_gate_is_closed_where_it_could_not_tell(lines: dict[str, Any]) -> None:
    """Without a gate every record is read."""
    assert plan_of(**lines).gate is None


def test_a_rule_that_hides_whatever_stands_there_opens_the_record() -> None:
    """`treat: email` hides a value that no detector knows."""
    plan = plan_of(fields=[{"path": "$.box.note", "treat": "redact"}, *EVERYTHING_IS_TEXT])
    assert plan.gate is not None
    batch = batch_of(b'{"box":{"note":"plain"}}', b'{"box":{"text":"a note"}}')
    assert plan.gate.look(batch).passing == {1}
    assert b"plain" not in (outcomes_of(plan, batch).outputs[0][0].value or b"")


@pytest.mark.parametrize(
    ("pattern", "anchored"),
    [
        (r"\bEMP-\d{6}\b", False),
        ("[$^]x", False),
        ("[]$]x", False),
        (r"\$", False),
        (r"[a\]$]", False),
        ("a$", True),
        ("^a", True),
        ("(?m)x|^y", True),
        (r"\Aa", True),
        (r"a\z", True),
        ("(?P<n>a)", True),
        (r"\x{212A}", True),
        (r"[\x{212A}]", True),
    ],
)
def test_an_anchor_is_seen(pattern: str, anchored: bool) -> None:
    """A pattern that depends on where a text begins cannot be looked for in a buffer of many."""
    assert is_anchored(pattern) is anchored


@pytest.mark.parametrize("need", ["", "a*", "^a", "(", "ö", 7])
def test_a_need_that_cannot_be_used_is_an_error(need: object) -> None:
    """Else a detector would be asked too rarely, or always."""
    detector = Finds()
    detector.needs = need  # type: ignore[attr-defined]
    with pytest.raises(ConfigurationError):
        need_of(detector)


def test_a_need_too_large_for_its_own_automaton_gets_a_larger_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the others it had room."""
    monkeypatch.setattr("tidegate.pipeline.needs.ONLY_BYTES_MAX", 2048)
    scanner = Scanner(["[0-9]{100}a", "b"])
    assert scanner.stands_in(0, b"7" * 100 + b"a")
    assert not scanner.stands_in(0, b"7" * 99 + b"a")
    assert scanner.stands_in(1, b"b")


def test_needs_too_large_for_one_automaton_let_everyone_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be asked must not be taken for a no."""
    monkeypatch.setattr("tidegate.pipeline.needs.SCANNER_BYTES_MAX", 2048)
    monkeypatch.setattr("tidegate.pipeline.needs.SET_BYTES_MAX", 2048)
    assert list(TextGate(["@[a-z]{50}", "[0-9]{200}"]).readers("plain", "")) == [0, 1]


@pytest.mark.parametrize(
    ("text", "readers"),
    [("plain", [1]), ("x@y", [1, 0]), ("77", [1, 2]), ("x@77", [1, 0, 2]), ("ö", [0, 1, 2]), ("", [1])],
)
def test_a_text_is_read_by_those_who_may_find_something(text: str, readers: list[int]) -> None:
    """A detector that declares nothing reads everything, and everyone reads other scripts."""
    assert sorted(TextGate(["@", None, "[0-9]{2}"]).readers(text, "")) == sorted(readers)


def test_many_needs_are_told_apart() -> None:
    """They do not fit one automaton, so several are asked."""
    gate = TextGate([f"w{number}x" for number in range(60)])
    assert [list(gate.readers(f"a w{number}x b", "")) for number in range(60)] == [[number] for number in range(60)]
    assert sorted(gate.readers("w0x w59x w31x", "")) == [0, 31, 59]


@pytest.mark.parametrize(
    ("text", "name", "readers"),
    [
        ("\u00f6", "", [1]),
        ("\u00f6@ Z\u00dcG", "", [0, 1, 2]),
        ("\u00f6 z\u00fcgig", "", [1]),
        ("\u00f6", "zip", [1, 2]),  # read for the field's name
        ("\u00f6", "gr\u00f6\u00dfe", [0, 1, 2]),
    ],
)
def test_outside_of_ascii_those_read_who_say_so_and_those_who_say_nothing(
    text: str, name: str, readers: list[int]
) -> None:
    """Each once."""
    wide = [Wide("@", frozenset()), None, Wide("", frozenset({"zug"}))]
    assert list(TextGate(["@", None, "[0-9]{2}|zip"], lambda: wide).readers(text, name)) == readers
