"""The benchmark's records: invented, repeatable, and a quarter of them with personal data."""

from __future__ import annotations

import json

import pytest

from tests.pipeline.helpers import EVERYTHING_IS_TEXT
from tidegate.bench import load
from tidegate.pipeline.link_context import Context
from tidegate.pipeline.pipeline import process
from tidegate.pipeline.plan import compile_plan
from tidegate.policies import Policy
from tidegate.records import RawBatch
from tidegate.wire import Output


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Two runs carry the same records."""
    assert load.records(50, seed=3) == load.records(50, seed=3)
    assert load.records(50, seed=3) != load.records(50, seed=4)


def test_records_are_json_of_100_bytes() -> None:
    """What the figures say they are."""
    values = load.records(2_000)
    assert all(isinstance(json.loads(value), dict) for value in values)
    assert sum(map(len, values)) / len(values) == pytest.approx(100, abs=5)


def test_with_accents_no_record_is_ascii_and_nothing_else_is_otherwise() -> None:
    plain, accented = load.records(100), load.records(100, accents=True)
    for one, other in zip(map(json.loads, plain), map(json.loads, accented), strict=True):
        assert other["note"].startswith(one["note"])
        assert not other["note"].isascii()
        assert {**other, "note": one["note"]} == one


@pytest.mark.parametrize("accents", [False, True])
def test_exactly_a_quarter_of_the_records_is_found_to_hold_something(accents: bool) -> None:
    """The detectors find what was planted, and nothing in the near misses."""
    values = load.records(800, accents=accents)
    policy = Policy.model_validate({"policy": "bench", "fields": EVERYTHING_IS_TEXT})
    plan = compile_plan(policy, input_topic="raw.t", outputs=[Output(topic="clean.t")], keys=None, run_id="r")
    count = len(values)
    batch = RawBatch("raw.t", 0, 0, count, range(count), [0] * count, [None] * count, values, [()] * count)
    outcomes = process(batch, plan, Context())[0]
    assert not outcomes.failures
    assert sorted(outcomes.applied) == list(range(0, count, load.HIT_EVERY))
    assert {entity_type for entity_type, _ in outcomes.entities} == set(load.PLANTED)


@pytest.mark.parametrize(("value", "words"), [(b"", 0), (b'{"a":"two words"}', 3), (b"a-b 12.5", 4)])
def test_words_are_runs_of_letters_and_digits(value: bytes, words: int) -> None:
    """Names of properties count: they are read as well."""
    assert load.words([value]) == words
