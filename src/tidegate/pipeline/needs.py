"""What detectors need, asked of bytes and of single texts: which of them may find anything here at all?

A need is a pattern that stands in every text in which its detector finds anything (`need_of` refuses what cannot be
one). `Scanner` makes one automaton of many and says where the first of them matches; `TextGate` says which detectors
need to read a text, ASCII or not. What that makes safe is told in `tidegate.pipeline.gate`.

Source:
    google-re2: linear time, so that no record can slow the scan down.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

import re2

from tidegate.detectors.base import Detector
from tidegate.detectors.custom import is_anchored
from tidegate.detectors.pattern_sets import Apart, Sieve
from tidegate.detectors.phrases import openings
from tidegate.detectors.turns import CpuClock, Turns
from tidegate.errors import ConfigurationError
from tidegate.pipeline.memo import Memo

# Memory of an automaton. It keeps the states that texts have led it through; without room it forgets them all and
# begins anew, again and again (a hundred times as slow), or falls back to a slow machine.
SCANNER_BYTES_MAX = 128 << 20
SET_BYTES_MAX = 64 << 20
ONLY_BYTES_MAX = 16 << 20  # of one need's own: there is one for each need
# Needs in one automaton that tells where the first of them matches. With all 107 needs and hints of a policy for every
# type in one, 24,000 turns of chats took 160 us each, and as long when met again, for it forgot its states; with three
# they take 50, and 5 when met again. Each automaton costs 0.8 us a record that all have met.
SCANNER_GROUP_MAX = 50
# What they may take for a record and each of its bytes: one of 100 bytes takes 2 us where all words are known, else 80.
RECORD_SECONDS_MAX, BYTE_SECONDS_MAX = 4e-6, 0.15e-6
NAMES_MAX = 1024  # names of fields for which is remembered who reads them
# Texts outside ASCII, and how long they may be, whose readers are remembered: the gate asks for them, and what it does
# not let pass is asked for again a moment later.
KNOWN_MAX, KNOWN_CHARS_MAX = 1024, 512
# Values by which a detector is met that reads a field for its name: a word, a number, an array.
_VALUES = ('"x', '"1', "1", "[")
_UNANCHORED: Any = re2._Anchor.UNANCHORED  # see `Scanner`
# Patterns that read either case take these for an i; google-re2's do not.
_TURKISH = str.maketrans({"\u0130": "i", "\u0131": "i"})


class Scanner:
    """A few automata for many needs; says where in a buffer the first of them matches. On texts that nobody has met
    they are slow, so there each text is asked `apart` which of its needs match, and those are looked for.

    The library's own ``search`` builds three Python objects for each match, which costs more than the scan, so its
    compiled form is asked directly.
    """

    __slots__ = ("_apart", "_each", "_matches", "_needs", "clock", "turns")

    def __init__(self, needs: Iterable[str], cpu_clock: CpuClock | None = None) -> None:
        self._needs = tuple(needs)
        own = sorted(self._needs, key=len, reverse=True)  # dealt out, so that those with many words are not together
        count = -(-len(own) // SCANNER_GROUP_MAX)
        self._matches = tuple(_match_of(own[number::count]) for number in range(count))
        # Made where they are needed.
        self._apart: Apart | None = None
        self._each: dict[int, Any] = {}
        self.clock = cpu_clock
        self.turns = Turns(RECORD_SECONDS_MAX, BYTE_SECONDS_MAX)

    def first(self, buffer: bytes, position: int, end: int) -> int:
        """Where the first match at or behind ``position`` starts, or -1."""
        first = -1
        for match in self._matches:
            start: int = match(_UNANCHORED, buffer, position, end)[0][0]
            if start >= 0 and (first < 0 or start < first):
                first = start
        return first

    def search(self, buffer: bytes, position: int, end: int) -> Search:
        """The same for many places of one buffer, each behind the one before it."""
        return Search(self._matches, buffer, position, end)

    def apart(self, source: bytes) -> Collection[int]:
        """Places of the needs that match, by the way for texts that nobody has met."""
        if self._apart is None:
            self._apart = Apart.of(self._needs, bytes_max=SET_BYTES_MAX)
        return self._apart(source)

    def finds(self, source: bytes) -> bool:
        """Whether any need matches, by the way that is faster of late."""
        return self.first(source, 0, len(source)) >= 0 if self.turns.first else bool(self.apart(source))

    def search_for(self, places: Collection[int], buffer: bytes, position: int, end: int) -> Search:
        """`search` for these needs alone."""
        return Search([self._only(place) for place in places], buffer, position, end)

    def stands_in(self, place: int, source: bytes) -> bool:
        """Whether one need matches."""
        start: int = self._only(place)(_UNANCHORED, source, 0, len(source))[0][0]
        return start >= 0

    def _only(self, place: int) -> Any:
        match = self._each.get(place)
        if match is None:
            own = [self._needs[place]]
            try:
                match = _match_of(own, ONLY_BYTES_MAX)
            except re2.error:  # too large for that; with the others it was not
                match = _match_of(own)
            self._each[place] = match
        return match


class Search:
    """Where needs match in a buffer. What an automaton found stays known until the search has gone past it, so that
    each goes through the buffer once.
    """

    __slots__ = ("_at", "_buffer", "_end", "_matches")

    def __init__(self, matches: Sequence[Any], buffer: bytes, position: int, end: int) -> None:
        self._matches, self._buffer, self._end = matches, buffer, end
        self._at: list[int] = [match(_UNANCHORED, buffer, position, end)[0][0] for match in matches]

    def first(self, position: int) -> int:
        """Where the first match at or behind ``position`` starts, or -1; no position is before one asked earlier."""
        first = -1
        for number, start in enumerate(self._at):
            if 0 <= start < position:
                start = self._matches[number](_UNANCHORED, self._buffer, position, self._end)[0][0]
                self._at[number] = start
            if start >= 0 and (first < 0 or start < first):
                first = start
        return first

    def within(self, position: int, end: int) -> int:
        """Where the first match that begins and ends within this part starts, or -1."""
        if end >= self._end:
            return self.first(position)  # it does not go farther
        starts = [match(_UNANCHORED, self._buffer, position, end)[0][0] for match in self._matches]
        return min((start for start in starts if start >= 0), default=-1)


def _match_of(needs: Sequence[str], bytes_max: int | None = None) -> Any:
    pattern = "|".join(f"(?:{need})" for need in needs)
    return re2.compile(pattern.encode("ascii"), _options(bytes_max or SCANNER_BYTES_MAX))._regexp.Match


class Wide(NamedTuple):
    """What a detector needs of a text that is not ASCII: a pattern ("" is none), or one of these words."""

    pattern: str
    words: frozenset[str]


class TextGate:
    """Says which detectors need to read a text."""

    def __init__(
        self,
        needs: Sequence[str | None],
        wide: Callable[[], Sequence[Wide | None]] | None = None,
        cpu_clock: CpuClock | None = None,
    ) -> None:
        """``needs`` by detector, in the plan's order; None: it reads everything. ``wide`` gives the same for what is
        not ASCII; it is asked at the first such text, because its words take memory that many topics never need.
        ``cpu_clock`` tells which way of looking is faster (`Sieve`).
        """
        self._all = tuple(range(len(needs)))
        self._always = tuple(place for place, need in enumerate(needs) if need is None)
        self._sieve = Sieve(needs, bytes_max=SET_BYTES_MAX, cpu_clock=cpu_clock)
        self._cpu_clock = cpu_clock
        self._wide = wide
        self._wide_gate: _WideGate | None = None
        self._named: Memo[str, Sequence[int]] = Memo(NAMES_MAX)
        self._read_by: Memo[tuple[str, str], Sequence[int]] = Memo(KNOWN_MAX)

    def readers(self, text: str, name: str, expected: str = "") -> Collection[int]:
        """Places in the plan of the detectors that may find something in a text.

        Args:
            text: The text.
            name: Of its field: a detector may find in a field named for it what it would not find elsewhere.
            expected: What the last question asks for: then every detector reads, for the question is not here.
        """
        if expected:
            return self._all
        looked_at = as_member(name, text)
        if looked_at.isascii():
            wanted = self._matched(looked_at)
            return (*self._always, *wanted) if self._always else wanted
        if self._wide is None or not name.isascii():
            return self._all
        known = self._read_by.get((text, name))
        if known is not None:
            return known
        if self._wide_gate is None:
            self._wide_gate = _WideGate(self._wide(), self._cpu_clock)
        wanted = sorted(self._wide_gate.readers(text).union(self._named_for(name) if name else ()))
        if len(text) <= KNOWN_CHARS_MAX:
            self._read_by.put((text, name), wanted)
        return wanted

    def _matched(self, looked_at: str) -> Collection[int]:
        return self._sieve(looked_at.encode("ascii"))

    def _named_for(self, name: str) -> Sequence[int]:
        """Who reads a field of this name, if only for the name: its value may begin with anything."""
        known = self._named.get(name)
        if known is None:
            known = sorted({place for value in _VALUES for place in self._matched(f'"{name}":{value}')})
            self._named.put(name, known)
        return known


class _WideGate:
    """Which detectors need to read a text that is not ASCII."""

    def __init__(self, wide: Sequence[Wide | None], cpu_clock: CpuClock | None) -> None:
        patterns = [said.pattern or None if said is not None else None for said in wide]
        self._sieve = Sieve(patterns, wide=True, bytes_max=SET_BYTES_MAX, cpu_clock=cpu_clock)
        self._always = [place for place, said in enumerate(wide) if said is None]
        self._by_word: dict[str, list[int]] = {}
        for place, said in enumerate(wide):
            for word in said.words if said is not None else ():
                self._by_word.setdefault(word, []).append(place)

    def readers(self, text: str) -> set[int]:
        said = f"\n{text}\n"
        if "\u0130" in text or "\u0131" in text:
            said += f"{text.translate(_TURKISH)}\n"
        wanted = {*self._always, *self._sieve(said.encode("utf-8", "replace"))}
        by_word = self._by_word
        for word in by_word.keys() & openings(text) if by_word else ():
            wanted.update(by_word[word])
        return wanted


def as_member(name: str, text: str) -> str:
    """A text as it stands behind its name in a JSON record, which is what needs are written for."""
    return f'"{name}":"{text}"' if name else f"\n{text}\n"


def need_of(detector: Detector) -> str | None:
    """What a detector declares: a pattern that matches in every text in which it finds anything; None: it may find
    something anywhere.

    Raises:
        ConfigurationError: If what it declares is no pattern, has an anchor, or matches everywhere.
    """
    _check(detector.name, getattr(detector, "wide_needs", ""))
    need = getattr(detector, "needs", None)
    if need is None:
        return None
    _check(detector.name, need, ascii_only=True)
    return str(need)


def _check(name: str, need: object, *, ascii_only: bool = False) -> None:
    problem = ""
    if not isinstance(need, str) or (ascii_only and not need.isascii()):
        problem = "it is not an ASCII pattern" if ascii_only else "it is no pattern"
    elif is_anchored(need if ascii_only else need.replace(r"\x{", "")):  # which only bytes could not be asked for
        problem = "it has an anchor"
    elif need:
        try:
            if re2.compile(need.encode("utf-8"), _options(wide=not ascii_only)).search(b"") is not None:
                problem = "it matches the empty text"
        except re2.error:
            problem = "RE2 refuses it"
    elif ascii_only:
        problem = "it matches the empty text"
    if problem:
        raise ConfigurationError(f"what the detector {name} needs cannot be used: {problem}")


def wide_of(detector: Detector) -> Wide | None:
    """What a detector declares for texts that are not ASCII; None: it reads all of them."""
    pattern: str = getattr(detector, "wide_needs", "")
    words: frozenset[str] = getattr(detector, "wide_words", frozenset())
    return Wide(pattern, words) if pattern or words else None


def _options(bytes_max: int | None = None, *, wide: bool = False) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.UTF8 if wide else re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    options.max_mem = SET_BYTES_MAX if bytes_max is None else bytes_max
    return options
