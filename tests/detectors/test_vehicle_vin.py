"""Vehicle identification numbers: published ones, generated ones, and what one wrong character makes of them."""

from __future__ import annotations

import random

import pytest
import re2

from tests.detectors.claims import US, claims
from tidegate.detectors.vehicle_vin import VehicleVin, check_digit
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM, WEAK, Checksum

DETECTOR = VehicleVin(US)
CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    "number",
    # Wikipedia, "Vehicle identification number": its worked examples; the sample that most decoders' manuals show
    ["1M8GDM9AXKP042788", "5GZCZ43D13S812715", "1HGCM82633A004352"],
)
def test_published_numbers_are_found(number: str) -> None:
    """In either case."""
    for text in (f"VIN {number}", f"vin: {number.lower()}."):
        (claim,) = claims(DETECTOR, text)
        assert (claim.end - claim.start, claim.score, claim.checksum) == (17, MEDIUM, Checksum.VALID)
        assert re2.search(DETECTOR.needs, as_member("", text)) is not None


def generated(rng: random.Random) -> str:
    number = rng.choice("12345") + "".join(rng.choice(CHARACTERS) for _ in range(12)) + f"{rng.randrange(10_000):04}"
    return number[:8] + check_digit(number) + number[9:]


def test_generated_numbers_are_found_and_wrong_digits_are_not_valid() -> None:
    """A thousand; no weight of a serial's digit is a multiple of eleven, so every change of one is seen."""
    rng = random.Random(565)
    for _ in range(1000):
        number = generated(rng)
        assert [claim.checksum for claim in claims(DETECTOR, number)] == [Checksum.VALID]
        place = rng.randrange(13, 17)
        for wrong in "0123456789".replace(number[place], ""):
            changed = number[:place] + wrong + number[place + 1 :]
            assert [claim.checksum for claim in claims(DETECTOR, changed)] == [Checksum.FAILED]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("WVWZZZ1JZXW000001", [(WEAK, Checksum.NONE)]),  # Europe asks for no check digit
        ("1M8GDM9A1KP042788", [(WEAK, Checksum.FAILED)]),
        ("1M8GDM9AXKP04278", []),
        ("1M8GDM9AXKP0427888", []),
        ("1M8GDM9AXKPO42788", []),  # the letter O
        ("12345678901234567", []),
        ("abcdefghjklmnprst", []),
        ("1M8GDM9AXKP042788-1", []),
        ("", []),
    ],
)
def test_other_regions_and_other_forms_are_lesser_claims_or_none(
    text: str, claimed: list[tuple[float, Checksum]]
) -> None:
    """Seventeen characters alone are too little to go by."""
    assert [(claim.score, claim.checksum) for claim in claims(DETECTOR, text)] == claimed
