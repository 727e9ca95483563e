"""Times of day: what a clock shows."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.time import Time
from tidegate.spans import MEDIUM, STRONG

DETECTOR = Time(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("at 10:30", "10:30", MEDIUM),
        ("10:30:15", "10:30:15", STRONG),
        ("12:30:45.123Z", "12:30:45.123Z", STRONG),
        ("10:30 am", "10:30 am", STRONG),
        ("10 a.m. sharp", "10 a.m.", STRONG),
        ("10:30pm EST", "10:30pm EST", STRONG),
        ("3 o'clock", "3 o'clock", STRONG),
        ("12 noon", "12 noon", STRONG),
        ("10:30 CET", "10:30 CET", MEDIUM),
        ("14h30", "14h30", MEDIUM),
        ("14.30 Uhr", "14.30 Uhr", MEDIUM),
        ("half past five", "half past five", MEDIUM),
        ("quarter to 9", "quarter to 9", MEDIUM),
        ("00:00", "00:00", MEDIUM),
        ("24:00", "24:00", MEDIUM),
    ],
)
def test_a_time_is_found_by_its_form(text: str, value: str, score: float) -> None:
    """Halves of the day, seconds and zones make it surer."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "16:9",
        "1:1",
        "25:00",
        "10:99",
        "00:1A:2B",
        "00:00:5e:00:53:07",
        "2024-01-15T10:00",
        "2024-01-15T10:00:00+02:00",
        "1:2:3",
        "127.0.0.1:8080",
        "::1",
        "ratio 3:2",
        "13 pm",
        "10-30",
        "am 10",
        "item 10a",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Ratios, addresses, ports, what stands inside a timestamp."""
    assert found(DETECTOR, text) == []
