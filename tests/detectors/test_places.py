"""Cities and countries: the listed ones, those that stand where only a place can, and neither words nor people."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, found
from tidegate.detectors.city import City
from tidegate.detectors.country import Country
from tidegate.spans import MEDIUM, STRONG, WEAK
from tidegate.testing.contracts import check_detector

CITY, COUNTRY = City(US), Country(US)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The train to Hamburg is late", [("Hamburg", MEDIUM)]),
        ("San Francisco, then Sao Paulo", [("San Francisco", MEDIUM), ("Sao Paulo", MEDIUM)]),
        ("S\u00e3o Paulo and D\u00fcsseldorf", [("S\u00e3o Paulo", MEDIUM), ("D\u00fcsseldorf", MEDIUM)]),
        ("LONDON office", [("LONDON", MEDIUM)]),
        ("Springfield, MA 01101", [("Springfield", STRONG)]),
        ("sent to Xyzzyville, OH 43001", [("Xyzzyville", MEDIUM)]),
        ("12 Example Lane Quuxton, Texas", [("Quuxton", MEDIUM)]),
        ("I live in Quuxburg", [("Quuxburg", MEDIUM)]),
        ("i live in hamburg", [("hamburg", MEDIUM)]),
        ("Reading is fun", [("Reading", WEAK)]),  # a word: only with a word for places
        ("she lives in Reading", [("Reading", MEDIUM)]),
        ("hamburg is nice", []),
        ("Manchester United won", []),
        ("born in May", []),
        ("moved to Texas", []),
        ("@London #Paris", []),
        ("Londonderry", []),
    ],
)
def test_cities(text: str, expected: list[tuple[str, float]]) -> None:
    assert found(CITY, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Made in Germany", [("Germany", MEDIUM)]),
        ("he is from france", [("france", MEDIUM)]),
        ("United Arab Emirates, the UK, the U.S. and the USA", ["United Arab Emirates", "UK", "U.S.", "USA"]),
        ("across the US border", [("US", MEDIUM)]),
        ("Turkey sandwich", [("Turkey", WEAK)]),
        ("she moved to Turkey", [("Turkey", MEDIUM)]),
        ("tell us, please", []),
        ("a china plate", []),
        ("Germanys", []),
    ],
)
def test_countries(text: str, expected: list[object]) -> None:
    claimed = found(COUNTRY, text)
    assert claimed == expected or [value for value, _ in claimed] == expected


@pytest.mark.parametrize(
    ("detector", "name", "text"),
    [
        (CITY, "city", "Quuxton"),
        (CITY, "billingCity", "Quuxton"),
        (COUNTRY, "country", "DE"),
        (COUNTRY, "countryCode", "PL"),
    ],
)
def test_a_field_says_what_its_value_is(detector: City | Country, name: str, text: str) -> None:
    import re2

    assert found(detector, text, name=name) == [(text, MEDIUM)]
    assert re2.search(detector.needs, f'"{name}":"{text}"') is not None


def test_an_answer_in_lower_case_counts_after_the_question() -> None:
    assert [claim.pattern for claim in claims(CITY, "hamburg", expected="city")] == ["said"]


@pytest.mark.parametrize("detector", [CITY, COUNTRY], ids=["city", "country"])
def test_they_keep_their_contract(detector: City | Country) -> None:
    check_detector(detector)
