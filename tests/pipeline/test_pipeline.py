"""The whole way: nothing raw comes out, batch edges decide nothing, and nothing stalls."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipeline.helpers import KEYS, Finds, batch_of, plan_of, run
from tidegate.errors import OutOfTime, TemporaryFault
from tidegate.pipeline import pipeline
from tidegate.pipeline.encode import encode
from tidegate.pipeline.halve import REASONS, StageFailed, part
from tidegate.pipeline.link_context import Context, link_context
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import Plan
from tidegate.pipeline.select_fields import select_fields
from tidegate.records import DocumentBatch, Failure, GatedBatch, Headers, OutcomeKind, Stage

# Found by its form alone, whatever stands around it, so that every one must be hidden or its record held back.
CANARY = "c4n4ry77x"
PLANS = [
    plan_of(detectors=[Finds("(?i)c4n4ry\\d\\dx", "api_key")], keys=KEYS, transform={"default": transform})
    for transform in ("redact", "hash", {"mark": {"format": "<{label}_{n}>"}}, {"mask": {"keep_separators": True}})
]
WORD = st.sampled_from(
    ["a", "note", CANARY, CANARY.upper(), f"x {CANARY}.", f"{CANARY},{CANARY}", "\u00df", '"', "\\", ""]
)
VALUES = st.recursive(
    WORD | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORD, inner, max_size=4),
    max_leaves=12,
)
HEADERS = st.lists(st.tuples(WORD, st.none() | WORD.map(str.encode) | st.just(b"\xff")), max_size=3).map(tuple)


def escaped(source: str) -> str:
    """The same JSON with the canary's first letter written as an escape."""
    return source.replace("c4n4ry", "\\u00634n4ry")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(PLANS),
    st.lists(st.tuples(VALUES, st.booleans(), HEADERS, st.none() | WORD.map(str.encode)), min_size=1, max_size=5),
    st.integers(0, 5),
)
def test_no_canary_comes_out_wherever_it_went_in(
    plan: Plan, records: list[tuple[Any, bool, Headers, bytes | None]], cut: int
) -> None:
    """Values, names, headers, keys, escaped or not; clean output is JSON of the same shape; where the batch is cut
    changes no outcome.
    """
    sources = [json.dumps(value) if plain else escaped(json.dumps(value)) for value, plain, _, _ in records]
    batch = batch_of(*sources, headers=[row[2] for row in records], keys=[row[3] for row in records])
    outcomes, _ = process(batch, plan, Context())
    for (value, *_), kind, written in zip(records, outcomes.kinds, outcomes.outputs, strict=True):
        if kind is OutcomeKind.CLEAN:
            (record,) = written
            assert record.value is not None
            published = json.loads(record.value)
            shown = [json.dumps(published), repr(record.headers), repr(record.key)]
            assert not any("c4n4ry" in text.casefold() for text in shown)
            assert shape(published) == shape(value)
        else:
            assert CANARY in names_of(value)  # nothing else is a reason to hold a record back
    cut = min(cut, len(batch))
    halves = [part(batch, start, end) for start, end in ((0, cut), (cut, len(batch))) if start < end]
    assert [out for half in halves for out in process(half, plan, Context())[0].outputs] == list(outcomes.outputs)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else None


