"""Device ids: IMEI and ICCID by their check, serial numbers by the words before them."""

from __future__ import annotations

import random

import pytest
import re2

from tests.detectors.claims import US, claims, values
from tidegate.detectors.device_id import DeviceId
from tidegate.pipeline.needs import as_member
from tidegate.spans import MEDIUM, STRONG, WEAK, Checksum

DETECTOR = DeviceId(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("490154203237518", (WEAK, Checksum.VALID)),  # the example of Wikipedia's article on the IMEI
        ("35-209900-176148-1", (STRONG, Checksum.VALID)),  # the example of 3GPP TS 23.003's readers, same article
        ("490154203237519", (WEAK, Checksum.FAILED)),
        ("35-209900-176148-23", (MEDIUM, Checksum.NONE)),  # with the software's version
    ],
)
def test_imeis_are_claimed_by_form_and_check(text: str, claimed: tuple[float, Checksum]) -> None:
    """Bare digits need a word beside them; and the gate sees each form."""
    assert [(claim.score, claim.checksum) for claim in claims(DETECTOR, text)] == [claimed]
    assert re2.search(DETECTOR.needs, as_member("", text)) is not None


def luhn_digit(digits: str) -> str:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def test_generated_imeis_are_found_and_every_wrong_digit_is_seen() -> None:
    """A thousand; Luhn sees every single wrong digit behind the two that name the body."""
    rng = random.Random(15)
    for _ in range(1000):
        body = "35" + f"{rng.randrange(10**12):012}"
        number = body + luhn_digit(body)
        assert [claim.checksum for claim in claims(DETECTOR, number)] == [Checksum.VALID]
        place = rng.randrange(2, 15)
        for wrong in "0123456789".replace(number[place], ""):
            changed = number[:place] + wrong + number[place + 1 :]
            assert [claim.checksum for claim in claims(DETECTOR, changed)] == [Checksum.FAILED]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Serial number: SN-AB1-881207X.", ["SN-AB1-881207X"]),
        ("s/n 4711AB", ["4711AB"]),
        ("device id = a1b2c3d4e5f60718", ["a1b2c3d4e5f60718"]),
        ("my serial is C02XK1ABJG5H", ["C02XK1ABJG5H"]),
        ("a serial entrepreneur since 2001", []),
        ("the device id is missing", []),
        ("123456789012345678", []),
        ("session 4711", []),
        ("", []),
    ],
)
def test_serial_numbers_are_found_by_their_name(text: str, found: list[str]) -> None:
    """What is named so counts, if it has a digit."""
    assert values(DETECTOR, text, at_least=STRONG) == found
    assert not found or re2.search(DETECTOR.needs, as_member("", text)) is not None
