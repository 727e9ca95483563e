"""Indian payment addresses: by their handles, or behind their word. Nobody has these."""

from __future__ import annotations

import pytest

from tests.detectors.claims import found
from tests.detectors.national_ids.world_numbers import region
from tidegate.detectors.national_ids.in_upi import InUpi
from tidegate.spans import STRONG, WEAK

ADDRESSES = InUpi(region("IN"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("UPI rahux.k@okaxis", "rahux.k@okaxis"),
        ("pay 9800000000@ybl now", "9800000000@ybl"),
        ("my vpa is rahux@newbank.", "rahux@newbank"),
        ("(rahux-7@oksbi)", "rahux-7@oksbi"),
    ],
)
def test_an_address_is_found(text: str, value: str) -> None:
    assert found(ADDRESSES, text) == [(value, STRONG)]


def test_a_field_s_name_makes_one() -> None:
    assert found(ADDRESSES, "rahux@newbank", name="upi_id") == [("rahux@newbank", WEAK)]


@pytest.mark.parametrize(
    "text", ["", "rahux@okaxis.com", "git@host", "meet @ybl", "a@ybl-team", "upi", "npm i left@latest"]
)
def test_other_signs_are_left_alone(text: str) -> None:
    """E-mail addresses, hosts and handles."""
    assert found(ADDRESSES, text) == []


def test_it_sleeps_where_its_region_is_off() -> None:
    sleeping = InUpi(region("US"))
    assert not sleeping.active
    assert found(sleeping, "rahux@okaxis") == []
