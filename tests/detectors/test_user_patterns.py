r"""Patterns from outside mean the same in every script: what RE2 knows for ASCII only is asked of `regex` beyond it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import batch_of, plan_of, run
from tidegate.detectors.patterns import BACKTRACKING_CHARS_MAX, compile_pattern, need_of_pattern, wide_need_of_pattern
from tidegate.errors import ConfigurationError, DetectionIncomplete, OutOfTime
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.needs import TextGate, Wide
from tidegate.pipeline.pipeline import process
from tidegate.records import OutcomeKind

PIECES = (
    r"\b",
    r"\B",
    r"\w+",
    r"\W",
    r"\d",
    r"\D",
    r"\s",
    r"\S+",
    "[[:alpha:]]",
    "a",
    "\u00e4",
    "[^a]",
    "(?:a|-)",
    "x?",
)
TEXT = st.text("aA\u00e4\u00c4\u0418x-_ 1\u0661\u00a0\u0301.", max_size=12)


def spans(pattern: str, text: str, **options: Any) -> list[str]:
    found = compile_pattern(pattern, **options).spans(text, detector="own")
    return [text[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("\\b\u00c4rzte\\b", "die \u00c4rzte Meier", ["\u00c4rzte"]),
        (r"\b\w+-\d+", "Kennung Gr\u00f6\u00dfe-12 alt", ["Gr\u00f6\u00dfe-12"]),
        (r"\w+-\d+", "Kennung Gr\u00f6\u00dfe-12 alt", ["Gr\u00f6\u00dfe-12"]),
        (r"id\d{3}", "id\u0661\u0662\u0663", ["id\u0661\u0662\u0663"]),
        (r"a\sb", "a\u00a0b", ["a\u00a0b"]),
        (r"[[:alpha:]]+", "\u0418\u0432\u0430\u043d 1", ["\u0418\u0432\u0430\u043d"]),
        (r"\bEMP-\d{4}\b", "x EMP-1234, EMP-12345", ["EMP-1234"]),
        (r"\bEMP-\d{4}\b", "\u00fc EMP-1234, EMP-1234\u00fc", ["EMP-1234"]),
    ],
)
def test_classes_and_edges_of_words_count_every_script(pattern: str, text: str, found: list[str]) -> None:
    assert spans(pattern, text) == found


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), TEXT, st.booleans(), st.booleans())
def test_beyond_ascii_a_pattern_finds_what_regex_finds(
    pieces: list[str], text: str, ignore_case: bool, whole: bool
) -> None:
    pattern = "".join(pieces)
    flags = regex.IGNORECASE if ignore_case else 0
    said = regex.compile(rf"\A(?:{pattern})\Z" if whole else pattern, flags)
    if said.search("") is not None:
        return
    compiled = compile_pattern(pattern, ignore_case=ignore_case, whole=whole)
    if compiled.linear == "all" or text.isascii():
        return
    wanted = [match.span() for match in said.finditer(text) if match.end() > match.start()]
    assert list(compiled.spans(text, detector="own")) == wanted


def test_it_stays_on_re2_where_it_can() -> None:
    engines = {pattern: compile_pattern(pattern).engine for pattern in ("[0-9]+", r"\bx\b", "x(?=y)")}
    assert engines == {"[0-9]+": "re2", r"\bx\b": "re2 and regex", "x(?=y)": "regex"}
    # The gate reads bytes that are ASCII alone, so there the pattern itself is what a text needs.
    assert need_of_pattern(r"\bx\b", compile_pattern(r"\bx\b")) == r"\bx\b"
    # An ASCII text is not bounded by what `regex` can hold.
    assert spans(r"\bx\b", "x" + " " * BACKTRACKING_CHARS_MAX) == ["x"]
    with pytest.raises(DetectionIncomplete):
        spans(r"\bx\b", "x\u00fc" + " " * BACKTRACKING_CHARS_MAX)


@pytest.mark.parametrize("pattern", [r"\Qa.b\E\d", r"(?U)\w+x", r"\x{e9}\b", r"(?:a){i<=1}\d"])
def test_what_regex_cannot_read_is_refused_and_not_half_used(pattern: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        compile_pattern(pattern, place="detect.block_list.X")
    assert refused.value.place == "detect.block_list.X"


@pytest.mark.parametrize(
    "detect",
    [
        {"block_list": {"occupation": "\\b\u00c4rzte\\b"}},
        {"detectors": [{"type": "occupation_own", "pattern": r"\b[\w]+rzte\b"}]},
    ],
)
@pytest.mark.parametrize(
    "value", ['{"a": "die \u00c4rzte da"}', '{"a": "die \\u00c4rzte da"}', '{"a": "die%20%C3%84rzte%20da"}']
)
def test_a_policy_s_pattern_hides_in_records_what_it_names(detect: dict[str, Any], value: str) -> None:
    outcomes = run(plan_of(detect={"entity_types": ["email"], **detect}), value)
    assert outcomes.kinds == [OutcomeKind.CLEAN]
    assert b"rzte" not in (outcomes.outputs[0][0].value or b"")


def test_in_a_hurry_texts_that_backtrack_are_left_to_others() -> None:
    """The loop's own work is linear: what is not ASCII leaves it before `regex` is asked."""
    plan = plan_of(detectors=None, detect={"entity_types": ["email"], "block_list": {"evil": r"\b(?:a+)+z"}})
    assert plan.linear
    hurried = replace(plan, hurry=lambda _: None)
    process(batch_of('{"a": "aaaz"}'), hurried, Context())
    with pytest.raises(OutOfTime):
        process(batch_of('{"a": "aaaz %C3%A4"}'), hurried, Context())
    allowing = plan_of(detectors=None, detect={"entity_types": ["email"], "allow_patterns": [r"\w+@x\.example"]})
    assert not allowing.linear  # values are asked there one by one, with no look at the clock between them