def names_of(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join([*value, *map(names_of, value.values())]).casefold()
    return " ".join(map(names_of, value)) if isinstance(value, list) else ""


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.SEND])
@pytest.mark.parametrize("poisoned", [[2], [0, 4], []])
def test_a_stage_that_raises_costs_the_record_and_nothing_else(
    stage: Stage, poisoned: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a mistake of ours: found by halving, quarantined by the stage's own reason."""
    real = getattr(pipeline, stage.value)

    def broken(batch: Any, **rest: Any) -> Any:
        raw = batch
        for name in ("clean", "found", "linked", "selected", "raw"):
            raw = getattr(raw, name, raw)
        if any(b"POISON" in value for value in raw.values):
            raise ZeroDivisionError
        return real(batch, **rest)

    monkeypatch.setattr(pipeline, stage.value, broken)
    values = ['{"a":"POISON"}' if n in poisoned else '{"a":"jo@a.example"}' for n in range(5)]
    plan = plan_of(summary={"entities_max": 2})
    outcomes = run(plan, *values, offset=7)
    assert outcomes.failures == {record: Failure(stage, REASONS[stage]) for record in poisoned}
    assert [bool(written) for written in outcomes.outputs] == [n not in poisoned for n in range(5)]
    assert outcomes.entities == {("email", "finds_email"): 5 - len(poisoned)}
    assert len(outcomes.found) == 2
    assert [entity.offset for entity in outcomes.found] == [7 + n for n in range(5) if n not in poisoned][:2]
    assert sorted(outcomes.applied) == [n for n in range(5) if n not in poisoned]
    assert outcomes.raw.offsets == range(7, 12)


def test_an_observer_that_raises_is_not_a_record_s_fault() -> None:
    """A broken metric must not send a topic to quarantine: it is seen at once."""

    def observe(name: str, stage: Any, /) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        process(batch_of("{}"), plan_of(), Context(), observe)


def test_a_temporary_fault_in_any_stage_leaves_the_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lane seeks back and tries again; nothing is quarantined."""

    def away(batch: Any, **rest: Any) -> Any:
        raise TemporaryFault("away")

    for stage in REASONS:
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, stage.value, away)
            with pytest.raises(TemporaryFault):
                run(plan_of(), "{}")


def test_a_batch_may_be_taken_away_wherever_it_stands_and_is_done_from_its_start_elsewhere() -> None:
    """Being in a hurry is nobody's mistake: no record is quarantined for it, and nothing of the try is kept. The plan
    is the same each time, with what it remembers.
    """
    plan = plan_of(detect={"entity_types": ["core"]})
    mail, encoded = '{"a": "Mail ann@example.com or call 212 555 0142"}', '{"a": "\\u0061nn%40example.com"}'
    batch = batch_of("{}", mail, encoded, '{"a": [1')
    whole, _ = process(batch, plan, Context())
    asked = 0

    def count(claims: int) -> None:
        nonlocal asked
        asked += 1

    assert process(batch, replace(plan, hurry=count), Context())[0] == whole
    assert asked > len(REASONS)  # before each stage and round each detector
    for number in range(asked):
        left = iter([None] * number)

        def hurry(claims: int, left: Iterator[None] = left) -> None:
            if next(left, claims) is not None:
                raise OutOfTime

        with pytest.raises(OutOfTime):
            process(batch, replace(plan, hurry=hurry), Context())
        assert process(batch, plan, Context())[0] == whole


def test_an_empty_batch_has_no_outcomes() -> None:
    """A range of transaction markers is a batch without records; a stage that fails on it is a mistake that shows."""
    assert len(run(plan_of())) == 0
    assert StageFailed(Stage.DETECT).args == ("stage detect failed",)


def test_a_record_proved_clean_before_decoding_keeps_its_bytes() -> None:
    """Room for a gate before the parser: no document, no rows, the very bytes; its key and headers are still
    treated.
    """
    plan = plan_of()
    batch = batch_of('{"a":"x"}', '{"a":"y"}', headers=[(("h", b"jo@a.example"),), ()])
    selected = select_fields(DocumentBatch(GatedBatch(batch), [None, None], {}), plan)
    linked, _ = link_context(selected, plan, Context())
    found: Any = linked
    for module in ("detect", "resolve", "transform", "verify"):
        found = getattr(importlib.import_module(f"tidegate.pipeline.{module}"), module)(found, plan)
    outcomes = encode(found, plan)
    for written, value in zip(outcomes.outputs, batch.values, strict=True):
        assert written[0].value is value
    assert outcomes.outputs[0][0].headers[0] == ("h", b"[EMAIL]")
