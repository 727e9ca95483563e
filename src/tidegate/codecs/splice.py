"""Splice edits into a text: what stands outside an edit is not touched."""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.records import Edit


def splice(text: str, edits: Sequence[Edit]) -> str:
    """Apply disjoint, sorted edits to a text.

    Raises:
        ValueError: If an edit overlaps the one before it or leaves the text: a cut in the wrong place could show half
            of a value.
    """
    if not edits:
        return text
    pieces: list[str] = []
    done = 0
    for start, end, replacement in edits:
        if not done <= start <= end <= len(text):
            raise ValueError("edits are not disjoint, sorted and inside the text")
        pieces.append(text[done:start])
        pieces.append(replacement)
        done = end
    pieces.append(text[done:])
    return "".join(pieces)
