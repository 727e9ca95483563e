"""Months, measures and machines that are called like people."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims, values
from tidegate.detectors.person import Person

PERSON = Person(US)


@pytest.mark.parametrize(
    "text",
    [
        "Die Ampel wird am 3. Juli gewartet",
        "Juli 2024: 12 Bestellungen",
        "el 15 de Julio",
        "15 Julio 2024",
        "Mai, Juni, Juli",
        "Mayo/Junio/Julio",
        "Enero Febrero Marzo Abril Mayo Junio Julio Agosto",
        "Januari Februari Maart April Mei Juni Juli Augustus",
        "Mar\u00e7o Abril Maio Junho",
        "Viernes S\u00e1bado Domingo",
        "Max Memory Used: 91 MB",
        "Max Retries: 5",
        "Max size is 5 MB",
        "Max. Belastung 80 kg",
        "Max-Age=31536000",
        "Access-Control-Max-Age: 86400",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
        "(iPhone; CPU iPhone OS 17_5 like Mac OS X)",
        "Mac Address Table",
    ],
)
def test_a_month_a_measure_and_a_machine_are_nobody(text: str) -> None:
    """Every browser's line from an Apple machine had a person in it."""
    assert claims(PERSON, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Julio called", ["Julio"]),
        ("thanks, Juli!", ["Juli"]),
        ("3 Julio Fernandez", ["Julio Fernandez", "Julio", "Fernandez"]),
        ("ask Max and Anna", ["Max", "Anna"]),
        ("Max used the card", ["Max"]),
        ("Max Weber", ["Max Weber", "Max", "Weber"]),
        ("Max retries the payment", ["Max"]),
        ("Thanks, Max. Best", ["Max"]),
        ("Hi Mac, it is Domingo", ["Mac", "Domingo"]),
    ],
)
def test_people_of_these_names_are_found(text: str, found: list[str]) -> None:
    """In a sentence, and before a last name."""
    assert sorted(values(PERSON, text)) == sorted(found)
