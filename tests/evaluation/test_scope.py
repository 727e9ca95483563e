"""Which labels of a set are scored, and how."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tidegate.errors import ConfigurationError, UnknownName
from tidegate.evaluation.gold import GoldRecord, GoldSet, GoldSpan
from tidegate.evaluation.scope import LabelMap, Scope, read_label_map

MAP: dict[str, Any] = {
    "groups": {"person": ["person_name", "first_name"], "contact": ["email"]},
    "sets": {
        "dev/chats": {"scope": {"score": ["email"], "recall_only": ["person_name"], "per_record": None}},
        "train/chats": {"scope": {"score": ["person_name"], "recall_only": [], "per_record": None}},
        "dev/vectors": {"scope": {"score": ["email"], "recall_only": [], "per_record": "target"}},
        "train/notes": {"map": {"PER": "person_name"}},
    },
}


def gold(name: str, folder: str = "dev", **facts: Any) -> GoldSet:
    record = GoldRecord("Ada", (GoldSpan(0, 3, "person_name"),), **facts)
    return GoldSet(name, folder, (record,))


@pytest.fixture
def label_map(tmp_path: Path) -> LabelMap:
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    return read_label_map(tmp_path / "map.json")


def test_a_set_is_found_by_its_folder_and_name_or_by_its_name_alone(label_map: LabelMap) -> None:
    assert label_map.scope_of(gold("chats")) == Scope(frozenset({"email"}), frozenset({"person_name"}))
    assert label_map.scope_of(gold("chats", "train")) == Scope(frozenset({"person_name"}))
    assert label_map.scope_of(gold("vectors", "elsewhere")).per_record == "target"


def test_a_set_that_the_map_does_not_know_is_scored_by_its_own_labels(label_map: LabelMap) -> None:
    """And by its targets or verdicts, where every record has one."""
    assert label_map.scope_of(gold("notes")) == Scope(frozenset({"person_name"}))
    assert label_map.scope_of(gold("mine", target="email")) == Scope(
        frozenset({"person_name", "email"}), per_record="target"
    )
    assert LabelMap().scope_of(gold("mine", has_secret=False)).per_record == "has_secret"


def test_labels_are_chosen_by_label_group_or_type(label_map: LabelMap) -> None:
    """`--scope`: what a user calls it; a word that is nothing names the nearest that is something."""
    assert label_map.chosen(["person"], ()) == {"person_name", "first_name"}
    assert label_map.chosen(["first_name", "EMAIL_ADDRESS"], ()) == {"first_name", "email"}
    assert LabelMap().chosen(["person", "own_label"], ["own_label"]) == {"person_name", "own_label"}
    with pytest.raises(UnknownName, match="did you mean 'email'"):
        label_map.chosen(["emial"], ())


def test_what_was_not_chosen_stands_beside(label_map: LabelMap) -> None:
    scope = label_map.scope_of(gold("chats")).only(frozenset({"email", "pin"}))
    assert scope == Scope(frozenset({"email"}), frozenset(), None, beside=frozenset({"person_name"}))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "groups: must be an object"),
        ('{"groups": {"person": "Ada"}}', "groups.person: must be a list of labels"),
        ('{"sets": {"dev/a": {"scope": []}}}', "sets.dev/a.scope: must be an object"),
        ('{"sets": {"dev/a": {"scope": {"score": [7]}}}}', "sets.dev/a.scope.score: must be a list of labels"),
        ('{"sets": {"dev/a": {"scope": {"per_record": "x"}}}}', "scope.per_record: must be null, target or has_secret"),
    ],
)
def test_a_broken_map_is_named_by_its_place(tmp_path: Path, document: str, said: str) -> None:
    (tmp_path / "map.json").write_text(document)
    with pytest.raises(ConfigurationError, match=said.replace(".", r"\.")):
        read_label_map(tmp_path / "map.json")


def test_a_map_that_is_not_there_is_a_wrong_argument(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"map\.json: cannot be read: No such file"):
        read_label_map(tmp_path / "map.json")
