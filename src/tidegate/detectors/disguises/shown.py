"""A text shown in another form, with the exact way back to the code points it was made of.

What is unchanged is remembered as one piece however long it is, so a megabyte with one HTML entity in it costs three
pieces and not a million numbers. Views of views need no arithmetic: a range goes back one view at a time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """What a stretch of the shown text, from ``at`` on, was made of: ``[start, end)`` of the source.

    ``copied`` says that it is that stretch, code point for code point; else each of its code points stands for all of
    it.
    """

    at: int
    start: int
    end: int
    copied: bool


class Shown(NamedTuple):
    """The shown text, at least one code point, and its pieces in order."""

    text: str
    pieces: Sequence[Piece]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the source that ``[start, end)`` of the shown text was made of; never empty."""
        first, last = self._piece(start), self._piece(end - 1)
        begin = first.start + (start - first.at if first.copied else 0)
        return begin, (last.start + end - last.at if last.copied else last.end)

    def _piece(self, position: int) -> Piece:
        return self.pieces[bisect_right(self.pieces, position, key=_at) - 1]


Way = tuple[Shown, ...]  # from the view that is read back to the one that was made of the source


def back(way: Way, start: int, end: int) -> tuple[int, int]:
    """A range of the last view as a range of the source."""
    for shown in way:
        start, end = shown.source(start, end)
    return start, end


class Rewriting:
    """Writes a text anew from left to right: what is not replaced is copied."""

    __slots__ = ("_done", "_forms", "_length", "_pieces", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._done = self._length = 0
        self._forms: list[str] = []
        self._pieces: list[Piece] = []

    def replace(self, start: int, end: int, form: str) -> None:
        """Show ``[start, end)``, which begins at or behind the end of what was replaced before, as ``form``."""
        self.copy(start)
        self.join(start, end, form)

    def join(self, start: int, end: int, form: str) -> None:
        """The same, and what stands before it since the last is left out."""
        if form:
            self._pieces.append(Piece(self._length, start, end, False))
            self._forms.append(form)
            self._length += len(form)
        self._done = end

    def copy(self, until: int) -> None:
        """Copy up to a place."""
        if until > self._done:
            self._pieces.append(Piece(self._length, self._done, until, True))
            self._forms.append(self._text[self._done : until])
            self._length += until - self._done
            self._done = until

    def shown(self) -> Shown | None:
        """The whole text in its new form; None where it is the old one, or nothing."""
        self.copy(len(self._text))
        text = "".join(self._forms)
        return Shown(text, self._pieces) if text and text != self._text else None


def _at(piece: Piece) -> int:
    return piece.at
