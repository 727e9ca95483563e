"""Which of many patterns match: google-re2's sets and filters, asked directly.

Without room a set does not say so: its answer is that nothing matches, which here would mean that a text passes unread.
So each set is asked for a pattern of its own when it is made, and one that does not find it is none.

A set is one automaton. Its states are sets of places in all of its patterns at once, and it makes them as texts lead it
there, so what is fast on texts that it has met is slow on others: with a hundred patterns nearly every character of a
new text makes a new one. `Apart` keeps apart what does not get along, which takes more looks at each text.

Source:
    google-re2 (``re2::RE2::Set``, ``DFA out of memory``; ``re2::FilteredRE2``, ``re2::Prefilter``).
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import re2

from tidegate.detectors.alternatives import alternatives, counts_to, needs_digit
from tidegate.detectors.turns import CpuClock, Turns

BYTES_MAX = 64 << 20  # memory of an automaton: its program, and the states that texts have led it through
# What many in one automaton may take for a text and each of its bytes: on texts that they have met they take less than
# half of that, on others four times as much. One call of so many is timed.
TEXT_SECONDS_MAX, BYTE_SECONDS_MAX = 8e-6, 0.25e-6
TIMED_EVERY = 16
# Memory of each automaton of `Apart` but that of the lists: there are many, and what gets along has few states.
SMALL_BYTES_MAX, FILTERED_BYTES_MAX = 16 << 20, 1 << 20
# Patterns with which one automaton has no trouble, and what of more of them stands together: the more, the fewer looks
# at a text that they have met, and the more states on one that they have not.
FEW = 24
DIGITS_MAX, COUNTING_MAX, OTHERS_MAX = 9, 8, 14
LIST_CHARS_MIN = 600  # an alternative as long as that is a list of words
FAR = 8  # to count as far as that takes as many states
_PROBE = secrets.token_hex(16)  # no text has it by chance, and nobody outside knows it
_digit = re.compile(rb"[0-9]").search

Match = Callable[[bytes], list[int]]
Places = Sequence[int]
Asked = tuple[Match, Sequence[Places]]  # which patterns match, and the places of each


def match_of(patterns: Sequence[str], *, wide: bool = False, bytes_max: int | None = None) -> Match | None:
    """Which of these patterns match somewhere, by their places; None where they are too large for one automaton.

    Args:
        patterns: google-re2 patterns, at least one.
        wide: Whether texts are UTF-8; else each byte is a character.
        bytes_max: Memory; `BYTES_MAX` unless given.
    """
    options = _options(wide=wide, bytes_max=BYTES_MAX if bytes_max is None else bytes_max)
    found = re2.Set.SearchSet(options)
    for pattern in (*patterns, _PROBE):
        found.Add(pattern.encode("utf-8"))
    try:
        found.Compile()
    except re2.error:
        return None
    match: Any = found._set.Match  # the wrapper's own costs more than most texts
    return match if len(patterns) in match(_PROBE.encode("ascii")) else None


class Sieve:
    """Which of many patterns match in a text. Many in one automaton, or each with those that it gets along with
    (`Apart`): whichever is faster of late.

    Args:
        patterns: google-re2 patterns; None stands for none, and has no place.
        wide: Whether texts are UTF-8; else each byte is a character.
        bytes_max: Memory of each automaton.
        cpu_clock: Tells what a way takes; None: the first is never left.
    """

    __slots__ = ("_apart", "_clock", "_make_apart", "_sets", "_turns", "_untimed")

    def __init__(
        self,
        patterns: Sequence[str | None],
        *,
        wide: bool = False,
        bytes_max: int = BYTES_MAX,
        cpu_clock: CpuClock | None = None,
    ) -> None:
        whole = _whole(patterns)
        self._sets = _sets(whole, FEW, wide=wide, bytes_max=bytes_max)
        self._clock = cpu_clock if len(whole) > FEW else None
        self._turns = Turns(TEXT_SECONDS_MAX, BYTE_SECONDS_MAX)
        self._untimed: float = math.inf if self._clock is None else TIMED_EVERY  # calls until one is timed
        self._make_apart = partial(Apart, whole, wide=wide, bytes_max=bytes_max)
        self._apart: Apart | None = None

    def __call__(self, source: bytes) -> Collection[int]:
        """Places of the patterns that match, each once, and of those that no automaton has room for: nobody can say of
        them that they do not match.
        """
        if self._untimed > 0:  # threads that share it may both take one off
            self._untimed -= 1
            # Not by `_asked`: a call more is felt here.
            return [place for match, places in self._sets for number in match(source) for place in places[number]]
        turns, clock = self._turns, self._clock
        if not turns.first or clock is None:
            turns.passed(1)
            return self.apart(source)
        before = clock()
        found = _asked(self._sets, source)
        turns.took((clock() - before) * TIMED_EVERY, TIMED_EVERY, len(source) * TIMED_EVERY)
        self._untimed = TIMED_EVERY - 1 if turns.first else 0
        return found

    def apart(self, source: bytes) -> Collection[int]:
        """The same, by the way for texts that nobody has met."""
        if self._apart is None:
            self._apart = self._make_apart()
        return self._apart(source)


class Apart:
    """A few automata, each of alternatives that get along.

    Lists of words are one of them, whose states are those of one list. What has letters that must stand there is
    filtered by them, and then asked by itself. What needs a digit is asked where there is one; what counts far is kept
    from what does not.
    """

    __slots__ = ("_sets", "_with_digits")

    def __init__(self, patterns: Mapping[str, Places], *, wide: bool, bytes_max: int) -> None:
        asked = partial(_sets, wide=wide, bytes_max=min(bytes_max, SMALL_BYTES_MAX))
        parts = _places(
            (part, place) for pattern, own in patterns.items() for part in alternatives(pattern) for place in own
        )
        lists = {part: own for part, own in parts.items() if len(part) >= LIST_CHARS_MIN}
        short = {part: own for part, own in parts.items() if part not in lists}
        filtered, left = _filter(short, wide=wide)
        digits = {part: own for part, own in left.items() if needs_digit(part)}
        counting = {part: own for part, own in left.items() if part not in digits and counts_to(part) >= FAR}
        others = {part: own for part, own in left.items() if part not in digits and part not in counting}
        self._sets = [
            *filtered,
            *_sets(lists, len(lists), wide=wide, bytes_max=bytes_max),
            *asked(_joined(counting), COUNTING_MAX),
            *asked(_joined(others), OTHERS_MAX),
        ]
        self._with_digits = asked(_joined(digits), DIGITS_MAX)

    @classmethod
    def of(cls, patterns: Sequence[str], *, bytes_max: int = BYTES_MAX) -> Apart:
        """Of patterns on bytes, each in its place."""
        return cls(_whole(patterns), wide=False, bytes_max=bytes_max)

    def __call__(self, source: bytes) -> Collection[int]:
        """As `Sieve` does."""
        found = _asked(self._sets, source)
        if self._with_digits and _digit(source):
            found += _asked(self._with_digits, source)
        return set(found)


def _asked(sets: Sequence[Asked], source: bytes) -> list[int]:
    return [place for match, places in sets for number in match(source) for place in places[number]]


def _options(*, wide: bool, bytes_max: int) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.UTF8 if wide else re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = bytes_max
    return options


def _whole(patterns: Sequence[str | None]) -> dict[str, Places]:
    return _places((pattern, place) for place, pattern in enumerate(patterns) if pattern is not None)


def _places(patterns: Iterable[tuple[str, int]]) -> dict[str, Places]:
    """The places of each pattern, once."""
    found: dict[str, dict[int, None]] = {}
    for pattern, place in patterns:
        found.setdefault(pattern, {})[place] = None
    return {pattern: tuple(own) for pattern, own in found.items()}


def _joined(patterns: Mapping[str, Places]) -> dict[str, Places]:
    """What stands in the same places as one pattern: the fewer may match, the fewer states there are."""
    found: dict[Places, list[str]] = {}
    for pattern, own in patterns.items():
        found.setdefault(own, []).append(pattern)
    return {"|".join(one): own for own, one in found.items()}


def _sets(patterns: Mapping[str, Places], most: int, *, wide: bool, bytes_max: int) -> list[Asked]:
    """Sets of at most so many patterns. Those for which there is no room match everywhere."""
    sets: list[Asked] = []
    too_large: list[Places] = []
    own = list(patterns)
    count = -(-len(own) // most) if own else 0
    for some in (own[number::count] for number in range(count)):
        match = match_of(some, wide=wide, bytes_max=bytes_max)
        if match is None:
            too_large.extend(patterns[pattern] for pattern in some)
        else:
            sets.append((match, [patterns[pattern] for pattern in some]))
    if too_large:
        everyone = list(range(len(too_large)))
        sets.append((lambda source: everyone, too_large))
    return sets


def _filter(patterns: Mapping[str, Places], *, wide: bool) -> tuple[Sequence[Asked], Mapping[str, Places]]:
    """A filter of those that have letters which must stand there, and the others."""
    everyone = _filter_of(list(patterns), wide=wide)
    if everyone is None:
        return (), patterns
    without = set(everyone(b"", True))  # what may match where nothing stands has none
    own = [pattern for number, pattern in enumerate(patterns) if number not in without]
    asked = _filter_of(own, wide=wide) if own else None
    if asked is None:
        return (), patterns
    left = {pattern: places for number, (pattern, places) in enumerate(patterns.items()) if number in without}
    return ((lambda source: asked(source, False), [patterns[pattern] for pattern in own]),), left


def _filter_of(patterns: Sequence[str], *, wide: bool) -> Callable[[bytes, bool], list[int]] | None:
    """Which of these patterns match, or (with true) may match by their letters; None where there is no room."""
    found = re2.Filter()
    options = _options(wide=wide, bytes_max=FILTERED_BYTES_MAX)
    try:
        for pattern in (*patterns, _PROBE):
            found.Add(pattern.encode("utf-8"), options)
        found.Compile()
    except re2.error:
        return None
    match: Any = found._filter.Match
    return match if len(patterns) in match(_PROBE.encode("ascii"), False) else None
