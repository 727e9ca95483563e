"""British sort codes: beside their word, or before an account's number."""

from __future__ import annotations

import pytest

from tests.detectors.claims import found
from tests.detectors.national_ids.world_numbers import region
from tidegate.detectors.national_ids.gb_sort_code import GbSortCode
from tidegate.spans import STRONG, WEAK

CODES = GbSortCode(region("GB"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sort code 20-00-00 acct 55779911", "20-00-00"),
        ("Sort Code: 200000", "200000"),
        ("my sorting code is 20 00 00", "20 00 00"),
        ("s/c 20-00-00", "20-00-00"),
        ("20-00-00 55779911", "20-00-00"),
        ("20-00-00 / 55779911", "20-00-00"),
    ],
)
def test_a_code_is_found_beside_what_makes_it_one(text: str, value: str) -> None:
    assert found(CODES, text) == [(value, STRONG)]


def test_a_field_s_name_makes_one() -> None:
    assert found(CODES, "200000", name="sortCode") == [("200000", WEAK)]


@pytest.mark.parametrize("text", ["", "20-00-00", "on 20-10-24 at 10", "sort code", "sort codes by 2", "score 20-00"])
def test_other_pairs_are_left_alone(text: str) -> None:
    """Dates and scores."""
    assert found(CODES, text) == []


def test_it_sleeps_where_its_region_is_off() -> None:
    sleeping = GbSortCode(region("US"))
    assert not sleeping.active
    assert found(sleeping, "sort code 20-00-00") == []
