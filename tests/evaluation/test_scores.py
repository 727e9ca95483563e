"""Figures worked out by hand, for every scope."""

from __future__ import annotations

import pytest

from tidegate.evaluation.gold import GoldRecord, GoldSpan
from tidegate.evaluation.labels import Groups
from tidegate.evaluation.scope import Scope
from tidegate.evaluation.scores import Predicted, Prediction, f_measure, score, score_verdicts, wilson

GROUPS = Groups(
    {"person": ("person_name", "first_name"), "location": ("city", "location"), "contact": ("email", "url")}
)
SCORED = Scope(frozenset({"person_name", "city"}))
TEXT = "x" * 100


def gold(*spans: tuple[int, int, str], ignore: tuple[tuple[int, int], ...] = (), bare: bool = False) -> GoldRecord:
    return GoldRecord(TEXT, tuple(GoldSpan(*span, bare=bare) for span in spans), ignore)


def found(*rows: tuple[int, int, str], hidden: tuple[tuple[int, int], ...] = ()) -> Predicted:
    return Predicted(tuple(Prediction(*row) for row in rows), hidden)


def test_a_small_set_by_hand() -> None:
    """Four gold spans, four findings that count: two strict hits, one more relaxed, one false.

    Strict: recall 2/4, precision 2/4. Relaxed: 3/4 and 3/4. Of 10 + 10 + 10 + 6 = 36 gold characters the finding of the
    first name leaves 4 open and the missed city all of its 6.
    """
    records = [
        (gold((0, 10, "person_name"), (20, 30, "person_name")), found((0, 10, "person_name"), (20, 26, "first_name"))),
        (gold((0, 10, "city")), found((0, 10, "city"), (50, 60, "city"))),
        (gold((0, 6, "city")), found()),
        (gold(), found((0, 5, "email"))),  # contact is no group of a scored label: dropped
    ]
    scores = score(((record, predicted, SCORED) for record, predicted in records), GROUPS)
    document = scores.document()
    strict, relaxed = document["strict"], document["relaxed"]
    assert (strict["found"], strict["gold"], strict["right"], strict["predicted"]) == (2, 4, 2, 4)
    assert (strict["precision"], strict["recall"], strict["f1"], strict["f2"]) == (0.5, 0.5, 0.5, 0.5)
    assert (relaxed["precision"], relaxed["recall"]) == (0.75, 0.75)
    assert (scores.total.leak.part, scores.total.leak.whole) == (10, 36)
    assert document["leak_rate"] == 0.277778
    assert (document["clean_records"], document["clean_records_touched"], document["clean_records_changed"]) == (
        1,
        0,
        1,
    )


def test_by_type_and_by_group() -> None:
    """A finding that is right in a relaxed match counts for the label that it was meant to be; else for its own."""
    records = [
        (gold((0, 10, "person_name")), found((0, 8, "first_name"))),
        (gold((0, 10, "city")), found((0, 10, "city"), (20, 30, "location"))),
    ]
    document = score(((record, predicted, SCORED) for record, predicted in records), GROUPS).document()
    by_type, by_group = document["by_type"], document["by_group"]
    assert sorted(by_type) == ["city", "first_name", "location", "person_name"]
    assert (by_type["first_name"]["strict"]["precision"], by_type["first_name"]["strict"]["recall"]) == (0, None)
    assert by_type["person_name"]["strict"] == {
        "precision": None, "recall": 0, "f1": None, "f2": None, "precision_interval": None,
        "recall_interval": (0.0, 0.793451), "gold": 1, "found": 0, "predicted": 0, "right": 0,
    }  # fmt: skip
    assert by_type["person_name"]["relaxed"]["precision"] == by_type["person_name"]["relaxed"]["recall"] == 1
    assert by_type["person_name"]["leak_rate"] == 0.2
    assert (by_type["location"]["relaxed"]["precision"], by_type["city"]["relaxed"]["precision"]) == (0, 1)
    assert sorted(by_group) == ["location", "person"]
    assert by_group["location"]["relaxed"]["precision"] == 0.5
    assert by_group["person"]["leak_rate"] == 0.2


def test_a_label_annotated_in_part_has_recall_alone() -> None:
    """A finding in its groups is never a false positive, and no true one either: it is not judged."""
    scope = Scope(frozenset({"person_name"}), frozenset({"city"}))
    records = [
        (gold((0, 10, "city"), (20, 30, "person_name")), found((0, 10, "city"), (20, 30, "person_name"))),
        (gold((0, 10, "city")), found((50, 60, "location"), (70, 80, "person_name"))),
        (gold(), found((0, 10, "city"))),
    ]
    document = score(((record, predicted, scope) for record, predicted in records), GROUPS).document()
    strict = document["strict"]
    assert (strict["found"], strict["gold"], strict["right"], strict["predicted"]) == (2, 3, 1, 2)
    assert document["by_type"]["city"]["strict"]["precision"] is None
    assert document["clean_records_touched"] == 0
    nothing = Scope(frozenset(), frozenset({"city"}))
    assert score([(*records[2], nothing)], GROUPS).document()["clean_records_touched"] is None


