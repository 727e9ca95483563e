"""Intervals: two dates, days, months or years that belong together."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.date_interval import DateInterval
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = DateInterval(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("from 3 to 5 May 2024", "3 to 5 May 2024", STRONG),
        ("3-5 May", "3-5 May", MEDIUM),
        ("May 3-5, 2024", "May 3-5, 2024", STRONG),
        ("between May 3 and May 9", "May 3 and May 9", MEDIUM),
        ("May 3rd to June 5th 2024", "May 3rd to June 5th 2024", STRONG),
        ("1/2/2024 - 3/4/2024", "1/2/2024 - 3/4/2024", STRONG),
        ("2024-01-01/2024-02-01", "2024-01-01/2024-02-01", STRONG),
        ("May to July 2023", "May to July 2023", STRONG),
        ("2019-2021", "2019-2021", MEDIUM),
        ("between 2019 and 2021", "2019 and 2021", MEDIUM),
        ("from 2019 to 2021", "2019 to 2021", MEDIUM),
        ("2019/20", "2019/20", WEAK),
    ],
)
def test_an_interval_is_found_whole(text: str, value: str, score: float) -> None:
    """Nothing of either end stays behind."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "2019 and 2021",
        "2021-2019",
        "2024",
        "555-2034",
        "2012-555-2034",
        "pages 12-14",
        "3-5 people",
        "May 3 and May 9",
        "2024-05-06",
        "may to",
        "3 to 5 days",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Years side by side, pages, phone numbers, a single date."""
    assert found(DETECTOR, text) == []
