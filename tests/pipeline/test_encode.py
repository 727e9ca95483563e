"""What is written: topics, headers, counts."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.pipeline.helpers import Finds, batch_of, plan_of, run
from tidegate.pipeline.encode import ENTITIES_BYTES_MAX, entities_header
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.records import FoundEntity, Headers, Stage

VALUE = '{"t":"\U0001f600 jo@a.example","meta":"al@a.example!"}'


def header(headers: Headers, name: str) -> bytes | None:
    found = [value for key, value in headers if key == name]
    assert len(found) <= 1
    return found[0] if found else None


def test_every_output_carries_where_it_came_from_and_by_which_policy() -> None:
    """``topic/partition/offset``, 12 hex digits; the same record to every output topic, at the source's time."""
    plan = plan_of(outputs=["clean.a", "clean.b"])
    outcomes = run(plan, "{}", VALUE, offset=40, headers=[(("x", b"1"),), ()])
    assert [record.topic for record in outcomes.outputs[0]] == ["clean.a", "clean.b"]
    first, second = outcomes.outputs[1]
    assert first._replace(topic="clean.b") == second
    assert header(first.headers, "tidegate-source") == b"raw.t/0/41"
    assert header(first.headers, "tidegate-policy") == plan.policy_hash[:12].encode()
    assert first.timestamp == 41_000
    assert outcomes.outputs[0][0].headers == (
        ("x", b"1"),
        ("tidegate-source", b"raw.t/0/40"),
        ("tidegate-policy", plan.policy_hash[:12].encode()),
    )


def test_the_entities_header_shows_places_in_the_output_and_no_value() -> None:
    """Type, place, the policy's own path expression, score, detector."""
    plan = plan_of(fields=[{"path": "$.meta", "treat": "text"}, {"path": "$..*", "treat": "text"}])
    (record,) = run(plan, VALUE).outputs[0]
    shown = orjson.loads(header(record.headers, "tidegate-entities") or b"")
    base = {"type": "email", "score": 0.7, "detector": "finds_email", "linked": False}
    assert shown == [
        {**base, "start": 2, "end": 9, "field": "$..*"},
        {**base, "start": 0, "end": 7, "field": "$.meta"},
    ]
    assert record.value is not None
    written = orjson.loads(record.value)
    assert (written["t"][2:9], written["meta"][0:7]) == ("[EMAIL]", "[EMAIL]")
    (silent,) = run(plan_of(entities_header=False), VALUE).outputs[0]
    assert header(silent.headers, "tidegate-entities") is None


def test_a_redacted_field_is_no_finding() -> None:
    """It was hidden unread, so nothing was found in it."""
    outcomes = run(plan_of(fields=[]), '{"t":"jo@a.example"}')
    assert (outcomes.entities, outcomes.found) == ({}, [])
    assert header(outcomes.outputs[0][0].headers, "tidegate-entities") is None


@pytest.mark.parametrize("count", [1, 60, 200, 5000])
def test_the_entities_header_is_bounded(count: int) -> None:
    """8 KB, then how many were left out."""
    listed: list[dict[str, object]] = [
        {"type": "email", "start": n, "end": n + 1, "field": "$.t"} for n in range(count)
    ]
    written = entities_header([orjson.dumps(one) for one in listed])
    assert len(written) <= ENTITIES_BYTES_MAX
    shown = orjson.loads(written)
    if len(orjson.dumps(listed)) <= ENTITIES_BYTES_MAX:
        assert shown == listed
    else:
        assert shown == [*listed[: len(shown) - 1], {"truncated": count - len(shown) + 1}]
        assert len(written) > ENTITIES_BYTES_MAX - 200


def test_run_and_level_headers_are_written_by_choice() -> None:
    """Which run, and which detectors ran."""
    plan = plan_of(run_header=True, level_header=True, detectors=[Finds(), Finds("x", "url")])
    (record,) = run(plan, "{}").outputs[0]
    assert header(record.headers, "tidegate-run") == b"run-1"
    assert header(record.headers, "tidegate-level") == b"finds_email,finds_url"


def test_findings_are_counted_by_type_and_detector_and_listed_up_to_a_limit() -> None:
    """Places in the source field; quarantined and dropped records count nothing."""
    plan = plan_of(summary={"entities_max": 3})
    outcomes = run(plan, VALUE, '{"jo@a.example":1,"t":"al@a.example"}', VALUE, "{", offset=5)
    assert outcomes.entities == {("email", "finds_email"): 4}
    assert outcomes.found == [
        FoundEntity(5, "$..*", 2, 14, "email", 0.7, "finds_email"),
        FoundEntity(5, "$..*", 0, 12, "email", 0.7, "finds_email"),
        FoundEntity(7, "$..*", 2, 14, "email", 0.7, "finds_email"),
    ]
    assert sorted(outcomes.applied) == [0, 2]


def test_the_stages_run_in_their_order_and_each_once() -> None:
    """`process` is the only place that knows it; what observes a stage sees its batches."""
    seen: list[tuple[str, str, str]] = []

    def observe(name: str, stage: Any, /) -> Any:
        def observed(batch: Any) -> Any:
            given = stage(batch)
            result = given[0] if isinstance(given, tuple) else given
            seen.append((name, type(batch).__name__, type(result).__name__))
            return given

        return observed

    process(batch_of("{}"), plan_of(), Context(), observe)
    assert [name for name, _, _ in seen] == [stage.value for stage in Stage if stage is not Stage.SEND]
    types = [taken for _, taken, _ in seen]
    assert types == ["RawBatch", *(given for _, _, given in seen[:-1])]
    assert seen[-1][2] == "Outcomes"


def test_the_same_batch_gives_the_same_bytes() -> None:
    """Also on a plan that has worked before."""
    plan = plan_of()
    values = [VALUE, "{", None, '{"t":"x"}', '{"jo@a.example":1}']
    first, second = run(plan, *values), run(plan, *values)
    assert (first.outputs, first.failures, first.counters) == (second.outputs, second.failures, second.counters)
    fresh = run(plan_of(), *values)
    assert (first.outputs, first.failures) == (fresh.outputs, fresh.failures)


@pytest.mark.parametrize("stage", ["decode", "encode"])
def test_an_unexpected_error_in_a_stage_is_its_record_s_own(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quarantined with that stage's name, never a pass, never a stall."""
    plan = plan_of()
    real = getattr(plan.codec, stage)

    def broken(document: Any, *rest: Any, **options: Any) -> Any:
        if "POISON" in str(document):
            raise ZeroDivisionError
        return real(document, *rest, **options)

    monkeypatch.setattr(plan.codec, stage, broken)
    outcomes = run(plan, VALUE, '{"t":"POISON jo@a.example"}', VALUE)
    assert {record: failure.stage.value for record, failure in outcomes.failures.items()} == {1: stage}
    assert [bool(written) for written in outcomes.outputs] == [True, False, True]
    assert outcomes.entities == {("email", "finds_email"): 4}
