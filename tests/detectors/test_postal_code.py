"""Postal codes: forms with letters by themselves, figures by what stands beside them."""

from __future__ import annotations

import pytest

from tests.detectors.claims import found
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.postal_code import PostalCode
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = PostalCode(DetectorConfig(regions=("US", "CA", "GB", "DE", "FR", "ES", "IT", "NL", "IE", "BR")))


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("in SW1A 1AA please", "SW1A 1AA", STRONG),
        ("EC1A 1BB", "EC1A 1BB", STRONG),
        ("M60 1NW", "M60 1NW", STRONG),
        ("GIR 0AA", "GIR 0AA", STRONG),
        ("M11AA", "M11AA", MEDIUM),
        ("K1A 0B1", "K1A 0B1", STRONG),
        ("K1A0B1", "K1A0B1", MEDIUM),
        ("1234 AB", "1234 AB", STRONG),
        ("1234AB", "1234AB", MEDIUM),
        ("D02 AF30", "D02 AF30", MEDIUM),
        ("Austin, TX 75001-1234", "75001-1234", STRONG),
        ("Texas 75001", "75001", STRONG),
        ("12345-6789", "12345-6789", MEDIUM),
        ("D-10115 Berlin", "D-10115", STRONG),
        ("20040-020", "20040-020", MEDIUM),
        ("zip code is 33124", "33124", STRONG),
        ("ZIP: 394 13", "394 13", STRONG),
        ("PLZ 10115", "10115", STRONG),
        ("my postcode is sw1a 1aa", "sw1a 1aa", STRONG),
    ],
)
def test_a_code_is_found_by_its_form_or_behind_its_word(text: str, value: str, score: float) -> None:
    """Each in the form of its country."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "00000",
        "01000",
        "99999",
        "75001",
        "order 12345",
        "QA1 1AA",
        "VA1 1AA",
        "XA1 1AA",
        "ABCM11AADEF",
        "1234 SS",
        "2024 AM",
        "unzip 12345 files",
        "1994 US",
        "k1a 0b1",
        "1-800-12345-6789",
        "123456789",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Five digits alone, areas that do not exist, times, phone numbers."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("02601", "postalCode", "", ["02601"]),
        ("02601", "", "postal_code", ["02601"]),
        ("02601", "zip", "", ["02601"]),
        ("02601", "id", "", []),
    ],
)
def test_a_name_or_a_question_makes_figures_a_code(text: str, name: str, expected: str, values: list[str]) -> None:
    """A field named so, or the answer."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]


def test_a_form_counts_only_where_its_region_is_on() -> None:
    """Behind its word any country's figures do."""
    german = PostalCode(DetectorConfig(regions=("DE",)))
    assert found(german, "SW1A 1AA") == found(german, "Austin, TX 75001") == []
    assert found(german, "postcode 75001") == [("75001", STRONG)]


def test_a_word_speaks_for_both_codes() -> None:
    """As people list them."""
    assert found(DETECTOR, "ZIPs 10001 and 30301") == [("10001", STRONG), ("30301", STRONG)]
    assert found(DETECTOR, "ZIP 10001 and 303 others") == [("10001", STRONG)]
