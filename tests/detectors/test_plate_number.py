"""Registration plates beside words for them, in whatever form."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, found
from tidegate.detectors.plate_number import PlateNumber
from tidegate.spans import MEDIUM, WEAK

PLATES = PlateNumber(US)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("license plate 8ABC123", "8ABC123"),
        ("Licence plate: AB12 CDE.", "AB12 CDE"),
        ("his number plate is KL 07 AB 1234", "KL 07 AB"),
        ("kenteken GB-001-B, rijbewijs", "GB-001-B"),
        ("Kennzeichen: M-AB 1234", "M-AB 1234"),
        ("matr\u00edcula 1234 BCD", "1234 BCD"),
        ("targa AB 123 CD", "AB 123 CD"),
        ("The plate number is ABX-123XY for this vehicle", "ABX-123XY"),
        ("vehicle registration is WA 12345", "WA 12345"),
    ],
)
def test_a_plate_is_found_behind_its_word(text: str, value: str) -> None:
    """Where a form has more than three groups, they are enough to hide whose it is."""
    assert found(PLATES, text) == [(value, MEDIUM)]


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("license_plate", "8ABC123", ["8ABC123"]),
        ("carPlate", "M-AB 1234", ["M-AB 1234"]),
        ("plate", "WA 12345", ["WA 12345"]),
        ("template", "A4 100", []),
        ("license_plate", "none", []),
    ],
)
def test_a_fields_name_makes_one(name: str, text: str, values: list[str]) -> None:
    assert found(PLATES, text, name=name) == [(value, WEAK) for value in values]


@pytest.mark.parametrize(
    "text",
    ["", "license plate holder", "a plate of 12 oysters", "registration closes on 3 May", "boilerplate 2024", "targa"],
)
def test_other_plates_are_left_alone(text: str) -> None:
    """Dishes, forms and words."""
    assert found(PLATES, text) == []
