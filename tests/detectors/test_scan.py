"""The one search: a pattern out of time leaves a text unread, and says so."""

from __future__ import annotations

import pytest
import regex

from tidegate.detectors import scan
from tidegate.errors import DetectionIncomplete


@pytest.mark.parametrize("length", [3, scan.CHARS_WITHOUT_DEADLINE + 1])
def test_matches_come_from_left_to_right(length: int) -> None:
    """With and without a deadline."""
    text = "ab" + "-" * length + "ab"
    assert [match.start() for match in scan.matches(regex.compile("ab"), text, detector="x")] == [0, length + 2]


def test_a_pattern_out_of_time_is_never_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not read may hold anything."""
    monkeypatch.setattr(scan, "SECONDS_MAX", 0.01)
    trap = regex.compile(r"(?:a|a?)+$")
    with pytest.raises(DetectionIncomplete, match="detector slow did not finish"):
        list(scan.matches(trap, "a" * 5000 + "b", detector="slow"))


def test_words_are_case_folded() -> None:
    """One line, single words."""
    assert scan.words("Card PAN") == frozenset({"card", "pan"})
