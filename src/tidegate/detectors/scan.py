"""How pattern detectors read texts: one search with a deadline, in one place.

A pattern that runs out of time leaves a text unread, and an unread text may hold anything: it must end in quarantine.
So the search here raises where others skip.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from typing import Any

import regex

from tidegate.detectors import lazy
from tidegate.errors import DetectionIncomplete

SECONDS_MAX = 5.0  # for one pattern on one text; linear patterns need milliseconds on a megabyte
CHARS_WITHOUT_DEADLINE = (
    512  # a text this short cannot keep a pattern busy, and arming the clock costs as much as reading it
)

# A value ends where no letter, digit or joining mark follows; written once, because every form needs it. Only letters
# that it may be written in count: Chinese, Japanese, Korean and Thai write no blank between a value and the next word.
NOT_AFTER_WORD = r"(?<![\p{Latin}\p{N}\p{M}_])"
NOT_BEFORE_WORD = r"(?![\p{Latin}\p{N}\p{M}_])"
# The same in what a detector `needs`, as a character of its own: an ASCII text always stands between two (quotes, ends
# of lines), so one is there. It keeps the nine digits inside a card number away from nine detectors.
EDGE = "[^0-9A-Za-z_]"
# An underscore parts words: "scan_536-90-4399.pdf", "_DE89..._" in Markdown. Only forms that no identifier is made of
# are read beside one; what may be a part of a name of a program's own is not.
NOT_AFTER_LETTER = r"(?<![\p{Latin}\p{N}\p{M}])"
NOT_BEFORE_LETTER = r"(?![\p{Latin}\p{N}\p{M}])"
LETTER_EDGE = "[^0-9A-Za-z]"
_JOINING = lazy.compile(r"[\p{Latin}\p{N}_]")
_LETTERS = lazy.compile(r"\[(?!\^)(?=(?:[^\]\\]|\\.)*(?:a-z|A-Z))(?:[^\]\\]|\\.)*\]")
_ESCAPE = lazy.compile(r"\\u[0-9a-f]{4}")


def joins(neighbour: str) -> bool:
    """Whether a character beside a value makes both one word: a Latin letter, a figure or an underscore."""
    return _JOINING.match(neighbour) is not None


def in_ascii(pattern: str) -> str:
    """What is left of a pattern for ASCII texts, as a need has it: without its ``\\uXXXX``, alone or in a class."""
    return str(_ESCAPE.sub("", pattern))


def with_any_letters(need: str) -> str:
    """What an ASCII text needs, for any other: a class with ASCII letters takes what is not ASCII, too."""
    return str(_LETTERS.sub(lambda match: r"[\x{80}-\x{10ffff}" + match[0][1:], need))


def in_re2(pattern: str) -> str:
    """A pattern's ``\\uXXXX`` as google-re2 writes them."""
    return str(_ESCAPE.sub(lambda escape: rf"\x{{{escape[0][2:]}}}", pattern))


def matches(pattern: regex.Pattern[str], text: str, *, detector: str, start: int = 0) -> Iterator[Any]:
    """Non-overlapping matches from left to right.

    Raises:
        DetectionIncomplete: If the search did not finish within `SECONDS_MAX`.
    """
    if len(text) <= CHARS_WITHOUT_DEADLINE:
        short: Iterator[Any] = pattern.finditer(text, start)
        return short
    return _timed(pattern, text, detector, start)


def _timed(pattern: regex.Pattern[str], text: str, detector: str, start: int) -> Iterator[Any]:
    try:
        yield from pattern.finditer(text, start, timeout=SECONDS_MAX)
    except TimeoutError as error:
        raise DetectionIncomplete(detector=detector) from error


def words(line: str) -> frozenset[str]:
    """Context or refuting words from one line, case-folded."""
    return frozenset(line.casefold().split())


class Taken:
    """Disjoint ranges of one text that earlier forms have claimed; asking costs the logarithm of their number."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def overlaps(self, start: int, end: int) -> bool:
        """Whether a taken range shares a code point with ``[start, end)``."""
        place = bisect.bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] < end

    def covers(self, start: int, end: int) -> bool:
        """Whether one taken range holds all of ``[start, end)``."""
        place = bisect.bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] <= start and end <= self._ends[place]

    def take(self, start: int, end: int) -> bool:
        """Take the range if it is free, and say whether it was."""
        place = bisect.bisect_right(self._ends, start)
        if place < len(self._starts) and self._starts[place] < end:
            return False
        self._starts.insert(place, start)
        self._ends.insert(place, end)
        return True