def test_what_overlaps_an_ignored_span_is_dropped_but_covers() -> None:
    """Neither right nor wrong; the characters it hides are hidden all the same."""
    record = gold((0, 10, "city"), ignore=((12, 20),))
    scores = score([(record, found((5, 13, "city"), (30, 40, "city")), SCORED)], GROUPS)
    assert (scores.total.strict.precision.whole, scores.total.relaxed.recall.part) == (1, 0)
    assert scores.total.leak.part == 5


def test_labels_that_were_left_out_are_ignored_and_not_wrong() -> None:
    """With --scope person_name a first name that the set knows is no false positive."""
    scope = Scope(frozenset({"person_name", "first_name"})).only(frozenset({"person_name"}))
    record = gold((0, 10, "first_name"), (20, 30, "person_name"))
    scores = score([(record, found((0, 10, "first_name"), (20, 30, "person_name")), scope)], GROUPS)
    assert (scores.total.strict.precision.part, scores.total.strict.precision.whole) == (1, 1)
    assert scores.total.strict.recall.whole == 1


def test_a_field_that_is_hidden_whole_covers_and_touches() -> None:
    """It has no label, so it is no finding; but what it holds does not leak, and the record is not left as it was."""
    records = [(gold((0, 10, "city")), found(hidden=((0, 8),))), (gold(), found(hidden=((0, 8),))), (gold(), found())]
    document = score(((record, predicted, SCORED) for record, predicted in records), GROUPS).document()
    assert (document["leak_rate"], document["clean_records_touched"]) == (0.2, 0.5)
    assert document["strict"]["predicted"] == 0


def test_a_quarantined_record_counts_as_one_in_which_nothing_was_found() -> None:
    document = score([(gold((0, 10, "city")), Predicted(failed=True), SCORED)], GROUPS).document()
    assert (document["quarantined"], document["leak_rate"], document["strict"]["recall"]) == (1, 1, 0)


def test_bare_answers_are_counted_by_themselves() -> None:
    records = [
        (gold((0, 10, "city"), bare=True), found((0, 9, "location"))),
        (gold((0, 10, "city"), bare=True), found()),
        (gold((0, 10, "city")), found((0, 10, "city"))),
    ]
    document = score(((record, predicted, SCORED) for record, predicted in records), GROUPS).document()
    assert (document["bare"], document["bare_recall"], document["bare_recall_interval"]) == (
        2,
        0.5,
        (0.094531, 0.905469),
    )
    assert score([(gold(), found(), SCORED)], GROUPS).document()["bare_recall"] is None


def test_a_target_is_all_that_a_record_is_scored_for() -> None:
    """Each record by its own scope; a finding of another group is dropped, one of the group is wrong."""
    every = Scope(frozenset({"city", "email"}))
    records = [
        (gold((0, 10, "city")), found((0, 10, "city"), (20, 30, "email")), every.for_target("city")),
        (gold(), found((0, 10, "city"), (20, 30, "url")), every.for_target("email")),
    ]
    scores = score(records, GROUPS)
    assert (scores.total.strict.precision.part, scores.total.strict.precision.whole) == (1, 2)
    assert scores.touched.value == 1


def test_one_verdict_a_record() -> None:
    """Two secrets of which one is found, two texts without of which one is accused: recall and precision one half."""
    rows = [(True, True), (True, False), (False, True), (False, False)]
    records = [
        (GoldRecord(TEXT, has_secret=held), found((0, 10, "api_key"), (20, 30, "password")) if seen else found())
        for held, seen in rows
    ]
    document = score_verdicts(records).document()
    assert document["strict"] == document["relaxed"]
    assert (document["strict"]["precision"], document["strict"]["recall"]) == (0.5, 0.5)
    assert (document["clean_records_touched"], document["leak_rate"], document["records"]) == (0.5, None, 4)
    assert list(document["by_type"]) == ["secret"]


@pytest.mark.parametrize(
    ("part", "whole", "interval"),
    [
        # Newcombe (1998), "Two-sided confidence intervals for the single proportion", Stat. Med. 17, table I
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
        (20, 20, (0.8389, 1.0)),
    ],
)
def test_wilson_intervals_are_the_published_ones(part: int, whole: int, interval: tuple[float, float]) -> None:
    assert wilson(part, whole) == pytest.approx(interval, abs=5e-5)


@pytest.mark.parametrize(
    ("precision", "recall", "f1", "f2"),
    [
        (0.5, 1.0, 0.666667, 0.833333),
        (1.0, 0.5, 0.666667, 0.555556),
        (0.0, 1.0, 0.0, 0.0),
        (None, 1.0, None, None),
        (1.0, None, None, None),
    ],
)
def test_f_measures(precision: float | None, recall: float | None, f1: float | None, f2: float | None) -> None:
    """F2 counts recall twice as much."""
    assert (f_measure(precision, recall, 1), f_measure(precision, recall, 2)) == (f1, f2)
