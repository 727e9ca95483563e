"""Sets of patterns: which of them match, and that one which cannot answer is none."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import re2

from tests.detectors.test_alternatives import NEEDS, WIDE_NEEDS
from tests.detectors.test_needs_mangled import mangled, shown_texts, widened
from tidegate.detectors.hints import Hints
from tidegate.detectors.pattern_sets import Sieve, match_of
from tidegate.detectors.turns import AWAY_FIRST, Turns


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


@pytest.mark.parametrize(("needs", "wide"), [(NEEDS, False), (WIDE_NEEDS, True)], ids=["ascii", "wide"])
def test_many_patterns_tell_the_same_together_apart_and_each_by_itself(needs: Sequence[str], wide: bool) -> None:
    """Of every need there is, in texts of all kinds."""
    rng = random.Random("sieve")
    shown = shown_texts(ascii_only=not wide)
    texts = [mangled(rng, rng.choice(shown), rng.choice(shown)) for _ in range(2000)]
    texts = [widened(rng, text) for text in texts] if wide else [text for text in texts if text.isascii()]
    sieve = Sieve(needs, wide=wide)
    alone = [match_of([need], wide=wide) for need in needs]
    met = set()
    for text in texts:
        source = f'"a":"{text}"'.encode("utf-8" if wide else "ascii")
        matching = {place for place, match in enumerate(alone) if match is not None and match(source)}
        assert set(sieve(source)) == matching
        apart = list(sieve.apart(source))
        assert sorted(apart) == sorted(matching)
        met |= matching
    assert len(met) > len(needs) * 0.7


def test_a_sieve_goes_apart_where_texts_are_new_and_comes_back() -> None:
    """By what it takes; the answer is the same."""
    patterns = [f"w{number}x" for number in range(60)]
    sieve = Sieve(patterns, cpu_clock=time.thread_time)
    sieve._turns = Turns(0.0, 0.0)
    ways = set()
    for number in range(3 * AWAY_FIRST):
        assert list(sieve(b"a w%dx b" % (number % 60))) == [number % 60]
        ways.add(sieve._turns.first)
    assert ways == {True, False}
    assert sieve._apart is not None


def test_patterns_without_room_match_everywhere() -> None:
    """What cannot be asked must not be taken for a no, neither together nor apart."""
    patterns = [f"[a-z]{number}{{2}}" for number in range(40)]
    patterns[7] = "[0-9a-z]{500}[a-f]{300}"
    sieve = Sieve(patterns, bytes_max=60_000)
    for found in sieve(b"plain"), sieve.apart(b"plain"):
        assert 7 in found
        assert len(set(found)) == len(found)


def test_a_filter_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its patterns are asked as sets then."""

    class Mute:
        _filter = SimpleNamespace(Match=lambda text, potential: [])

        def Add(self, pattern: bytes, options: Any) -> None:
            return None

        def Compile(self) -> None:
            return None

    monkeypatch.setattr(re2, "Filter", Mute)
    sieve = Sieve([f"word{number}x" for number in range(60)])
    assert list(sieve.apart(b"a word7x")) == [7]
