"""Coordinates: two numbers that are a place on Earth."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.coordinates import Coordinates
from tidegate.spans import STRONG, WEAK

DETECTOR = Coordinates(US)


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("at 41.662727, -70.357208.", "41.662727, -70.357208", STRONG),
        ("@41.40338,2.17403,15z", "41.40338,2.17403", STRONG),
        ("geo:37.786971,-122.399677", "geo:37.786971,-122.399677", STRONG),
        ("40\xb026'46\"N 79\xb058'56\"W", "40\xb026'46\"N 79\xb058'56\"W", STRONG),
        ("40.446 N, 79.982 W", "40.446 N, 79.982 W", STRONG),
        ("lat: 41.66", "41.66", STRONG),
        ("longitude=-70.357208", "-70.357208", STRONG),
        ("1.234, 5.678", "1.234, 5.678", WEAK),
    ],
)
def test_a_place_is_found_by_its_form(text: str, value: str, score: float) -> None:
    """Four decimals say a house, three need a word."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "95.12345, 10.12345",
        "41.12345, 190.12345",
        "3.14159",
        "192.168.100.200",
        "1.2345 2.3456",
        "12.34, 56.78",
        "$41.1234",
        "v1.2345.6",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Off the Earth, addresses, prices."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("latitude", ["41.662727"]),
        ("geo_lng", ["41.662727"]),
        ("startLat", ["41.662727"]),
        ("gps", ["41.662727"]),
        ("geoPoint", ["41.662727"]),
        ("price", []),
        ("flat", []),
        ("gps_error", []),
    ],
)
def test_the_fields_name_makes_one_number_a_coordinate(name: str, values: list[str]) -> None:
    """A decimal number alone is anything."""
    assert [value for value, _ in found(DETECTOR, "41.662727", name=name)] == values
