"""Scope: which labels of a set are scored, and how.

A set that annotates only some names cannot say that a name we found is wrong. So its label map says for each set which
labels it annotates exhaustively (``score``), which in part (``recall_only``), and whether each record is scored for
something of its own (``per_record``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson

from tidegate import taxonomy
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.evaluation.gold import GoldSet
from tidegate.evaluation.labels import Groups, label_of

TARGET, HAS_SECRET = "target", "has_secret"
PER_RECORD = (TARGET, HAS_SECRET)


@dataclass(frozen=True, slots=True)
class Scope:
    """``score``: precision and recall. ``recall_only``: what is missed counts, what is found too much does not.
    ``beside``: labels of the set that were left out on request; their spans are ignored, not counted as wrong.
    """

    score: frozenset[str]
    recall_only: frozenset[str] = frozenset()
    per_record: str | None = None
    beside: frozenset[str] = frozenset()

    @property
    def labels(self) -> frozenset[str]:
        return self.score | self.recall_only

    def only(self, labels: frozenset[str]) -> Scope:
        """This scope without all other labels."""
        return replace(
            self,
            score=self.score & labels,
            recall_only=self.recall_only & labels,
            beside=self.labels - labels,
        )

    def for_target(self, target: str) -> Scope:
        """The scope of one record that is scored for its own target alone."""
        return Scope(frozenset((target,)) - self.recall_only, frozenset((target,)) & self.recall_only)


@dataclass(frozen=True, slots=True)
class LabelMap:
    """A label map: groups of labels, and the scope of each set by its name (``dev/btc_dev`` or ``btc_dev``)."""

    groups: Groups = field(default_factory=Groups)
    scopes: Mapping[str, Scope] = field(default_factory=dict)

    def scope_of(self, gold: GoldSet) -> Scope:
        """The scope of a set: its folder's, else the one of its name. Without one, each label of its spans is scored,
        and a set whose records name a target or a verdict is scored by that.
        """
        for name in (f"{gold.folder}/{gold.name}", gold.name):
            if name in self.scopes:
                return self.scopes[name]
        for name in sorted(self.scopes):
            if name.rpartition("/")[2] == gold.name:
                return self.scopes[name]
        labels = frozenset(gold.labels())
        targets = frozenset(record.target for record in gold.records if record.target is not None)
        if gold.records and all(record.target is not None for record in gold.records):
            return Scope(labels | targets, per_record=TARGET)
        if gold.records and all(record.has_secret is not None for record in gold.records):
            return Scope(labels, per_record=HAS_SECRET)
        return Scope(labels)

    def chosen(self, words: Iterable[str], known: Iterable[str]) -> frozenset[str]:
        """The labels that a user names: labels, groups of the map, or our own types and their aliases.

        Args:
            words: What the user wrote.
            known: Labels of the sets that are scored.

        Raises:
            UnknownName: If a word is none of these.
        """
        labels = {*known, *(label for members in self.groups.members.values() for label in members)}
        found: set[str] = set()
        for word in words:
            if word in labels:
                found.add(word)
            elif word in self.groups.members:
                found.update(self.groups.members[word])
            else:
                try:
                    found.add(label_of(taxonomy.canonical(word)))
                except UnknownName:
                    valid = {*labels, *self.groups.members, *taxonomy.names()}
                    raise UnknownName("label, group or type", word, valid, place="--scope") from None
        return frozenset(found)


def read_label_map(path: Path) -> LabelMap:
    """Read a label map: ``{"groups": {group: [label]}, "sets": {name: {"scope": {...}}}}``.

    Raises:
        ConfigurationError: If it is not one; names the file and the place.
    """
    try:
        data = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", file=str(path)) from None
    except orjson.JSONDecodeError:
        raise ConfigurationError("is not JSON", file=str(path)) from None
    try:
        groups = {str(name): _labels(members, f"groups.{name}") for name, members in _object(data, "groups").items()}
        scopes: dict[str, Scope] = {}
        for name, entry in _object(data, "sets").items():
            if isinstance(entry, dict) and "scope" in entry:
                scopes[name] = _scope(entry["scope"], f"sets.{name}.scope")
    except _Wrong as error:
        message, place = error.args
        raise ConfigurationError(message, place=place, file=str(path)) from None
    return LabelMap(Groups(groups), scopes)


class _Wrong(Exception):
    """What is wrong with a label map, and where in it."""


def _scope(value: Any, place: str) -> Scope:
    if not isinstance(value, dict):
        raise _Wrong("must be an object", place)
    per_record = value.get("per_record")
    if per_record is not None and per_record not in PER_RECORD:
        raise _Wrong(f"must be null, {' or '.join(PER_RECORD)}", f"{place}.per_record")
    score = _labels(value.get("score", []), f"{place}.score")
    recall_only = _labels(value.get("recall_only", []), f"{place}.recall_only")
    return Scope(frozenset(score), frozenset(recall_only), per_record)


def _object(data: Any, name: str) -> dict[str, Any]:
    value = data.get(name, {}) if isinstance(data, dict) else None
    if not isinstance(value, dict):
        raise _Wrong("must be an object", name)
    return value


def _labels(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(label, str) and label for label in value):
        raise _Wrong("must be a list of labels", place)
    return tuple(value)
