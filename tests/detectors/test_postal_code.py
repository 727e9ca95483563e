"""Postal codes: forms with letters by themselves, figures by what stands beside them."""

from __future__ import annotations

import pytest
import re2

from tests.detectors.claims import found
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.postal_code import PostalCode
from tidegate.pipeline.needs import as_member
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
        ("zip code 600994", "600994", STRONG),
        ("pin code 600994", "600994", STRONG),
        ("postcode 2099", "2099", STRONG),
        ("zipode is 75099", "75099", STRONG),
        ("zib code is 75099", "75099", STRONG),
        ("the zip code here is 75099", "75099", STRONG),
        ("postcode 1234 is, Delft", "1234 is", STRONG),
        ("postcode 1234 ab, Delft", "1234 ab", STRONG),
        ("postcode 1234 IS", "1234 IS", STRONG),
        ("my postcode 1234 is in Graz", "1234", STRONG),  # what stands behind is a word
    ],
)
def test_a_code_is_found_by_its_form_or_behind_its_word(text: str, value: str, score: float) -> None:
    """Each in the form of its country."""
    assert found(DETECTOR, text) == [(value, score)]


WORLD = PostalCode(DetectorConfig(regions=("US", "AT", "NL", "IE", "PL", "BR", "IT", "FR", "SE")))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mijn postcode is 1604 RT", "1604 RT"),
        ("PLZ: A-4990", "A-4990"),
        ("PLZ ist 4990", "4990"),
        ("kod pocztowy: 69-734", "69-734"),
        ("c\u00f3digo postal: 27227552", "27227552"),
        ("eircode H91X2E7", "H91X2E7"),
        ("postnummer 114 55", "114 55"),
        ("postinumero on 00100", "00100"),
        ("posta kodu: 34710", "34710"),
        ("\u90f5\u4fbf\u756a\u53f7: 150-0041", "150-0041"),
        ("\u3012\u306f150-0041\u3067\u3059", "150-0041"),
        ("\u5ba2\u6237\u90ae\u7f16127861\uff0c", "127861"),
        ("\uc81c \uc6b0\ud3b8\ubc88\ud638\ub294 08928\uc785\ub2c8\ub2e4", "08928"),
        ("CAP 20121", "20121"),
        ("CEP: 27227552", "27227552"),
        ("meu cep \u00e9 27227-552", "27227-552"),
        ("mon cp est le 75011", "75011"),
        ("cap: 20121", "20121"),
        ("CP est le 75011", "75011"),
        ("20121 \u00e8 il mio cap", "20121"),
        ("4990 is my postcode", "4990"),
    ],
)
def test_a_code_is_found_whole_in_its_language(text: str, value: str) -> None:
    """Not half of it: the other half would stay."""
    assert found(WORLD, text) == [(value, STRONG)]


@pytest.mark.parametrize(
    "text",
    [
        "cp 12345 file copy",
        "cp 10000 records",
        "cap: 20000000 requests",
        "post 12345 views",
        "capped 20121",
        "12345 in cp x",
    ],
)
def test_short_words_are_words(text: str) -> None:
    """In small letters and without a colon."""
    assert found(WORLD, text) == []


@pytest.mark.parametrize("text", ["CAP 20121", "cap: 20121", "CEP 27227", "CP 75011", "20121 is my cap"])
def test_short_words_count_only_in_their_region(text: str) -> None:
    """Elsewhere a cap is an upper bound."""
    assert found(PostalCode(DetectorConfig(regions=("US",))), text) == []


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("code_postal", "75011", "75011"),
        ("codigoPostal", "28013", "28013"),
        ("codicePostale", "20121", "20121"),
        ("kod_pocztowy", "69-734", "69-734"),
        ("postnummer", "114 55", "114 55"),
        ("posta_kodu", "34710", "34710"),
        ("cap", "20121", "20121"),
        ("cep", "27227552", "27227552"),
        ("\u90f5\u4fbf\u756a\u53f7", "150-0041", "150-0041"),
        ("captain", "20121", None),
        ("posts", "20121", None),
    ],
)
def test_a_field_is_named_in_its_language(name: str, text: str, value: str | None) -> None:
    """And its name lets the detector read it."""
    assert found(WORLD, text, name=name) == ([(value, WEAK)] if value else [])
    assert value is None or not name.isascii() or re2.search(WORLD.needs, as_member(name, text))


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
        "SOAP 12345",  # a state's letters stand alone
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


def test_australian_figures_count_behind_their_state() -> None:
    """Four of them are a year elsewhere."""
    australian = PostalCode(DetectorConfig(regions=("AU",), languages=("en",)))
    assert found(australian, "Sydney NSW 2000") == [("2000", STRONG)]
    assert found(australian, "Perth, WA, 6000, in 2024") == [("6000", STRONG)]
    assert found(australian, "since 2000 in SAP 2000") == []
