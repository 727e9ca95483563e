"""Sets of patterns: which of them match, and that one which cannot answer is none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import re2

from tidegate.detectors.hints import Hints
from tidegate.detectors.pattern_sets import match_of


def test_it_tells_which_patterns_match() -> None:
    """By their places; bytes of one character are bytes, unless it is asked to read UTF-8."""
    match = match_of(["a+", "b", r"\pL{2}"])
    assert match is not None
    assert sorted(match(b"xa")) == [0, 2]
    assert match(b"1") == []
    wide = match_of(["^\\x{e9}$"], wide=True)
    assert wide is not None
    assert wide("\u00e9".encode()) == [0]


def test_patterns_too_large_for_one_automaton_are_none() -> None:
    """So whoever asked lets everything be read."""
    assert match_of(["[0-9]{200}"], bytes_max=2048) is None


def test_a_set_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room its answer would be that nothing matches, and every text would pass unread."""

    class Mute:
        _set = SimpleNamespace(Match=lambda text: [])

        @staticmethod
        def SearchSet(options: Any) -> Mute:
            return Mute()

        def Add(self, pattern: bytes) -> None:
            return None

        def Compile(self) -> None:
            return None

    monkeypatch.setattr(re2, "Set", Mute)
    assert match_of(["a"]) is None
    assert list(Hints(["a", "b"]).may("nothing of it")) == [0, 1]
    assert list(Hints(["a", "b"], ["a", "b"]).may("nothing of it, s\u00ed")) == [0, 1]
