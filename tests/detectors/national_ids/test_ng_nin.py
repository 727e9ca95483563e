"""Nigerian national identification numbers: eleven digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.world_numbers import region, scored
from tidegate.detectors.national_ids.ng_nin import NgNin
from tidegate.spans import MEDIUM

DETECTOR = NgNin(region("NG"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("my NIN is 12345678901", [("12345678901", MEDIUM)]),
        ("National Identification Number: 1234-567-8901", [("1234-567-8901", MEDIUM)]),
        ("12345678901", []),
        ("NIN 1234567890", []),
        ("NIN 123456789012", []),
    ],
)
def test_ng_nin_is_claimed_by_its_form(text: str, claimed: list[tuple[str, float]]) -> None:
    """Eleven digits beside a word for the number."""
    assert scored(DETECTOR, text) == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert scored(NgNin(region("DE")), "my NIN is 12345678901") == []
