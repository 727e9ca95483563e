"""German commercial register numbers: HRA or HRB and up to six digits."""

from __future__ import annotations

import pytest

from tests.detectors.national_ids.numbers import region, seen
from tidegate.detectors.national_ids.de_handelsregister import DeHandelsregister

DETECTOR = DeHandelsregister(region("DE"))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Amtsgericht Berlin HRA 11223", ["HRA 11223"]),  # python-stdnum, stdnum.de.handelsregisternummer, and so on
        ("Aachen HRA 11223", ["HRA 11223"]),
        ("HRB 123456 B", ["HRB 123456"]),
        ("HRB123456B", ["HRB123456B"]),
        ("HRB-Nr. 7", ["HRB-Nr. 7"]),
        ("hrb 4711", ["hrb 4711"]),
        ("HRC 4711", []),
        ("HRB 1234567", []),
        ("XHRB 4711", []),
        ("HRB", []),
        ("", []),
    ],
)
def test_de_handelsregister_is_claimed_by_its_form(text: str, claimed: list[str]) -> None:
    """The section's letters make it."""
    assert [found for found, _ in seen(DETECTOR, text)] == claimed


def test_it_sleeps_where_its_region_is_off() -> None:
    """A national form counts in its nation."""
    assert seen(DeHandelsregister(region("US")), "HRB 4711") == []
