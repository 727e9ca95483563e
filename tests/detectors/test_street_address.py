"""Street addresses: a number and a kind of street, in the order of a country."""

from __future__ import annotations

import pytest

from tests.detectors.claims import found
from tidegate.detectors.base import DetectorConfig
from tidegate.detectors.street_address import StreetAddress
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = StreetAddress(DetectorConfig(regions=("US", "CA", "GB", "DE", "FR", "ES", "IT", "NL", "IE", "BR")))


@pytest.mark.parametrize(
    ("text", "value", "score"),
    [
        ("at 123 N Main St Apt 4 now", "123 N Main St Apt 4", STRONG),
        ("1600 Amphitheatre Parkway", "1600 Amphitheatre Parkway", STRONG),
        (
            "1600 Pennsylvania Avenue NW, Washington, DC 20500",
            "1600 Pennsylvania Avenue NW, Washington, DC 20500",
            STRONG,
        ),
        ("221B Baker Street", "221B Baker Street", STRONG),
        ("301 Wiza Dale", "301 Wiza Dale", STRONG),
        ("41 & 45 MALL ROAD", "41 & 45 MALL ROAD", STRONG),
        ("12 State Highway 14 East", "12 State Highway 14 East", STRONG),
        ("PO Box 12, Springfield, IL 62704", "PO Box 12, Springfield, IL 62704", STRONG),
        ("Unit 8505 Box 9220\nDPO AE 90744", "Unit 8505 Box 9220\nDPO AE 90744", STRONG),
        ("psc 3117, box 84", "psc 3117, box 84", STRONG),
        ("uscgc seagull\nfpo ap 96512", "uscgc seagull\nfpo ap 96512", STRONG),
        ("unit 8505 box 9220\ndpo ae 90744", "unit 8505 box 9220\ndpo ae 90744", STRONG),
        ("295 plymouth street", "295 plymouth street", MEDIUM),
        ("84 acorn st", "84 acorn st", MEDIUM),
        ("84 acorn dr. thanks", "84 acorn dr", MEDIUM),
        ("8412 acorn st fairhaven ny 10999", "8412 acorn st fairhaven ny 10999", MEDIUM),
        ("Musterstra\xdfe 12", "Musterstra\xdfe 12", STRONG),
        ("Hauptstr. 5a", "Hauptstr. 5a", STRONG),
        ("Berliner Stra\xdfe 5, 10115 Berlin", "Berliner Stra\xdfe 5, 10115 Berlin", STRONG),
        ("12 rue de la Paix", "12 rue de la Paix", STRONG),
        ("12 bis, avenue Foch, 75008 Paris", "12 bis, avenue Foch, 75008 Paris", STRONG),
        ("Calle Mayor 5", "Calle Mayor 5", STRONG),
        ("C/ Alcal\xe1, 12", "C/ Alcal\xe1, 12", STRONG),
        ("Via Roma 131", "Via Roma 131", STRONG),
        ("Kerkstraat 10", "Kerkstraat 10", STRONG),
        ("my address is 44 nowhere at all", "44 nowhere at all", WEAK),
        ("Address:     83393 P\u00e4rna 33", "83393 P\u00e4rna 33", WEAK),
        ("Address:\n  7 Nowhere 33", "7 Nowhere 33", WEAK),
        ("address 255 w nowhere avon ct 6001", "255 w nowhere avon ct 6001", WEAK),
        ("my new address 23 a vincent near the school and my name", "23 a vincent near the school", WEAK),
        ("address 777 nowhere abington ma phone 12", "777 nowhere abington ma", WEAK),
        ("Ann\nApt. 123\nTown", "Apt. 123", MEDIUM),
        ("Ann, Suite 377, Town", "Suite 377", MEDIUM),
        ("unit 4526 box 0671\ndpo ap 40902", "unit 4526 box 0671\ndpo ap 40902", STRONG),
    ],
)
def test_an_address_is_found_by_its_kind_of_street(text: str, value: str, score: float) -> None:
    """With the flat, and the town where a state and ZIP code end it."""
    assert found(DETECTOR, text) == [(value, score)]


@pytest.mark.parametrize(
    "text",
    [
        "3 items in stock",
        "I waited 5 minutes at the road",
        "5 Great Drives",
        "2 Way Radio",
        "order 5 and 3 drive",
        "the street",
        "Main Street",
        "Via 5",
        "my IP address is 192.0.2.7",
        "we need to address 2 points today",
        "Address 3 issues",
        "Suite 377 is taken",
        "a suite 5",
        "address: unknown",
        "version 5 rue",
        "2024-05-06 Main",
        "84 questions for the dr",
        "1 dentist Dr. Acorn",
        "it is 3 times a way",
        "",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    """Counts, roads without a number, network addresses."""
    assert found(DETECTOR, text) == []


@pytest.mark.parametrize(
    ("text", "name", "expected", "values"),
    [
        ("44 some place", "streetAddress", "", ["44 some place"]),
        ("44 some place", "address_line_1", "", ["44 some place"]),
        ("44 some place", "", "street_address", ["44 some place"]),
        ("some place", "", "street_address", []),
        ("44", "", "street_address", []),
        ("Chirch Road", "StrtNm", "", ["Chirch Road"]),  # its house has a field of its own
        ("Chirch Road", "street", "", ["Chirch Road"]),
        ("Chirch Road", "venue", "", []),
        ("on the road", "street", "", []),
        ("0x7ffee4bd", "address", "", []),  # of a memory
    ],
)
def test_a_name_or_a_question_makes_a_line_an_address(text: str, name: str, expected: str, values: list[str]) -> None:
    """As long as it holds a figure and a word."""
    assert found(DETECTOR, text, name=name, expected=expected) == [(value, WEAK) for value in values]


def test_a_form_counts_only_where_its_region_is_on() -> None:
    """P.O. boxes are read everywhere, and what no English word is like, for less."""
    german = StreetAddress(DetectorConfig(regions=("DE",)))
    assert found(german, "221B Baker Street") == found(german, "12 place Foch") == []
    assert found(german, "12 rue de la Paix") == [("12 rue de la Paix", MEDIUM)]
    assert found(german, "P.O. Box 7") == [("P.O. Box 7", STRONG)]
