"""Canadian health card numbers: each province has its own, most of them nine or ten digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.ca_health_card import CaHealthCard
from tidegate.spans import MEDIUM

DETECTOR = CaHealthCard(region("CA"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("OHIP 1234-567-890-AB", [("1234-567-890-AB", MEDIUM)]),
        ("health card 9876 543 210", [("9876 543 210", MEDIUM)]),
        ("carte d'assurance maladie TREM 1234 5678", [("TREM 1234 5678", MEDIUM)]),
        ("AHCIP 12345-6789", [("12345-6789", MEDIUM)]),
        ("1234-567-890", []),
        ("health card 12345", []),
    ],
)
def test_ca_health_card_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Each province's form, only beside a word for the card."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(CaHealthCard(region("DE")), "OHIP 1234-567-890-AB") == []
