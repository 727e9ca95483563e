"""Find the phrases of a list in a text: at each word the longest phrase that begins with it.

``San Francisco`` is one place, not ``San`` and a first name. The list is asked by first words, so a text costs one
look-up for each of its words, however long the list is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from tidegate.detectors import lazy
from tidegate.detectors.gazetteers.fold import fold
from tidegate.detectors.scan import matches

WORDS_MAX = 6  # of one phrase

Value = TypeVar("Value")

_OPEN = r"(?<![\p{L}\p{N}\p{M}_@#$./\\&'\u2019\-])"
_WORD = r"(?:(?:\p{L}\.){2,4}|(?:St|Ste|Mt)\.|\p{L}[\p{L}\p{M}]*(?:['\u2019\-][\p{L}\p{M}\p{N}]+)*)"
_STEP = rf",?[ ](?:&[ ])?(?:{_WORD}|\p{{N}}{{1,4}})"
_LARGE = lazy.compile(rf"{_OPEN}(?=\p{{Lu}}){_WORD}")
_ANY = lazy.compile(rf"{_OPEN}{_WORD}")
_WORDS = lazy.compile(rf"{_WORD}|\p{{N}}{{1,4}}")
_NEXT = lazy.compile(_STEP)  # few words begin a phrase, so what follows is read for those alone
_POSSESSIVE = ("'s", "\u2019s")
_GLUED = lazy.compile(r"[\p{L}\p{N}_@]|[.][\p{L}]|-\p{N}")


def openings(text: str) -> set[str]:
    """Folded words of a text with which a phrase of some list may begin, and each with the word behind it."""
    said = [(word.lower() if word.isascii() else fold(word)).removesuffix("'s") for word in _WORDS.findall(text)]
    return {*said, *map(" ".join, itertools.pairwise(said))}


class Phrase(NamedTuple, Generic[Value]):
    """A phrase of the list at ``[start, end)``, and what the list says of it."""

    start: int
    end: int
    value: Value


class Phrases(Generic[Value]):
    """A list of phrases. ``entries`` are phrases in any case, with or without accents, words parted by one space."""

    def __init__(self, entries: Mapping[str, Value]) -> None:
        self._entries = {fold(entry): value for entry, value in entries.items()}
        self._words_max: dict[str, int] = {}
        for entry in self._entries:
            first = entry.split(" ")[0].rstrip(",")
            self._words_max[first] = max(self._words_max.get(first, 0), entry.count(" ") + 1)

    @property
    def openings(self) -> frozenset[str]:
        """The words with which these phrases begin, folded; where one always has another behind it, both."""
        entries = [
            [word.rstrip(",").removesuffix("'s") for word in entry.split(" ") if word != "&"] for entry in self._entries
        ]
        alone = {words[0] for words in entries if len(words) == 1}
        return frozenset(words[0] if words[0] in alone else " ".join(words[:2]) for words in entries)

    def get(self, phrase: str) -> Value | None:
        """What the list says of a phrase, or None where it does not have it."""
        return self._entries.get(fold(phrase))

    def find(self, text: str, *, detector: str, small: bool) -> Iterator[Phrase[Value]]:
        """Phrases in a text, from left to right, disjoint.

        Args:
            text: Any text.
            detector: Who asks.
            small: Whether phrases that begin in lower case count, too.

        Raises:
            DetectionIncomplete: If the text could not be read to its end.
        """
        words_max, done = self._words_max, 0
        for match in matches(_ANY if small else _LARGE, text, detector=detector):
            start, end = match.span()
            if start < done:
                continue
            word = text[start:end]
            if word[-2:] in _POSSESSIVE:
                word, end = word[:-2], end - 2
            most = words_max.get(fold(word))
            if most is None:
                continue
            found = self._longest(text, start, _ends(text, end, most if end == match.end() else 1))
            if found is not None:
                done = found.end
                yield found

    def _longest(self, text: str, start: int, ends: list[int]) -> Phrase[Value] | None:
        for end in reversed(ends):
            until = end - 2 if text[end - 2 : end] in _POSSESSIVE and end - 2 > start else end
            value = self._entries.get(fold(text[start:until]))
            if value is not None:
                return Phrase(start, until, value) if _GLUED.match(text, until) is None else None
        return None


def _ends(text: str, end: int, most: int) -> list[int]:
    """Where a phrase whose first word ends here may end, nearest first: after so many words at most."""
    ends = [end]
    while len(ends) < min(most, WORDS_MAX):
        step = _NEXT.match(text, ends[-1])
        if step is None:
            break
        ends.append(step.end())
    return ends
