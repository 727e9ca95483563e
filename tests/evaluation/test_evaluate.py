"""Whole sets, read by the real detectors; every scope, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from tidegate.evaluation import report
from tidegate.evaluation.evaluate import Options, evaluate, label_table
from tidegate.evaluation.gold import GoldRecord, GoldSet, GoldSpan
from tidegate.evaluation.labels import Groups
from tidegate.evaluation.scope import LabelMap, Scope
from tidegate.evaluation.scores import Share

GROUPS = Groups({"contact": ("email", "phone_number", "url"), "government_id": ("ssn", "tax_id", "vehicle_id")})


def record(text: str, *values: tuple[str, str], bare: bool = False, **facts: Any) -> GoldRecord:
    """A record whose gold spans are these values, each with its label."""
    spans = []
    for value, label in values:
        start = text.index(value)
        spans.append(GoldSpan(start, start + len(value), label, bare))
    return GoldRecord(text, tuple(spans), **facts)


def run(*records: GoldRecord, scope: Scope | None = None, **options: Any) -> dict[str, Any]:
    label_map = LabelMap(GROUPS, {} if scope is None else {"dev/s": scope})
    return evaluate(GoldSet("s", "dev", records), label_map, Options(**options)).document()


def test_spans_of_a_whole_set() -> None:
    """Two of three are found, and an e-mail nobody annotated is false: recall 2/3, precision 2/3."""
    document = run(
        record("mail ada@example.com", ("ada@example.com", "email")),
        record("call (212) 555-0123", ("(212) 555-0123", "phone_number")),
        record("or @ada", ("@ada", "email")),
        record("from bob@example.com"),
    )
    assert document["strict"]["precision"] == document["strict"]["recall"] == 0.666667
    assert document["labels"] == {"score": ["email", "phone_number"], "recall_only": [], "per_record": None}
    assert (document["threshold"], document["clean_records_touched"]) == (0.3, 1)
    assert "everything_on" not in document


def test_each_record_with_its_targets_detectors_alone() -> None:
    """A target that nothing claims is missed; beside it the same records with everything on, at the policy's own
    threshold.
    """
    scope = Scope(frozenset({"ssn", "email", "zodiac_sign", "shoe_size"}), per_record="target")
    document = run(
        record("219099998", ("219099998", "ssn"), target="ssn"),
        record("219-09-9999 of ada@example.com", ("ada@example.com", "email"), target="email"),
        record("no number", target="ssn"),
        record("thumb 7", ("7", "shoe_size"), target="shoe_size"),
        record("not scored", target="money"),
        scope=scope,
    )
    strict, beside = document["strict"], document["everything_on"]["strict"]
    assert (document["records"], strict["found"], strict["gold"], strict["predicted"]) == (4, 2, 3, 2)
    assert (beside["found"], beside["gold"], document["everything_on"]["threshold"]) == (1, 3, 0.3)
    assert document["unsupported_targets"] == ["shoe_size"]
    assert document["threshold_means"].startswith("any form")


def test_targets_are_read_at_another_threshold_where_the_user_says_one() -> None:
    scope = Scope(frozenset({"ssn"}), per_record="target")
    weak = record("219099998", ("219099998", "ssn"), target="ssn")
    documents = [run(weak, scope=scope, threshold=threshold) for threshold in (None, 0.3)]
    assert [(one["threshold"], one["strict"]["found"]) for one in documents] == [(0, 1), (0.3, 0)]


def test_a_verdict_a_record_is_given_by_secrets_alone() -> None:
    """An e-mail address is no secret."""
    document = run(
        record("key AKIAZQ3DRSTUVWXY2345", has_secret=True),
        record("mail ada@example.com", has_secret=False),
        record("my secret is safe", has_secret=True),
    )
    assert (document["strict"]["precision"], document["strict"]["recall"]) == (1, 0.5)
    assert document["labels"]["per_record"] == "has_secret"


def test_bare_answers_with_and_without_context() -> None:
    talk = [
        record("What is your social security number?", conversation="a"),
        record("219099998", ("219099998", "ssn"), bare=True, conversation="a"),
    ]
    linked = run(*talk, conversations=True)
    assert (linked["bare_recall"], linked["bare_recall_without_context"]) == (1, 0)
    alone = run(*talk)
    assert alone["bare_recall"] == 0
    assert "bare_recall_without_context" not in alone


def test_a_scope_of_ones_own() -> None:
    """What was left out is neither missed nor wrong."""
    records = [
        record("ada@example.com (212) 555-0123", ("ada@example.com", "email"), ("(212) 555-0123", "phone_number"))
    ]
    document = run(*records, scope=None) | {}
    chosen = evaluate(GoldSet("s", "dev", tuple(records)), LabelMap(GROUPS), Options(scope=("EMAIL",))).document()
    assert (document["strict"]["gold"], document["strict"]["predicted"]) == (2, 2)
    assert (chosen["strict"]["gold"], chosen["strict"]["predicted"]) == (1, 1)


def test_a_set_without_records_has_no_figures() -> None:
    document = run()
    assert (document["records"], document["strict"]["precision"], document["leak_rate"]) == (0, None, None)


def test_the_label_table_names_what_detectors_claim() -> None:
    table = label_table()
    assert (table["email"], table["ssn"]) == ("email", "ssn")
    assert "zodiac" not in table


def test_notes_say_what_was_scored_and_how() -> None:
    scope = Scope(frozenset({"email"}), frozenset({"ssn"}), "target")
    records = (record("a", target="email"), record('{"a', target="email", json=True))
    result = evaluate(GoldSet("s", "dev", records), LabelMap(GROUPS, {"s": scope}), Options(threshold=0))
    said = "\n".join(report.notes(result))
    assert "2 records, threshold 0 (any form: a score above 0.05" in said
    assert "per record: target" in said
    assert "scored: email" in said
    assert "recall only: ssn" in said
    assert "quarantined: 1 records" in said
    assert "with everything on: threshold 0.3" in said


@pytest.mark.parametrize(("part", "whole", "text"), [(0, 0, "-"), (1, 2, "0.500 [0.095, 0.905] n=2")])
def test_a_share_is_shown_with_its_interval_and_number(part: int, whole: int, text: str) -> None:
    assert report.share(Share(part, whole)) == text
