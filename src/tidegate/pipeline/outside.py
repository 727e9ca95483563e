"""What a finding covers beyond edits that were made already: in a second search it may reach over one's edge."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tidegate.records import Edit
from tidegate.spans import Finding


def outside(finding: Finding, edits: Sequence[Edit], text: str) -> list[Finding]:
    """The parts of a finding that no edit covers, as far as they hold a letter or digit.

    Args:
        finding: Of ``text``.
        edits: Disjoint and sorted, in code points of ``text``.
        text: The text.
    """
    parts: list[Finding] = []
    position = finding.start
    place = bisect_right(edits, position, key=_end)  # disjoint and sorted, so their ends rise too
    while position < finding.end:
        edit = edits[place] if place < len(edits) else Edit(len(text), len(text), "")
        until = min(max(edit.start, position), finding.end)
        if any(character.isalnum() for character in text[position:until]):
            part = finding.part or position > finding.start or until < finding.end
            parts.append(finding._replace(start=position, end=until, inner=(), part=part))
        position = max(until, min(edit.end, finding.end))
        place += 1
    return parts


def _end(edit: Edit) -> int:
    return edit.end
