"""MAC addresses: pairs, fours, and bare digits."""

from __future__ import annotations

import pytest

from tests.detectors.claims import US, claims
from tidegate.detectors.mac_address import MacAddress
from tidegate.spans import MEDIUM, STRONG, WEAK

DETECTOR = MacAddress(US)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("00:1A:2B:3C:4D:5E", [(0, 17, STRONG)]),
        ("mac 00-1a-2b-3c-4d-5e.", [(4, 21, STRONG)]),
        ("001a.2b3c.4d5e", [(0, 14, STRONG)]),
        ("00:1A:2B:FF:FE:3C:4D:5E", [(0, 23, STRONG)]),  # EUI-64
        ("12-34-56-78-90-12", [(0, 17, MEDIUM)]),  # digits alone may be any number
        ("1234.5678.9012", [(0, 14, MEDIUM)]),
        ("001a2b3c4d5e", [(0, 12, WEAK)]),
        ("11:11:11:11:11:11", [(0, 17, STRONG)]),
        ("", []),
        ("00:1A:2B:3C:4D", []),
        ("00:1A:2B:3C:4D:5E:6F", []),
        ("00:1A-2B:3C-4D:5E", []),  # two kinds of separator
        ("x00:1A:2B:3C:4D:5E", []),
        ("00:1G:2B:3C:4D:5E", []),
        ("123456789012", []),
        ("0123456789abcdef", []),
        ("12:30:45", []),
        ("00:00:00:00:00:00", []),  # no device has it
        ("FF-FF-FF-FF-FF-FF", []),  # broadcast
    ],
)
def test_addresses_are_claimed_by_form(text: str, claimed: list[tuple[int, int, float]]) -> None:
    """Colons make it sure; a number that could be anything needs a word."""
    assert [(claim.start, claim.end, claim.score) for claim in claims(DETECTOR, text)] == claimed
