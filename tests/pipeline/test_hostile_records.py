"""Records that were made, or happen, to be read otherwise than they are written: nothing in them passes unread."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Sequence
from typing import Any

import pytest

from tests.pipeline.helpers import KEYS, Finds, batch_of, plan_of, run
from tidegate.codecs.text import text_of
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan
from tidegate.records import FIELD_NAME_CHARS_MAX, OutcomeKind, Reason, TextBatch
from tidegate.spans import Candidate

MAIL = "ada@example.com"
CORE = {"entity_types": ["core"]}
RATIO_MAX, RUNS = 24.0, 4


def core(**policy: Any) -> Plan:
    return plan_of(detectors=None, detect=CORE, **policy)


def clean(plan: Plan, value: bytes | str) -> bytes:
    outcomes = run(plan, value)
    assert outcomes.kinds == [OutcomeKind.CLEAN]
    return outcomes.outputs[0][0].value or b""


# Bytes that are valid UTF-8 and no text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("text", [f"mail {MAIL}", "\u0418\u0432\u0430\u043d 12"])
def test_utf_16_without_a_mark_is_no_text(encoding: str, text: str) -> None:
    """Letters between NULs are valid UTF-8. A key of it is hashed, a header dropped, a record undecodable."""
    value = text.encode(encoding)
    assert text_of(value) is None
    outcomes, _ = process(
        batch_of("{}", keys=[value], headers=[(("note", value), ("kept", b"x"))]), core(keys=KEYS), Context()
    )
    [output] = outcomes.outputs[0]
    assert output.key not in (None, value)
    assert [name for name, _ in output.headers if not name.startswith("tidegate")] == ["kept"]
    if "@" in text:
        for format in ("text", "csv"):
            assert run(core(format=format), value).failures[0].reason is Reason.UNDECODABLE_UTF8


@pytest.mark.parametrize(
    "value", [b"", b"h\x00llo there", b"8=FIX\x019=12\x0135=D\x01", b"a\tb\r\n", "\u00fc".encode()]
)
def test_a_control_here_and_there_is_text(value: bytes) -> None:
    assert text_of(value) == value.decode()


@pytest.mark.parametrize("value", [f"mail {MAIL} now", "card 4111 1111 1111 1111"])
def test_nuls_between_letters_hide_nothing(value: str) -> None:
    """A JSON string may hold them, and so may a text that has few enough to be one."""
    hidden = "\0".join(value)
    written = json.loads(clean(core(), json.dumps({"v": hidden})))["v"]
    assert value.split()[1] not in written.replace("\0", "")
    few = value.replace("a", "a\0", 2).replace("1", "1\0", 1)
    assert value.split()[1].encode() not in clean(core(format="text"), few).replace(b"\0", b"")


@pytest.mark.parametrize("value", [b"\x02\x03\x04", b"a\x04b\x04c\x04d", b"\x03 ada@example.com" + b"\x04" * 40])
def test_the_gate_lets_no_binary_pass_as_text(value: bytes) -> None:
    """With something in it to be found or nothing: the codec has the say."""
    assert core(format="text").gate is not None
    assert run(core(format="text"), value).failures[0].reason is Reason.UNDECODABLE_UTF8


# Encodings


@pytest.mark.parametrize("odd", ["\u00a0", "\u200b", "\U0001f468\u200d\U0001f469", "\f", "\0", "\u3000"])
def test_base64_of_text_that_is_not_printable_to_its_end_is_read(odd: str) -> None:
    token = base64.b64encode(f"please{odd}mail {MAIL} now{odd}".encode()).decode()
    assert token[8:-8].encode() not in clean(core(), json.dumps({"v": token}))


@pytest.mark.parametrize("width", [20, 40, 48, 60, 64, 76])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r\n ", "\n\t"])
def test_base64_in_lines_is_read_as_one(width: int, line_end: str) -> None:
    """Of any width, and folded: what is decoded line by line loses what stands on two of them."""
    token = base64.b64encode(f"{'x' * 33} write to {MAIL} and thank you for all of it".encode()).decode()
    lines = line_end.join(token[start : start + width] for start in range(0, len(token), width))
    written = json.loads(clean(core(), json.dumps({"v": f"see:{line_end}{lines}"})))["v"]
    assert lines not in written
    assert b"lovelace" not in written.encode()
    assert not any(b"ada@" in _decoded(line) or b"example" in _decoded(line) for line in written.splitlines())


@pytest.mark.parametrize("count", [113, 114])
def test_a_part_of_a_message_ends_before_its_boundary(count: int) -> None:
    text = (b"x" * 40 + f" write to {MAIL} thank you very much for it indeed ".encode() + b"y " * 60)[:count]
    body = base64.encodebytes(text).decode().replace("\n", "\r\n")
    written = clean(core(), json.dumps({"v": f"Content-Transfer-Encoding: base64\r\n\r\n{body}--bound01--\r\n"}))
    assert body.splitlines()[0].encode() not in written
    assert b"--bound01--" in written


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip() + "===", validate=False)
    except ValueError:
        return b""


# Numbers


@pytest.mark.parametrize(
    "number",
    [
        "2.125550123E9", "2125550123.0", "2125550123.00", "-2.125550123e+9", "21255501230e-1",
        "536904399.0", "5.36904399E8", "4.1111111111111110E15", "41111111111111110e-1", "4111111111111111.0",
    ],
)  # fmt: skip
def test_a_whole_number_is_found_however_a_machine_wrote_it(number: str) -> None:
    name = {"2": "phone", "5": "ssn", "4": "card"}[number.lstrip("-")[0]]
    written = json.loads(clean(core(), f'{{"{name}":{number},"n":1.5}}'))
    assert isinstance(written[name], str)
    assert not any(character.isdigit() for character in written[name])
    assert written["n"] == 1.5


@pytest.mark.parametrize(
    "number", ["1.5", "12.0", "1e6", "1.25E3", "3.14159265358979", "6.02214076e23", "1e-7", "0.0000001"]
)
def test_other_numbers_stay(number: str) -> None:
    value = f'{{"x":{number}}}'
    assert clean(core(), value) == value.encode()


# Names in the policy


@pytest.mark.parametrize("path", [r"$['stra\u00dfe']", r'$["stra\u00dfe"]', "$['stra\u00dfe']", "$.stra\u00dfe"])
def test_a_field_is_named_with_escapes_or_without(path: str) -> None:
    plan = core(fields=[{"path": path, "treat": "redact"}, {"path": "$..*", "treat": "text"}])
    assert json.loads(clean(plan, json.dumps({"stra\u00dfe": "secret thing"}))) == {"stra\u00dfe": "[REDACTED]"}


# What grows faster than its record


def seconds(plan: Plan, value: str | bytes, **parts: Any) -> float:
    batch = batch_of(value, **parts)
    began = time.thread_time()
    process(batch, plan, Context())
    return time.thread_time() - began


def grown(plan: Plan, make: Any, size: int) -> float:
    """How much longer a record takes that is eight times as long: 8 is linear, 64 is quadratic. The best of some runs,
    for a machine with other things to do.
    """
    records = [make(size), make(8 * size)]
    small = large = float("inf")
    for _ in range(RUNS):
        small, large = (
            min(best, seconds(plan, value, **parts))
            for best, (value, parts) in zip((small, large), records, strict=True)
        )
        if large / small <= RATIO_MAX:
            break
    return large / small


COUNTING = {"default": {"mark": {"format": "[{label}_{n}]"}}}


def _late(size: int) -> tuple[str, dict[str, Any]]:
    unit = 'Dr. =born on May 3"born on May 3:536-90-4399 '
    return json.dumps({"t": unit * (size // len(unit))}), {}


def _key(size: int) -> tuple[str, dict[str, Any]]:
    return "{}", {"keys": [" ".join(f"ada{number}@example.com" for number in range(size // 20)).encode()]}


def _copies(size: int) -> tuple[str, dict[str, Any]]:
    phones = [f"212 555 {number:04}" for number in range(size // 24)]
    return json.dumps({"p": phones, "copy": phones[0].replace(" ", "  "), "t": "212 a " * (size // 12)}), {}


def _runs(size: int) -> tuple[str, dict[str, Any]]:
    return json.dumps({"a": "a" * (size // 3), "b": "a" * (size // 3 * 2)}), {}


@pytest.mark.parametrize(
    ("make", "policy", "size"),
    [
        (_late, {"detect": {"entity_types": ["all"], "allow_undetected": True}}, 6_000),
        (_key, {"transform": COUNTING, "keys": KEYS}, 5_000),
        (_copies, {}, 32_000),
        (_runs, {"fields": [{"path": "$.a", "treat": "redact"}, {"path": "$..*", "treat": "text"}]}, 60_000),
    ],
    ids=["found late", "numbers in a key", "copies", "runs"],
)
def test_a_record_takes_as_long_as_it_is(make: Any, policy: dict[str, Any], size: int) -> None:
    plan = plan_of(detectors=None, **{"detect": CORE, **policy})
    seconds(plan, *make(size)[:1], **make(size)[1])  # what is made once
    assert grown(plan, make, size) <= RATIO_MAX


def test_a_context_is_no_longer_than_questions_are_looked_for() -> None:
    """One record with thousands of texts in a conversation held all of them for each of its texts."""
    plan = core(link={"by": "key"})
    value = json.dumps({"t": ["a"] * 4000})
    contexts: list[Sequence[Sequence[str]]] = []

    def observe(name: str, stage: Any, /) -> Any:
        def seen(taken: Any) -> Any:
            given = stage(taken)
            if name == "link_context":
                contexts.append(given[0].texts.context)
            return given

        return seen

    process(batch_of(value, value, keys=[b"k", b"k"]), plan, Context(), observe)
    assert max(map(len, contexts[0])) <= 64


def test_long_names_are_not_remembered() -> None:
    """Records choose their names: memory is bounded in bytes and not by their number alone."""
    plan = core()
    for number in range(20):
        name = f"n{number}" + "ab " * 30_000
        process(batch_of(json.dumps({name: "call 212-555-0142", "deep": {name: 1}})), plan, Context())
    kept = [part for path in plan.treatments._known for part in path if isinstance(part, str)]
    assert max(map(len, kept), default=0) <= FIELD_NAME_CHARS_MAX


def test_detectors_are_told_the_beginning_of_a_long_name() -> None:
    """Also of one that stands in a document within a string; its value is found all the same."""
    name = "phone " + "ab " * 30_000
    value = json.dumps({name: "call 212-555-0142", "inner": json.dumps({name: {name: 2125550143}})})
    told: set[str] = set()

    class Listens(Finds):
        def detect(self, batch: TextBatch) -> Sequence[Candidate]:
            told.update(batch.names)
            return super().detect(batch)

    run(plan_of(detectors=[Listens()]), value)
    assert name[:FIELD_NAME_CHARS_MAX] in told
    assert max(map(len, told)) == FIELD_NAME_CHARS_MAX
    assert b"212" not in clean(core(), value)