@pytest.mark.parametrize(
    "pattern",
    [
        "(Secretia Canaryname",
        "Secretia Canaryname)",
        "[Secretia Canaryname",
        "(?P<Secretia Canaryname>x)",
        "(?Secretia Canaryname)",
        "[[:Canaryname:]]",
        r"\p{Canaryname}",
        r"\qCanaryname",
        "Canaryname[z-a]",
        "Canaryname**",
        "Canaryname\\",
        "(?<=Canaryname*",
        r"\bCanaryname\Q(",
        "Canaryname\ud800",
    ],
)
def test_a_refusal_quotes_nothing_of_the_pattern(pattern: str) -> None:
    """A list of what must be hidden holds it: its own mistakes must not be how it comes out."""
    with pytest.raises(ConfigurationError) as refused:
        compile_pattern(pattern, place="detect.block_list.vip", ignore_case=True)
    assert not [piece for piece in ("ecretia", "anary", "(?<", "z-a", "**") if piece in str(refused.value)]
    assert str(refused.value).startswith("detect.block_list.vip: ")
    assert refused.value.__cause__ is None


NEEDS = (
    "EMP-[0-9]{3}", r"\bEMP-\d{2}\b", r"\w{3}-\d", r"[A-Z]\w+ GmbH", r"[^\d]7", r"\S@\s?x", r"[\w.-]+@ex", r"a\Bb",
    r"kunde\s+nr\W?\d+", "(?i)risk id", r"[[:alpha:]]7", r"\D\d\D", r"x\.\d", r"[\]\d]x", r"k(?:oe|\s)ln",
)  # fmt: skip
LETTERS = (
    "EMP-01aAbx. @7kK\u212as\u017fi\u0130\u0131I\u00e9\u00df\u0661\uff11\u2013\u00a0\u2003\u200d\u24b6\u0301\u203f"
    "\n]_GmbHkundenrisk"
)


@pytest.mark.parametrize("ignore_case", [False, True])
@pytest.mark.parametrize("pattern", NEEDS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_what_a_pattern_finds_beyond_ascii_holds_what_it_is_said_to_need(
    pattern: str, ignore_case: bool, data: st.DataObject
) -> None:
    """Else the gate would pass it unread."""
    compiled = compile_pattern(pattern, ignore_case=ignore_case)
    need = wide_need_of_pattern(pattern, compiled, ignore_case=ignore_case)
    assert need
    gate = TextGate(["zzz"], lambda: [Wide(need, frozenset())])
    form = pattern.replace("[[:alpha:]]", "[a-zA-Z]")  # which Python does not know
    pieces = st.one_of(st.from_regex(form, fullmatch=True), st.text(alphabet=LETTERS, max_size=6))
    text = "".join(data.draw(st.lists(pieces, max_size=3))) + data.draw(st.sampled_from("\u00e9 \u2013\u0130"))
    mangled = "".join(data.draw(st.sampled_from((one, one, one, *ALIKE.get(one, "")))) for one in text)
    for said in (text, mangled):
        if not said.isascii() and list(compiled.spans(said, detector="t")):
            assert gate.readers(said, "")


ALIKE = {
    "k": "\u212aK",
    "s": "\u017fS",
    "i": "\u0130I",
    "I": "\u0131i",
    "1": "\u0661",
    "7": "\uff17",
    " ": "\u00a0\u2003",
    "a": "\u00e4",
}


@pytest.mark.parametrize("pattern", [r"\bx?\b\d?y?\b", r"^EMP", r"(?<=a)b", r"(?:\w{1,60}-){5}\w{1,60}"])
def test_a_pattern_that_cannot_say_what_it_needs_reads_everything(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    assert wide_need_of_pattern(pattern, compiled) == ""
