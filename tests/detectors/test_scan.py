"""The one search: a pattern out of time leaves a text unread, and says so."""

from __future__ import annotations

import contextlib

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from tidegate.detectors import registry, scan
from tidegate.detectors.base import Detector
from tidegate.errors import DetectionIncomplete
from tidegate.records import TextBatch


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


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=20))
def test_ranges_are_taken_once(ranges: list[tuple[int, int]]) -> None:
    """As a plain list of all earlier ranges would say."""
    taken, plain = scan.Taken(), list[tuple[int, int]]()
    for start, length in ranges:
        end = start + length
        free = not any(first < end and start < last for first, last in plain)
        assert taken.overlaps(start, end) is not free
        assert taken.take(start, end) is free
        if free:
            plain.append((start, end))


@pytest.mark.parametrize("detector", registry.build(plugins=()), ids=lambda detector: detector.name)
@pytest.mark.parametrize(
    "unit", ["2024-01-15 ", "example.com ", "2001:db8::1 192.0.2.7 ", "4 ", "a@", "ab:", "http://a)))"]
)
def test_a_long_text_is_read_or_refused(detector: Detector, unit: str) -> None:
    """What comes from outside must not choose how long we work; a search that grew with the square would hang here."""
    text = unit * (60_000 // len(unit))
    with contextlib.suppress(DetectionIncomplete):
        assert all(0 <= claim.start < claim.end <= len(text) for claim in detector.detect(TextBatch.of([text])))
